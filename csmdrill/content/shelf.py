"""Finds and reads every scenario and rubric of some places, and puts each scenario beside its rubric."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct

from csmdrill.content.codes import problem
from csmdrill.content.library import PERSONAL
from csmdrill.content.pack import SHIPPED, read_pack
from csmdrill.content.places import (
    PACK_FILE,
    RUBRIC,
    SCENARIO,
    Origin,
    Place,
    bytes_of,
    find_files,
    find_pack_file,
)
from csmdrill.content.problem import Problem
from csmdrill.content.rubric import Rubric
from csmdrill.content.rubric_file import CheckedRubric, read_rubric, rubric_of
from csmdrill.content.scenario import Scenario
from csmdrill.content.scenario_file import CheckedScenario, read_scenario, scenario_of

__all__ = [
    "RubricFile",
    "ScenarioFile",
    "Shelf",
    "by_key",
    "read_rubrics",
    "read_scenarios",
    "read_shelf",
    "rubric_of",
    "scenario_of",
]

_PRECEDENCE: Mapping[Origin, int] = {"given": 0, "personal": 1, "pack": 2, "shipped": 3}


class ShelfFile(Struct, frozen=True, kw_only=True):
    """What a scenario file and a rubric file have in common.

    Args:
        path: absolute.
        origin: that of its place.
        pack: id of its pack; empty if the pack file cannot be used.
        key: `pack/id`, or empty if the file has no id that can be used.
        title: as it is written, or empty.
        line: where its id stands.
        text: the source, empty if it is not safe to read.
        digest: sha256 of the source in hex.
        problems: sorted; with an error among them the file is not offered.
    """

    path: str
    origin: Origin
    pack: str
    key: str = ""
    title: str = ""
    line: int = 1
    text: str = ""
    digest: str
    problems: tuple[Problem, ...]


class RubricFile(ShelfFile, frozen=True, kw_only=True):
    """One rubric file as read; `rubric` is None if it has an error."""

    rubric: Rubric | None = None
    checked: CheckedRubric


class ScenarioFile(ShelfFile, frozen=True, kw_only=True):
    """One scenario file as read.

    Args:
        scenario: None if it has an error, its rubric included.
        rubric: key of its rubric; empty if it names none.
        checked: knows where everything stands.
    """

    scenario: Scenario | None = None
    rubric: str = ""
    checked: CheckedScenario


class Shelf(Struct, frozen=True):
    """Every scenario and every rubric that was found, broken ones included."""

    scenarios: tuple[ScenarioFile, ...]
    rubrics: tuple[RubricFile, ...]


AnyFile = TypeVar("AnyFile", bound=ShelfFile)


def read_shelf(places: Sequence[Place], only: str | None = None) -> Shelf:
    """Return every scenario and rubric file of some places; what is wrong with one is in its problems.

    Args:
        places: from `rehearsal_places`.
        only: path of the one scenario file that is wanted; the rubrics are read all the same.
    """
    rubrics = read_rubrics(places)
    return Shelf(read_scenarios(places, rubrics, only), rubrics)


def read_rubrics(places: Sequence[Place]) -> tuple[RubricFile, ...]:
    """Return every rubric file of some places; what is wrong with one is in its problems."""
    packs = _Packs()
    return tuple(_rubric(place, path, packs) for place, path in find_files(places, RUBRIC))


def read_scenarios(
    places: Sequence[Place], rubrics: Iterable[RubricFile], only: str | None = None
) -> tuple[ScenarioFile, ...]:
    """Return every scenario file of some places; what is wrong with one is in its problems.

    Args:
        places: from `rehearsal_places`.
        rubrics: all that there are, also of other places.
        only: path of the one file that is wanted.
    """
    packs, known = _Packs(), by_key(rubrics)
    found = [each for each in find_files(places, SCENARIO) if only in (None, str(each[1]))]
    return tuple(_scenario(place, path, packs, known) for place, path in found)


def by_key(files: Iterable[AnyFile]) -> dict[str, AnyFile]:
    """Return files by key; of two with the same one the person's own wins, then packs, then what is shipped.

    Given paths come before all of these.
    """
    found: dict[str, AnyFile] = {}
    for file in sorted(files, key=lambda file: _PRECEDENCE[file.origin]):
        if file.key:
            found.setdefault(file.key, file)
    return found


def _rubric(place: Place, path: Path, packs: _Packs) -> RubricFile:
    content = bytes_of(path)
    checked = read_rubric(content or b"", str(path))
    pack = packs.of(place, path)
    problems = _with_whole(str(path), content, pack, checked.problems)
    return RubricFile(
        path=str(path),
        origin=place.origin,
        pack=pack or "",
        key=f"{pack}/{checked.rubric.id}" if pack and checked.rubric else "",
        title=checked.rubric.title if checked.rubric else "",
        line=checked.place("id")[0],
        text=checked.text,
        digest=_digest(checked.text),
        problems=problems,
        rubric=checked.rubric if pack else None,
        checked=checked,
    )


def _scenario(place: Place, path: Path, packs: _Packs, rubrics: Mapping[str, RubricFile]) -> ScenarioFile:
    content = bytes_of(path)
    checked = read_scenario(content or b"", str(path))
    pack = packs.of(place, path)
    name, title, asked = (checked.plain(key) for key in ("id", "title", "rubric"))
    rubric = asked if "/" in asked or not asked else f"{pack or PERSONAL}/{asked}"
    wrong = _beside_rubric(checked, str(path), rubric, rubrics)
    problems = _with_whole(str(path), content, pack, (*checked.problems, *wrong))
    return ScenarioFile(
        path=str(path),
        origin=place.origin,
        pack=pack or "",
        key=f"{pack}/{name}" if pack and name else "",
        title=title,
        line=checked.place("id")[0],
        text=checked.text,
        digest=_digest(checked.text),
        problems=problems,
        scenario=None if any(each.is_error for each in problems) else checked.scenario,
        rubric=rubric,
        checked=checked,
    )


def _beside_rubric(
    checked: CheckedScenario, path: str, key: str, rubrics: Mapping[str, RubricFile]
) -> list[Problem]:
    """Return what is wrong between a scenario and its rubric."""
    if not key:
        return []
    place = checked.place("rubric")
    file = rubrics.get(key)
    if file is None:
        import difflib

        near = [each for each in rubrics if each.endswith(f"/{key.partition('/')[2]}")]
        near = near or difflib.get_close_matches(key, rubrics, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else ""
        return [problem(path, *place, "S607", f"there is no rubric '{key}' without errors{hint}")]
    train = checked.plain("train")
    criteria = [criterion.id for criterion in file.rubric.criteria] if file.rubric else []
    if train and file.rubric and train not in criteria:
        said = f"'{train}' is no criterion of {key}; possible are {', '.join(criteria)}"
        return [problem(path, *checked.place("train"), "S608", said)]
    return []


def _with_whole(
    path: str, content: bytes | None, pack: str | None, problems: Sequence[Problem]
) -> tuple[Problem, ...]:
    """Return problems together with what is wrong with the file as a whole."""
    if content is None:
        return (problem(path, 1, 1, "T107", "the file cannot be read"),)
    if pack is None:
        wrong = problem(path, 1, 1, "P502", f"left out: {PACK_FILE} of its pack has errors")
        return (wrong, *sorted(problems))
    return tuple(sorted(problems))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class _Packs:
    """Knows the pack of each file; each pack file is read only once."""

    def __init__(self) -> None:
        self._ids: dict[Path, str | None] = {}

    def of(self, place: Place, path: Path) -> str | None:
        """Return the id of the pack of a file, or None if its pack file cannot be used."""
        if place.origin == "personal":
            return PERSONAL
        if place.origin == "shipped":
            return SHIPPED
        top = Path(path.anchor) if place.origin == "given" else place.root
        found = find_pack_file(path.parent, top)
        if found is None:
            return PERSONAL
        if found not in self._ids:
            read = read_pack(bytes_of(found) or b"", str(found))
            self._ids[found] = read.pack.id if read.pack else None
        return self._ids[found]
