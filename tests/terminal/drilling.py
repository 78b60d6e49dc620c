"""Decks and short ways to drill them in a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.terminal.conftest import Terminal

RATINGS = " soon "
CLEAN_SHELL = "\x1b[?1049l"

ALL_KINDS = Path(__file__).parents[1].joinpath("decks", "every_kind.deck.yaml").read_text(encoding="utf-8")

CARDS = (
    ("What do you ask first?", ("space",), "3"),
    ("[...] counts expansion.", ("space",), "3"),
    ("Which?", ("a",), "1"),
    ("The plan you both sign?", ("mutual plan", "enter"), "3"),
    ("Six times seven?", ("42", "enter"), "3"),
    ("In order?", ("abc", "enter"), "1"),
    ("Name two.", ("space",), "3"),
    ("% below plan. Escalate?", ("a",), "3"),
    ("twice. In all?", ("20", "enter"), "1"),
    ("The tenth one?", ("space",), "3"),
)


def answer(terminal: Terminal, prompt: str, keys: tuple[str, ...], rating: str) -> None:
    """Answer the card that asks something, and rate it."""
    terminal.wait_for(lambda: prompt in terminal.flowing and RATINGS not in terminal.flowing)
    terminal.press(*keys)
    terminal.wait_for(lambda: prompt in terminal.flowing and RATINGS in terminal.flowing)
    terminal.press(rating)


def to_today(terminal: Terminal) -> None:
    """Wait until Today says what a session would bring."""
    terminal.wait_for("▸ Practise")


def leave(terminal: Terminal) -> None:
    """Stop the session, quit from its summary, and see that the terminal is handed back."""
    terminal.press("escape")
    terminal.wait_for("Stopped here.")
    terminal.press("q")
    assert terminal.exit_code() == 0
    assert CLEAN_SHELL in terminal.said
