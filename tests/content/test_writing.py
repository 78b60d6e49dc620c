"""A deck that is written is the deck that is read again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content.checking import check_deck
from csmdrill.content.deck import Card, DeckHead, Number, Recall, Typed
from csmdrill.content.writing import deck_text

ROOT = Path(__file__).parents[2]
DECKS = [*sorted((ROOT / "decks").glob("*.deck.yaml")), ROOT / "tests" / "decks" / "every_kind.deck.yaml"]
HEAD = DeckHead(format="csmdrill/deck@1", id="d", title="A deck: its # title")
WORDS = st.text(
    alphabet=st.sampled_from("ab \n:#-'\"\\[]{}&*!|>%@`,?~é€\U0001f600=0"), min_size=1, max_size=60
)


def again(head: DeckHead, cards: list[Card]) -> tuple[DeckHead | None, list[Card]]:
    """Write a deck and read it."""
    read = check_deck(deck_text(head, cards).encode(), "d.deck.yaml", may_shadow=True)
    return read.head, [placed.card for placed in read.cards]


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.name)
def test_every_shipped_deck_survives(path: Path) -> None:
    read = check_deck(path.read_bytes(), str(path))
    cards = [placed.card for placed in read.cards]
    assert read.head is not None
    assert again(read.head, cards) == (read.head, cards)


@settings(max_examples=200, deadline=None)
@given(
    WORDS.filter(str.strip),
    WORDS.filter(str.strip),
    st.lists(WORDS.filter(str.strip), min_size=1, max_size=3),
)
def test_any_words_survive(prompt: str, answer: str, accept: list[str]) -> None:
    cards: list[Card] = [
        Recall(id="a", prompt=prompt, answer=answer, why=answer, reverse=True),
        Typed(id="b", prompt=answer, accept=accept),
    ]
    assert again(HEAD, cards) == (HEAD, cards)


@pytest.mark.parametrize(
    "word", ["null", "Null", "~", "yes", "no", "0777", "12:30", "- a", "a: b", "a #b", "=", "<<"]
)
def test_words_that_yaml_would_misread_survive(word: str) -> None:
    cards: list[Card] = [Typed(id="a", prompt=word, accept=[word, "x"], tags=["null", "no", "1e3"])]
    assert again(HEAD, cards) == (HEAD, cards)


@pytest.mark.parametrize("number", [0.0, -1.5, 9.0, 1e20, 0.1 + 0.2, 1e-7, 123456789.25])
def test_numbers_survive(number: float) -> None:
    cards: list[Card] = [Number(id="a", prompt="p", number=number, within=0.5)]
    assert again(HEAD, cards) == (HEAD, cards)


def test_a_card_is_written_as_a_person_would() -> None:
    card = Recall(
        id="trade", prompt="What next?", answer="A trade.\nTen for two years.", tags=["price"], why="w"
    )
    assert deck_text(msgspec.structs.replace(HEAD, title="Renewals"), [card]) == (
        "format: csmdrill/deck@1\nid: d\ntitle: Renewals\ncards:\n"
        "  - id: trade\n    kind: recall\n    prompt: What next?\n"
        "    answer: |-\n      A trade.\n      Ten for two years.\n    why: w\n    tags: [price]\n"
    )
