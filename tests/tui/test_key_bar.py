"""The line of keys: what fits, in which order, and what a click on it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from tests.tui.room import Room, open_room


def last_line(room: Room) -> str:
    """Return the line at the foot of the screen."""
    return room.text().splitlines()[-1]


async def test_the_palette_stands_at_the_right_where_it_has_room(home: Path) -> None:
    async with open_room(home, size=(120, 40)) as room:
        await room.until(lambda: "Practise" in last_line(room))
        assert last_line(room).rstrip().endswith("^p palette")
        assert "? Help" in last_line(room)


@pytest.mark.parametrize("columns", [80, 96])
async def test_help_is_never_cut_off(home: Path, columns: int) -> None:
    async with open_room(home, size=(columns, 24)) as room:
        await room.until(lambda: "Practise" in last_line(room))
        assert "? Help" in last_line(room)


async def test_a_click_on_a_key_is_like_the_key(home: Path) -> None:
    async with open_room(home) as room:
        await room.until(lambda: "? Help" in last_line(room))
        await room.pilot.click(KeyBar, offset=(last_line(room).index("? Help") + 3, 0))
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))
