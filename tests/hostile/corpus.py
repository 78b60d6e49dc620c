"""The hostile corpus: every kept file, what is expected of it, and how files of its kind are looked at.

Each folder holds files and one `expected.txt`. There a file's name begins a block, with what is left of it
behind the colon; each line below it is a problem: `line:col CODE` of content, `line: reason` of tables and
facts, a sentence for what passes between coach and trainee. `FILE` stands for the path in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from csmdrill.content.calibration_file import read_calibration
from csmdrill.content.checking import check_deck
from csmdrill.content.pack import read_pack
from csmdrill.content.places import shipped_root
from csmdrill.content.problem import Problem
from csmdrill.content.rubric_file import read_rubric
from csmdrill.content.scenario_file import read_scenario
from csmdrill.content.script_file import read_script

HERE = Path(__file__).parent
EXPECTED = "expected.txt"
BESIDES = frozenset({EXPECTED, ".gitattributes"})
CONTENT = ("decks", "scenarios", "rubrics", "calibrations", "packs", "scripts")
"""Folders of files that the person's editor made; each name is also that of its reader below."""

EXCHANGED = ("facts", "tables", "submissions", "ratings")
"""Folders of files that another program or person sent."""


class Told(NamedTuple):
    """What is left of a file in a few words, and its problems."""

    left: str
    problems: tuple[str, ...]


class Kept(NamedTuple):
    """A file of the corpus."""

    path: Path
    expected: Told

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"


def kept(folder: str) -> list[Kept]:
    """Return the files of a folder with what is expected of each; one that is not in the list has none."""
    expected = read_expected(HERE / folder / EXPECTED)
    paths = sorted(path for path in (HERE / folder).iterdir() if path.name not in BESIDES)
    missing = expected.keys() - {path.name for path in paths}
    assert not missing, f"expected, but not there: {sorted(missing)}"
    return [Kept(path, expected.get(path.name, Told("", ()))) for path in paths]


def read_expected(path: Path) -> dict[str, Told]:
    """Return what a list says, by file or flood."""
    found: dict[str, Told] = {}
    for block in path.read_text(encoding="utf-8").removesuffix("\n").replace("\n  ", "\v").split("\n"):
        head, *problems = block.split("\v")
        name, _, left = head.partition(": ")
        found[name] = Told(left, tuple(problems))
    return found


def written(found: Sequence[tuple[str, Told]]) -> str:
    """Return results in the form of `expected.txt`."""
    blocks = ["\n  ".join([f"{name}: {told.left}", *told.problems]) for name, told in found]
    return "\n".join(blocks) + "\n"


def told_of_content(folder: str, content: bytes) -> Told:
    """Return what a reader says of a file, problems as `line:col CODE`."""
    left, problems = READERS[folder](content)
    return Told(left, tuple(f"{each.line}:{each.col} {each.code}" for each in problems))


def _deck(content: bytes) -> tuple[str, Sequence[Problem]]:
    checked = check_deck(content, "a.deck.yaml")
    return f"{len(checked.cards)} cards", checked.problems


def _scenario(content: bytes) -> tuple[str, Sequence[Problem]]:
    checked = read_scenario(content, "a.scenario.yaml")
    return _left(checked.scenario), checked.problems


def _rubric(content: bytes) -> tuple[str, Sequence[Problem]]:
    checked = read_rubric(content, "a.rubric.yaml")
    return _left(checked.rubric), checked.problems


def _calibration(content: bytes) -> tuple[str, Sequence[Problem]]:
    path = shipped_root("scenarios") / "renewal-negotiation.rubric.yaml"
    rubric = read_rubric(path.read_bytes(), path.name).rubric
    assert rubric is not None
    read = read_calibration(content, Path("a.calibration.yaml"), {"csmdrill/renewal-negotiation": rubric})
    return _left(read.calibration), read.problems


def _pack(content: bytes) -> tuple[str, Sequence[Problem]]:
    read = read_pack(content, "csmdrill-pack.yaml")
    return _left(read.pack), read.problems


def _script(content: bytes) -> tuple[str, Sequence[Problem]]:
    read = read_script(content, "a.yaml")
    return f"{len(read.lines)} lines", read.problems


def _left(model: object | None) -> str:
    return "refused" if model is None else "taken"


READERS: dict[str, Callable[[bytes], tuple[str, Sequence[Problem]]]] = {
    "decks": _deck,
    "scenarios": _scenario,
    "rubrics": _rubric,
    "calibrations": _calibration,
    "packs": _pack,
    "scripts": _script,
}
