"""What a terminal shows after each key is what a whole repaint would show: nothing old stays, nothing lacks."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from textual.message_pump import MessagePump

from csmdrill.tui import frames as pace
from csmdrill.tui.frames import GATHER, FrameTimer
from csmdrill.tui.hanging import Hanging
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.help import HOW, key_rows
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.card_table import CardTable
from csmdrill.tui.widgets.long_page import LongPage
from tests.tui.browsing import to_library
from tests.tui.emulated import Emulated
from tests.tui.room import open_room

pytestmark = pytest.mark.usefixtures("frames")
SIZE = (100, 30)
WALK = ("down", "up", "x", "pagedown", "pageup", "x", "ctrl+end", "up", "tab", "shift+tab", "ctrl+a", "escape")
PAGES = ("end", "pageup", "down")
FRAME = 0.016


def rows_of_the_cursor(terminal: Emulated, table: CardTable) -> int:
    """Return how many rows of the table stand out as the cursor's does."""
    colour = table.get_component_rich_style("cards--cursor").bgcolor
    assert colour is not None
    wanted = colour.get_truecolor().hex.removeprefix("#")
    column = table.region.x + 3
    return sum(row[column][2] == wanted for row in terminal.shown[table.region.y : table.region.bottom])


async def test_the_library_shows_each_move_mark_and_page(home: Path) -> None:
    async with open_room(home, size=SIZE) as room:
        table = await to_library(room)
        terminal = await Emulated.of(room)
        for number, key in enumerate(WALK):
            await terminal.press(key)
            assert terminal.stale() == [], WALK[: number + 1]
            assert rows_of_the_cursor(terminal, table) == 1
        for size in ((80, 24), (120, 40)):
            await terminal.resize(*size)
            assert terminal.stale() == []
            assert rows_of_the_cursor(terminal, table) == 1


async def test_hits_come_with_their_scroll_bar(home: Path) -> None:
    async with open_room(home, size=SIZE) as room:
        table = await to_library(room)
        terminal = await Emulated.of(room)
        many = len(table.cards)
        await terminal.press("slash")
        for key in ("z", "backspace"):
            await terminal.press(key)
            assert terminal.stale() == []
            assert (len(table.cards) == many) is (key == "backspace")


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
        await terminal.press("f1")
        page = room.app.screen.query_one(LongPage)
        with patch.object(page.vertical_scrollbar, "refresh", wraps=page.vertical_scrollbar.refresh) as painted:
            room.app.screen.refresh(layout=True)
            await terminal.settled()
            assert painted.call_count == 0
            await terminal.press("home")
            assert painted.call_count == 1
            await terminal.resize(80, 24)
            assert painted.call_count > 1
        assert terminal.stale() == []


async def test_screens_come_and_go_whole(home: Path) -> None:
    async with open_room(home, size=SIZE) as room:
        await room.until_shown("8 new cards")
        terminal = await Emulated.of(room)
        for key in ("k", "l"):
            await terminal.press(key)
            assert terminal.stale() == [], key
            await terminal.press("escape")
            assert terminal.stale() == [], key


async def test_what_a_layout_puts_off_is_painted_without_anything_else_happening(home: Path) -> None:
    async with open_room(home, size=SIZE) as room:
        await room.until_shown("8 new cards")
        terminal = await Emulated.of(room)
        await terminal.press("s")
        screen, before = room.app.screen, terminal.frames
        assert isinstance(screen, RoomScreen)
        with room.app.batch_update():
            screen.refresh()
            await room.until(screen._message_queue.empty)
        screen._refresh_layout()  # with a repaint due that nobody will ask for again
        assert terminal.frames == before
        await room.until(lambda: terminal.frames > before)


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
