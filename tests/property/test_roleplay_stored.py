"""What holds of every attempt that is kept: what the store gives back replays to the log that was played."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from csmdrill.content.shelf import scenario_of
from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.roleplay import engine
from csmdrill.roleplay.model import Finished, Input, Noted, Passed, Said, Speaking
from csmdrill.services import attempts, rehearse
from csmdrill.services.workspace import Workspace

SHIPPED = Path(__file__).parents[2] / "scenarios"
NAMES = ("renewal-silent-cfo", "renewal-cost-pressure", "board-briefing-90s")
TEXTS = {name: (SHIPPED / f"{name}.scenario.yaml").read_text(encoding="utf-8") for name in NAMES}
SLIPS = ("", "so", "x " * 50, "Ünï \x1b[31m?", "No. 5 %, by Friday; or by the 16th", "why?! " * 600)


class Shelf:
    """A home with copies of three shipped scenarios that somebody edits.

    Args:
        folder: the home.
    """

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        self.ws = Workspace(self.home, SystemClock())
        for rubric in SHIPPED.glob("*.rubric.yaml"):
            self.has(rubric.name, rubric.read_text(encoding="utf-8"))
        for name, text in TEXTS.items():
            self.has(f"{name}.scenario.yaml", text)

    def has(self, name: str, text: str) -> None:
        """Write a file into the home's folder of scenarios."""
        (self.home.scenarios / name).write_text(text, encoding="utf-8")

    def start_again(self) -> None:
        """End without a goodbye and open the store anew."""
        self.ws.close()
        self.ws = Workspace(self.home, SystemClock())


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """A home for all attempts of this module."""
    made = Shelf(tmp_path_factory.mktemp("home"))
    yield made
    made.ws.close()


def lines_of(name: str) -> list[str]:
    """Return what the scenario's own tests and paraphrases say, with names to be filled in."""
    scenario = scenario_of(TEXTS[name])
    assert scenario is not None
    said = [act.say for test in scenario.tests for act in test.script if act.say]
    return [*said, *(line for lines in scenario.paraphrases.values() for line in lines)]


LINES = {name: lines_of(name) for name in NAMES}


@st.composite
def scripts(draw_from: st.DrawFn) -> tuple[str, list[Input]]:
    """Return a scenario's name and acts at it, in the order of their times."""
    name = draw_from(st.sampled_from(NAMES))
    lines = st.sampled_from(LINES[name]) | st.sampled_from(SLIPS)
    times = st.integers(0, 15_000)
    kinds = st.one_of(
        st.builds(Said, times, lines),
        st.builds(Said, times, lines),
        st.builds(Speaking, times, st.booleans()),
        st.builds(Noted, times, lines),
        st.builds(Passed, times),
        st.builds(Finished, times),
    )
    at, acts = 0, []
    for act in draw_from(st.lists(kinds, min_size=5, max_size=14)):
        at += act.at
        acts.append(type(act)(at, *[getattr(act, each) for each in act.__struct_fields__[1:]]))
    return name, acts


def edited(name: str) -> tuple[str, ...]:
    """Return what somebody may have made of the file: other lines, another scenario, no scenario."""
    other = TEXTS[NAMES[NAMES.index(name) - 1]].replace(f"id: {NAMES[NAMES.index(name) - 1]}", f"id: {name}")
    return TEXTS[name].replace('say: "', 'say: "Or ').replace('say: ["', 'say: ["Or '), other, "broken: ["


EDITED = {name: edited(name) for name in NAMES}


def test_the_edits_are_scenarios_that_could_be_played() -> None:
    assert all(scenario_of(text) for lines, other, _ in EDITED.values() for text in (lines, other))


@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # to shrink what plays for a second takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(scripts(), st.integers(0, 2**31), st.data())
def test_a_stored_attempt_replays_to_the_log_that_was_played_whatever_became_of_its_file(
    shelf: Shelf, script: tuple[str, list[Input]], seed: int, data: st.DataObject
) -> None:
    name, acts = script
    file = f"{name}.scenario.yaml"
    shelf.has(file, TEXTS[name])
    rehearsal = rehearse.begin(shelf.ws, rehearse.prepare(shelf.ws, f"my/{name}", seed=seed), 3.0)
    first = {id_: each.split()[0] for id_, each in rehearsal.drawn.names.items()}
    broken_off = data.draw(st.integers(0, len(acts)))
    run = engine.begin(rehearsal.scene, rehearsal.drawn)
    for place, act in enumerate(acts):
        if place == broken_off:
            shelf.has(file, data.draw(st.sampled_from(EDITED[name])))
            rehearsal = rehearse.resume(shelf.ws, rehearsal.id)
            again = engine.replay(rehearsal.scene, rehearsal.drawn, rehearsal.inputs)
            assert again.log == run.log
            run = again
        if isinstance(act, Said | Noted):
            for id_, word in first.items():
                act = type(act)(act.at, act.text.replace(f"{{{{{id_}}}}}", word))
        run = engine.take(run, act)
        rehearse.keep(shelf.ws, rehearsal, run.inputs)
    rehearse.finish(shelf.ws, rehearsal, run.log, "left")
    shelf.has(file, data.draw(st.sampled_from(EDITED[name])))
    if data.draw(st.booleans()):
        shelf.start_again()
    view = attempts.load(shelf.ws, rehearsal.id)
    assert view.log == run.log
    assert view.log.events == run.events
    assert view.scene is not None
    assert engine.replay(view.scene, view.log.drawn, view.log.inputs).log == run.log
