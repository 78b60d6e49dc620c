"""Makes a new scenario file for somebody who writes no rules: asks, writes, plays it, keeps it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from msgspec.structs import replace

from csmdrill.content.archetypes import ARCHETYPES, Archetype
from csmdrill.content.new_scenario import Answers, new_scenario
from csmdrill.content.places import SCENARIO, rehearsal_places
from csmdrill.content.scenario_file import read_scenario
from csmdrill.content.shelf import RubricFile, by_key, read_rubrics
from csmdrill.core.errors import ContentUnreadable
from csmdrill.core.file_names import portable
from csmdrill.core.home import Home
from csmdrill.services.check_runs import is_sound

__all__ = [
    "ARCHETYPES",
    "Answers",
    "Archetype",
    "at_fault",
    "id_from",
    "rubrics_for",
    "target_of",
    "works",
    "write_scenario",
]

LONGEST_ID = 64

Part = Literal["good", "bad"]


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
    target = path or home.scenarios / portable(f"{name}{SCENARIO}")
    if not target.name.endswith(SCENARIO):
        raise ContentUnreadable(
            f"{target} would not be found: its name must end in {SCENARIO}.", f"Call it {name}{SCENARIO}."
        )
    if target.exists() or target.is_symlink():
        raise ContentUnreadable(f"{target} is there already.", "Name another file.")
    return target


def works(archetype: Archetype, answers: Answers) -> bool:
    """Return whether a scenario of these answers passes `check --strict` and its own tests."""
    return is_sound(read_scenario(new_scenario(archetype, answers).encode(), ""))


def at_fault(archetype: Archetype, answers: Answers, part: Part) -> tuple[str, ...]:
    """Return which words keep a scenario from working; none if it works.

    Args:
        archetype: the situation.
        answers: all of them; those not given yet are defaults.
        part: whose words are in question; if none of them is at fault alone, all are.
    """
    if works(archetype, answers):
        return ()
    words: tuple[str, ...] = getattr(answers, part)
    alone = tuple(word for word in words if not works(archetype, replace(answers, **{part: (word,)})))
    return alone or words


def write_scenario(archetype: Archetype, answers: Answers, target: Path) -> None:
    """Write a scenario.

    Raises:
        ContentUnreadable: the file cannot be written, or the answers do not work together.
    """
    if not works(archetype, answers):
        raise ContentUnreadable(
            "No scenario could be made of these answers.", "Begin again with other words."
        )
    _write(target, new_scenario(archetype, answers))


def _write(target: Path, text: str) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ContentUnreadable(
            f"{target} cannot be written: {error.strerror}.", "Name another file."
        ) from None
