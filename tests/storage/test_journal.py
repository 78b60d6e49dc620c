"""An answer leaves the journal as long as it was, but never with a word that a person typed."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import StoreBusy
from csmdrill.storage import engine, opening

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.conftest import Desk

WORDS = "We renew when the Zeppelin lands"
MAGIC = b"\xd9\xd5\x05\xf9 \xa1c\xd7"


def journal(desk: Desk) -> Path:
    """Return where the rollback journal stands."""
    return desk.home.database.with_name("practice.db-journal")


def holding(desk: Desk, words: str) -> list[str]:
    """Return the names of the files in the home with some words in them."""
    files = sorted(path for path in desk.home.root.rglob("*") if path.is_file())
    return [path.name for path in files if words.encode() in path.read_bytes()]


def test_the_journal_of_an_answer_stays_void_and_whoever_comes_next_reads_past_it(desk: Desk) -> None:
    desk.answer("p/d/a")
    desk.answer("p/d/b")
    kept = journal(desk).read_bytes()
    assert kept.strip(b"\0")
    assert not kept.startswith(MAGIC)
    with contextlib.closing(sqlite3.connect(desk.home.database)) as other:
        assert other.execute("SELECT count(*) FROM fact WHERE kind = 'review'").fetchone() == (2,)
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert desk.reopen().check(deep=True) == []


def test_the_journal_of_anything_else_goes(desk: Desk) -> None:
    desk.answer("p/d/a")
    desk.store.set_setting("new", 5, desk.clock.moment)
    assert journal(desk).stat().st_size == 0


def test_the_journal_of_an_answer_with_typed_words_goes(desk: Desk) -> None:
    desk.answer("p/d/a")
    assert journal(desk).stat().st_size > 0
    desk.answer("p/d/b", typed=WORDS)
    assert journal(desk).stat().st_size == 0


def test_an_answer_waits_for_the_disk_from_its_beginning_to_its_end(desk: Desk) -> None:
    driver = engine.raw(desk.store._connection)
    driver.execute("PRAGMA synchronous = FULL")  # as the connection rules have it
    said: list[str] = []
    driver.set_trace_callback(said.append)
    desk.answer("p/d/a")
    driver.set_trace_callback(None)
    assert "COMMIT" in said
    assert [each for each in said if "synchronous" in each.lower()] == []
    assert driver.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_journal_that_a_crash_left_amid_an_answer_is_taken_back(desk: Desk) -> None:
    desk.answer("p/d/a")
    desk.answer("p/d/b")
    before = list(desk.store.canonical_dump())
    copy = desk.home.root.with_name("amid")
    copy.mkdir()
    with (
        contextlib.suppress(RuntimeError),
        engine.writing(desk.store._connection, desk.home.database, lasting=True) as connection,
    ):
        driver = engine.raw(connection)
        driver.execute("PRAGMA cache_size = 1")
        driver.execute("UPDATE fact SET payload = 'half'")
        driver.execute("UPDATE card SET family = hex(randomblob(4000))")
        for path in (desk.home.database, journal(desk)):
            (copy / path.name).write_bytes(path.read_bytes())
        raise RuntimeError
    assert list(desk.store.canonical_dump()) == before
    desk.store.close()
    for path in (desk.home.database, journal(desk)):
        path.write_bytes((copy / path.name).read_bytes())
    assert list(desk.reopen().canonical_dump()) == before
    assert desk.store.check(deep=True) == []


@pytest.mark.parametrize("since", [(99, 0), (3, 7)], ids=["rollback", "wal"])
def test_what_was_typed_is_in_no_file_once_it_is_erased(
    since: tuple[int, int], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAL_SINCE", since)
    desk.reopen()
    desk.answer("p/d/a", typed=WORDS)
    desk.answer("p/d/b")
    desk.answer("p/d/c", typed="Something else")
    desk.answer("p/d/a")
    assert holding(desk, WORDS)
    desk.store.erase_texts()
    assert holding(desk, WORDS) == []
    desk.answer("p/d/a")
    assert holding(desk, WORDS) == []


def test_an_answer_leaves_a_write_ahead_log_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "WAL_SINCE", (3, 7))
    desk.reopen()
    desk.answer("p/d/a")
    with contextlib.closing(sqlite3.connect(desk.home.database)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert desk.store.totals()[0] == 2


def test_an_answer_is_kept_by_the_journal_that_another_program_chose_meanwhile(desk: Desk) -> None:
    desk.answer("p/d/a")
    with contextlib.closing(sqlite3.connect(desk.home.database)) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        desk.answer("p/d/b")
        desk.answer("p/d/c")
        assert other.execute("SELECT count(*) FROM fact WHERE kind = 'review'").fetchone() == (3,)


def test_a_card_waits_for_another_program_and_then_says_that_it_is_busy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 10)
    with contextlib.closing(sqlite3.connect(desk.home.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy):
            desk.store.card("p/d/a")
        other.execute("ROLLBACK")
    assert desk.store.card("p/d/a") is None


def test_a_query_by_itself_holds_no_lock_afterwards(desk: Desk) -> None:
    desk.answer("p/d/a")
    desk.store.card("p/d/a")
    with contextlib.closing(sqlite3.connect(desk.home.database, isolation_level=None, timeout=0)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("ROLLBACK")
