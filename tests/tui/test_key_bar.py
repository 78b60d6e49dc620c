"""The line of keys: what fits, in which order, and what a click on it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.library import LibraryScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from tests.tui.room import NOW, Room, open_room


def key_lines(room: Room) -> list[str]:
    """Return the lines at the foot of the screen on which its keys stand."""
    return room.text().splitlines()[-room.app.screen.query_one(KeyBar).size.height :]


def key_words(room: Room) -> str:
    """Return the keys of the screen with what they do."""
    return " ".join(" ".join(key_lines(room)).split())


async def test_the_palette_stands_at_the_right_where_it_has_room(home: Path) -> None:
    async with open_room(home, size=(120, 40)) as room:
        await room.until(lambda: "Practise" in key_words(room))
        await room.until(lambda: key_words(room).endswith("^p palette"))
        assert "? Help" in key_words(room)


@pytest.mark.parametrize("columns", [80, 128])
async def test_today_names_every_key_that_opens_something(home: Path, columns: int) -> None:
    async with open_room(home, size=(columns, 24)) as room:
        await room.until(lambda: "more new" in key_words(room))
        await room.final_text()
        keys = (
            "enter Practise r Role-plays c Circuit k Skills l Library s Stats , Settings q Quit n 8 more new"
        )
        assert key_words(room).startswith(f"{keys} ? Help")
        assert len(key_lines(room)) == (1 if columns > 120 else 2)


async def test_a_click_on_a_key_is_like_the_key(home: Path) -> None:
    async with open_room(home) as room:
        # Once the cards are counted, no key comes or goes any more, and Help stays where it is.
        await room.until(lambda: "more new" in key_words(room))
        await room.final_text()
        line = key_lines(room)[1]
        await room.pilot.click(KeyBar, offset=(line.index("? Help") + 3, 1))
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))


async def test_other_screens_have_one_line_of_keys_and_help_on_it(home: Path) -> None:
    async with open_room(home) as room:
        await room.until_shown("more new")
        await room.press("l")
        await room.until(lambda: isinstance(room.app.screen, LibraryScreen) and "Undo" in key_words(room))
        assert len(key_lines(room)) == 1
        assert "? Help" in key_words(room)


async def test_a_key_of_one_s_own_stands_where_the_usual_one_stood(home: Path) -> None:
    def words(line: str) -> list[str]:
        return [word for word in line.split() if len(word) > 1]

    async with open_room(home) as room:
        await room.until(lambda: "more new" in key_words(room))
        await room.final_text()
        usual = key_words(room)
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        workspace.change("keys", "today.library=y,app.help=j")
    async with open_room(home) as room:
        await room.until(lambda: "y Library" in key_words(room) and "j Help" in key_words(room))
        await room.until(lambda: "more new" in key_words(room))
        await room.final_text()
        assert words(key_words(room)) == words(usual)
