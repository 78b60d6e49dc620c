"""Anki's notes made into cards of a deck: what each becomes, and what of it cannot come along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from csmdrill.content.deck import Card
from csmdrill.core.text import fold
from csmdrill.exchange.anki_cloze import from_anki
from csmdrill.exchange.anki_model import AnkiCard, AnkiNote, AnkiPackage, NoteType
from csmdrill.exchange.anki_template import below_the_line, cloze_field, filled, speaks_of, typed_field
from csmdrill.exchange.carried import (
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_WHY,
    Carried,
    Load,
    Loss,
    named,
    place_of,
    tags_of,
)
from csmdrill.exchange.guids import kept_guid
from csmdrill.exchange.html_text import Plain, plain_text

WHY_FIELDS = frozenset({"why", "extra", "back extra"})
REVERSE = "reverse"
OCCLUSION = "image-occlusion"


class _Side(Struct, frozen=True):
    """One card of a note, question and answer as plain text."""

    card: AnkiCard
    prompt: str
    answer: str
    accept: str


class _Note(Struct, frozen=True):
    """A note with everything that is needed to make cards of it."""

    note: AnkiNote
    type: NoteType
    fields: Mapping[str, str]
    cards: Sequence[AnkiCard]
    tags: list[str]
    competency: str | None
    place: str

    def loss(self, what: str, whole: bool = False) -> Loss:
        """Return a loss of this note."""
        return Loss(self.place, what, whole)


def load_of(package: AnkiPackage) -> Load:
    """Return the cards of a package, named, in the order in which their notes were made."""
    cards_of: dict[int, list[AnkiCard]] = {}
    for card in package.cards:
        cards_of.setdefault(card.note, []).append(card)
    names = _deck_names(package)
    carried: list[Carried] = []
    lost: list[Loss] = []
    for note in sorted(package.notes, key=lambda each: each.id):
        for found in _from_note(note, package, cards_of.get(note.id, []), names):
            if isinstance(found, Loss):
                lost.append(found)
            else:
                carried.append(found)
    if package.odd_rows:
        lost.append(Loss("the database", f"{package.odd_rows} damaged rows are left out"))
    return Load(_title(package), named(carried), tuple(lost))


def _from_note(
    note: AnkiNote, package: AnkiPackage, cards: list[AnkiCard], decks: Mapping[int, str]
) -> Iterator[Carried | Loss]:
    words = plain_text(note.fields[0], bold=False).text if note.fields else ""
    first = place_of(words) if words else f"note {note.id}"
    kind = package.types.get(note.type_id)
    if kind is None or not cards or len(note.fields) != len(kind.fields):
        yield Loss(first, "the note has no cards or no known note type", whole=True)
        return
    decks_of = [decks[card.deck] for card in cards[:1] if card.deck in decks]
    tags, competency, refused = tags_of([*note.tags, *decks_of])
    known = _Note(
        note=note,
        type=kind,
        fields=dict(zip(kind.fields, note.fields, strict=True)),
        cards=sorted(cards, key=lambda card: card.place),
        tags=tags,
        competency=competency,
        place=first,
    )
    yield from (known.loss(f"the tag {word} has no letters a-z") for word in refused)
    if not kept_guid(note.guid):
        yield known.loss("its guid cannot be kept; sent out again, it is a new note to Anki")
    yield from _from_cloze(known) if kind.is_cloze else _from_sides(known)


def _from_cloze(note: _Note) -> Iterator[Carried | Loss]:
    template = note.type.templates[0]
    name = cloze_field(template.question)
    html = note.fields.get(name or "", "")
    if name is None or OCCLUSION in html or "image-occlusion" in template.question:
        yield note.loss("a picture with covered places cannot be shown in a terminal", whole=True)
        return
    read = plain_text(html)
    made = from_anki(read.text)
    rest = {field: "" if field == name else value for field, value in note.fields.items()}
    why = plain_text(filled(template.answer, rest, front=False))
    yield from (note.loss(what) for what in (*read.lost, *why.lost, *made.lost))
    parts = {card.id: f"c{card.place + 1}" for card in note.cards if card.place + 1 in made.numbers}
    if not parts or len(made.text) > LONGEST_TEXT:
        yield note.loss(_unfit(made.text, "it hides no words"), whole=True)
        return
    if len(why.text) > LONGEST_WHY:
        yield note.loss(f"what stands below it is longer than {LONGEST_WHY:,} characters")
    fitting = why.text if len(why.text) <= LONGEST_WHY else ""
    card = _made(note, {"kind": "cloze", "text": made.text, "why": fitting})
    yield Carried(card, parts)


def _from_sides(note: _Note) -> Iterator[Carried | Loss]:
    why, by_field = _why(note)
    yield from (note.loss(what) for what in why.lost)
    sides: list[_Side] = []
    for card in note.cards:
        if card.place >= len(note.type.templates):
            yield note.loss(f"its card {card.place + 1} has no template", whole=True)
            continue
        side, lost = _side(note, card, by_field)
        yield from (note.loss(what) for what in lost)
        if not side.prompt or not side.answer:
            said = "the question" if not side.prompt else "the answer"
            yield note.loss(f"{said} is empty without what had to be left out", whole=True)
        elif max(len(side.prompt), len(side.answer)) > LONGEST_TEXT:
            yield note.loss(_unfit(side.prompt + side.answer, ""), whole=True)
        else:
            sides.append(side)
    yield from _cards_of(note, sides, why.text)


def _cards_of(note: _Note, sides: list[_Side], why: str) -> Iterator[Carried]:
    """Yield the cards of a note; two that mirror each other are one card with its reverse."""
    left = list(sides)
    while left:
        side = left.pop(0)
        if side.accept:
            typed = {"kind": "typed", "prompt": side.prompt, "accept": [side.accept], "why": why}
            yield Carried(_made(note, typed), {side.card.id: ""})
            continue
        values = {"kind": "recall", "prompt": side.prompt, "answer": side.answer, "why": why}
        mirror = next((o for o in left if (o.prompt, o.answer) == (side.answer, side.prompt)), None)
        if mirror is None:
            yield Carried(_made(note, values), {side.card.id: ""})
            continue
        left.remove(mirror)
        both = {side.card.id: "", mirror.card.id: REVERSE}
        yield Carried(_made(note, values | {"reverse": True}), both)


def _side(note: _Note, card: AnkiCard, fields: Mapping[str, str]) -> tuple[_Side, tuple[str, ...]]:
    template = note.type.templates[card.place]
    front = plain_text(filled(template.question, fields, front=True))
    back = plain_text(below_the_line(filled(template.answer, fields, front=False)))
    typed = typed_field(template.question)
    accept = plain_text(note.fields.get(typed, ""), bold=False).text if typed else ""
    if len(accept) > LONGEST_LINE or "\n" in accept:
        accept = ""
    lost = tuple(dict.fromkeys((*front.lost, *back.lost)))
    return _Side(card, front.text, back.text or accept, accept), lost


def _why(note: _Note) -> tuple[Plain, Mapping[str, str]]:
    """Return the words of the field that says why, and the fields without it; none if a question shows it."""
    for name in note.fields:
        if fold(name) not in WHY_FIELDS:
            continue
        said = plain_text(note.fields[name])
        asked = any(speaks_of(template.question, name) for template in note.type.templates)
        shown = any(speaks_of(template.answer, name) for template in note.type.templates)
        if shown and not asked and len(said.text) <= LONGEST_WHY:
            return said, {**note.fields, name: ""}
    return Plain(""), note.fields


def _made(note: _Note, values: Mapping[str, object]) -> Card:
    shared = {"tags": note.tags, "competency": note.competency, "guid": kept_guid(note.note.guid)}
    made: Card = msgspec.convert({**values, **shared}, Card)
    return made


def _unfit(text: str, otherwise: str) -> str:
    return f"it is longer than {LONGEST_TEXT:,} characters" if len(text) > LONGEST_TEXT else otherwise


def _deck_names(package: AnkiPackage) -> Mapping[int, str]:
    """Return the tag that each deck becomes: its last name, where the cards lie in more than one deck."""
    used = {card.deck for card in package.cards}
    if len(used) < 2:
        return {}
    return {deck: name.rpartition("::")[2] for deck, name in package.decks.items() if deck in used}


def _title(package: AnkiPackage) -> str:
    used = {card.deck for card in package.cards}
    names = [name.split("::") for deck, name in sorted(package.decks.items()) if deck in used]
    if not names:
        return ""
    shared = []
    for words in zip(*names, strict=False):
        if len(set(words)) > 1:
            break
        shared.append(words[0])
    return " – ".join(shared)
