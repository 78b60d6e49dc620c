"""A long import is stopped, killed and gone on with: no fact is lost or twice, and the state is the same."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.big_home import fact_lines
from csmdrill.core.clock import StudyDay
from csmdrill.services.workspace import open_workspace
from tests.terminal.small_steps import FEW, WAITING

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk, Terminal

STEPS = Path(__file__).with_name("small_steps.py")
CARDS = [(f"my/d/c{number}", "0" * 16, "renewal-negotiation") for number in range(30)]
REAL = {"CSMDRILL_NOW": ""}
NOT_YET = "is not worked out yet; this is done now."


@pytest.fixture
def history(desk: Desk) -> Path:
    """A file of 301 facts."""
    file = desk.folder / "facts.jsonl"
    lines = fact_lines(CARDS, 1, StudyDay(20_780), all_due=False)
    file.write_bytes(b"".join(line + b"\n" for line in lines))
    return file


@pytest.fixture
def stepping(desk: Desk) -> Callable[..., Terminal]:
    """Start the program in small steps; it waits at the nth word of a stage."""

    def start(stage: str, number: int, *words: str | Path) -> Terminal:
        return desk.open_python(str(STEPS), stage, str(number), *map(str, words), environ=REAL)

    return start


def held(desk: Desk) -> tuple[list[str], list[str], int, list[object]]:
    """Return the state, what the facts make of it, how many they are, and what is wrong."""
    with open_workspace(desk.environ(**REAL)) as workspace:
        store = workspace.store
        facts, _ = store.totals()
        return list(store.canonical_dump()), list(store.replayed_dump()), facts, [*store.check(deep=True)]


def whole(desk: Desk) -> bool:
    """Return whether every fact is there once, and the state is the one that they make."""
    kept, replayed, facts, wrong = held(desk)
    return kept == replayed and len(kept) > len(CARDS) and facts == 301 and not wrong


@pytest.mark.parametrize("stage", ["facts", "state"])
def test_a_stopped_import_says_what_is_kept_and_the_same_command_goes_on(
    stage: str, desk: Desk, history: Path, stepping: Callable[..., Terminal]
) -> None:
    stopped = stepping(stage, 8, "data", "import", history)
    stopped.wait_for(WAITING)
    stopped.press("\x03", "enter")
    assert stopped.exit_code() == 130
    kept = 7 * FEW if stage == "facts" else 301
    assert f"Stopped. {kept} facts were added and are kept. The same command goes on." in stopped.flowing
    again = stepping("none", 0, "data", "import", history)
    assert again.exit_code() == 0
    assert f"{301 - kept} facts added, {kept} known already, 0 lines left out." in again.flowing
    assert NOT_YET not in again.flowing
    assert whole(desk)


def test_an_import_killed_among_its_facts_is_worked_out_in_sight_at_the_next_start(
    desk: Desk, history: Path, stepping: Callable[..., Terminal]
) -> None:
    killed = stepping("facts", 9, "data", "import", history)
    killed.wait_for(WAITING)
    assert killed.kill() == -signal.SIGKILL
    opened = stepping("none", 0, "stats")
    assert opened.exit_code() == 0
    assert NOT_YET in opened.flowing
    assert "\rstate [" in opened.said
    again = stepping("none", 0, "data", "import", history)
    assert again.exit_code() == 0
    assert whole(desk)


def test_opening_beside_a_running_import_says_to_wait(
    desk: Desk, history: Path, stepping: Callable[..., Terminal]
) -> None:
    importing = stepping("facts", 9, "data", "import", history)
    importing.wait_for(WAITING)
    for words in (("stats",), ("data", "import", history)):
        beside = stepping("none", 0, *words)
        assert beside.exit_code() != 0
        assert "Another csmdrill is bringing facts into this home. Wait until it is done" in beside.flowing
    importing.press("enter")
    assert importing.exit_code() == 0
    assert whole(desk)


def test_an_import_killed_in_its_state_is_worked_out_in_steps_that_can_be_stopped_too(
    desk: Desk, history: Path, stepping: Callable[..., Terminal]
) -> None:
    killed = stepping("state", 3, "data", "import", history)
    killed.wait_for(WAITING)
    assert killed.kill() == -signal.SIGKILL
    stopped = stepping("state", 2, "stats")
    stopped.wait_for(WAITING)
    stopped.press("\x03", "enter")
    assert stopped.exit_code() == 130
    assert "Stopped. No fact is lost; the next start of csmdrill goes on." in stopped.flowing
    assert stepping("none", 0, "stats").exit_code() == 0
    assert whole(desk)
