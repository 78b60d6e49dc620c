"""Hostile files too large to be kept: each is made when it is asked for, with what is expected of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.hostile.corpus import Told

HEAD = """format: csmdrill/deck@1
id: h
title: H
competency: renewal-negotiation
cards:
  - {id: sound, kind: recall, prompt: p, answer: a, why: w}
"""
CASE = """  - id: c{i}
    kind: case
    facts: {{x: {{kind: range, from: 1, to: 99999}}, y: {{kind: range, from: 1, to: 99999}}}}
    prompt: "{{{{x}}}} {{{{y}}}}"
    answer: {answer}
    why: w
"""
ZEROS = "{kind: number, value: 1/(x*x-2*y*y+%d.5)}"
"""Zeros that cannot be ruled out: by which draws the divisor could vanish takes trying them."""

IDLE = "{kind: choose, options: [{label: a, when: x*x-2*y*y > 1%011d}, {label: b}]}"
"""Options of which none can be shown to be right."""


class Flood(NamedTuple):
    """A file that is made.

    Args:
        folder: whose reader it is for.
        make: returns its bytes.
        left: what is left of it.
        problems: all of them, or if `more` only the first and the last.
        more: how many there are.
    """

    folder: str
    make: Callable[[], bytes]
    left: str
    problems: tuple[str, ...]
    more: int = 0

    def fits(self, told: Told) -> bool:
        """Return whether this is what was expected."""
        found = told.problems
        if self.more:
            found = (found[0], found[-1]) if len(found) == self.more else found
        return (told.left, found) == (self.left, self.problems)


def cards(count: int) -> str:
    """Return a deck of so many cards."""
    card = "  - {{id: c{}, kind: recall, prompt: p, answer: a, why: w}}\n"
    return HEAD + "".join(card.format(number) for number in range(count - 1))


def cases(count: int, answer: str) -> str:
    """Return a deck of so many cases with two large ranges each; the answer may ask for the number of each."""
    return HEAD + "".join(CASE.format(i=i, answer=answer % i) for i in range(count))


def rules(count: int) -> str:
    """Return a scenario of so many rules."""
    rule = "  - {{id: r{}, event: reply, do: {{say: x}}}}\n"
    return "format: csmdrill/scenario@1\nid: x\nrules:\n" + "".join(rule.format(n) for n in range(count))


def _deck(make: Callable[[], str], *problems: str, left: int = 0, more: int = 0) -> Flood:
    return Flood("decks", lambda: make().encode(), f"{left} cards", problems, more)


def _each(line: str, count: int = 20_000) -> Callable[[], str]:
    return lambda: "".join(line.format(number, number) for number in range(count))


WORDY = "{kind: number, value: " + "+".join(["x*x"] * 99) + "+y}"
FLOODS: dict[str, Flood] = {
    "brackets": _deck(lambda: "[" * 100_000, "1:20001 T105"),
    "brackets in lines": _deck(lambda: "[\n" * 100_000, "21:1 Y206"),
    "braces in lines": _deck(lambda: "{a:\n" * 100_000, "21:1 Y206"),
    "question marks": _deck(lambda: "? " * 9_000, "1:3 Y208"),
    "dashes": _deck(lambda: "- " * 9_000, "1:41 Y206"),
    "larger than 1 MiB": _deck(lambda: "#\n" * 524_289, "1:1 T103"),
    "long line": _deck(lambda: HEAD + "# " + "x" * 19_999, "7:20001 T105"),
    "one line of 1 MiB": _deck(lambda: "x" * 1_000_000, "1:20001 T105"),
    "long text": _deck(lambda: HEAD + "  - |\n" + ("    " + "x" * 1_000 + "\n") * 21, "7:5 Y211"),
    "many keys": _deck(_each("k{}: x\n", 60_000), "201:1 Y210"),
    "only line ends": _deck(lambda: "\n" * 1_000_000, "1:1 T108"),
    "only blanks": _deck(lambda: (" " * 1_000 + "\n") * 1_000, "1:1 T108"),
    "only comments": _deck(lambda: "# x: [\n" * 140_000, "1:1 T108"),
}
