"""`e` in Practice: the card on the screen shows its new words at once, and is rated as it then stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import csmdrill.tui.editing
from tests.tui.room import facts_of, open_room

DECK = """\
format: csmdrill/deck@1
id: small
title: A small deck
competency: outcome-discovery
cards:
  - {id: first, kind: recall, prompt: Who owns it?, answer: The old owner., why: w}
"""
SECOND = "  - {id: second, kind: recall, prompt: Who pays?, answer: The owner., why: w}\n"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck of one card."""
    path = tmp_path / "small.deck.yaml"
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture
def edits(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give words that the editor puts in the place of others."""

    def editor(old: str, new: str) -> None:
        def lend(_: object, __: object, path: Path, ___: int) -> str:
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
            return ""

        monkeypatch.setattr(csmdrill.tui.editing, "_lend", lend)

    return editor


async def test_the_question_shows_its_new_words_at_once(
    home: Path, deck: Path, edits: Callable[..., None]
) -> None:
    edits("Who owns it?", "Who owns the outcome?")
    async with open_room(home, deck, start="practice", EDITOR="vi") as room:
        screen = await room.practising()
        await room.until_shown("Who owns it?")
        await room.press("e")
        await room.until_shown("Who owns the outcome?")
        await room.until_shown("Decks changed: 1 edited.")
        assert "Who owns it?" not in room.text()
        assert not screen.revealed


async def test_an_answer_that_is_seen_stays_seen_in_its_new_words_and_is_what_is_rated(
    home: Path, deck: Path, edits: Callable[..., None]
) -> None:
    edits("old owner", "new owner")
    async with open_room(home, deck, start="practice", EDITOR="vi") as room:
        screen = await room.practising()
        await room.press("space")
        await room.until_shown("The old owner.")
        asked = screen.view
        assert asked is not None
        await room.press("e")
        await room.until_shown("The new owner.")
        assert screen.revealed
        edited = screen.view
        await room.press("3")
        await room.until(lambda: not screen.revealed)
    (review,) = [fact for fact in facts_of(home) if fact["kind"] == "review"]
    assert edited is not None
    assert review["hash"] == edited.hash != asked.hash


async def test_a_card_left_as_it_was_stays_as_it_stands(
    home: Path, deck: Path, edits: Callable[..., None]
) -> None:
    edits("answer: nothing like it", "")
    async with open_room(home, deck, start="practice", EDITOR="vi") as room:
        screen = await room.practising()
        await room.press("space")
        await room.until_shown("The old owner.")
        await room.press("e")
        await room.until_shown("Nothing was changed.")
        assert screen.revealed
        assert "The old owner." in room.text()


async def test_a_card_that_was_deleted_makes_way_for_the_next(
    home: Path, deck: Path, edits: Callable[..., None]
) -> None:
    deck.write_text(DECK + SECOND, encoding="utf-8")
    async with open_room(home, deck, start="practice", EDITOR="vi") as room:
        screen = await room.practising()
        assert screen.view is not None
        first, second = DECK.splitlines(keepends=True)[-1], SECOND
        asked, other = (first, "Who pays?") if "first" in screen.view.key else (second, "Who owns it?")
        edits(asked, "")
        await room.press("e")
        await room.until_shown(other)
        await room.until_shown("1 retired")
