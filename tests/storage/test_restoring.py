"""A backup takes the place of the database, which is kept; and both homes go on without a clash."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import (
    BackupRejected,
    ClockRejected,
    StoreBusy,
    StoreNewer,
    StoreReadOnly,
    StoreUnavailable,
)
from csmdrill.core.home import Home
from csmdrill.practice.model import Rating
from csmdrill.storage import engine, opening
from csmdrill.storage.restoring import restore

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making


@pytest.fixture
def copy(desk: Desk) -> Path:
    """Return a backup of some practice, outside the home, after which practice went on."""
    desk.learn("p/d/a")
    made = desk.store.back_up(desk.clock.now()).path
    copy = desk.home.root.with_name("copy.db")
    shutil.copyfile(made, copy)
    desk.clock.pass_by(days=1)
    desk.answer("p/d/b")
    return copy


def state(desk: Desk) -> tuple[list[bytes], list[str]]:
    """Return the facts and the state of a home."""
    return list(desk.store.export_lines(with_text=True)), list(desk.store.canonical_dump())


def test_a_restore_puts_the_copy_in_place_and_keeps_what_was_there(desk: Desk, copy: Path) -> None:
    facts, _ = state(desk)
    desk.store.close()
    before, source = desk.home.database.read_bytes(), copy.read_bytes()
    done = restore(desk.home, desk.clock, copy)
    assert done.facts == 3
    assert done.set_aside == desk.home.root / "practice.db.before-restore-20261125T091100Z"
    assert done.set_aside.read_bytes() == before
    assert copy.read_bytes() == source
    desk.reopen()
    assert state(desk)[0] == facts[:3]
    assert desk.store.check(deep=True) == []
    assert not list(desk.home.root.glob("*restoring*"))


def test_a_restored_home_writes_under_a_device_id_of_its_own(desk: Desk, copy: Path) -> None:
    first = desk.answer("p/d/c")
    restore(desk.home, desk.clock, copy)
    desk.reopen()
    second = desk.answer("p/d/c")
    assert second.device_id != first.device_id
    assert second.seq == 2  # the first says whose it is


def test_also_the_newest_backup_goes_on_under_another_device_id(desk: Desk) -> None:
    """A power cut can bring back an older mark, which then fits an older backup."""
    first = desk.answer("p/d/c")
    made = desk.store.back_up(desk.clock.now()).path
    desk.store.close()
    restore(desk.home, desk.clock, made)
    desk.reopen()
    assert desk.answer("p/d/c").device_id != first.device_id


def test_a_second_restore_overwrites_nothing(desk: Desk, copy: Path) -> None:
    desk.store.close()
    kept = {restore(desk.home, desk.clock, copy).set_aside for _ in range(3)}
    assert len(kept) == 3
    assert all(path is not None and path.exists() for path in kept)
    desk.reopen()


def test_two_homes_go_on_and_take_each_others_facts_without_a_clash(
    desk: Desk, copy: Path, make: type[Making]
) -> None:
    home = Home(desk.home.root.with_name("second"))
    assert restore(home, desk.clock, copy).set_aside is None
    second = make.desk(home, desk.clock)
    for day in range(4):
        desk.clock.pass_by(days=1)
        desk.answer("p/d/a", Rating.AGAIN if day == 1 else Rating.GOOD)
        second.answer("p/d/a")
        second.answer(f"p/d/{day}", typed="Words.")
        desk.store.undo(desk.answer("p/d/x"), desk.clock.moment)
        second.store.set_setting("new", day, desk.clock.moment)
    for _ in range(2):
        for giver, taker in ((desk, second), (second, desk)):
            report = taker.store.import_lines(giver.store.export_lines(with_text=True))
            assert report.bad == ()
    assert state(desk) == state(second)
    assert desk.store.check(deep=True) == second.store.check(deep=True) == []
    second.store.close()


def test_a_restore_into_a_home_that_is_not_there_makes_it(desk: Desk, copy: Path) -> None:
    home = Home(desk.home.root.with_name("deeper") / "home")
    assert restore(home, desk.clock, copy).facts == 3


def test_a_damaged_database_is_no_obstacle(desk: Desk, copy: Path) -> None:
    desk.store.close()
    desk.home.database.write_bytes(b"junk" * 3000)
    done = restore(desk.home, desk.clock, copy)
    assert done.set_aside is not None
    assert done.set_aside.read_bytes() == b"junk" * 3000
    desk.reopen()
    assert desk.store.totals()[0] == 3


def test_bad_sources_are_rejected_and_nothing_is_changed(desk: Desk, copy: Path) -> None:
    whole = copy.read_bytes()
    before = desk.home.database.read_bytes()
    newer = whole[:60] + (9999).to_bytes(4, "big") + whole[64:]
    for content, error in ((whole[:20_000], BackupRejected), (b"", BackupRejected), (newer, StoreNewer)):
        copy.write_bytes(content)
        with pytest.raises(error, match=str(copy)):
            restore(desk.home, desk.clock, copy)
    for source in (copy.with_name("missing.db"), copy.parent, desk.home.database):
        with pytest.raises(BackupRejected):
            restore(desk.home, desk.clock, source)
    assert desk.home.database.read_bytes() == before
    assert sorted(path.name for path in desk.home.root.iterdir()) == [
        "backups",
        "practice.db",
        "practice.db-journal",
        "practice.db-mark",
    ]


def test_a_practice_clock_takes_no_real_practice(desk: Desk, copy: Path, make: type[Making]) -> None:
    home = Home(desk.home.root.with_name("second"))
    with pytest.raises(ClockRejected):
        restore(home, make.clock(simulated=True), copy)
    assert not home.database.exists()


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE", "BEGIN; SELECT count(*) FROM fact"])
def test_another_program_in_the_database_is_told(
    lock: str, desk: Desk, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 10)
    before = state(desk)
    with closing(sqlite3.connect(desk.home.database, isolation_level=None)) as other:
        for words in lock.split("; "):
            other.execute(words).fetchall()
        with pytest.raises(StoreBusy):
            restore(desk.home, desk.clock, copy)
        other.execute("ROLLBACK")
    assert state(desk) == before
    assert not list(desk.home.root.glob("practice.db.*"))


def test_a_program_that_only_waits_is_told_at_its_next_answer_that_nothing_was_kept(
    desk: Desk, copy: Path
) -> None:
    restore(desk.home, desk.clock, copy)
    with pytest.raises(StoreReadOnly, match="replaced by another program") as caught:
        desk.answer("p/d/lost")
    assert "open it again" in caught.value.hint
    desk.reopen()
    assert desk.store.totals()[0] == 3


def test_a_program_that_waits_with_a_write_ahead_log_is_told(
    desk: Desk, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAL_SINCE", (3, 0, 0))
    monkeypatch.setattr(engine, "BUSY_MS", 10)
    desk.reopen()
    desk.answer("p/d/c")
    with pytest.raises(StoreBusy):
        restore(desk.home, desk.clock, copy)
    desk.answer("p/d/d")
    assert desk.store.check(deep=True) == []


def test_a_copied_database_with_its_log_is_restored_with_all_that_is_in_the_log(
    desk: Desk, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAL_SINCE", (3, 0, 0))
    desk.reopen()
    desk.answer("p/d/c")
    for suffix in ("", "-wal", "-shm"):
        shutil.copyfile(f"{desk.home.database}{suffix}", f"{copy}{suffix}")
    done = restore(Home(desk.home.root.with_name("second")), desk.clock, copy)
    assert done.facts == desk.store.totals()[0]


def test_when_the_last_step_fails_the_database_is_back_in_its_place(
    desk: Desk, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(desk)
    desk.store.close()
    rename = Path.rename

    def failing(path: Path, target: Path) -> Path:
        if "restoring" in path.name:
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(StoreUnavailable):
        restore(desk.home, desk.clock, copy)
    monkeypatch.undo()
    desk.reopen()
    assert state(desk) == before


def test_a_full_disk_changes_nothing(desk: Desk, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(desk)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        restore(desk.home, desk.clock, copy)
    assert state(desk) == before
    assert not list(desk.home.root.glob("practice.db.*"))
