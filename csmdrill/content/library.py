"""Finds the deck files of all places, and rereads only those that changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from csmdrill.content.deck import LibraryCard
from csmdrill.content.places import Origin, Place, bytes_of, find_files, find_pack_file, places, shipped_root
from csmdrill.content.problem import Problem

__all__ = [
    "DeckFile",
    "Origin",
    "Place",
    "Scan",
    "digest",
    "find_files",
    "places",
    "read_deck",
    "scan",
    "shipped_root",
]

PERSONAL = "my"
"""The pack of every deck without a pack file over it, wherever it lies: moved, its cards keep their keys."""

READING = b"4"
"""Raised when the same bytes come to mean other cards, hashes or words, so that every deck is read again."""


class DeckFile(Struct, frozen=True, kw_only=True):
    """One deck file as read; what is wrong with it is in `problems`, everything else in `cards`.

    Args:
        path: absolute.
        pack: id of its pack; for a deck that shadows, of the shadowed one.
        origin: that of its place.
        digest: changes when its bytes, its pack or the rules of reading do.
        deck_key: `pack/deck`, or empty if the file as a whole is left out.
        title: of the deck, or empty.
        line: where its id stands.
        problems: its own, sorted.
        cards: the reviewable cards, in file order.
    """

    path: str
    pack: str
    origin: Origin
    digest: str
    deck_key: str = ""
    title: str = ""
    line: int = 1
    problems: tuple[Problem, ...] = ()
    cards: tuple[LibraryCard, ...] = ()


class Scan(Struct, frozen=True, kw_only=True):
    """What a look at all places found.

    Args:
        unchanged: paths whose digest is the known one; they were not parsed.
        changed: new and changed files, read.
        gone: known paths that are no longer there.
    """

    unchanged: tuple[str, ...]
    changed: tuple[DeckFile, ...]
    gone: tuple[str, ...]


def digest(path: Path) -> str:
    """Return the sha256 of a file's bytes in hex.

    Raises:
        OSError: it cannot be read.
    """
    return hashlib.sha256(path.read_bytes()).hexdigest()


def scan(places: Sequence[Place], known: Mapping[str, str]) -> Scan:
    """Look at all places and read what is new or changed; never raises for what a file holds.

    Args:
        places: from `places`.
        known: digest by path, as the last scan gave it.
    """
    shelf = _Shelf()
    unchanged: list[str] = []
    changed: list[DeckFile] = []
    for place, path in find_files(places):
        taken = shelf.take(place, path)
        if known.get(str(path)) == taken.digest:
            unchanged.append(str(path))
        else:
            changed.append(shelf.read(taken))
    gone = known.keys() - set(unchanged) - {each.path for each in changed}
    return Scan(unchanged=tuple(unchanged), changed=tuple(changed), gone=tuple(sorted(gone)))


def read_deck(place: Place, path: Path) -> DeckFile:
    """Return one deck file, read; what is wrong with it is in its problems."""
    shelf = _Shelf()
    return shelf.read(shelf.take(place, path))


class _Taken(Struct, frozen=True):
    """The bytes of a deck file, and the pack file that stands over it."""

    place: Place
    path: Path
    content: bytes | None
    pack_file: Path | None
    digest: str


class _Shelf:
    """Takes deck files and reads those asked for; each pack file is read only once."""

    def __init__(self) -> None:
        self._pack_files: dict[Path, Path | None] = {}
        self._pack_bytes: dict[Path, bytes] = {}
        self._ids: dict[Path, str | None] = {}

    def take(self, place: Place, path: Path) -> _Taken:
        """Return the bytes of a file and their digest, without parsing."""
        content = bytes_of(path)
        pack_file = self._pack_file(place, path.parent)
        over = self._pack_bytes.get(pack_file, b"") if pack_file else b""
        summed = hashlib.sha256()
        for mark in (READING, place.origin.encode(), over, b"unreadable" if content is None else content):
            summed.update(len(mark).to_bytes(8, "big"))
            summed.update(mark)
        return _Taken(place, path, content, pack_file, summed.hexdigest())

    def read(self, taken: _Taken) -> DeckFile:
        """Return the deck file with its cards and problems."""
        # the parser and the rules take a while to load, and a start with unchanged decks needs neither
        from csmdrill.content.deck_file import read_deck_file

        return read_deck_file(
            str(taken.path), taken.place.origin, taken.content, self._pack(taken), taken.digest
        )

    def _pack_file(self, place: Place, folder: Path) -> Path | None:
        if place.origin == "personal":
            return None
        if folder not in self._pack_files:
            top = Path(folder.anchor) if place.origin == "given" else place.root
            found = find_pack_file(folder, top)
            self._pack_files[folder] = found
            if found is not None:
                self._pack_bytes[found] = bytes_of(found) or b""
        return self._pack_files[folder]

    def _pack(self, taken: _Taken) -> str | None:
        """Return the id of the pack over a deck, or None if its pack file cannot be used."""
        if taken.place.origin == "personal":
            return PERSONAL
        if taken.pack_file is None:
            return PERSONAL
        if taken.pack_file not in self._ids:
            from csmdrill.content.pack import read_pack

            content = self._pack_bytes[taken.pack_file]
            found = read_pack(content, str(taken.pack_file), is_shipped=taken.place.origin == "shipped")
            self._ids[taken.pack_file] = found.pack.id if found.pack else None
        return self._ids[taken.pack_file]
