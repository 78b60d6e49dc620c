"""The focus: a window too small gives it back; neither tab nor a click takes it from what can be worked."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widgets import Input

from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.stage import StageScreen
from csmdrill.tui.widgets.card_page import CardPage
from tests.tui.journeys import JOURNEYS
from tests.tui.playing import Watch, write_scenario
from tests.tui.room import Room, open_room

TYPED = """\
format: csmdrill/deck@1
id: own
title: Own
competency: renewal-negotiation
cards:
  - {id: one, kind: typed, prompt: Who pays?, accept: [buyer], why: Money talks.}
"""
VISITED = ("AskScreen", "ChooseScreen", "LibraryScreen", "PracticeScreen", "RolePlaysScreen", "StageScreen")
"""One of each sort: a line, a list, a table, and a line below a page that scrolls."""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A deck of one typed card."""
    path = tmp_path / "own.deck.yaml"
    path.write_text(TYPED)
    return path


async def _resize(room: Room, size: tuple[int, int]) -> None:
    await room.pilot.resize_terminal(*size)
    await room.until(lambda: room.app.screen.size == size)


async def _open(room: Room, home: Path, name: str) -> Screen[None]:
    """Open a screen and wait until something on it has the focus."""
    screen: Screen[None] = await JOURNEYS[name](room, home, lambda: "word")
    room.app.push_screen(screen)
    await room.until(lambda: all(worker.is_finished for worker in room.app.workers))
    if isinstance(screen, PracticeScreen):
        await room.practising()
    await room.until(lambda: screen.focused is not None)
    return screen


async def test_what_can_be_worked_keeps_the_focus(home: Path, own: Path) -> None:
    write_scenario(home)
    async with open_room(home, own) as room:
        room.app.stage_seconds = Watch()
        await room.until(lambda: room.app.opened)
        for name in VISITED:
            screen = await _open(room, home, name)
            before = screen.focused
            await _resize(room, (60, 20))
            await room.until(lambda: room.app.focused is None)
            await room.press("z")
            await _resize(room, (80, 24))
            if isinstance(screen, StageScreen):
                await room.press("enter")  # practice has paused
            await room.until(lambda: room.app.focused is before)  # noqa: B023
            await room.press(*["tab"] * len(screen.focus_chain))
            assert screen.focused is before, name
            if isinstance(before, Input):
                await room.press("end")
                said = before.value
                await room.press("u", "tab", "y", "shift+tab", "e")
                assert before.value == f"{said}uye", name
            while len(room.app.screen_stack) > 1:
                room.app.pop_screen()


async def test_a_search_goes_on_where_it_was(home: Path, own: Path) -> None:
    async with open_room(home, own) as room:
        screen = await _open(room, home, "LibraryScreen")
        await room.press("slash", *"buy")
        await _resize(room, (60, 20))
        await room.until(lambda: room.app.focused is None)
        await _resize(room, (80, 24))
        await room.until_typing()
        await room.press(*"er")
        assert screen.query_one("#search", Input).value == "buyer"


async def test_a_click_on_the_card_leaves_the_line_alone(home: Path, own: Path) -> None:
    async with open_room(home, own, start="practice") as room:
        screen = await room.practising()
        await room.until_typing()
        await room.press(*"ab")
        await room.pilot.click("#card", offset=(20, 10))
        await room.press(*"cd")
        assert screen.query_one("#reply", Input).value == "abcd"


async def test_the_footer_says_that_a_card_goes_on_below(home: Path, own: Path) -> None:
    own.write_text(TYPED.replace("Money talks.", "Money talks. " * 75))
    async with open_room(home, own, start="practice") as room:
        screen = await room.practising()
        assert "↓ More" not in await room.final_text()
        await room.press(*"buyer", "enter")
        await room.until_shown("↓ More")
        await room.press("down")
        assert screen.query_one(CardPage).scroll_target_y == 1
        await room.press("end")
        await room.until_gone("↓ More")
