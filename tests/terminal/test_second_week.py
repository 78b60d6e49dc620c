"""What the second week asks for, by keys in a real terminal: library, handling, settings, statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.terminal.conftest import Desk


def test_a_card_is_handled_read_and_taken_back(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    terminal.wait_for("What do you ask first?")
    terminal.press("escape", "escape")
    terminal.wait_for("Practise")
    terminal.press("l")
    terminal.wait_for("All cards")
    terminal.wait_for("new")
    terminal.press("f")
    terminal.wait_for("1 card flagged")
    terminal.press("s")
    terminal.wait_for("1 card suspended")
    terminal.press("enter")
    terminal.wait_for("Library · Card")
    terminal.press("escape")
    terminal.wait_for(lambda: "Library · Card" not in terminal.text and "All cards" in terminal.text)
    terminal.press("u")
    terminal.wait_for("aken back")
    terminal.press("escape")
    terminal.wait_for("Practise")
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
    assert len(desk.facts("flag")) == 1
    assert len(desk.facts("suspend")) == 1
    assert len(desk.facts("undo")) == 1


def test_a_setting_is_changed_and_taken_back_and_the_statistics_open(desk: Desk) -> None:
    terminal = desk.open()
    terminal.wait_for("Practise")
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
    terminal.wait_for("Practise")
    terminal.press("s")
    terminal.wait_for("practised yet")
    terminal.press("escape")
    terminal.wait_for("Practise")
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
