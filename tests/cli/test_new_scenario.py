"""`scenario new` writes a role-play that works at once; `roleplay test` plays what stands in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.content.archetypes import ARCHETYPES
from csmdrill.content.scenario_file import read_scenario
from csmdrill.roleplay.chance import draw
from csmdrill.roleplay.engine import replay
from csmdrill.roleplay.model import Finished, Said
from csmdrill.roleplay.scene import compile_scene

if TYPE_CHECKING:
    from tests.cli.conftest import Ended, Shell

NAMES = [each.name for each in ARCHETYPES]


def new(shell: Shell, *answers: str, path: str = "mine.scenario.yaml") -> Ended:
    """Write a scenario by answers, one a line; what is not answered is the default."""
    return shell("scenario", "new", path, stdin="".join(f"{answer}\n" for answer in answers))


@pytest.mark.parametrize("name", NAMES)
def test_each_archetype_passes_check_and_its_own_tests(shell: Shell, name: str) -> None:
    assert new(shell, name).code == 0
    checked = shell("check", "--strict", "mine.scenario.yaml")
    assert (checked.code, checked.out) == (0, "")
    assert "1 file, 1 scenario: 0 errors, 0 warnings." in checked.err
    tested = shell("roleplay", "test", "mine.scenario.yaml")
    assert tested.code == 0
    assert "FAILED" not in tested.out
    assert tested.out.count("passed  ") >= 5


@pytest.mark.parametrize("name", NAMES)
def test_each_archetype_can_be_played_well_and_badly(shell: Shell, name: str) -> None:
    new(shell, name)
    scenario = read_scenario(Path("mine.scenario.yaml").read_bytes(), "").scenario
    assert scenario is not None
    scene = compile_scene(scenario)
    best = next(test for test in scenario.tests if scenario.ends.get(test.expect.end or "") == "pass")
    from csmdrill.roleplay.scripts import play_script

    won = play_script(scene, 77, best.script)  # another draw than the test's own
    assert won.ended is not None
    assert won.ended.passed
    lost = replay(scene, draw(scene, 5), [Said(10_000, "Hm."), Finished(100_000)])
    assert lost.ended is not None
    assert not lost.ended.passed


def test_answers_stand_in_the_file_and_the_words_are_understood(shell: Shell) -> None:
    answers = [
        "price",
        'Eight "percent"',
        "Head of buying",
        "a quick {{win}}",
        "two years",
        "2m",
        "swap, barter*",
        "cheap",
    ]
    assert new(shell, *answers).code == 0
    text = Path("mine.scenario.yaml").read_text()
    scenario = read_scenario(text.encode(), "").scenario
    assert scenario is not None
    assert (scenario.id, scenario.title) == ("mine", "Eight 'percent'")
    assert scenario.people["guest"].role == "Head of buying"
    assert scenario.people["guest"].wants == "a quick ((win))"
    assert "two years" in scenario.brief
    assert scenario.timebox.total == "120s"
    assert scenario.concepts["good"][:2] == ["swap", "barter*"]
    assert scenario.concepts["bad"] == ["cheap"]
    assert scenario.rubric == "csmdrill/renewal-negotiation"
    assert scenario.train


def test_answers_that_cannot_be_used_are_asked_again(shell: Shell) -> None:
    done = new(
        shell, "prize", "price", "", "", "", "", "1h", "20s", "2m", "~good, /x/", "trade", "", "nothing", ""
    )
    assert done.code == 0
    assert "Did you mean price?" in done.err
    assert done.err.count("From 90s to 10m") == 2
    assert "Words, parted by commas" in done.err
    assert "One of " in done.err
    assert shell("check", "--strict", "mine.scenario.yaml").code == 0


def test_words_that_mean_another_move_too_are_left_out_and_that_is_said(shell: Shell) -> None:
    done = new(shell, "silent", "", "", "", "", "", "outcome", "hm, outcome, shall we, i begin")
    assert done.code == 0
    assert "Left out: the words for the wrong move" in done.err
    assert shell("check", "mine.scenario.yaml").code == 0
    assert "i begin" not in Path("mine.scenario.yaml").read_text()


def test_without_a_file_it_goes_among_ones_own_and_never_over_another(shell: Shell) -> None:
    done = shell("scenario", "new", stdin="silent\nMy Quiet One!\n")
    path = shell.home / "scenarios" / "my-quiet-one.scenario.yaml"
    assert (done.code, done.out.splitlines()[-1]) == (0, str(path))
    before = path.read_bytes()
    again = shell("scenario", "new", stdin="price\nMy Quiet One!\n")
    assert again.code == 2
    assert "is there already" in again.err
    assert path.read_bytes() == before
    odd = shell("scenario", "new", "mine.yaml", stdin="")
    assert odd.code == 2
    assert "must end in .scenario.yaml" in odd.err


def test_a_failed_test_is_told_with_its_reason_and_the_trace_with_its_rules(shell: Shell) -> None:
    new(shell, "silent")
    path = Path("mine.scenario.yaml")
    path.write_text(path.read_text().replace("end: agreed\n", "end: drifted\n"))
    done = shell("roleplay", "test", path)
    assert done.code == 1
    first = done.out.split("\n\n")[0].splitlines()
    assert first[0].startswith("FAILED  the right move")
    assert first[1] == "        it ended in agreed, not in drifted"
    assert any(line.startswith("   0:10  you: ") for line in first)
    assert done.err == "7 tests: 1 failed.\n" or " failed.\n" in done.err
    assert "rules right-move" not in done.out
    traced = shell("roleplay", "test", "--trace", path).out
    assert "understood good" in traced
    assert "right-move" in traced


def test_a_file_with_an_error_is_not_played(shell: Shell) -> None:
    new(shell, "silent")
    path = Path("mine.scenario.yaml")
    path.write_text(path.read_text().replace("to: warm", "to: wram"))
    done = shell("roleplay", "test", path)
    assert done.code == 1
    assert "S602" in done.out
    assert "1 error; nothing was played." in done.err
    assert shell("roleplay", "test", "nowhere.scenario.yaml").code == 2
    assert shell("roleplay", "test", ".").code == 2
