"""Measure how long a typed reply to a card is judged at worst, whatever was typed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench.measure import Row, at_most, usual
from csmdrill.practice.judging import LONGEST_REPLY, judge
from csmdrill.practice.model import Option, Question

MOST_MS = 100
LETTERS = "abcdefgh"
LONGEST_ACCEPTED = 200
ACCEPTED = 20


def rows() -> Iterator[Row]:
    """Yield the time of the slowest of all forms of a card with all replies that might be slow there."""
    taken = {
        (question.form, name): usual(partial(judge, question, reply))
        for question in _questions()
        for name, reply in _replies().items()
    }
    form, name = max(taken, key=lambda each: taken[each])
    yield at_most(f"judging at worst: {form}, {name}", MOST_MS, taken[form, name] * 1e3, "ms")


def _questions() -> Iterator[Question]:
    """Yield one question of each form that is judged, as large as a deck may make it."""
    options = tuple(Option(letter=each, text=each * LONGEST_ACCEPTED, right=each == "a") for each in LETTERS)
    accepted = tuple(_filled(f"{number} ") for number in range(ACCEPTED))
    yield Question(form="letter", kind="choice", prompt="Which?", answer="a", options=options)
    yield Question(form="letters", kind="order", prompt="In which order?", answer="a", options=options)
    yield Question(form="text", kind="cloze", prompt="Which word?", answer="a", accept=accepted)
    yield Question(form="number", kind="case", prompt="How much?", answer="1", value="1", within="1/2")


def _replies() -> dict[str, str]:
    """Return replies of the greatest length that is read, which lead a careless pattern astray."""
    patterns = {
        "words": "ab ",
        "one word": "ab",
        "digits": "1",
        "groups of digits": "1,",
        "amounts": "$ 1k ",
        "signs": "- $",
        "spaces": " \u2003",
        "letters": LETTERS,
        "composed letters": "a\u0301\u0323",
        "ligatures": "\ufdfa",
    }
    found = {name: (part * LONGEST_REPLY)[:LONGEST_REPLY] for name, part in patterns.items()}
    found["almost what is accepted"] = _filled("0 ")[:-1] + "x"
    return found


def _filled(beginning: str) -> str:
    """Return a beginning, filled up to the length of the longest accepted reply."""
    return (beginning + "ab" * LONGEST_ACCEPTED)[:LONGEST_ACCEPTED]
