"""Handling cards in the library: marked, asked for, done, taken back."""

from __future__ import annotations

from pathlib import Path

from csmdrill.tui.screens.ask import AskScreen
from csmdrill.tui.screens.library import LibraryScreen
from tests.tui.browsing import handled, search, to_library
from tests.tui.room import open_room


async def test_each_banner_takes_the_place_of_the_one_before(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "deck:mine")
        await room.press("f")
        await room.until_shown("1 card flagged.")
        await room.press("b")
        await room.until_shown("left out until tomorrow")
        await room.until_gone("1 card flagged.")
        assert len(room.app._notifications) == 1


async def test_marked_cards_are_suspended_after_a_preview_and_one_key_takes_it_back(mine: Path) -> None:
    async with open_room(mine) as room:
        table = await to_library(room, "deck:mine")
        await room.press("down", "x", "x")
        await room.until_shown("2 marked · 3 cards")
        await room.press("s")
        await room.until_shown("Suspend 2 cards?")
        await room.until_shown("Zwei?")
        await room.until_shown("Zwo?")
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, LibraryScreen))
        assert handled(mine) == []
        await room.press("s")
        await room.until_shown("Suspend 2 cards?")
        await room.press("enter")
        await room.until_shown("2 cards suspended. u takes it back.")
        await room.until(lambda: room.text().count("susp.") == 2)
        assert not table.marked
        await room.press("u")
        await room.until_shown("Taken back: suspend, 2 cards.")
        await room.until_gone("susp.")
    assert handled(mine) == [("suspend", "c02"), ("suspend", "c03")]


async def test_one_card_is_handled_at_once_and_the_same_key_ends_it(mine: Path) -> None:
    async with open_room(mine) as room:
        await to_library(room, "deck:mine")
        await room.press("f")
        await room.until_shown("1 card flagged.")
        await room.press("f")
        await room.until_shown("1 card cleared of the flag.")
        await room.press("down", "s")
        await room.until_shown("1 card suspended.")
        await room.press("s")
        await room.until_shown("1 card brought back.")
        await room.press("b")
        await room.until_shown("left out until tomorrow")
        await room.until_shown("buried")
    assert handled(mine) == [
        (kind, card)
        for kind, card in zip(
            ("flag", "flag", "suspend", "suspend", "bury"), ("c01", "c01", "c02", "c02", "c02"), strict=True
        )
    ]


async def test_due_days_are_set_after_a_preview_and_a_wrong_day_is_asked_again(practised: Path) -> None:
    async with open_room(practised) as room:
        table = await to_library(room, "is:review")
        await room.press("x", "x", "d")
        await room.until(lambda: isinstance(room.app.screen, AskScreen))
        await room.until_typing()
        await room.press(*"soon", "enter")
        await room.until_shown("'soon' is no day.")
        await room.press(*["backspace"] * 4, *"2026-11-01", "enter")
        await room.until_shown("A card cannot fall due on 2026-11-01.")
        await room.press(*["backspace"] * 10, "9", "enter")
        await room.until_shown("Set due 2 cards on Thu 3 Dec 2026?")
        await room.press("enter")
        await room.until_shown("2 cards set due")
        await room.until(lambda: [card.due for card in table.cards[:2]] == ["in 9 days"] * 2)
    assert [kind for kind, _ in handled(practised)] == ["due", "due"]


async def test_to_make_a_card_new_again_is_asked_for(practised: Path) -> None:
    async with open_room(practised) as room:
        table = await to_library(room, "is:review")
        first = table.cards[0].key
        await room.press("r")
        await room.until_shown("Make new again 1 card?")
        await room.press("enter")
        await room.until(lambda: isinstance(room.app.screen, LibraryScreen) and table.cards[0].key != first)
        await room.press("u")
        await room.until(lambda: table.cards[0].key == first)


async def test_all_that_were_found_can_be_marked(practised: Path) -> None:
    async with open_room(practised) as room:
        table = await to_library(room, "competency:renewal-negotiation")
        await room.press("ctrl+a")
        await room.until(lambda: bool(table.marked))
        await room.press("f")
        marked = set(table.marked)
        await room.until_shown(f"Flag {len(marked)} cards?")
        await room.until_shown("more.")
        await room.press("enter")
        await room.until_shown("flagged.")
        await search(room, "is:flagged")
        await room.until(lambda: {card.key for card in table.cards} == marked)
