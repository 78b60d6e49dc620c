"""A home is made, recognised or refused; a file that is no store of ours is never touched."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import (
    ClockRejected,
    HomeMissing,
    StoreBusy,
    StoreDamaged,
    StoreNewer,
    StoreReadOnly,
    StoreUnavailable,
)
from csmdrill.core.home import Home
from csmdrill.storage import engine, opening, tables, transfer
from csmdrill.storage.repair import recover
from csmdrill.storage.store import open_store

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making, ToldClock


def test_first_opening_makes_a_private_folder_and_a_marked_database(desk: Desk) -> None:
    folder, file = desk.home.root.stat(), desk.home.database.stat()
    assert stat.S_IMODE(folder.st_mode) == 0o700
    assert stat.S_IMODE(file.st_mode) == 0o600
    with contextlib.closing(sqlite3.connect(desk.home.database)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (0x43534D44,)
        assert connection.execute("PRAGMA user_version").fetchone() == (tables.SCHEMA,)
    assert [path.name for path in desk.home.root.iterdir()] == ["practice.db"]


def carelessly(connect: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
    """Return what connects to a SQLite that was built to take less care."""

    def connected(*where: object, **how: object) -> sqlite3.Connection:
        driver = connect(*where, **how)
        for name in ("foreign_keys", "secure_delete", "synchronous"):
            driver.execute(f"PRAGMA {name} = OFF")
        return driver

    return connected


@pytest.mark.usefixtures("durable")
def test_a_write_is_durable_by_the_connection_rules(
    home: Home, clock: ToldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "connect", carelessly(sqlite3.connect))
    store = open_store(home, clock)
    raw = engine.raw(store._connection)
    asked = {
        name: raw.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("foreign_keys", "secure_delete", "synchronous", "busy_timeout", "trusted_schema")
    }
    assert asked == {
        "foreign_keys": 1,
        "secure_delete": 1,
        "synchronous": 2,
        "busy_timeout": 5000,
        "trusted_schema": 0,
    }
    store.close()


def test_an_empty_file_is_damage_and_stays_as_it_is(home: Home, clock: ToldClock) -> None:
    home.root.mkdir()
    home.database.touch()
    with pytest.raises(StoreDamaged) as caught:
        open_store(home, clock)
    assert "csmdrill doctor --rebuild" in caught.value.hint
    assert home.database.read_bytes() == b""


@pytest.mark.parametrize(
    "content", [b"junk", b"junk" * 5000, b"SQLite format 3\x00", b"SQLite format 3\x00" + bytes(8192)]
)
def test_junk_is_damage_and_stays_as_it_is(content: bytes, home: Home, clock: ToldClock) -> None:
    home.root.mkdir()
    home.database.write_bytes(content)
    with pytest.raises(StoreDamaged):
        open_store(home, clock)
    assert home.database.read_bytes() == content


def test_another_programs_database_is_refused(home: Home, clock: ToldClock) -> None:
    home.root.mkdir()
    with contextlib.closing(sqlite3.connect(home.database)) as connection:
        connection.execute("CREATE TABLE mine (x)")
    with pytest.raises(StoreDamaged, match="no database of csmdrill"):
        open_store(home, clock)


def test_a_newer_database_is_refused_and_stays_as_it_is(desk: Desk, clock: ToldClock) -> None:
    desk.store.close()
    with contextlib.closing(sqlite3.connect(desk.home.database)) as connection:
        connection.execute(f"PRAGMA user_version = {tables.SCHEMA + 1}")
    before = desk.home.database.read_bytes()
    with pytest.raises(StoreNewer) as caught:
        open_store(desk.home, clock)
    assert "Update csmdrill" in caught.value.hint
    assert desk.home.database.read_bytes() == before


def socket_at(path: Path) -> None:
    """Leave a socket at a path."""
    # The name of a socket may be no longer than a hundred bytes or so.
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and sockets with a name are of Unix")
@pytest.mark.parametrize(
    ("put", "words"),
    [
        (Path.mkdir, "a folder"),
        (os.mkfifo, "a pipe"),
        (socket_at, "a device or socket"),
        (lambda path: path.symlink_to(os.devnull), "a device or socket"),
    ],
    ids=["folder", "pipe", "socket", "device"],
)
def test_what_is_no_file_is_damage_and_can_be_set_aside(
    put: Callable[[Path], object], words: str, home: Home, clock: ToldClock
) -> None:
    home.root.mkdir()
    put(home.database)
    with pytest.raises(StoreDamaged, match=words):
        open_store(home, clock)
    assert recover(home, clock).facts == 0
    open_store(home, clock).close()
    assert len(list(home.root.glob("practice.db.damaged-*"))) == 1


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_file_in_the_place_of_the_home_is_a_missing_home(
    below: str, tmp_path: Path, clock: ToldClock
) -> None:
    (tmp_path / "home").write_text("I am a file.")
    with pytest.raises(HomeMissing) as caught:
        open_store(Home(tmp_path / "home" / below), clock)
    assert "CSMDRILL_HOME" in caught.value.hint


def test_a_folder_that_takes_no_writes_is_read_only(
    desk: Desk, clock: ToldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.close()
    # As root every folder takes writes; the system is made to say otherwise.
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(StoreReadOnly):
        open_store(desk.home, clock)


def test_a_database_turned_read_only_in_use_refuses_the_answer(desk: Desk) -> None:
    desk.answer("p/d/a")
    engine.raw(desk.store._connection).execute("PRAGMA query_only = ON")
    with pytest.raises(StoreReadOnly):
        desk.answer("p/d/b")
    engine.raw(desk.store._connection).execute("PRAGMA query_only = OFF")
    desk.answer("p/d/b")
    assert desk.store.check(deep=True) == []


def test_a_locked_database_is_busy_and_then_works(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 10)
    with contextlib.closing(sqlite3.connect(desk.home.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            desk.answer("p/d/a")
        assert desk.store.settings().new == 8
        other.execute("ROLLBACK")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreBusy):
            desk.store.settings()
        other.execute("ROLLBACK")
    desk.answer("p/d/a")


def test_a_write_takes_its_lock_before_it_reads(
    desk: Desk, make: type[Making], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 10)
    other = make.desk(desk.home, desk.clock)
    with engine.writing(desk.store._connection, desk.home.database), pytest.raises(StoreBusy):
        other.answer("p/d/a")
    other.answer("p/d/a")
    other.store.close()


def test_a_vanished_table_is_damage_not_a_traceback(desk: Desk, clock: ToldClock) -> None:
    desk.store.close()
    with contextlib.closing(sqlite3.connect(desk.home.database)) as connection:
        connection.execute("DROP TABLE meta")
    with pytest.raises(StoreDamaged):
        open_store(desk.home, clock)


def test_every_code_of_sqlite_means_something(tmp_path: Path) -> None:
    for name in dir(sqlite3):
        if name.startswith("SQLITE_") and isinstance(getattr(sqlite3, name), int):
            error = sqlite3.OperationalError(name)
            error.sqlite_errorcode = getattr(sqlite3, name)
            meant = engine.meaning(error, tmp_path / "practice.db")
            assert isinstance(meant, StoreUnavailable)
            assert meant.sentence
            assert meant.hint


def test_two_first_openings_share_one_database(
    home: Home, clock: ToldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = opening._put_in_place
    quicker: list[None] = []

    def overtaken(unfinished: Path, database: Path) -> None:
        if not quicker:
            quicker.append(None)
            with_facts = open_store(home, clock)
            with_facts.set_setting("new", 3, clock.moment)
            with_facts.close()
        place(unfinished, database)

    monkeypatch.setattr(opening, "_put_in_place", overtaken)
    store = open_store(home, clock)
    assert store.settings().new == 3
    store.close()
    assert not list(home.root.glob("*.new-*"))


def test_a_copied_home_writes_under_a_device_of_its_own(desk: Desk, make: type[Making]) -> None:
    first = desk.answer("p/d/a")
    desk.store.close()
    shutil.copytree(desk.home.root, desk.home.root.with_name("copy"))
    copy = make.desk(Home(desk.home.root.with_name("copy")), desk.clock)
    elsewhere = copy.answer("p/d/a")
    desk.reopen()
    here = desk.answer("p/d/a")
    assert here.device_id == first.device_id
    assert here.seq == first.seq + 1
    assert elsewhere.device_id != first.device_id
    assert copy.store.check(deep=True) == []
    report = desk.store.import_lines(copy.store.export_lines())
    assert report.bad == ()
    assert desk.store.check(deep=True) == []
    copy.store.close()


def test_a_moved_home_keeps_its_device(desk: Desk) -> None:
    first = desk.answer("p/d/a")
    desk.store.close()
    desk.home = Home(desk.home.root.rename(desk.home.root.with_name("moved")))
    desk.reopen()
    assert desk.answer("p/d/a").device_id == first.device_id


class TestPracticeClock:
    """`CSMDRILL_NOW` works where there is no real practice, and is remembered."""

    def test_marks_a_new_home_and_its_facts(self, home: Home, make: type[Making]) -> None:
        desk = make.desk(home, make.clock(simulated=True))
        desk.answer("p/d/a")
        assert desk.store.simulated
        assert all(b'"simulated":true' in line for line in desk.store.export_lines())
        desk.reopen()
        assert desk.store.simulated
        desk.store.close()

    def test_is_refused_where_real_answers_are(self, desk: Desk, make: type[Making]) -> None:
        desk.answer("p/d/a")
        with pytest.raises(ClockRejected) as caught:
            open_store(desk.home, make.clock(simulated=True))
        assert "CSMDRILL_NOW" in caught.value.hint

    def test_is_allowed_in_a_home_without_facts(self, desk: Desk, make: type[Making]) -> None:
        store = open_store(desk.home, make.clock(simulated=True))
        assert store.simulated
        store.close()

    def test_real_answers_after_it_are_real_and_end_it(
        self, home: Home, desk: Desk, make: type[Making]
    ) -> None:
        played = make.desk(Home(home.root.with_name("played")), make.clock(simulated=True))
        played.answer("p/d/a")
        played.clock = make.clock(simulated=False)
        assert not played.reopen().simulated
        played.answer("p/d/b")
        lines = list(played.store.export_lines())
        assert [b'"simulated":true' in line for line in lines] == [True, True, False]
        with pytest.raises(ClockRejected):
            open_store(played.home, make.clock(simulated=True))
        # A real home takes the real answer, and that alone.
        desk.answer("p/d/c")
        report = desk.store.import_lines(lines)
        assert (report.added, [number for number, _ in report.bad]) == (1, [1, 2])
        assert played.store.check(deep=True) == []
        played.store.close()

    def test_real_practice_of_another_program_ends_it_at_once(self, home: Home, make: type[Making]) -> None:
        played = make.desk(home, make.clock(simulated=True))
        played.answer("p/d/a")
        real = make.desk(home, make.clock(simulated=False))
        real.answer("p/d/b")
        with pytest.raises(ClockRejected):
            played.answer("p/d/c")
        assert real.store.totals() == (3, 2)
        played.store.close()
        real.store.close()

    def test_facts_of_both_clocks_move_to_a_new_home_and_outlive_damage(
        self, home: Home, desk: Desk, make: type[Making], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(transfer, "BATCH", 1)
        played = make.desk(Home(home.root.with_name("played")), make.clock(simulated=True))
        desk.answer("p/d/b")
        played.answer("p/d/a")
        played.answer("p/d/a")  # in the order of the facts some real ones are earlier
        played.clock = make.clock(simulated=False)
        played.reopen()
        played.store.import_lines(desk.store.export_lines())
        played.answer("p/d/a")
        lines = list(played.store.export_lines())
        new = make.desk(Home(home.root.with_name("new")), make.clock())
        assert new.store.import_lines(lines).bad == ()
        with pytest.raises(ClockRejected):
            open_store(new.home, make.clock(simulated=True))
        new.store.close()
        content = new.home.database.read_bytes()
        new.home.database.write_bytes(b"\x00" + content[1:])
        assert recover(new.home, new.clock).left_out == 0
        assert list(new.reopen().export_lines()) == lines
        assert new.store.check(deep=True) == []
        new.store.close()
        played.store.close()


class TestJournal:
    """The write-ahead log is for new SQLite only, and the oldest opener decides."""

    def test_old_sqlite_truncates(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "WAL_SINCE", (99, 0, 0))
        desk.reopen()
        assert (desk.store.journal, desk.store.journal_note) == ("truncate", "")

    def test_new_sqlite_logs_ahead(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "WAL_SINCE", (3, 0, 0))
        desk.reopen()
        desk.answer("p/d/a")
        assert (desk.store.journal, desk.store.journal_note) == ("wal", "")
        assert desk.home.database.with_name("practice.db-wal").exists()

    def test_an_older_opener_switches_back_for_all(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "WAL_SINCE", (3, 0, 0))
        desk.reopen()
        desk.answer("p/d/a")
        monkeypatch.setattr(opening, "WAL_SINCE", (99, 0, 0))
        desk.reopen()
        assert desk.store.journal == "truncate"
        assert sqlite3.sqlite_version in desk.store.journal_note
        monkeypatch.setattr(opening, "WAL_SINCE", (3, 0, 0))
        desk.reopen()
        assert desk.store.journal == "truncate"
        assert sqlite3.sqlite_version in desk.store.journal_note
        assert desk.store.check(deep=True) == []
