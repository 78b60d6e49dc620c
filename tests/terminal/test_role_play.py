"""A role-play in a real terminal: from Today to the saved self-rating, by keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.terminal.drilling import CLEAN_SHELL
from tests.terminal.hand_clock import HandClock
from tests.tui.playing import SCENARIO, write_scenario

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk, Terminal

SHORT = (
    SCENARIO.replace(
        "total: 60s, amber: 30s, red: 45s, grace: 5s", "total: 12s, amber: 8s, red: 10s, grace: 2s"
    )
    .replace("hush: 5s", "hush: 2s")
    .replace("at: [40s]", "at: [5s]")
    .replace("clock: 10s", "clock: 6s")
    .replace("The short call", "Zero hour")
)

END = "\x1b[F"


def to_stage(desk: Desk, clock: HandClock | None = None) -> Terminal:
    """Go from Today to the stage of the call, which stands last in the list."""
    write_scenario(desk.home, SHORT)
    terminal = desk.open(clock=clock)
    terminal.wait_for("Role-play ")
    terminal.press("r")
    terminal.wait_for("never played")
    terminal.press(END)
    terminal.wait_for("Zero hour")
    terminal.wait_for("Renewal negotiation · middling · typed")
    terminal.press("enter")
    terminal.wait_for("Renewal of $100")
    terminal.press("4", "enter")
    terminal.wait_for("silence is an answer")
    return terminal


def to_unfinished(desk: Desk, clock: HandClock, row: str) -> Terminal:
    """Start anew and choose what was left unfinished, which stands first in the list."""
    terminal = desk.open(clock=clock)
    terminal.wait_for("Role-play ")
    terminal.press("r")
    terminal.wait_for(row)
    terminal.press("\x1b[H", "enter")
    return terminal


def test_a_role_play_is_played_from_today_to_the_saved_rating(desk: Desk) -> None:
    terminal = to_stage(desk)
    terminal.wait_for("silence, 1 s")
    terminal.wait_for("... Go on.")
    terminal.press("how many da")
    terminal.wait_for("My phone. Be quick.")
    terminal.wait_for("The time is shorter now: 0:06 left.")
    terminal.wait_for("how many da")
    terminal.press("ys, by Friday", "enter")
    terminal.wait_for('You said "by Friday". Fine.')
    terminal.wait_for("It is over.")
    assert "advanced" not in terminal.text
    terminal.press("enter")
    terminal.wait_for("What would you do differently?")
    terminal.press("ask sooner", "enter")
    terminal.wait_for("Lets silence work")
    terminal.press("b", "4")
    terminal.wait_for("[4]")
    terminal.press("enter")
    terminal.wait_for("It ended as advanced (pass).")
    terminal.press("escape")
    terminal.wait_for("Attempts")
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
    (attempt,) = desk.facts("attempt")
    (rating,) = desk.facts("rating")
    assert attempt["payload"]["end"] == "advanced"
    assert rating["payload"]["levels"] == {"waits": 4}


def test_a_role_play_and_its_rating_survive_a_kill(desk: Desk) -> None:
    clock = HandClock(desk.folder)
    terminal = to_stage(desk, clock)
    clock.move(1)
    terminal.press("hello", "enter")
    terminal.wait_for("Hm.")
    terminal.press("half a li")
    terminal.wait_for("half a li")
    terminal.kill()
    terminal = to_unfinished(desk, clock, "Go on Zero hour, broken off at 0:01")
    terminal.wait_for("It goes on from 0:01.")
    for words in ("You have one minute. What do you want?", "silence, 1 s", "you hello", "Dana Hm."):
        assert words in terminal.flowing
    terminal.press("enter")
    terminal.wait_for(lambda: "Paused" not in terminal.flowing)
    terminal.press("by Friday", "enter")
    terminal.wait_for("It is over.")
    terminal.press("enter")
    terminal.wait_for("What would you do differently?")
    terminal.press("enter")
    terminal.wait_for("Lets silence work")
    terminal.press("b", "3")
    terminal.wait_for("[3]")
    terminal.kill()
    terminal = to_unfinished(desk, clock, "Rate Zero hour")
    terminal.wait_for("[3]")
    assert "[x] They waited." in terminal.flowing
    assert "You have one minute. What do you want?" in terminal.flowing


def test_a_role_play_that_is_named_opens_on_its_brief_and_leads_back_to_the_shell(desk: Desk) -> None:
    write_scenario(desk.home, SHORT)
    terminal = desk.open("roleplay", "short-call", "--seed", "7")
    terminal.wait_for("Renewal of $100")
    terminal.press("escape")
    assert terminal.exit_code() == 0
    assert CLEAN_SHELL in terminal.said


def test_a_role_play_that_is_not_there_opens_no_screen(desk: Desk) -> None:
    write_scenario(desk.home, SHORT)
    terminal = desk.open("roleplay", "shrot-call")
    assert terminal.exit_code() != 0
    assert "Did you mean" in terminal.flowing
    assert "\x1b[?1049h" not in terminal.said
