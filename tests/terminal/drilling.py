"""Decks and short ways to drill them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.terminal.conftest import Terminal

RATINGS = " in 1 min "
CLEAN_SHELL = "\x1b[?1049l"

ALL_KINDS = """\
format: csmdrill/deck@1
id: kinds
title: Every kind
competency: renewal-negotiation
cards:
  - {id: c01, kind: recall, prompt: What do you ask first?, answer: Who decides., why: w}
  - {id: c02, kind: cloze, text: "{{nrr::NRR}} counts expansion.", why: w}
  - {id: c03, kind: choice, prompt: Which of them?, options: [{text: good, right: true}, {text: bad}], why: w}
  - {id: c04, kind: typed, prompt: The plan you both sign?, accept: [mutual plan], why: w}
  - {id: c05, kind: number, prompt: Six times seven?, number: 42, why: w}
  - {id: c06, kind: order, prompt: In order?, steps: [one, two, three], why: w}
  - {id: c07, kind: points, prompt: Name two., points: [alpha, beta, gamma], need: 2, why: w}
  - id: c08
    kind: case
    facts: {v: {kind: range, from: 10, to: 30}}
    prompt: "{{v}} % below plan. Escalate?"
    answer: {kind: choose, options: [{label: Escalate, when: v > 20}, {label: Hold}]}
    why: w
  - id: c09
    kind: case
    facts: {a: {kind: range, from: 10, to: 30, step: 10}, who: {kind: fake, of: company}}
    prompt: "{{who}} pays {{a|money}} twice. In all?"
    answer: {kind: number, value: 2 * a, unit: $}
    why: w
  - {id: c10, kind: recall, prompt: The tenth one?, answer: Yes., why: w}
  - {id: c11, kind: recall, prompt: The eleventh one?, answer: Yes., why: w}
"""

CARDS = (
    ("What do you ask first?", ("space",), "3"),
    ("[...] counts expansion.", ("space",), "3"),
    ("Which of them?", ("a",), "1"),
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
