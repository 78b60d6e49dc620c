"""Makes a new scenario file for somebody who writes no rules: asks, writes, plays it, keeps it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from csmdrill.content.archetypes import ARCHETYPES, Archetype
from csmdrill.content.new_scenario import Answers, new_scenario
from csmdrill.content.places import SCENARIO, rehearsal_places
from csmdrill.content.scenario_file import read_scenario
from csmdrill.content.shelf import RubricFile, by_key, read_rubrics
from csmdrill.core.errors import ContentUnreadable
from csmdrill.core.home import Home
from csmdrill.roleplay.scene import compile_scene
from csmdrill.roleplay.verify import missed_paraphrases, run_tests

__all__ = [
    "ARCHETYPES",
    "Answers",
    "Archetype",
    "Written",
    "id_from",
    "rubrics_for",
    "target_of",
    "write_scenario",
]

LONGEST_ID = 64


class Written(Struct, frozen=True):
    """A scenario that was written.

    Args:
        path: of the file.
        left_out: what of the answers could not be used, as sentences.
    """

    path: Path
    left_out: tuple[str, ...]


def rubrics_for(home: Home | None, archetype: Archetype) -> dict[str, RubricFile]:
    """Return every rubric that can be used, by key; those of the archetype's competency first."""
    found = by_key(file for file in read_rubrics(rehearsal_places(home)) if file.rubric is not None)

    def fits(key: str) -> tuple[bool, str]:
        rubric = found[key].rubric
        return rubric is None or rubric.competency != archetype.competency, key

    return {key: found[key] for key in sorted(found, key=fits)}


def id_from(text: str) -> str:
    """Return an id made of a title or a file's name."""
    plain = text.removesuffix(SCENARIO).lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-") or "scenario"


def target_of(path: Path | None, name: str, home: Home) -> Path:
    """Return where the file will be written: as asked, or among the person's own scenarios.

    Raises:
        ContentUnreadable: something stands there already, or its name would not be found.
    """
    target = path or home.scenarios / f"{name}{SCENARIO}"
    if not target.name.endswith(SCENARIO):
        raise ContentUnreadable(
            f"{target} would not be found: its name must end in {SCENARIO}.", f"Call it {name}{SCENARIO}."
        )
    if target.exists() or target.is_symlink():
        raise ContentUnreadable(f"{target} is there already.", "Name another file.")
    return target


def write_scenario(archetype: Archetype, answers: Answers, target: Path) -> Written:
    """Write a scenario whose tests pass, and return where it stands.

    Words of the author that would make one of its tests fail, because they mean another move, too, are
    replaced by those of the archetype.

    Raises:
        ContentUnreadable: the file cannot be written.
    """
    for tried, left_out in _attempts(archetype, answers):
        text = new_scenario(archetype, tried)
        if _works(text):
            _write(target, text)
            return Written(target, left_out)
    raise ContentUnreadable(
        "No scenario could be made of these answers.", "Begin again, and take the defaults."
    )


def _attempts(archetype: Archetype, answers: Answers) -> Iterator[tuple[Answers, tuple[str, ...]]]:
    """Yield the answers as given, then with fewer and fewer words of the author's own."""
    good = f"the words for the right move ({', '.join(answers.good)})"
    bad = f"the words for the wrong move ({', '.join(answers.bad)})"
    why = "also mean another move, so the usual ones stand there"
    yield answers, ()
    yield replace(answers, bad=archetype.bad), (f"{bad} {why}",)
    yield replace(answers, good=archetype.good), (f"{good} {why}",)
    yield replace(answers, good=archetype.good, bad=archetype.bad), (f"{good} {why}", f"{bad} {why}")


def _works(text: str) -> bool:
    """Return whether a scenario has no error, passes its tests, and understands what it lists."""
    scenario = read_scenario(text.encode(), "").scenario
    if scenario is None:
        return False
    scene = compile_scene(scenario)
    return all(test.passed for test in run_tests(scene)) and len(missed_paraphrases(scene)) <= 1


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ContentUnreadable(
            f"{target} cannot be written: {error.strerror}.", "Name another file."
        ) from None
