"""Two homes, real terminals: a circuit goes to a coach, is rated blind, and comes back as a level."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.conftest import Shell
from tests.terminal.hand_clock import HandClock

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk, Terminal

LATER = "2026-11-25T10:00:00+01:00"
RENEWAL, CRITERIA = "renewal-negotiation", 5
GIVES_IN = "We can meet you halfway."
REFLECTION = "gave in twice"
MINE, THEIRS = "4", "2"
HOME = "\x1b[H"
MARKED = re.compile(r"\[[1-5]\]")
BEFORE = """\
person,date,competency,role,score,rubric
me,2026-09-01,renewal-negotiation,self,4,{rubric}
me,2026-09-08,renewal-negotiation,self,4,{rubric}
me,2026-09-16,renewal-negotiation,self,4,{rubric}
me,2026-09-23,renewal-negotiation,self,4,{rubric}
me,2026-09-30,renewal-negotiation,self,4,{rubric}
me,2026-09-01,renewal-negotiation,coach,3,{rubric}
me,2026-09-08,renewal-negotiation,coach,3,{rubric}
me,2026-10-15,renewal-negotiation,coach,3,{rubric}
me,2026-10-22,renewal-negotiation,coach,3,{rubric}
me,2026-10-29,renewal-negotiation,coach,3,{rubric}
"""
"""From before csmdrill: five ratings in each role; two in each are of the same days, so of one session."""


@pytest.fixture
def shell(desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell beside the terminals, in the trainee's home: commands that ask nothing need no process."""
    return Shell(desk.folder, capsys, monkeypatch)


def wait_for_count(terminal: Terminal, words: str, count: int) -> None:
    """Wait until words are on the screen so many times."""
    terminal.wait_for(lambda: terminal.flowing.count(words) == count)


def rate(terminal: Terminal) -> bytes:
    """Give every criterion of a sheet, and all in all, the same; returns all that was shown until saving."""
    begun = len(terminal.received)
    for _ in range(CRITERIA + 1):
        terminal.wait_for(lambda: not MARKED.search(terminal.text))
        terminal.press(THEIRS)
        terminal.wait_for(f"[{THEIRS}]")
        assert len(MARKED.findall(terminal.text)) == 1
        shown = terminal.received[begun:]
        terminal.press("enter")
    return bytes(shown)


def run_circuit(desk: Desk) -> None:
    """Play three stations from Today, all of them badly, and rate oneself after the last."""
    clock = HandClock(desk.folder)
    terminal = desk.open(clock=clock)
    terminal.wait_for("Renewal negotiation: 3 stations")
    terminal.press("c")
    for station in (1, 2, 3):
        terminal.wait_for(f"▸ {station} ")
        terminal.press("enter")
        terminal.wait_for("What will you rate yourself afterwards?")
        terminal.press(MINE, "enter")
        terminal.wait_for("silence is an answer")
        clock.move(9)
        terminal.press(GIVES_IN, "enter")
        terminal.wait_for(f"you {GIVES_IN}")
        clock.move(5)
        terminal.press(GIVES_IN, "enter")
        terminal.wait_for("It is over.")
        terminal.press("enter")
        terminal.wait_for("What would you do differently?")
        terminal.press(REFLECTION, "enter")
    terminal.wait_for("That was the last station.")
    for left in (2, 1, 0):
        terminal.press("enter")
        terminal.wait_for("rate yourself")
        terminal.press(*(MINE, "enter") * (CRITERIA + 1))
        terminal.wait_for("It ended as gave away (fail).")
        terminal.press("escape")
        wait_for_count(terminal, "not rated yet", left)
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0


def submit(desk: Desk, shell: Shell, inbox: Path) -> None:
    """Write the three attempts into files, one of them at the terminal that asks."""
    newest, *others = [row["id"] for row in shell("attempts", "--json").json]
    for name in others:
        assert shell("submit", name, "-o", inbox / f"{name}.json", "--name", "Mia Wolf", "--yes").code == 0
    terminal = desk.open("submit", "last", "-o", inbox / f"{newest}.json", "--name", "Mia Wolf")
    terminal.wait_for("Write it? [y/N]")
    terminal.press("y", "enter")
    assert terminal.exit_code() == 0


def rate_blind(desk: Desk, inbox: Path) -> None:
    """Rate all that lies in a folder, in the coach's own home; each self-rating is told only after that."""
    at_coach = {"CSMDRILL_HOME": str(desk.folder / "coach"), "CSMDRILL_NOW": LATER}
    terminal = desk.open("coach", "inbox", inbox, "--rater", "Ada Moreno", environ=at_coach)
    for left, words in ((3, "3 attempts"), (2, "2 attempts"), (1, "1 attempt")):
        wait_for_count(terminal, "24 Nov to rate", left)
        assert terminal.flowing.count("Mia Wolf Benchmark: ") == 3
        terminal.press(HOME)
        terminal.wait_for(f"{words} to rate, in the random order")
        terminal.press("enter")
        terminal.wait_for("Begin to rate")
        terminal.press("enter")
        terminal.wait_for(lambda: "Begin to rate" not in terminal.flowing)
        blind = rate(terminal).decode()
        terminal.wait_for(f"On the {CRITERIA} criteria you both rated: the trainee 4.00, you 2.00.")
        for told in ("the trainee", "4.00", "[4]", REFLECTION, "gave away"):
            assert told not in blind
        terminal.press("escape")
    terminal.wait_for("Enter shows the gap")
    terminal.press("escape")
    assert terminal.exit_code() == 0


def skill(shell: Shell) -> Any:  # noqa: ANN401 - whatever was printed
    """Return how the skill stands."""
    told = shell("skills", "--json").json["competencies"]
    return next(each for each in told if each["competency"] == RENEWAL)


def see(desk: Desk) -> None:
    """Go from Today, which tells that a coach has rated, to the level and to the gap."""
    terminal = desk.open(environ={"CSMDRILL_NOW": LATER})
    terminal.wait_for("Coach rated 3 attempts of Renewal negotiation k")
    terminal.press("k")
    terminal.wait_for(lambda: "the rating that counts" in terminal.text and "2.5 ±.6" in terminal.text)
    terminal.press("down", "down")
    terminal.wait_for("coach-rated · STEADY")
    terminal.press("enter")
    terminal.wait_for("[coach]")
    terminal.press("c")
    terminal.wait_for("You rate yourself about 0.9 points higher than your coach, over 5 benchmarks.")
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0


def test_a_circuit_goes_to_a_coach_and_comes_back_as_gap_and_level(desk: Desk, shell: Shell) -> None:
    inbox = desk.folder / "inbox"
    inbox.mkdir()
    run_circuit(desk)
    (rubric,) = {fact["payload"]["rubric_hash"] for fact in shell.facts("attempt")}
    shell("data", "import", desk.write("ratings.csv", BEFORE.format(rubric=rubric)))
    submit(desk, shell, inbox)
    before = skill(shell)
    assert (before["headline_channel"], before["state"], before["gap"]["benchmarks"]) == ("self", "STEADY", 2)
    assert before["channels"]["coach"]["benchmarks"] == 5
    rate_blind(desk, inbox)
    shell.at(LATER)
    files = sorted(inbox.glob("*.rating.json"))
    assert [shell("attempts", "receive", file).code for file in files] == [0, 0, 0]
    after = skill(shell)
    assert (after["headline_channel"], after["state"]) == ("coach", "STEADY")
    coach, gap = after["channels"]["coach"], after["gap"]
    assert (coach["benchmarks"], coach["baseline"], coach["level"]) == (8, 2.5, 2.5)
    assert (gap["benchmarks"], gap["mean"], gap["verdict"]) == (5, 1.6, "over")
    see(desk)
