"""A damaged database is kept under another name, and what is whole in it is saved."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import ClockRejected, StoreDamaged
from csmdrill.storage import engine
from csmdrill.storage.pages import rows_in
from csmdrill.storage.repair import recover, salvage
from csmdrill.storage.store import open_store

if TYPE_CHECKING:
    from csmdrill.core.home import Home
    from tests.storage.conftest import Desk, Making, ToldClock


@pytest.fixture
def lived(desk: Desk) -> Desk:
    """Return a closed home with enough practice to fill many pages."""
    for number in range(60):
        desk.answer(f"p/d/{number}", typed="Some words.")
    desk.store.set_setting("new", 5, desk.clock.moment)
    return desk


@pytest.mark.parametrize("content", [b"", b"junk" * 100])
def test_a_file_without_facts_is_set_aside_and_a_new_home_begun(
    content: bytes, home: Home, clock: ToldClock
) -> None:
    home.root.mkdir()
    home.database.write_bytes(content)
    done = recover(home, clock)
    assert done.set_aside.name == "practice.db.damaged-20261124T090000Z"
    assert done.set_aside.read_bytes() == content
    assert (done.facts, done.left_out) == (0, 0)
    open_store(home, clock).close()


def test_an_earlier_file_set_aside_is_never_overwritten(home: Home, clock: ToldClock) -> None:
    home.root.mkdir()
    for content in (b"one", b"two", b"three"):
        home.database.write_bytes(content)
        recover(home, clock)
    kept = {
        path.read_bytes() for path in home.root.glob("practice.db.damaged-*") if "-journal" not in path.name
    }
    assert kept >= {b"one", b"two", b"three"}


def test_a_spoilt_header_costs_nothing(lived: Desk) -> None:
    before, lines = list(lived.store.canonical_dump()), list(lived.store.export_lines(with_text=True))
    lived.store.close()
    content = bytearray(lived.home.database.read_bytes())
    content[0:16] = b"\x00" * 16
    lived.home.database.write_bytes(content)
    with pytest.raises(StoreDamaged):
        open_store(lived.home, lived.clock)
    done = recover(lived.home, lived.clock)
    assert (done.facts, done.left_out) == (len(lines), 0)
    assert done.set_aside.read_bytes() == content
    lived.store = open_store(lived.home, lived.clock)
    assert list(lived.store.canonical_dump()) == before
    assert list(lived.store.export_lines(with_text=True)) == lines
    assert lived.store.settings().new == 5
    assert lived.store.check(deep=True) == []


@pytest.mark.parametrize("seed", range(6))
def test_spoilt_pages_cost_only_what_stood_on_them(seed: int, lived: Desk) -> None:
    lines = set(lived.store.export_lines())
    lived.store.close()
    content = bytearray(lived.home.database.read_bytes())
    chance = random.Random(seed)  # noqa: S311
    for page in chance.sample(range(1, len(content) // 4096), 4):
        content[page * 4096 : page * 4096 + 4096] = chance.randbytes(4096)
    lived.home.database.write_bytes(content)
    done = recover(lived.home, lived.clock)
    lived.store = open_store(lived.home, lived.clock)
    saved = set(lived.store.export_lines())
    assert saved <= lines
    assert len(saved) == done.facts
    # A page holds about six facts, and the first page of the log none.
    assert len(lines) - 4 * 8 <= done.facts
    assert {finding.name for finding in lived.store.check(deep=True)} <= {"fact-gap"}


def test_a_long_fact_is_read_across_its_pages(desk: Desk) -> None:
    long = "p/d/" + "x" * 390
    desk.answer(long, session="s" * 190, competency="c" * 190, hash="h" * 60)
    desk.answer("p/d/short")
    lines = list(desk.store.export_lines())
    desk.store.close()
    found = [row for row in rows_in(desk.home.database.read_bytes(), 13) if row[8] is not None]
    assert {row[8] for row in found} == {long, "p/d/short"}
    assert len(lines[1]) > 1002
    desk.reopen()


def test_salvage_leaves_the_file_as_it_is(lived: Desk) -> None:
    lived.store.close()
    before = lived.home.database.read_bytes()
    assert len(salvage(lived.home.database).lines) == 62
    assert lived.home.database.read_bytes() == before
    assert not list(lived.home.root.glob("*copy*"))
    lived.reopen()


def test_a_practice_clock_does_not_mend_real_practice(lived: Desk, make: type[Making]) -> None:
    lived.store.close()
    content = b"\x00" + lived.home.database.read_bytes()[1:]
    lived.home.database.write_bytes(content)
    with pytest.raises(ClockRejected):
        recover(lived.home, make.clock(simulated=True))
    assert lived.home.database.read_bytes() == content
    recover(lived.home, lived.clock)
    lived.reopen()


def test_a_rebuild_refuses_a_file_that_is_not_whole(lived: Desk) -> None:
    before = list(lived.store.canonical_dump())
    raw = engine.raw(lived.store._connection)
    raw.execute("PRAGMA writable_schema = ON")
    raw.execute(
        "UPDATE sqlite_master SET sql = replace(sql, '(family)', '(last_day)') WHERE name = 'ix_card_family'"
    )
    raw.execute("PRAGMA writable_schema = RESET")
    lived.reopen()
    with pytest.raises(StoreDamaged):
        lived.store.rebuild()
    lived.store.close()
    assert recover(lived.home, lived.clock).left_out == 0
    lived.reopen()
    assert list(lived.store.canonical_dump()) == before
    assert not lived.store.rebuild().changed
