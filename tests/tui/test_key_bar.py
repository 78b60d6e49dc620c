"""The line of keys: what fits, in which order, and what a click on it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from tests.tui.room import NOW, Room, open_room


def last_line(room: Room) -> str:
    """Return the line at the foot of the screen."""
    return room.text().splitlines()[-1]


async def test_the_palette_stands_at_the_right_where_it_has_room(home: Path) -> None:
    async with open_room(home, size=(120, 40)) as room:
        await room.until(lambda: "Practise" in last_line(room))
        await room.until(lambda: last_line(room).rstrip().endswith("^p palette"))
        assert "? Help" in last_line(room)


@pytest.mark.parametrize("columns", [80, 96])
async def test_help_is_never_cut_off(home: Path, columns: int) -> None:
    async with open_room(home, size=(columns, 24)) as room:
        await room.until(lambda: "Practise" in last_line(room))
        assert "? Help" in (await room.final_text()).splitlines()[-1]


async def test_a_click_on_a_key_is_like_the_key(home: Path) -> None:
    async with open_room(home) as room:
        # Once the cards are counted, no key comes or goes any more, and Help stays where it is.
        await room.until(lambda: "more new" in last_line(room) and "? Help" in last_line(room))
        line = (await room.final_text()).splitlines()[-1]
        await room.pilot.click(KeyBar, offset=(line.index("? Help") + 3, 0))
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))


async def test_a_key_of_one_s_own_stands_where_the_usual_one_stood(home: Path) -> None:
    def words(line: str) -> list[str]:
        return [word for word in line.split() if len(word) > 1]

    async with open_room(home) as room:
        await room.until(lambda: "more new" in last_line(room))
        usual = (await room.final_text()).splitlines()[-1]
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        workspace.change("keys", "today.library=y,app.help=j")
    async with open_room(home) as room:
        await room.until(lambda: "y Library" in last_line(room) and "j Help" in last_line(room))
        assert words((await room.final_text()).splitlines()[-1]) == words(usual)
