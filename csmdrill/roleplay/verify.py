"""Proves a scenario: its own tests, its paraphrases, and a thousand random players."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from csmdrill.content.scenario import Scenario
from csmdrill.roleplay.engine import Run
from csmdrill.roleplay.players import PLAYERS, Outing, send_players
from csmdrill.roleplay.scene import Scene, compile_scene
from csmdrill.roleplay.scripts import faults_of, play_script

LEAST_COVERED = 0.8
MOST_MISSED = 0.15
MOST_WINS = 0.05


class TestRun(Struct, frozen=True):
    """One test of the file, played.

    Args:
        index: its place under `tests`.
        name: its name.
        run: what happened.
        faults: what was expected and did not come true; empty if it passed.
    """

    index: int
    name: str
    run: Run
    faults: tuple[str, ...]

    __test__ = False  # no test of ours, whatever pytest makes of the name

    @property
    def passed(self) -> bool:
        """Whether all came as expected."""
        return not self.faults


class Missed(Struct, frozen=True):
    """A paraphrase that was not understood.

    Args:
        concept: what it should have been read as.
        index: its place in that concept's list.
        line: as written.
        read: the concepts it was read as instead.
    """

    concept: str
    index: int
    line: str
    read: tuple[str, ...]


class Verification(Struct, frozen=True):
    """What was found out about a scenario.

    Args:
        tests: each of the file's tests.
        covered: ids of rules that the tests fired.
        idle: ids of rules that neither tests nor players fired, in the order of the file.
        uncovered: ids of rules that no test fired, likewise.
        unmet_phases, unmet_ends: that neither tests nor players reached.
        paraphrases: how many there are.
        missed: those that were not understood.
        outing: what random players came to.
    """

    tests: tuple[TestRun, ...]
    covered: frozenset[str]
    idle: tuple[str, ...]
    uncovered: tuple[str, ...]
    unmet_phases: tuple[str, ...]
    unmet_ends: tuple[str, ...]
    paraphrases: int
    missed: tuple[Missed, ...]
    outing: Outing

    @property
    def coverage(self) -> float:
        """Share of the rules that the tests fired, 0-1."""
        rules = len(self.covered) + len(self.uncovered)
        return len(self.covered) / rules if rules else 1.0

    @property
    def missed_share(self) -> float:
        """Share of the paraphrases that was not understood, 0-1."""
        return len(self.missed) / self.paraphrases if self.paraphrases else 0.0

    @property
    def failed(self) -> tuple[TestRun, ...]:
        """The tests that did not pass."""
        return tuple(test for test in self.tests if not test.passed)


def verify(scene: Scene | Scenario, players: int = PLAYERS) -> Verification:
    """Return what tests, paraphrases and random players find out; the same scenario always gives the same.

    Args:
        scene: without check errors.
        players: how many.
    """
    if isinstance(scene, Scenario):
        scene = compile_scene(scene)
    tests = run_tests(scene, stand_ins=True)
    outing = send_players(scene, players=players)
    covered = frozenset(rule for test in tests for rule, count in test.run.fired.items() if count)
    met = covered | {rule for rule, count in outing.fired.items() if count}
    ends = {test.run.ended.name for test in tests if test.run.ended is not None} | outing.ends.keys()
    phases = outing.phases | {
        event.name for test in tests for event in test.run.events if event.kind == "phase"
    }
    missed = missed_paraphrases(scene)
    return Verification(
        tests=tests,
        covered=covered,
        idle=tuple(rule.id for rule in scene.rules if rule.id not in met),
        uncovered=tuple(rule.id for rule in scene.rules if rule.id not in covered),
        unmet_phases=tuple(phase for phase in scene.scenario.phases if phase not in phases),
        unmet_ends=tuple(end for end in scene.scenario.ends if end not in ends),
        paraphrases=_count(scene.scenario.paraphrases),
        missed=missed,
        outing=outing,
    )


def run_tests(scene: Scene, *, stand_ins: bool = False) -> tuple[TestRun, ...]:
    """Return each of the file's tests, played; silence follows its script until the end.

    Args:
        scene: the scenario.
        stand_ins: as in `draw`.
    """
    found: list[TestRun] = []
    for index, test in enumerate(scene.scenario.tests):
        run = play_script(scene, test.seed, test.script, stand_ins=stand_ins)
        found.append(TestRun(index, test.name, run, faults_of(run, test.expect)))
    return tuple(found)


def missed_paraphrases(scene: Scene) -> tuple[Missed, ...]:
    """Return the paraphrases that are not understood as their concept."""
    return tuple(
        Missed(concept, index, line, read)
        for concept, lines in scene.scenario.paraphrases.items()
        for index, line in enumerate(lines)
        if concept not in (read := scene.cues.hear(line).concepts)
    )


def _count(paraphrases: Mapping[str, list[str]]) -> int:
    return sum(map(len, paraphrases.values()))
