"""Finding cards in the library: shelves, searches, pages, order."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, OptionList

from csmdrill.services import library
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.library import LibraryScreen
from csmdrill.tui.screens.today import TodayScreen
from csmdrill.tui.widgets.card_table import state_words
from tests.tui.browsing import MINE, handled, names, search, to_library
from tests.tui.room import NOW, Room, open_room

if TYPE_CHECKING:
    from csmdrill.storage.found import Order
    from csmdrill.tui.library_work import Found


def at_caret(room: Room) -> str:
    """Return what stands above the caret and behind it; empty if there is no caret."""
    lines = room.text().splitlines()[2:-1]
    carets = [number for number, line in enumerate(lines) if "^" in line]
    return lines[carets[0] - 1][lines[carets[0]].index("^") :] if carets else ""


def shown_of(room: Room, *words: str) -> set[str]:
    """Return which of some words the screen shows."""
    return {each for each in words if each in room.text()}


async def test_shelves_lead_to_their_cards(home: Path) -> None:
    async with open_room(home) as room:
        table = await to_library(room)
        await room.until(
            lambda: re.search(r"\b1\d\d cards, by deck", room.text().splitlines()[0]) is not None
        )
        shelves = room.app.screen.query_one("#groups", OptionList)
        shelves.focus()
        await room.until(lambda: shelves.has_focus)
        texts = [str(option.prompt) for option in shelves.options]
        row = next(number for number, text in enumerate(texts) if text.startswith(" Four philos"))
        steps = sum(not option.disabled for option in shelves.options[: row + 1]) - 1
        await room.press(*["down"] * steps)
        await room.until(lambda: {card.deck[:9] for card in table.cards} == {"Four phil"})
        await room.until_shown("12 cards")
        await room.press("enter")
        await room.until(lambda: table.has_focus)
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))


async def test_a_search_is_done_while_one_types_and_its_fault_has_a_caret(mine: Path) -> None:
    async with open_room(mine) as room:
        table = await to_library(room)
        await room.press("slash", *"tag:zebra")
        await room.until(lambda: names(table) == ["c02", "c03"])
        await room.press(*" is:nwe", "enter")
        await room.until(lambda: at_caret(room).startswith("nwe"))
        await room.press(*["backspace"] * 3, *"new", "enter")
        await room.until(lambda: table.has_focus)
        assert names(table) == ["c02", "c03"]
        await room.until(lambda: not at_caret(room))


async def test_while_a_search_is_wrong_there_are_no_cards_and_no_key_acts_on_any(mine: Path) -> None:
    async with open_room(mine) as room:
        table = await to_library(room, "deck:mine")
        await room.press("x")
        await room.until_shown("1 marked")
        await room.until_shown("f flag")
        await room.press("slash")
        await room.until_gone("f flag")
        await room.press(*" is:deu", "enter")
        await room.until(lambda: at_caret(room).startswith("deu"))
        await room.until(lambda: not {"Zwei?", "3 cards"} & shown_of(room, "Zwei?", "3 cards"))
        for key in ("tab", "s", "f", "b", "ctrl+a", "u", "shift+tab", "shift+tab", "s", "f"):
            await room.press(key)
        assert handled(mine) == []
        await room.press("escape")
        await room.until(lambda: table.has_focus and not at_caret(room))
        await room.until_shown("1 marked · 3 cards")
        await room.until_shown("f flag")
        assert room.app.screen.query_one("#search", Input).value == "deck:mine"
    assert handled(mine) == []


async def test_keys_wait_for_the_cards_of_the_search_that_is_on_the_screen(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_room(mine) as room:
        table = await to_library(room, "deck:mine")
        found, go_on = room.app.work.library.found, asyncio.Event()

        async def late(query: str, limit: int, order: Order) -> Found:
            await go_on.wait()
            return await found(query, limit, order)

        monkeypatch.setattr(room.app.work.library, "found", late)
        await room.press("slash", "end", *" tag:zebra", "tab")
        await room.until(lambda: table.has_focus)
        await room.press("f", "enter")
        await room.until(lambda: not room.app._notifications)
        assert isinstance(room.app.screen, LibraryScreen)
        go_on.set()
        await room.until(lambda: names(table) == ["c02", "c03"])
        await room.press("f")
        await room.until_shown("1 card flagged.")
    assert handled(mine) == [("flag", "c02")]


async def test_the_title_says_in_which_order_the_cards_are(practised: Path) -> None:
    async with open_room(practised) as room:
        table = await to_library(room, "is:review")
        await room.until(lambda: room.text().splitlines()[0].rstrip().endswith("cards, by deck"))
        for words in ("soonest due", "least stable", "hardest", "most forgotten", "last seen"):
            await room.press("o")
            await room.until_shown(f"cards, {words} first")
        await room.press("ctrl+a")
        await room.until(lambda: f"{len(table.marked)} marked · " in room.text().splitlines()[0])
        await room.press("o")
        await room.until(lambda: "by deck" in room.text().splitlines()[0])


async def test_what_a_card_is_fits_beside_its_question(mine: Path) -> None:
    async with open_room(mine) as room:
        table = await to_library(room, "deck:mine")
        for key in "bf":
            await room.press(key)
            await room.until(lambda: "buried" in table.cards[0].marks)
        await room.until_shown("buried flag")
        await room.press("s")
        await room.until_shown("susp. buried flag")


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ((), ""),
        (("suspended", "buried", "flagged"), "susp. buried flag"),
        (("suspended", "flagged", "noted", "leech"), "susp. flag +2"),
        (("flagged", "noted"), "flag note"),
    ],
)
def test_what_has_no_room_is_counted(marks: tuple[str, ...], words: str) -> None:
    assert state_words(marks) == words


async def test_a_search_without_a_card_says_so(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "tag:zebra")
        await room.until_gone("No card fits.")
        await search(room, "tag:unicorn")
        await room.until_shown("No card fits. esc shows all cards again.")
        rows = room.text().splitlines()
        assert next(row for row, words in enumerate(rows) if "No card fits" in words) > next(
            row for row, words in enumerate(rows) if "Question" in words
        )
        for keys in rows[-2:]:
            assert not [key for key in ("Mark", "Suspend", "History", "flag", "order") if key in keys]
        assert "esc All cards" in rows[-1]
        await room.press("escape")
        await room.until(lambda: " 0 cards" not in room.text() and "cards, by deck" in room.text())
        assert "Suspend" in (await room.final_text()).splitlines()[-1]
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))


async def test_many_cards_come_a_page_at_a_time(home: Path) -> None:
    (home / "decks").mkdir(parents=True, exist_ok=True)
    head = MINE.partition("  -")[0].replace("mine", "many")
    for part in range(2):
        lines = "".join(
            f"  - {{id: c{number:04}, kind: recall, prompt: Number {part} {number}, answer: a, why: w}}\n"
            for number in range(1000)
        )
        deck = home / "decks" / f"many{part}.deck.yaml"
        deck.write_text(head.replace("id: many", f"id: many{part}") + lines, encoding="utf-8")
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        library.refresh(workspace)
    async with open_room(home) as room:
        table = await to_library(room, "deck:many")
        await room.until_shown("2000 cards")
        assert len(table.cards) < 1000
        fetched = len(table.cards)
        await room.press("ctrl+end")
        await room.until(lambda: len(table.cards) > fetched)
        assert len(set(names(table))) == len({card.key for card in table.cards}) == len(table.cards)
        await room.press("ctrl+a")
        await room.until_shown("2000 marked")


@pytest.mark.parametrize(
    ("size", "without", "background"),
    [((80, 24), "1", ""), ((120, 40), "", "0;15")],
    ids=["plain", "light"],
)
async def test_it_reads_the_same_without_colours_and_in_light(
    mine: Path, size: tuple[int, int], without: str, background: str
) -> None:
    with open_workspace({"CSMDRILL_HOME": str(mine), "CSMDRILL_NOW": NOW}) as workspace:
        library.refresh(workspace)  # so that no banner tells of a deck that is new
    async with open_room(mine, size=size) as room:
        await to_library(room, "deck:mine")
        usual = await room.final_text()
        assert "order" in usual
        assert "? Help" in usual
        assert ("Days" in usual) == (size[0] > 80)
    async with open_room(mine, size=size, NO_COLOR=without, COLORFGBG=background) as room:
        await to_library(room, "deck:mine")
        assert await room.final_text() == usual
