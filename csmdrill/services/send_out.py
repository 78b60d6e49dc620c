"""Send a deck out to another program: as a package of Anki, or as the text file that Anki imports."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from csmdrill.content.library import DeckFile, Place, find_files, read_deck
from csmdrill.content.places import existing, places
from csmdrill.core.errors import ContentUnreadable, ExchangeRejected
from csmdrill.core.home import Home
from csmdrill.exchange.apkg_out import apkg_bytes
from csmdrill.exchange.carried import Loss
from csmdrill.exchange.outgoing import notes_of
from csmdrill.exchange.tsv_out import tsv_text

FORMS = (".apkg", ".tsv", ".txt")


class Sent(Struct, frozen=True):
    """What went out: the deck's key, its notes, and what they lose."""

    deck_key: str
    notes: int
    lost: tuple[Loss, ...]


def send_out(home: Home, asked: str, target: Path, now: datetime) -> Sent:
    """Write a deck for another program.

    Args:
        home: of the person.
        asked: a deck file, `pack/deck`, or the id of a deck that only one pack has.
        target: a new or present file that ends in .apkg, .tsv or .txt.
        now: dates in the examples of cases count from it.

    Raises:
        ExchangeRejected: the form is not known, or the deck has no good card.
        ContentUnreadable: there is no such deck, or the file cannot be written.
    """
    form = target.suffix.lower()
    if form not in FORMS:
        raise ExchangeRejected(f"{target} has no form that can be written.", f"End it in {', '.join(FORMS)}.")
    deck = deck_of(home, asked)
    notes, lost = notes_of(deck.cards, now.date())
    if not notes:
        wrong = next((f" {problem}" for problem in deck.problems), "")
        raise ExchangeRejected(f"{deck.path} has no card that could go out.{wrong}", "Run csmdrill check.")
    if form == ".apkg":
        content = apkg_bytes(notes, deck.deck_key, deck.title, now.timestamp())
    else:
        content = tsv_text(notes, deck.title).encode()
    _replace(target, content)
    return Sent(deck.deck_key, len(notes), lost)


def deck_of(home: Home, asked: str) -> DeckFile:
    """Return the deck in a file, of a key, or of an id that only one pack has.

    Raises:
        ContentUnreadable: there is none, or several packs have one.
    """
    path = Path(asked)
    if path.is_file():
        return _read(home, existing(path))
    found: dict[str, DeckFile] = {}
    for deck in _decks_called(home, asked):
        found.setdefault(deck.deck_key, deck)
    if len(found) > 1:
        raise ContentUnreadable(
            f"There are several decks {asked}: {', '.join(sorted(found))}.", "Name one of them by its key."
        )
    if found:
        return found.popitem()[1]
    raise ContentUnreadable(
        f"There is no deck file or deck {asked}.",
        "Name a file that ends in .deck.yaml, or a key like csmdrill/terminology.",
    )


def _decks_called(home: Home, asked: str) -> Iterator[DeckFile]:
    """Yield the decks of a key or an id, in the order of their places."""
    if not re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)?", asked):
        return
    for _, path in find_files(places(home)):
        deck = _read(home, path)
        if asked in (deck.deck_key, deck.deck_key.rpartition("/")[2]):
            yield deck


def _read(home: Home, path: Path) -> DeckFile:
    inside: Sequence[Place] = [place for place in places(home) if path.is_relative_to(place.root)]
    return read_deck(inside[-1] if inside else Place(path, "given"), path)


def _replace(target: Path, content: bytes) -> None:
    """Write a file so that at every moment the old or the new one stands there whole."""
    unfinished = target.with_name(f".csmdrill-export-{secrets.token_hex(8)}")
    try:
        unfinished.write_bytes(content)
        unfinished.replace(target)
    except OSError as error:
        raise ContentUnreadable(
            f"{target} cannot be written: {error.strerror}.", "Name another file."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
