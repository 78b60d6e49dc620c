"""What the tests of content share: decks made of a few lines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csmdrill.content.checking import CheckedDeck, check_deck

HEAD = """format: csmdrill/deck@1
id: trial
title: Trial
competency: renewal-negotiation
cards:
"""

Check = Callable[[str], CheckedDeck]


@pytest.fixture
def head() -> str:
    """The first five lines of a deck, so that cards begin in line 6."""
    return HEAD


@pytest.fixture
def check() -> Check:
    """Check a deck made of these cards."""
    return lambda cards: check_deck((HEAD + cards).encode(), "trial.deck.yaml")


@pytest.fixture
def found(check: Check) -> Callable[[str], list[str]]:
    """Return the problems of a deck made of these cards, as `CODE line:col`."""

    def problems(cards: str) -> list[str]:
        return [f"{each.code} {each.line}:{each.col}" for each in check(cards).problems]

    return problems


@pytest.fixture
def marked() -> Callable[[str, str], tuple[str, list[str]]]:
    """Take the marks ^ out of cards; return the cards, and the codes with the places of the marks."""

    def read(cards: str, codes: str) -> tuple[str, list[str]]:
        lines = (HEAD + cards).split("\n")
        places = []
        for number, line in enumerate(lines, 1):
            pieces = line.split("^")
            starts = [sum(map(len, pieces[:count])) + 1 for count in range(1, len(pieces))]
            places += [f"{number}:{start}" for start in starts]
        pairs = zip(codes.split(), places, strict=True)
        return cards.replace("^", ""), [f"{code} {place}" for code, place in pairs]

    return read
