"""An index that names what no table has, as after a flipped bit, is told by the doctor and made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from csmdrill.core.errors import StoreDamaged
from csmdrill.storage.care import Care
from csmdrill.storage.repair import recover

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

LEAF = 10
"""What the page of an index begins with that has no pages below it."""

CELLS = 8
"""Where, in such a page, the place of its first entry stands."""


A_NUMBER, A_TEXT = 1, 13
"""Types: a number of one byte, and a text of none."""


def types_in(database: Path) -> Iterator[tuple[str, int]]:
    """Yield where the types of the values stand in the first entry of each index, with the name of the index.

    By the file format of SQLite, in `B-tree Pages` and `Record Format`; all lengths here fit into one byte.
    """
    with closing(sqlite3.connect(database)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        query = "SELECT name, rootpage FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        roots = dict(connection.execute(query).fetchall())
    content = database.read_bytes()
    for name, root in roots.items():
        page = (root - 1) * size
        if content[page] == LEAF and content[page + 3 : page + 5] != b"\0\0":
            entry = page + int.from_bytes(content[page + CELLS : page + CELLS + 2], "big")
            header = entry + 1
            yield from ((name, place) for place in range(header + 1, header + content[header]))


def is_told(desk: Desk) -> bool:
    """Return whether the doctor finds that an index is wrong, or that the file is not whole."""
    try:
        with Care(desk.home, desk.clock) as care:
            return any("index" in each.detail for each in care.check())
    except StoreDamaged:
        return True


def test_an_index_whose_entries_have_other_types_is_told_and_mended(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/decks/a.deck.yaml", make.card("p/d/a"), make.card("p/d/new")))
    desk.answer("p/d/a")
    desk.store.close()
    whole = desk.home.database.read_bytes()
    places = list(types_in(desk.home.database))
    assert {name for name, _ in places} >= {"ix_card_new", "ix_card_family"}
    for name, place in places:
        spoilt = bytearray(whole)
        spoilt[place] = A_NUMBER if spoilt[place] != A_NUMBER else A_TEXT
        desk.home.database.write_bytes(spoilt)
        assert is_told(desk), name
    recover(desk.home, desk.clock)
    with Care(desk.home, desk.clock) as care:
        assert care.check() == []
