"""Check and format content files for people: every problem of every file, and what stands between files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from csmdrill.content.calibration_file import CalibrationFile, read_calibrations
from csmdrill.content.codes import code_named, nearest_code, problem
from csmdrill.content.deck import LibraryCard
from csmdrill.content.formatting import FormatResult, format_file
from csmdrill.content.library import DeckFile, Origin, Place, find_files, read_deck, shipped_root
from csmdrill.content.pack import ReadPack, read_pack
from csmdrill.content.places import (
    PACK_FILE,
    RUBRIC,
    SCENARIO,
    SUFFIX,
    SUFFIXES,
    bytes_of,
    existing,
    files_below,
    is_odd,
    left_unread,
    places,
    rehearsal_places,
)
from csmdrill.content.problem import Problem
from csmdrill.content.shelf import RubricFile, Shelf, ShelfFile, by_key, read_rubrics, read_scenarios
from csmdrill.core.errors import ContentUnreadable
from csmdrill.core.home import Home
from csmdrill.core.text import make_safe
from csmdrill.services.check_runs import played

__all__ = ["CheckReport", "check_paths", "explain", "format_paths", "nearest_code"]


KNOWN_SUFFIXES = (*SUFFIXES, ".lab.yaml")
ODD = "it is a pipe, a device or a socket"
KNOWN_NAMES = (PACK_FILE, "program.yaml")
HEAD_LINES = 20
"""Among so many lines at its beginning a file that is meant for csmdrill has its `format:`."""


class CheckReport(Struct, frozen=True):
    """What a check found.

    Args:
        problems: of all files, sorted; paths below the current folder are relative to it.
        files: number of files looked at.
        cards: number of good cards, each card of a file counted once.
        scenarios: number of good scenarios.
        rehearsals: how many of the files are scenarios, rubrics and calibration files.
    """

    problems: tuple[Problem, ...]
    files: int
    cards: int
    scenarios: int
    rehearsals: int


def check_paths(
    paths: Sequence[Path], cwd: Path, home: Home | None = None, *, play: bool = True
) -> CheckReport:
    """Check files and folders; without any, what is shipped and what lies in the home.

    A scenario without an error is played: its own tests, its paraphrases, and random players.

    Args:
        paths: files of decks, packs, scenarios or rubrics, or folders of them.
        cwd: problems are told relative to it.
        home: of the person, whose own decks may shadow others; None means that there is none.
        play: whether scenarios are played, which takes about a second each.

    Raises:
        ContentUnreadable: a path does not exist.
    """
    found = _places(paths, home)
    packs = [(place, path) for place in found for path in _pack_files(place)]
    in_decks = found if paths or home is None else places(home)
    files = [item for item in find_files(in_decks) if item[1].name != PACK_FILE]
    read_packs = [
        (path, read_pack(bytes_of(path) or b"", str(path), is_shipped=place.origin == "shipped"))
        for place, path in packs
    ]
    decks = [_if_meant(read_deck(place, path), path) for place, path in files]
    shelf, known = _shelf(found, home)
    fit = {key: file.rubric for key, file in by_key(known).items() if file.rubric is not None}
    calibrations = read_calibrations(found, fit)
    problems = [
        *(each for _, pack in read_packs for each in pack.problems),
        *(each for deck in decks for each in deck.problems),
        *(each for file in (*shelf.scenarios, *shelf.rubrics) for each in file.problems),
        *(each for file in calibrations for each in file.problems),
        *(each for file in shelf.scenarios if play for each in played(file)),
        *_same_keys(shelf.scenarios, "S630", "scenario"),
        *_same_keys(shelf.rubrics, "R705", "rubric"),
        *_same_calibrations(calibrations),
        *_same_packs(read_packs),
        *_same_decks(decks),
        *_claimed_aliases(decks),
        *_passed_over(found),
    ]
    shown = sorted({_told_from(cwd, each) for each in problems})
    cards = len({(card.path, card.family) for deck in decks for card in deck.cards})
    good = sum(file.scenario is not None for file in shelf.scenarios)
    rehearsals = len(shelf.scenarios) + len(shelf.rubrics) + len(calibrations)
    return CheckReport(tuple(shown), len(packs) + len(files) + rehearsals, cards, good, rehearsals)


def format_paths(paths: Sequence[Path], *, write: bool, cwd: Path | None = None) -> tuple[FormatResult, ...]:
    """Give every card of deck files and folders its id; see `format_file`.

    Args:
        paths: deck files or folders of them.
        write: False only tells what would be done.
        cwd: results are told relative to it, if given.

    Raises:
        ContentUnreadable: a path does not exist, or a file cannot be read or written.
    """
    found = _places(paths, None)
    for place in found:
        if is_odd(place):
            raise ContentUnreadable(f"{place.root} cannot be read: {ODD}.", "Name a deck file or a folder.")
    files = [path for _, path in find_files(found) if path.name != PACK_FILE]
    results = [format_file(path, write=write) for path in files]
    return tuple(_result_from(cwd, each) if cwd else each for each in results)


def explain(code: str) -> str | None:
    """Return what a problem's code means, why it matters and how to mend it; None without such a code."""
    entry = code_named(code)
    if entry is None:
        return None
    return f"{entry.code} ({entry.severity}): {entry.title}\n\n{entry.explanation}"


def _places(paths: Sequence[Path], home: Home | None) -> list[Place]:
    if not paths:
        decks = places(home) if home else [Place(shipped_root().resolve(), "shipped")]
        return list(dict.fromkeys([*decks, *rehearsal_places(home)]))
    roots = [existing(path) for path in paths]
    return [Place(root, _origin_of(root, home)) for root in roots]


def _origin_of(root: Path, home: Home | None) -> Origin:
    shipped = (shipped_root().resolve(), shipped_root("scenarios").resolve())
    if any(root.is_relative_to(each) for each in shipped):
        return "shipped"
    own = (home.decks.resolve(), home.scenarios.resolve()) if home is not None else ()
    return "personal" if any(root.is_relative_to(each) for each in own) else "given"


def _shelf(found: Sequence[Place], home: Home | None) -> tuple[Shelf, tuple[RubricFile, ...]]:
    """Return the scenarios and rubrics of some places, and all rubrics known there.

    A rubric may also lie elsewhere, or beside a file.
    """
    rubrics = read_rubrics(found)
    beside = [
        Place(path, place.origin)
        for place in found
        if place.root.is_file() and place.root.name.endswith(SCENARIO)
        for path in sorted(place.root.parent.glob(f"*{RUBRIC}"))
        if path.is_file() and not path.is_symlink()
    ]
    known = (*rubrics, *read_rubrics([*beside, *rehearsal_places(home)]))
    return Shelf(read_scenarios(found, known), rubrics), known


def _pack_files(place: Place) -> list[Path]:
    if place.root.is_file():
        return [place.root] if place.root.name == PACK_FILE else []
    return [path for path in files_below(place.root, PACK_FILE) if path.name == PACK_FILE]


def _passed_over(found: Sequence[Place]) -> Iterator[Problem]:
    """Report what looks as if it was meant for csmdrill, but has a name or a form that it does not read."""
    for place in found:
        if is_odd(place):
            yield problem(str(place.root), 1, 1, "T107", f"the file cannot be read: {ODD}")
        for path, why in left_unread(place):
            yield problem(str(path), 1, 1, "P505", f"not read: {why}")
        for path in files_below(place.root, ".yaml") if place.root.is_dir() else []:
            if path.name not in KNOWN_NAMES and not path.name.endswith(KNOWN_SUFFIXES):
                yield problem(
                    str(path), 1, 1, "P504", f"the file is passed over: its name does not end in {SUFFIX}"
                )


def _same_packs(packs: Iterable[tuple[Path, ReadPack]]) -> Iterator[Problem]:
    first: dict[str, Path] = {}
    for path, read in packs:
        if read.pack is None:
            continue
        other = first.setdefault(read.pack.id, path)
        if other != path:
            yield problem(str(path), 1, 1, "P503", f"the pack '{read.pack.id}' is also claimed by {other}")


def _same_decks(decks: Iterable[DeckFile]) -> Iterator[Problem]:
    first: dict[tuple[str, str], DeckFile] = {}
    for deck in decks:
        if deck.deck_key:
            other = first.setdefault((deck.origin, deck.deck_key), deck)
            if other is not deck:
                where = f"{other.path}:{other.line}"
                said = f"the deck {deck.deck_key} stands also in {where}"
                yield problem(deck.path, deck.line, 1, "D456", said)


def _same_keys(files: Iterable[ShelfFile], code: str, what: str) -> Iterator[Problem]:
    first: dict[tuple[str, str], ShelfFile] = {}
    for file in files:
        if file.key:
            other = first.setdefault((file.origin, file.key), file)
            if other is not file:
                said = f"the {what} {file.key} stands also in {other.path}:{other.line}"
                yield problem(file.path, file.line, 1, code, said)


def _same_calibrations(files: Iterable[CalibrationFile]) -> Iterator[Problem]:
    first: dict[tuple[Path, str], str] = {}
    for file in files:
        if file.calibration is not None:
            other = first.setdefault((Path(file.path).parent, file.calibration.id), file.path)
            if other != file.path:
                said = f"the id '{file.calibration.id}' stands also in {other}"
                yield problem(file.path, 1, 1, "C804", said)


def _claimed_aliases(decks: Sequence[DeckFile]) -> Iterator[Problem]:
    """Report aliases that are the key of a living card in another file, or are claimed from two files."""
    owner: dict[str, LibraryCard] = {card.key: card for deck in decks for card in deck.cards}
    for deck in decks:
        for card in deck.cards:
            for alias in card.aliases:
                other = owner.setdefault(alias, card)
                if other.path != card.path:
                    where = f"{other.path}:{other.line}"
                    said = f"the alias '{alias}' belongs to a card in {where}"
                    yield problem(card.path, card.line, 1, "D404", said)


def _if_meant(deck: DeckFile, path: Path) -> DeckFile:
    """Return a deck as it was read; of a file that is plainly none, one problem instead of those of YAML."""
    if deck.deck_key or path.name.endswith((".yaml", ".yml")):
        return deck
    content = bytes_of(path)
    head = (content or b"").split(b"\n", HEAD_LINES)[:HEAD_LINES]
    if content is None or b"\0" in content or any(b"format:" in line[:20] for line in head):
        return deck
    said = f"this is no file of csmdrill's; a deck, NAME{SUFFIX}, begins with format: csmdrill/deck@1"
    return msgspec.structs.replace(deck, problems=(problem(str(path), 1, 1, "M309", said),))


def _told_from(cwd: Path, found: Problem) -> Problem:
    root = f"{cwd.resolve()}/"
    message = found.message.replace(root, "")
    return msgspec.structs.replace(found, path=_relative(cwd, found.path), message=message)


def _result_from(cwd: Path, result: FormatResult) -> FormatResult:
    problems = tuple(_told_from(cwd, each) for each in result.problems)
    return msgspec.structs.replace(result, path=_relative(cwd, result.path), problems=problems)


def _relative(cwd: Path, path: str) -> str:
    there = Path(path)
    here = cwd.resolve()
    return make_safe(str(there.relative_to(here)) if there.is_relative_to(here) else path)
