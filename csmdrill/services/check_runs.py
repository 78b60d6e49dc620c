"""Plays a scenario file as `check` does, and tells what came of it at the place in the file."""

from __future__ import annotations

from collections.abc import Iterator

from csmdrill.content.codes import problem
from csmdrill.content.problem import Problem
from csmdrill.content.scenario import Scenario
from csmdrill.content.scenario_file import CheckedScenario
from csmdrill.content.shelf import ScenarioFile
from csmdrill.core.percent import percent
from csmdrill.roleplay.verify import LEAST_COVERED, MOST_MISSED, MOST_WINS, Verification, verify

MOST_NAMED = 6

Place = tuple[int, int]


def played(file: ScenarioFile) -> tuple[Problem, ...]:
    """Return what its tests, its paraphrases and random players find wrong with a scenario without errors.

    Args:
        file: as it was read; one with an error is not played, and gives nothing.
    """
    if file.scenario is None:
        return ()
    found = _found(file.checked, file.scenario, verify(file.scenario))
    return tuple(problem(file.path, *place, code, said) for place, code, said in found)


def is_sound(checked: CheckedScenario) -> bool:
    """Return whether `check --strict` has nothing to say of a scenario, but for its rubric."""
    scenario = checked.scenario
    if scenario is None or checked.problems:
        return False
    return next(_found(checked, scenario, verify(scenario)), None) is None


def _found(
    checked: CheckedScenario, scenario: Scenario, seen: Verification
) -> Iterator[tuple[Place, str, str]]:
    for test in seen.failed:
        place = checked.place("tests", test.index, "name")
        yield place, "S629", f"the test '{test.name}' failed: {'; '.join(test.faults)}"
    places = {rule.id: place for place, rule in enumerate(scenario.rules)}
    for name in seen.idle:
        yield checked.place("rules", places[name], "id"), "S655", f"the rule '{name}' never fired"
    for name in seen.unmet_ends:
        if _is_named(scenario, name):
            yield checked.place_of_key("ends", name), "S652", f"no run ended in '{name}'"
    if scenario.tests and seen.coverage < LEAST_COVERED:
        said = f"the tests fire {percent(seen.coverage)} of the rules, not {_named(seen.uncovered)}"
        yield checked.place_of_key("tests"), "S656", said
    if seen.outing.win_share > MOST_WINS:
        said = f"{percent(seen.outing.win_share, 1)} of random players reach a passing end"
        yield checked.place_of_key("ends"), "S658", said
    if seen.missed_share > MOST_MISSED:
        first = seen.missed[0]
        said = (
            f"{len(seen.missed)} of {seen.paraphrases} paraphrases are not understood; this is the first: "
            f"'{first.line}' is not read as ~{first.concept}"
        )
        yield checked.place("paraphrases", first.concept, first.index), "S659", said


def _is_named(scenario: Scenario, end: str) -> bool:
    """Return whether something ends so; where nothing does, reading the file has told that already."""
    outer = [scenario.start, scenario.timeout, *([scenario.short] if scenario.short else [])]
    return end in {do.end for do in [*outer, *(rule.do for rule in scenario.rules)]}


def _named(rules: tuple[str, ...]) -> str:
    more = f" and {len(rules) - MOST_NAMED} more" if len(rules) > MOST_NAMED else ""
    return ", ".join(rules[:MOST_NAMED]) + more
