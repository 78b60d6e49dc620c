"""Cards made into notes that Anki can hold: the four kinds it has, and what the others lose on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from msgspec import Struct

from csmdrill.content.deck import Card, Cloze, LibraryCard, Number, Recall, Typed
from csmdrill.exchange.anki_cloze import to_anki
from csmdrill.exchange.carried import COMPETENCY_TAG, Loss
from csmdrill.exchange.guids import guid_of, kept_guid
from csmdrill.practice.model import Question
from csmdrill.practice.posing import pose

OutKind = Literal["basic", "reversed", "typed", "cloze"]

LOST: dict[str, str] = {
    "choice": "its options are not shuffled or judged; they stand in the question",
    "number": "a number is compared letter by letter, without a tolerance",
    "order": "its steps are not shuffled or judged; they stand in the answer",
    "points": "its points cannot be ticked; they stand in the answer",
    "moment": "its clock does not run and its checks cannot be ticked; they stand in the answer",
    "case": "its facts are not drawn afresh; it goes out as one example",
}


class OutNote(Struct, frozen=True):
    """A note for Anki, in plain text.

    Args:
        key: of the card, without part.
        guid: the one that it came with from Anki, else made of the key.
        kind: which of the four note types.
        front, back, why: for a cloze, `front` is the text and `back` is empty.
        tags: as Anki has them, without blanks.
    """

    key: str
    guid: str
    kind: OutKind
    front: str
    back: str
    why: str
    tags: tuple[str, ...]


def notes_of(cards: Iterable[LibraryCard], today: date) -> tuple[tuple[OutNote, ...], tuple[Loss, ...]]:
    """Return a deck's cards as notes, one a card of the file, and what they lose.

    Args:
        cards: as the library found them.
        today: dates in the example of a case count from it.
    """
    first = {card.family: card for card in reversed(list(cards))}
    in_order = sorted(first.values(), key=lambda card: card.position)
    lost = [Loss(card.key, what) for card in in_order for what in _losses(card.card)]
    guids = _guids(in_order)
    return tuple(_note(card, guids[card.family], today) for card in in_order), tuple(lost)


def _guids(cards: Iterable[LibraryCard]) -> dict[str, str]:
    """Return each card's guid by its family; of the cards that one note became, the first gets its guid."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for card in cards:
        own = kept_guid(card.card.guid)
        found[card.family] = own if own and own not in taken else guid_of(card.family)
        taken.add(own)
    return found


def _note(card: LibraryCard, guid: str, today: date) -> OutNote:
    kind, front, back, why = _sides(card, today)
    tags = [*card.tags, *([COMPETENCY_TAG + card.competency] if card.competency else [])]
    return OutNote(card.family, guid, kind, front, back, why, tuple(tags))


def _sides(card: LibraryCard, today: date) -> tuple[OutKind, str, str, str]:
    model = card.card
    if isinstance(model, Cloze):
        return "cloze", to_anki(model.text)[0], "", model.why
    if isinstance(model, Typed):
        return "typed", model.prompt, model.accept[0], model.why
    if isinstance(model, Number):
        front = f"{model.prompt} ({model.unit})" if model.unit else model.prompt
        return "typed", front, number_text(model), model.why
    asked = pose(model, "", f"{card.family}:0", today)
    kind: OutKind = "reversed" if isinstance(model, Recall) and model.reverse else "basic"
    return kind, "\n".join(_front(model, asked)), "\n".join(_back(asked)), asked.why


def _front(card: Card, asked: Question) -> Iterator[str]:
    yield f"{asked.who}: {asked.prompt}" if asked.who else asked.prompt
    if asked.form == "letter":
        yield ""
        yield from (f"{option.letter}) {option.text}" for option in asked.options)


def _back(asked: Question) -> Iterator[str]:
    yield asked.answer
    if asked.form == "moment":
        yield ""
        yield from (f"- {check}" for check in asked.points)
        yield f"Not: {asked.weak}"
    reasons = [f"{each.letter}) {each.because}" for each in asked.options if each.because]
    if asked.form == "letter" and reasons:
        yield ""
        yield from reasons


def number_text(card: Number) -> str:
    """Return a card's number as it is typed: without separators or unit."""
    return str(int(card.number)) if card.number.is_integer() else str(card.number)


def _losses(card: Card) -> Iterator[str]:
    kind = str(type(card).__struct_config__.tag)
    if kind in LOST:
        yield LOST[kind]
    if isinstance(card, Typed) and len(card.accept) > 1:
        yield f"only its first reply counts; {len(card.accept) - 1} more are left out"
    if card.source or card.philosophies or card.segment or card.department:
        yield "Anki has no place for its source, philosophies, segment or department"
