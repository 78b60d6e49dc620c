"""What the second week asks for, by keys in a real terminal: library, handling, settings, statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.terminal.drilling import to_today

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terminal.conftest import Desk


def test_a_card_is_handled_read_and_taken_back(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    terminal.wait_for("What do you ask first?")
    terminal.press("escape")
    terminal.wait_for("Stopped here.")
    terminal.press("enter")
    to_today(terminal)
    terminal.press("l")
    terminal.wait_for("f flag")  # the keys act on the cards
    terminal.press("f")
    terminal.wait_for("1 card flagged")
    terminal.press("s")
    terminal.wait_for("1 card suspended")
    terminal.press("enter")
    terminal.wait_for("Library · Card")
    terminal.press("escape")
    terminal.wait_for(lambda: "Library · Card" not in terminal.text and "f flag" in terminal.flowing)
    terminal.press("u")
    terminal.wait_for("Taken back: suspend")
    terminal.press("escape")
    to_today(terminal)
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
    assert len(desk.facts("flag")) == 1
    assert len(desk.facts("suspend")) == 1
    assert len(desk.facts("undo")) == 1


def test_a_setting_is_changed_and_taken_back_and_the_statistics_open(desk: Desk) -> None:
    terminal = desk.open()
    to_today(terminal)
    terminal.press(",")
    terminal.wait_for("Minutes of a session")
    for _ in range(3):
        terminal.press("down")
    terminal.wait_for("Rating buttons: 2")
    terminal.press("enter")
    terminal.wait_for(lambda: len(desk.facts("setting")) == 1)
    terminal.press("u")
    terminal.wait_for(lambda: len(desk.facts("undo")) == 1)
    terminal.press("escape")
    to_today(terminal)
    terminal.press("s")
    terminal.wait_for("practised yet")
    terminal.press("escape")
    to_today(terminal)
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
