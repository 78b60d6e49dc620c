"""The places where content is looked for: shipped, personal, packs, and paths given by the user."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from csmdrill.core.errors import ContentUnreadable
from csmdrill.core.home import Home

SUFFIX = ".deck.yaml"
SCENARIO = ".scenario.yaml"
RUBRIC = ".rubric.yaml"
CALIBRATION = ".calibration.yaml"
SUFFIXES = (SUFFIX, SCENARIO, RUBRIC, CALIBRATION)
PACK_FILE = "csmdrill-pack.yaml"
MAX_BYTES = 1024 * 1024
MAX_FOLDERS_DEEP = 12

Origin = Literal["shipped", "personal", "pack", "given"]


class Place(Struct, frozen=True):
    """A folder (or, if given, one file) in which content is looked for.

    Args:
        root: absolute, without symbolic links; files outside it are never read.
        origin: decides which of two decks with the same key wins, and what a deck may do.
    """

    root: Path
    origin: Origin


def shipped_root(part: Literal["decks", "scenarios"] = "decks") -> Path:
    """Return a folder of what is shipped: the wheel's own, else the one at the top of the checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "shipped" / part
    return inside if inside.is_dir() else package.parent / part


def places(home: Home, extra: Sequence[Path] = ()) -> list[Place]:
    """Return every place of decks that is there: shipped, personal, packs by name, then the paths given.

    Raises:
        ContentUnreadable: a given path does not exist.
    """
    own = [Place(shipped_root(), "shipped"), Place(home.decks, "personal")]
    return _there([*own, *_packs(home)]) + [Place(existing(path), "given") for path in extra]


def rehearsal_places(home: Home | None, extra: Sequence[Path] = ()) -> list[Place]:
    """Return every place of scenarios and rubrics that is there, in the order of `places`.

    Args:
        home: of the person, who may keep them beside the decks, too; None for no one's.
        extra: paths given.

    Raises:
        ContentUnreadable: a given path does not exist.
    """
    found = [Place(shipped_root("scenarios"), "shipped")]
    if home is not None:
        found += [Place(home.scenarios, "personal"), Place(home.decks, "personal"), *_packs(home)]
    return _there(found) + [Place(existing(path), "given") for path in extra]


def existing(path: Path) -> Path:
    """Return a path given by the user as an absolute one.

    Raises:
        ContentUnreadable: there is nothing at it.
    """
    try:
        return path.expanduser().resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        raise ContentUnreadable(
            f"There is no deck file or folder at {path}.",
            "Look at the spelling and the folder you are in.",
        ) from None


def find_files(places: Sequence[Place], suffix: str = SUFFIX) -> list[tuple[Place, Path]]:
    """Return the files of one kind in all places, sorted within each; one found twice counts for the first.

    Symbolic links inside a place are not followed and hidden folders are passed over. A file given by name
    is taken for a deck if its name says nothing else.
    """
    found: dict[Path, Place] = {}
    for place in places:
        if place.root.is_file():
            files = [place.root] if _suffix_of(place.root) == suffix else []
        else:
            files = sorted(_below(place.root, suffix, MAX_FOLDERS_DEEP))
        for path in files:
            found.setdefault(path, place)
    return [(place, path) for path, place in found.items()]


def files_below(folder: Path, suffix: str) -> list[Path]:
    """Return the files below a folder whose names end so, sorted, under the rules of `find_files`."""
    return sorted(_below(folder, suffix, MAX_FOLDERS_DEEP))


def left_unread(place: Place) -> Iterator[tuple[Path, str]]:
    """Yield what looks like content in a place but is not read, and why: links, odd files, closed folders."""
    if place.root.is_dir():
        yield from _unread_below(place.root, MAX_FOLDERS_DEEP)


def is_odd(place: Place) -> bool:
    """Return whether a place that was named is a pipe, a device or a socket, which is never read."""
    return not place.root.is_dir() and not place.root.is_file()


def find_pack_file(folder: Path, top: Path) -> Path | None:
    """Return the nearest pack file in a folder or above it, no higher than `top`."""
    while True:
        found = folder / PACK_FILE
        if found.is_file() and not found.is_symlink():
            return found
        if folder in (top, folder.parent):
            return None
        folder = folder.parent


def bytes_of(path: Path) -> bytes | None:
    """Return the bytes of a file, of a huge one only enough to see that it is; None if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return None


def _packs(home: Home) -> list[Place]:
    return [Place(folder, "pack") for folder in _entries(home.packs) if not folder.name.startswith(".")]


def _there(found: Sequence[Place]) -> list[Place]:
    return [Place(place.root.resolve(), place.origin) for place in found if place.root.is_dir()]


def _suffix_of(path: Path) -> str:
    return next((suffix for suffix in SUFFIXES if path.name.endswith(suffix)), SUFFIX)


def _below(folder: Path, suffix: str, levels: int) -> Iterator[Path]:
    for entry in _entries(folder):
        if entry.is_symlink() or entry.name.startswith("."):
            continue
        if entry.name.endswith(suffix) and entry.is_file():
            yield entry
        elif levels and entry.is_dir():
            yield from _below(entry, suffix, levels - 1)


def _unread_below(folder: Path, levels: int) -> Iterator[tuple[Path, str]]:
    if not os.access(folder, os.R_OK | os.X_OK):
        yield folder, "the folder cannot be read"
        return
    for entry in _entries(folder):
        looks_so = entry.name.endswith((*SUFFIXES, PACK_FILE))
        if entry.name.startswith("."):
            continue
        if entry.is_symlink():
            if looks_so or entry.is_dir():
                yield entry, "it is a link, and links are not followed; put the file itself here"
        elif entry.is_dir():
            if looks_so:
                yield entry, "it is a folder with the name of a file; rename it"
            if levels:
                yield from _unread_below(entry, levels - 1)
            else:
                yield entry, f"it lies more than {MAX_FOLDERS_DEEP} folders deep"
        elif looks_so and not entry.is_file():
            yield entry, "it is no plain file"


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
