"""Each kind of card is found by what it says, and listed by what it asks."""

from __future__ import annotations

import msgspec
import pytest

from csmdrill.content.deck import Card, decode_card
from csmdrill.content.gist import headline, searched


def card(kind: str, **fields: object) -> Card:
    """Return a card of a kind."""
    return decode_card(msgspec.json.encode({"kind": kind, **fields}))


CASE = {
    "facts": {"arr": {"kind": "range", "from": 1, "to": 9}},
    "prompt": "{{arr|money}} is at stake.",
    "answer": {
        "kind": "choose",
        "options": [
            {"label": "Escalate", "when": "arr > 5", "because": "{{arr|money}} is much"},
            {"label": "Wait"},
        ],
    },
}
SAYS = [
    (
        card("recall", prompt="Was heißt Straße?", answer="Road", why="Ä why"),
        ["was heisst strasse?", "road", "a why"],
    ),
    (card("cloze", text="The {{a::sponsor::who}} left {{b::early}}."), ["the sponsor left early.", "who"]),
    (
        card(
            "choice",
            prompt="Q",
            options=[{"text": "One", "right": True}, {"text": "Two", "because": "Since"}],
        ),
        ["q", "one", "two", "since"],
    ),
    (card("typed", prompt="Q", accept=["Élan", "Verve"]), ["q", "elan", "verve"]),
    (card("number", prompt="Q", number=104.5, unit="%"), ["q", "104.5 %"]),
    (card("order", prompt="Q", steps=["One", "Two", "Three"]), ["q", "one", "two", "three"]),
    (card("points", prompt="Q", points=["One\nline", "Two"]), ["q", "one line", "two"]),
    (card("case", **CASE), ["is at stake.", "escalate", "is much", "wait"]),
]


@pytest.mark.parametrize(("given", "words"), SAYS, ids=[type(given).__name__ for given, _ in SAYS])
def test_a_card_is_found_by_its_key_and_all_that_it_says(given: Card, words: list[str]) -> None:
    assert searched("p/d/c", given).splitlines() == ["p/d/c", *words]


def test_what_braces_hold_is_not_said() -> None:
    assert "money" not in searched("p/d/c", card("case", **CASE))
    assert "::" not in searched("p/d/c", card("cloze", text="The {{a::sponsor::who}} left."))


def test_a_line_asks_what_the_card_asks() -> None:
    assert headline(card("recall", prompt="First  line\nsecond", answer="x"), "") == "First line"
    assert headline(card("recall", prompt="x", answer="\n Back", reverse=True), "reverse") == "Back"
    cloze = card("cloze", text="The {{a::sponsor::who}} left {{b::early}}.")
    assert headline(cloze, "a") == "The [who] left early."
    assert headline(cloze, "b") == "The sponsor left [...]."
    assert headline(card("case", **CASE), "") == "[arr] is at stake."
