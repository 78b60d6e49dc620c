"""Bring cards along from other programs: a deck file out of theirs, and their history into the practice."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from shlex import quote

import msgspec
from msgspec import Struct

from csmdrill.content.deck import FORMAT, Card, DeckHead, LibraryCard
from csmdrill.content.library import DeckFile, Place, find_files, read_deck
from csmdrill.content.places import MAX_BYTES, SUFFIX, bytes_of, places
from csmdrill.content.slugs import slug
from csmdrill.content.writing import deck_text
from csmdrill.core.errors import ContentUnreadable, ExchangeRejected
from csmdrill.core.file_names import portable
from csmdrill.core.text import make_safe
from csmdrill.exchange import anki_notes, rows
from csmdrill.exchange.anki_model import AnkiPackage
from csmdrill.exchange.apkg import is_package, read_package
from csmdrill.exchange.carried import Carried, Load, Loss
from csmdrill.exchange.table import read_table
from csmdrill.services import library
from csmdrill.services.already import without_known
from csmdrill.services.anki_history import History, history_of
from csmdrill.services.safekeeping import before_risk
from csmdrill.services.wording import counted
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import ImportReport

MOST_CARDS = 5000
ROOM = MAX_BYTES - 16 * 1024
"""Bytes of cards in one deck file; the head comes on top."""

NO_HISTORY = History((), 0, 0, 0)


class Wish(Struct, frozen=True, kw_only=True):
    """What the person asked for beyond the file.

    Args:
        target: the deck file to write; None for one in the home's decks, named as the source is.
        id, title, competency: of the deck; empty for what the file suggests.
        history: bring the reviews along, too.
        again: bring also the notes that another deck has already.
    """

    target: Path | None = None
    id: str = ""
    title: str = ""
    competency: str = ""
    history: bool = True
    again: bool = False


class Brought(Struct, frozen=True, kw_only=True):
    """What came over.

    Args:
        paths: deck files; more than one where a file would be too large.
        cards: cards in them.
        known: those of them in files that were there already, just like that.
        reviews: what became of the history, added and known already.
        lost: what did not come along.
    """

    paths: tuple[Path, ...]
    cards: int
    known: int
    reviews: ImportReport
    lost: tuple[Loss, ...]

    @property
    def left_behind(self) -> int:
        """The number of cards that stayed behind whole."""
        return sum(loss.whole for loss in self.lost)


class _Draft(Struct, frozen=True):
    """A deck file that is not there yet, and the cards of Anki in it."""

    path: Path
    text: bytes
    cards: tuple[Carried, ...]


def bring(workspace: Workspace, source: Path, wish: Wish) -> Brought:
    """Write the cards of another program's file as a deck, and take its reviews into the practice.

    Everything is read and checked before anything is written; if the history cannot be kept, the new deck
    file goes again.

    Raises:
        ExchangeRejected: the file cannot be read, or the deck cannot be written as asked.
        StoreUnavailable: the practice history cannot be used.
    """
    load, package = _read(source)
    if not load.cards:
        reasons = " ".join(str(loss) for loss in load.lost[:3])
        raise ExchangeRejected(f"{source} holds no card that could come over. {reasons}".strip())
    target = _target(workspace, source, wish)
    place = _place_of(workspace, target)
    there = _decks_there(workspace)
    drafts = _drafts(load, source, target, wish)
    if not wish.again:
        own = [draft.path for draft in drafts]
        before = [read_deck(place, path) for path in own if bytes_of(path) is not None]
        load = without_known(load, (*there, *before), own)
        drafts = _drafts(load, source, target, wish)
    decks = [_tried(place, draft) for draft in drafts]
    _refuse_twins(there, drafts, decks)
    history = NO_HISTORY
    if package is not None and wish.history:
        known = dict(_known_cards(drafts, decks))
        history = history_of(workspace, package, known, decks[0].deck_key)
    known_cards = sum(len(draft.cards) for draft in drafts if bytes_of(draft.path) is not None)
    before_risk(workspace)
    report = _written(workspace, drafts, history)
    library.refresh(workspace)
    return Brought(
        paths=tuple(draft.path for draft in drafts),
        cards=len(load.cards),
        known=known_cards,
        reviews=ImportReport(report.added, report.already + history.already, report.bad),
        lost=(*load.lost, *_lost_history(history)),
    )


def _read(source: Path) -> tuple[Load, AnkiPackage | None]:
    if is_package(source):
        package = read_package(source)
        return anki_notes.load_of(package), package
    return rows.load_of(read_table(source)), None


def _target(workspace: Workspace, source: Path, wish: Wish) -> Path:
    if wish.target is None:
        return workspace.home.decks.resolve() / portable(f"{slug(source.stem, 'deck')}{SUFFIX}")
    if not wish.target.name.endswith(SUFFIX) or wish.target.name == SUFFIX:
        raise ExchangeRejected(
            f"{wish.target} is no name of a deck file.", f"Name one that ends in {SUFFIX}."
        )
    return wish.target.expanduser().resolve()


def _drafts(load: Load, source: Path, target: Path, wish: Wish) -> list[_Draft]:
    """Return the deck files to write: one, or as many as the cards need."""
    title = make_safe(wish.title or load.title or source.stem).strip()[:200]
    head = msgspec.convert(
        {
            "format": FORMAT,
            "id": wish.id or slug(target.name.removesuffix(SUFFIX), "deck"),
            "title": title or "Cards brought along",
            "competency": wish.competency or None,
        },
        DeckHead,
    )
    drafts = []
    for number, cards in enumerate(_portions(load.cards), start=1):
        path, part = target, head
        if number > 1:
            path = target.with_name(f"{target.name.removesuffix(SUFFIX)}-{number}{SUFFIX}")
            part = msgspec.structs.replace(
                head, id=f"{head.id[:58]}-{number}", title=f"{head.title[:190]} ({number})"
            )
        text = deck_text(part, [each.card for each in cards])
        drafts.append(_Draft(path, text.encode(), cards))
    return drafts


def _portions(cards: Sequence[Carried]) -> Iterator[tuple[Carried, ...]]:
    """Yield the cards in portions that a deck file can hold."""
    portion: list[Carried] = []
    size = 0
    for each in cards:
        more = len(deck_text_of(each.card))
        if portion and (len(portion) == MOST_CARDS or size + more > ROOM):
            yield tuple(portion)
            portion, size = [], 0
        portion.append(each)
        size += more
    yield tuple(portion)


def deck_text_of(card: Card) -> bytes:
    """Return one card as it stands in a deck file."""
    return deck_text(DeckHead(format="csmdrill/deck@1", id="x", title="x"), [card]).encode()


def _place_of(workspace: Workspace, target: Path) -> Place:
    """Return the place that a file will be found in, which decides its pack."""
    inside = [place for place in places(workspace.home) if target.is_relative_to(place.root)]
    if target.is_relative_to(workspace.home.decks.resolve()):
        return Place(workspace.home.decks.resolve(), "personal")
    return inside[-1] if inside else Place(target, "given")


def _tried(place: Place, draft: _Draft) -> DeckFile:
    """Return a deck file as the library will read it.

    Raises:
        ExchangeRejected: it cannot be written there, or `check` would refuse it.
    """
    before = bytes_of(draft.path)
    if before is None and draft.path.exists():
        raise ExchangeRejected(f"{draft.path} is there, but is no file.", "Name another with -o.")
    if before is not None and before != draft.text:
        raise ExchangeRejected(
            f"{draft.path} is there already and holds something else; nothing was brought over.",
            _way_out(draft.path),
        )
    trial = draft.path.with_name(f".csmdrill-import-{secrets.token_hex(8)}{SUFFIX}")
    try:
        draft.path.parent.mkdir(parents=True, exist_ok=True)
        trial.write_bytes(draft.text)
        deck = read_deck(place, trial)
    except OSError as error:
        raise _unwritable(draft.path, error) from error
    finally:
        trial.unlink(missing_ok=True)
    wrong = next((problem for problem in deck.problems if problem.is_error), None)
    if wrong is not None:
        raise ExchangeRejected(
            f"The deck would not pass csmdrill check: {wrong.message}.", "Look at --id and --title."
        )
    return deck


def _way_out(path: Path) -> str:
    """Return what to do where a deck file is in the way: have it made anew, or another beside it."""
    stem = path.name.removesuffix(SUFFIX)
    free = next(n for n in count(2) if not path.with_name(f"{stem}-{n}{SUFFIX}").exists())
    other = path.with_name(f"{stem}-{free}{SUFFIX}")
    return (
        "To have it made anew, move it out of your decks and import again: the same questions keep their"
        f" history. For a second deck: -o {quote(str(other))} --id {slug(f'{stem}-{free}', 'deck')}"
    )


def _decks_there(workspace: Workspace) -> tuple[DeckFile, ...]:
    found = find_files(places(workspace.home, workspace.deck_paths))
    return tuple(read_deck(place, path) for place, path in found)


def _refuse_twins(there: Sequence[DeckFile], drafts: Sequence[_Draft], decks: Sequence[DeckFile]) -> None:
    """Refuse a deck whose key another file has already: their cards would mix."""
    fresh = {deck.deck_key for deck in decks}
    own = {draft.path for draft in drafts}
    for deck in there:
        if Path(deck.path) not in own and deck.deck_key in fresh:
            raise ExchangeRejected(
                f"There is a deck {deck.deck_key} already: {deck.path}.", "Give the new one an id: --id NAME."
            )


def _known_cards(drafts: Sequence[_Draft], decks: Sequence[DeckFile]) -> Iterator[tuple[int, LibraryCard]]:
    """Yield for each card of Anki what the library will have it as."""
    for draft, deck in zip(drafts, decks, strict=True):
        found = {(card.family.rpartition("/")[2], card.part): card for card in deck.cards}
        for each in draft.cards:
            for anki, part in each.parts.items():
                card = found.get((each.card.id or "", part))
                if card is not None:
                    yield anki, card


def _written(workspace: Workspace, drafts: Sequence[_Draft], history: History) -> ImportReport:
    """Write the deck files and take in the history; if that fails, the files go again."""
    made: list[Path] = []
    try:
        for draft in drafts:
            if bytes_of(draft.path) is None:
                with draft.path.open("xb") as file:
                    made.append(draft.path)
                    file.write(draft.text)
        return workspace.store.import_lines(history.lines) if history.lines else ImportReport(0, 0)
    except BaseException as error:
        for path in made:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise _unwritable(drafts[0].path, error) from error
        raise


def _lost_history(history: History) -> Iterator[Loss]:
    if history.elsewhere:
        yield Loss(
            "history",
            f"{counted(history.elsewhere, 'review')} left out, already counted for cards of"
            f" {', '.join(history.decks)}; in this deck these cards begin anew",
        )
    if history.from_future:
        yield Loss("history", f"{history.from_future} reviews that say they are from the future are left out")
    if history.without:
        said = "cards were learnt in Anki, but the package has no reviews of them; they begin anew"
        yield Loss("history", f"{history.without} {said}")


def _unwritable(path: Path, error: OSError) -> ContentUnreadable:
    return ContentUnreadable(f"{path} cannot be written: {error.strerror}.", "Name another file with -o.")
