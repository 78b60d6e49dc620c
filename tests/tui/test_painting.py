"""What a terminal shows after each key is what a whole repaint would show: nothing stays, nothing lacks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import MagicMock, patch

import pytest
from textual.message_pump import MessagePump
from textual.widget import Widget

from csmdrill.tui import frames as pace
from csmdrill.tui.frames import GATHER, FrameTimer
from csmdrill.tui.hanging import Hanging
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.help import HOW, key_rows
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.card_table import HEAD, CardTable
from csmdrill.tui.widgets.long_page import LongPage
from csmdrill.tui.widgets.shelves import Shelves
from tests.tui.browsing import to_library
from tests.tui.emulated import Emulated
from tests.tui.room import PATIENCE_SECONDS, open_room

pytestmark = pytest.mark.usefixtures("frames")
SIZE = (100, 30)
WALK = ("down", "x", "pagedown", "pageup", "x", "ctrl+end", "up", "tab", "shift+tab", "ctrl+a", "escape")
PAGES = ("end", "pageup", "down")
FRAME = 0.016


def rows_of_the_cursor(terminal: Emulated, table: CardTable) -> int:
    """Return how many rows of the table stand out as the cursor's does."""
    colour = table.get_component_rich_style("cards--cursor").bgcolor
    assert colour is not None
    wanted = colour.get_truecolor().hex.removeprefix("#")
    column = table.region.x + 3
    return sum(row[column][2] == wanted for row in terminal.shown[table.region.y : table.region.bottom])


async def test_the_library_shows_each_move_mark_page_and_hit(mine: Path) -> None:
    async with open_room(mine, size=SIZE) as room:
        table = await to_library(room)
        terminal = await Emulated.of(room)
        for number, key in enumerate(WALK):
            await terminal.press(key)
            assert terminal.stale() == [], WALK[: number + 1]
            assert rows_of_the_cursor(terminal, table) == 1
        await terminal.resize(80, 24)
        assert terminal.stale() == []
        assert rows_of_the_cursor(terminal, table) == 1
        many = len(table.cards)
        await terminal.press("slash")
        for key in ("z", "w", "backspace", "backspace"):
            await terminal.press(key)
            assert terminal.stale() == []
            assert table.show_vertical_scrollbar is (len(table.cards) + HEAD > table.size.height)
        assert len(table.cards) == many


async def test_the_help_breaks_its_lines_for_the_window_and_shows_where_it_is(home: Path) -> None:
    async with open_room(home, size=SIZE) as room:
        await room.until_shown("8 new cards")
        terminal = await Emulated.of(room)
        await terminal.press("f1")
        page = room.app.screen.query_one(LongPage)
        parts = [*key_rows({}), plain(""), plain(HOW)]
        for size in (SIZE, (80, 24), (132, 40)):
            await terminal.resize(*size)
            room_for = page.scrollable_content_region
            lines = [line.plain for part in parts for line in part.wrap(room_for.width)]
            for key in PAGES:
                await terminal.press(key)
                assert terminal.stale() == []
                rows = terminal.text[room_for.y : room_for.bottom]
                seen = [row[room_for.x : room_for.right].rstrip() for row in rows]
                top = page.scroll_offset.y
                assert seen == [line.rstrip() for line in lines[top : top + len(seen)]]
        for words in ("Another page.", "One as long."):
            page.show([plain(words)] * 50)
            await terminal.settled()
            assert terminal.stale() == []


async def test_a_scroll_bar_is_painted_again_only_where_it_is_another(home: Path) -> None:
    async with open_room(home, size=SIZE) as room:
        await to_library(room)
        terminal = await Emulated.of(room)
        await bar_stands_still(terminal, room.app.screen.query_one(Shelves))
        await terminal.press("f1")
        page = room.app.screen.query_one(LongPage)
        await bar_stands_still(terminal, page)
        with painted_again(page) as again:
            await terminal.press("home")
            assert again.call_count == 1
        await terminal.press("escape")
        assert terminal.stale() == []


async def bar_stands_still(terminal: Emulated, widget: Widget) -> None:
    """See that a layout of the screen paints no scroll bar again."""
    with painted_again(widget) as again:
        widget.screen.refresh(layout=True)
        await terminal.settled()
        assert again.call_count == 0


def painted_again(widget: Widget) -> AbstractContextManager[MagicMock]:
    """Count how often a widget's scroll bar is painted again."""
    bar = widget.vertical_scrollbar
    return patch.object(bar, "refresh", wraps=bar.refresh)


async def test_what_a_layout_puts_off_is_painted_without_anything_else_happening(home: Path) -> None:
    async with open_room(home, size=SIZE) as room:
        await room.until_shown("8 new cards")
        terminal = await Emulated.of(room)
        await terminal.press("k")
        assert terminal.stale() == []
        screen, before = room.app.screen, terminal.frames
        assert isinstance(screen, RoomScreen)
        with room.app.batch_update():
            screen.refresh()
            await _quietly(screen._message_queue.empty)
        screen._refresh_layout()  # with a repaint due that nobody will ask for again
        assert terminal.frames == before
        await _quietly(lambda: terminal.frames > before)
        await terminal.press("escape")
        assert terminal.stale() == []


async def _quietly(holds: Callable[[], bool]) -> None:
    """Wait until something holds, and send nothing to anybody meanwhile, as a pilot's pause does."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not holds():
            await asyncio.sleep(0.001)


def test_words_hang_under_themselves() -> None:
    words = "suspend the card: it is left out from now on, until it is brought back"
    lines = [line.plain for line in Hanging(plain("  s"), plain(words), 8).wrap(30)]
    assert lines[0].startswith("  s     suspend the")
    assert all(line.startswith(" " * 8) and line[8] != " " for line in lines[1:])
    assert len(lines) > 2
    assert max(map(len, lines)) <= 30
    assert " ".join(line[8:].strip() for line in lines) == words


@pytest.mark.parametrize(("taken", "waits"), [(0.0, FRAME), (0.010, 0.006), (0.040, GATHER * FRAME)])
async def test_a_frame_waits_for_the_rest_of_the_one_before_it(
    taken: float, waits: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    now = [0.0]

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) > 2:
            raise EOFError

    async def paint(**_: object) -> None:
        now[0] += taken

    monkeypatch.setattr(pace, "sleep", sleep)
    monkeypatch.setattr(pace, "monotonic", lambda: now[0])
    timer = FrameTimer(MessagePump(), FRAME, callback=paint)
    monkeypatch.setattr(timer, "_tick", paint)
    with pytest.raises(EOFError):
        await timer._run()
    assert slept == pytest.approx([GATHER * FRAME, waits, waits])
