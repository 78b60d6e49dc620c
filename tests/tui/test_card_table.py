"""The table of cards makes only the lines that are seen, and only those anew that changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from rich.cells import cell_len

from csmdrill.tui.library_work import PAGE
from csmdrill.tui.widgets.card_table import CardTable
from tests.tui.browsing import MINE, names, search, to_library
from tests.tui.room import Room, open_room

SIZE = (100, 30)
pytestmark = pytest.mark.usefixtures("frames")


@contextmanager
def counted(method: str) -> Iterator[list[object]]:
    """Count how often the table does something."""
    seen: list[object] = []
    original: Any = getattr(CardTable, method)

    def noted(table: CardTable, *args: Any) -> Any:  # noqa: ANN401 - whatever it is that is counted
        seen.append(args)
        return original(table, *args)

    with patch.object(CardTable, method, noted):
        yield seen


def put(home: Path, deck: str) -> None:
    """Write a deck of one's own."""
    (home / "decks" / "mine.deck.yaml").write_text(deck, encoding="utf-8")


async def on_cards(room: Room) -> CardTable:
    """Go to the table in the library."""
    table = await to_library(room)
    table.focus()
    await room.final_text()
    return table


async def test_a_page_of_cards_makes_no_more_lines_than_are_seen(home: Path) -> None:
    async with open_room(home, size=SIZE) as room:
        with counted("_cells") as made:
            table = await on_cards(room)
            assert len(table.cards) > 100
            assert len(made) <= 4 * SIZE[1]


async def test_a_row_is_made_anew_only_when_it_looks_different(home: Path) -> None:
    async with open_room(home, size=SIZE) as room:
        table = await on_cards(room)
        with counted("render_line") as painted, counted("_cells") as made:
            await room.press("down")
            await room.final_text()
            assert 1 <= len(painted) <= 4
            assert len(made) <= 2
            del made[:]
            await room.press("tab", "shift+tab")
            await room.final_text()
            assert len(made) <= 2  # the cursor's row looks different without the focus
            del made[:]
            await room.press("x")
            await room.final_text()
            assert len(table.marked) == 1
            assert len(made) <= 3  # the marked one, and those that the cursor left and came to


async def test_the_ends_are_two_keys_away_and_more_cards_are_fetched_there(home: Path) -> None:
    rows = (
        f"  - {{id: c{number}, kind: recall, prompt: a, answer: b, why: c}}\n" for number in range(PAGE + 50)
    )
    put(home, "format: csmdrill/deck@1\nid: mine\ntitle: Mine\ncards:\n" + "".join(rows))
    async with open_room(home, size=SIZE) as room:
        table = await on_cards(room)
        assert len(table.cards) == PAGE
        await room.press("ctrl+end")
        await room.until(lambda: len(table.cards) > PAGE)
        assert table.cursor_row == PAGE - 1
        await room.press("ctrl+home")
        assert (table.cursor_row, table.scroll_offset.y) == (0, 0)


async def test_a_click_moves_the_cursor_and_one_on_its_row_opens_the_card(home: Path) -> None:
    put(home, MINE)
    async with open_room(home, size=SIZE) as room:
        table = await to_library(room)
        await search(room, "deck:mine")
        await room.until(lambda: names(table) == ["c01", "c02", "c03"])
        await room.pilot.click(table, offset=(5, 0))
        assert table.cursor_row == 0
        await room.pilot.click(table, offset=(5, 3))
        assert table.cursor_row == 2
        await room.pilot.click(table, offset=(5, 9))
        assert table.cursor_row == 2
        await room.pilot.click(table, offset=(5, 3))
        await room.until_shown("Zwo?")
        await room.until(lambda: room.app.screen is not table.screen)


async def test_wide_signs_keep_the_columns_below_each_other(home: Path) -> None:
    put(home, MINE.replace("Zwei?", "漢字" * 40))
    async with open_room(home, size=SIZE) as room:
        table = await to_library(room)
        await search(room, "deck:mine")
        await room.until(lambda: len(table.cards) == 3)
        lines = [table.render_line(y).text for y in range(4)]
        assert {cell_len(line) for line in lines} == {table.size.width}
        assert len({cell_len(line.partition("new")[0]) for line in lines[1:]}) == 1


@pytest.mark.parametrize("without", ["", "1"])
async def test_the_row_of_the_cursor_stands_apart_from_the_scroll_bar(home: Path, without: str) -> None:
    async with open_room(home, NO_COLOR=without) as room:
        table = await on_cards(room)
        assert table.show_vertical_scrollbar
        segments = list(table.render_line(1 + table.cursor_row))
        *row, edge = segments
        assert edge.text == " "
        assert edge.style == table.rich_style
        assert row[-1].style != edge.style
