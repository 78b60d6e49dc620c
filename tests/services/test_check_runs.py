"""`check` plays a scenario, and tells what came of it at the line of the test, the rule or the paraphrase."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.content.places import Place
from csmdrill.content.shelf import ScenarioFile, read_rubrics, read_scenarios
from csmdrill.services.check import check_paths
from csmdrill.services.check_runs import played
from tests.content.test_rubric_files import SOUND as RUBRIC

PLAYABLE = """\
format: csmdrill/scenario@1
id: play
title: Play
rubric: trial
timebox: {total: 1m, amber: 40s, red: 50s}
brief: A call.
people: {dana: {name: {kind: fake, of: name}, role: CFO}}
concepts: {goal: [outcome*], day: [friday], price: [discount*]}
phases: [cold, warm, hot]
start: {say: Yes., hush: 5s}
rules:
  - {id: held, event: held, do: {tag: held, say: Go on.}}
  - {id: asks, event: reply, in: [cold], match: {any: [~goal], ask: true}, do: {tag: asked, to: warm}}
  - {id: price, event: reply, match: {any: [~price]}, do: {tag: price, to: cold, say: Ha., end: lost}}
  - {id: near, event: reply, in: [warm], match: {all: [~goal, ~day]}, do: {to: hot, say: Hm.}}
  - {id: day, event: reply, in: [hot], match: {all: [~goal, ~day]}, do: {tag: day, say: Good., end: won}}
  - {id: probe, event: reply, do: {say: So.}}
timeout: {say: I must go., end: lost}
ends: {won: pass, lost: fail}
paraphrases:
  goal: [the outcome, an outcome, outcomes, your outcome, which outcome]
  day: [on Friday, Friday, by Friday, next Friday, this Friday]
tests:
  - name: good
    script:
      - {at: 8s, say: "Which outcome?"}
      - {at: 20s, say: "That outcome by Friday."}
      - {at: 30s, say: "That outcome by Friday."}
    expect: {tags: [asked, day], end: won}
  - {name: silent, script: [], expect: {tags: [held], end: lost}}
  - {name: cheap, script: [{at: 8s, say: "I see."}, {at: 12s, say: "A discount?"}], expect: {tags: [price]}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a rubric."""
    (tmp_path / "trial.rubric.yaml").write_text(RUBRIC)
    return tmp_path


def file_of(folder: Path, text: str) -> ScenarioFile:
    """Write a scenario, and read it."""
    (folder / "play.scenario.yaml").write_text(text)
    places = [Place(folder, "given")]
    (file,) = read_scenarios(places, read_rubrics(places))
    return file


def found(folder: Path, text: str) -> list[tuple[str, int, int]]:
    """Return what playing a scenario finds."""
    return [(each.code, each.line, each.col) for each in played(file_of(folder, text))]


def test_a_scenario_that_plays_well_gives_nothing(folder: Path) -> None:
    file = file_of(folder, PLAYABLE)
    assert file.problems == ()
    assert played(file) == ()
    report = check_paths([folder], folder)
    assert (report.problems, report.files, report.scenarios) == ((), 2, 1)
    alone = check_paths([folder / "play.scenario.yaml"], folder)
    assert (alone.problems, alone.files) == ((), 1)


def test_a_test_that_fails_is_an_error_at_its_name_and_says_why(folder: Path) -> None:
    file = file_of(folder, PLAYABLE.replace("tags: [held], end: lost", "tags: [held, price], end: won"))
    (problem,) = played(file)
    assert (problem.code, problem.severity, problem.line, problem.col) == ("S629", "error", 30, 12)
    assert "the test 'silent' failed: tag price was not given" in problem.message
    assert "it ended in lost, not in won" in problem.message


def test_a_rule_that_never_fires_is_told_at_its_id(folder: Path) -> None:
    rule = "  - {id: never, event: held, in: [hot], limit: 1, do: {say: x}}\n  - {id: held, event: held,"
    assert found(folder, PLAYABLE.replace("  - {id: held, event: held,", rule)) == [("S655", 12, 10)]


def test_tests_that_leave_rules_out_are_told(folder: Path) -> None:
    text = PLAYABLE[: PLAYABLE.index("  - {name: cheap")] + "  - {name: two, script: [], expect: {}}\n"
    assert found(folder, text) == [("S656", 23, 1)]


def test_an_end_that_luck_reaches_is_told(folder: Path) -> None:
    easy = PLAYABLE.replace("do: {say: So.}", "do: {say: So., end: won}")
    codes = {code for code, _, _ in found(folder, easy)}
    assert "S658" in codes


def test_paraphrases_that_are_not_understood_are_told_at_the_first(folder: Path) -> None:
    text = PLAYABLE.replace("an outcome, outcomes,", "an aim, wishes,")
    assert found(folder, text) == [("S659", 21, 23)]
    one = PLAYABLE.replace("[the outcome,", "[the aim,")
    assert found(folder, one) == []


def test_a_scenario_with_an_error_is_not_played(folder: Path) -> None:
    assert found(folder, PLAYABLE.replace("end: won}}\n  - {id: probe", "end: one}}\n  - {id: probe")) == []


def test_two_files_with_one_id_are_told_with_both_places(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / f"{name}.scenario.yaml").write_text(PLAYABLE)
        (folder / f"{name}.rubric.yaml").write_text(RUBRIC.replace("id: trial", "id: twice"))
    problems = check_paths([folder], folder).problems
    assert [(each.path, each.line, each.code) for each in problems] == [
        ("b.rubric.yaml", 2, "R705"),
        ("b.scenario.yaml", 2, "S630"),
    ]
    assert "a.scenario.yaml:2" in problems[1].message
