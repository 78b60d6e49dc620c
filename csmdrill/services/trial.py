"""Plays the tests of one scenario file, to be read as transcripts by whoever writes it."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from csmdrill.content.places import bytes_of, existing
from csmdrill.content.problem import Problem
from csmdrill.content.scenario_file import read_scenario
from csmdrill.core.errors import ContentUnreadable
from csmdrill.roleplay.scene import compile_scene
from csmdrill.roleplay.transcript import TranscriptLine, lines_of
from csmdrill.roleplay.verify import run_tests


class TestTold(Struct, frozen=True):
    """One test, played.

    Args:
        name: its name.
        faults: what was expected and did not come true, as sentences; empty if it passed.
        lines: what happened.
    """

    name: str
    faults: tuple[str, ...]
    lines: tuple[TranscriptLine, ...]

    __test__ = False  # no test of ours, whatever pytest makes of the name


class Trial(Struct, frozen=True):
    """What came of the tests of one file.

    Args:
        problems: that keep it from being played; there are no tests then.
        tests: in the order of the file.
    """

    problems: tuple[Problem, ...]
    tests: tuple[TestTold, ...]

    @property
    def failed(self) -> int:
        """How many tests did not pass."""
        return sum(bool(test.faults) for test in self.tests)


def try_out(path: Path) -> Trial:
    """Return the tests of a scenario file, played; whether its rubric is there does not matter.

    Raises:
        ContentUnreadable: there is no such file, or it cannot be read.
    """
    file = existing(path)
    content = bytes_of(file) if file.is_file() else None
    if content is None:
        raise ContentUnreadable(f"{path} cannot be read.", "Name a file that ends in .scenario.yaml.")
    checked = read_scenario(content, str(path))
    if checked.scenario is None:
        return Trial(tuple(each for each in checked.problems if each.is_error), ())
    scene = compile_scene(checked.scenario)
    return Trial(
        (),
        tuple(TestTold(test.name, test.faults, lines_of(test.run.log, scene)) for test in run_tests(scene)),
    )
