"""Long pages, as Help: what the mouse selects of them can be copied, also past what is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.widgets.long_page import LongPage
from tests.tui.room import Room, open_room


async def dragged(room: Room, start: tuple[int, int], end: tuple[int, int]) -> str | None:
    """Select with the mouse from one place of the screen to another; returns what is selected."""
    await room.pilot.mouse_down(offset=start)
    await room.pilot.hover(offset=end)
    await room.pilot.mouse_up(offset=end)
    await room.pilot.pause()
    return room.app.screen.get_selected_text()


@pytest.mark.parametrize("scrolled", [0, 7])
async def test_what_is_selected_is_what_stands_under_the_mouse(home: Path, scrolled: int) -> None:
    async with open_room(home) as room:
        await room.until_shown("Practise")
        await room.press("question_mark")
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))
        page = room.app.screen.query_one(LongPage)
        page.scroll_to(y=scrolled, animate=False)
        await room.until(lambda: page.scroll_offset.y == scrolled)
        rows = room.text().splitlines()
        top = next(row for row in range(5, 12) if len(rows[row].split()) > 4)
        first = rows[top].index(rows[top].split()[1])
        plain = colour(room, top, first)
        selected = await dragged(room, (first, top), (first + 7, top + 1))
        assert selected is not None
        begun, ended = selected.splitlines()
        assert begun == rows[top][first:].rstrip()
        assert rows[top + 1][: first + 8].endswith(ended)
        assert colour(room, top, first) != plain
        assert colour(room, top + 3, first) == plain


def colour(room: Room, row: int, column: int) -> object:
    """Return the background of a cell."""
    strip = room.app.screen._compositor.render_strips()[row].crop(column, column + 1)
    return [segment.style.bgcolor for segment in strip if segment.style is not None]
