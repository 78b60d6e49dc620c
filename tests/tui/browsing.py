"""Ways through the library that several tests go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from csmdrill.tui.hanging import Hanging
from csmdrill.tui.screens.help import key_rows
from csmdrill.tui.screens.library import LibraryScreen
from csmdrill.tui.widgets.card_table import CardTable
from csmdrill.tui.widgets.shelves import Shelves
from tests.tui.room import Room, facts_of

MINE = """\
format: csmdrill/deck@1
id: mine
title: My own deck
cards:
  - {id: c01, kind: recall, prompt: "[bold red]Zero[/] zones?", answer: "[@click=app.quit]x[/]", why: w}
  - {id: c02, kind: recall, prompt: Zwei?, answer: b, why: w, tags: [zebra]}
  - {id: c03, kind: recall, prompt: Zwo?, answer: c, why: w, tags: [zebra]}
"""
BROKEN = "format: csmdrill/deck@1\nid: b\ntitle: B\ncards:\n  - {id: x, kind: recal, prompt: a, answer: b}\n"


async def to_library(room: Room, query: str = "") -> CardTable:
    """Go from Today to the library, once the decks are read, and search."""
    await room.until_shown("about")
    await room.press("l")
    await room.until(
        lambda: isinstance(room.app.screen, LibraryScreen) and bool(room.app.screen.query(Shelves))
    )
    table, shelves = room.app.screen.query_one(CardTable), room.app.screen.query_one(Shelves)
    await room.until(lambda: bool(table.cards and shelves.options))
    if query:
        await search(room, query)
    return table


async def search(room: Room, query: str) -> None:
    """Type a search and go to the cards."""
    screen = room.app.screen
    await room.press("slash")
    await room.until_typing()
    screen.query_one("#search").value = query  # type: ignore[attr-defined]
    await room.press("enter")
    table = screen.query_one(CardTable)
    await room.until(lambda: table.has_focus)


def names(table: CardTable) -> list[str]:
    """Return the last parts of the keys that are listed."""
    return [card.key.rpartition("/")[2] for card in table.cards]


def handled(home: Path) -> list[tuple[str, str]]:
    """Return kind and card of every fact about a card's handling."""
    kinds = ("suspend", "bury", "flag", "note", "reset", "due")
    facts = [fact for fact in facts_of(home) if fact["kind"] in kinds]
    return [(str(fact["kind"]), str(fact["key"]).rpartition("/")[2]) for fact in facts]


def key_table(own: Mapping[str, str]) -> list[str]:
    """Return the lines of the table of keys in Help, as they stand where there is room."""
    rows = [row.text(120) if isinstance(row, Hanging) else row for row in key_rows(own)]
    return [row.plain for row in rows]
