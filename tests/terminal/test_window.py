"""The window: too small, resized, and shown text that would like to do more than be read."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.terminal.drilling import CARDS, RATINGS, answer, leave, to_today

if TYPE_CHECKING:
    from tests.terminal.conftest import Desk

TOO_SMALL = "csmdrill needs a window of 80x24."

MARKUP = r"""format: csmdrill/deck@1
id: hostile
title: "[bold red]Title[/]"
cards:
  - id: c1
    kind: choice
    prompt: "[@click=app.quit]x[/] and [/x] and **bold** and $primary"
    options: [{text: "[@click=app.quit]right[/]", right: true}, {text: "[/wrong]", because: "[link=x]no"}]
    why: "[blink]why[/blink] [/]"
  - {id: c2, kind: recall, prompt: "An escape \e]0;owned\a here", answer: no, why: w}
  - {id: c3, kind: recall, prompt: "A C1 control \x9b31m here", answer: no, why: w}
  - {id: c4, kind: recall, prompt: "[/] the last one", answer: "[@click=app.bell]a[/]", why: "\\[x]"}
"""


def test_a_window_too_small_says_so_and_comes_back_when_enlarged(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    terminal.wait_for(CARDS[0][0])
    terminal.press("space")
    terminal.wait_for(RATINGS)
    terminal.resize(60, 15)
    terminal.wait_for(TOO_SMALL)
    assert CARDS[0][0] not in terminal.flowing
    terminal.resize(80, 24)
    terminal.wait_for(lambda: CARDS[0][0] in terminal.flowing and RATINGS in terminal.flowing)
    terminal.wait_for("space Accept")  # the keys are offered again, too
    terminal.press("3")
    terminal.wait_for(CARDS[1][0])
    leave(terminal)
    assert len(desk.facts("review")) == 1


def test_a_window_too_small_takes_no_answer_that_cannot_be_seen(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    terminal.wait_for(CARDS[0][0])
    terminal.press("space")
    terminal.wait_for(RATINGS)
    terminal.resize(60, 15)
    terminal.wait_for(TOO_SMALL)
    terminal.press("3", "space", "enter")
    for columns, lines in ((70, 18), (60, 15), (70, 18)):  # by now the keys have long been looked at
        terminal.resize(columns, lines)
        terminal.wait_for(lambda: TOO_SMALL in "".join(terminal.lines[lines // 2 - 2 : lines // 2 + 1]))  # noqa: B023
    terminal.press("ctrl+q")
    assert terminal.exit_code() == 0
    assert desk.facts("review") == []


def test_a_start_in_a_window_too_small_waits_for_a_larger_one(desk: Desk) -> None:
    terminal = desk.open(size=(79, 24))
    terminal.wait_for("csmdrill needs")
    terminal.resize(100, 30)
    to_today(terminal)
    terminal.wait_for("enter Practise")
    terminal.press("q")
    assert terminal.exit_code() == 0


def test_resizing_loses_neither_the_card_nor_what_is_typed(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    for prompt, keys, rating in CARDS[:3]:
        answer(terminal, prompt, keys, rating)
    terminal.wait_for("The plan you both sign?")
    terminal.press("mutual")
    for columns, lines in ((132, 43), (81, 25), (200, 24), (80, 24)):
        terminal.resize(columns, lines)
        terminal.wait_for(lambda: "mutual" in terminal.text and len(terminal.lines[0]) <= columns)  # noqa: B023
    terminal.press(" plan", "enter")
    terminal.wait_for("✓ Right.")
    leave(terminal)


def test_markup_and_escapes_of_a_deck_are_shown_and_do_nothing(desk: Desk) -> None:
    deck = desk.write("hostile.deck.yaml", MARKUP)
    terminal = desk.open("practice", "--deck", deck)
    terminal.wait_for("[@click=app.quit]x[/] and [/x] and bold and $primary")
    terminal.wait_for("2 to go")  # the two with control characters are left out
    terminal.wait_for("[bold red]Title[/] · choice")
    terminal.wait_for("[@click=app.quit]right[/]")
    terminal.wait_for("[/wrong]")
    assert all(cell.bold for cell in terminal.cells("bold and")[:4])
    wrong = "a" if "a [/wrong]" in terminal.flowing else "b"
    terminal.press(wrong)
    terminal.wait_for("[link=x]no")
    terminal.wait_for("[blink]why[/blink] [/]")
    terminal.press("3")
    terminal.wait_for("[/] the last one")
    terminal.press("space")
    terminal.wait_for("[@click=app.bell]a[/]")
    leave(terminal)
    assert "owned" not in terminal.said
    assert "\x9b" not in terminal.said


def test_a_program_that_the_system_ends_gives_the_terminal_back(desk: Desk, kinds: Path) -> None:
    terminal = desk.open("practice", "--deck", kinds)
    terminal.wait_for(CARDS[0][0])
    assert terminal.kill(signal.SIGTERM) == 0
    assert terminal.said.rindex("\x1b[?1049l") > terminal.said.rindex("\x1b[?1049h")
