"""A database that comes back from a copy gives no number twice; one that goes on keeps its device."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import StoreUnavailable
from csmdrill.core.home import Home
from csmdrill.storage.restoring import restore
from csmdrill.storage.witness import mark_path

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

KEY = "p/d/a"


def snapshot(desk: Desk) -> Path:
    """Copy the database beside the home, after one answer."""
    desk.answer(KEY)
    return Path(shutil.copy(desk.home.database, desk.home.root.with_name("x")))


def moved_on(desk: Desk) -> list[bytes]:
    """Answer twice more and return all facts, as another home has them."""
    desk.answer(KEY)
    desk.answer("p/d/b")
    lines = list(desk.store.export_lines())
    desk.store.close()
    return lines


def assert_no_clash(desk: Desk, lines: list[bytes]) -> None:
    """Answer in the home as it stands now, and let it take the facts of its earlier self."""
    desk.reopen()
    first = desk.answer("p/d/c")
    report = desk.store.import_lines(lines)
    assert (report.added, report.bad) == (2, ())
    second = desk.answer("p/d/c")
    assert (second.device_id, second.seq) == (first.device_id, first.seq + 1)
    assert desk.store.check(deep=True) == []


def test_a_copy_over_itself(desk: Desk) -> None:
    copy = snapshot(desk)
    lines = moved_on(desk)
    number = desk.home.database.stat().st_ino
    shutil.copyfile(copy, desk.home.database)
    assert desk.home.database.stat().st_ino == number
    assert_no_clash(desk, lines)


def test_a_copy_in_the_place_of_a_deleted_one(desk: Desk) -> None:
    copy = snapshot(desk)
    lines = moved_on(desk)
    desk.home.database.unlink()
    shutil.copyfile(copy, desk.home.database)
    assert_no_clash(desk, lines)


def test_the_whole_folder_over_itself_with_its_times(desk: Desk) -> None:
    snapshot(desk)
    shutil.copytree(desk.home.root, desk.home.root.with_name("saved"))
    lines = moved_on(desk)
    for file in desk.home.root.with_name("saved").iterdir():
        shutil.copy2(file, desk.home.root / file.name)
    assert_no_clash(desk, lines)


def test_a_copy_while_the_program_runs(desk: Desk) -> None:
    lines: list[bytes] = []
    copy = snapshot(desk)
    for _ in range(3):
        lines = moved_on(desk)[:-1]
        shutil.copyfile(copy, desk.home.database)
        desk.reopen()
        ref = desk.answer("p/d/d")
        assert desk.store.import_lines(lines).bad == ()
        assert desk.answer("p/d/d").device_id == ref.device_id
    assert desk.store.check(deep=True) == []


def test_a_restored_backup(desk: Desk) -> None:
    desk.answer(KEY)
    backup = desk.store.back_up(desk.clock.now())
    lines = moved_on(desk)
    restore(desk.home, desk.clock, backup.path)
    assert_no_clash(desk, lines)


def test_a_copy_of_a_home_that_never_wrote(desk: Desk) -> None:
    desk.store.close()
    twin = desk.home.root.with_name("twin")
    shutil.copytree(desk.home.root, twin)
    desk.reopen()
    ref = desk.answer(KEY)
    lines = list(desk.store.export_lines())
    desk.store.close()
    desk.home = Home(twin)
    desk.reopen()
    assert desk.answer(KEY).device_id != ref.device_id
    assert desk.store.import_lines(lines).bad == ()


KILLED = """
import os, sys
from pathlib import Path
from csmdrill.core.clock import Moment, StudyDay
from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.storage import log
from csmdrill.storage.store import open_store

store = open_store(Home(Path(sys.argv[1])), SystemClock())
if sys.argv[2] == "before":
    log.note_last = lambda connection, last, mark: os._exit(9)
store.set_setting("new", 5, Moment(1_800_000_000_000, 0, StudyDay(20_800)))
os._exit(9)
"""


@pytest.mark.parametrize(("when", "kept"), [("before", 2), ("after", 3)])
def test_a_program_that_dies_around_its_commit(when: str, kept: int, desk: Desk) -> None:
    copy = snapshot(desk)
    desk.store.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(desk.home.root), when], check=False, capture_output=True
    )
    assert done.returncode == 9, done.stderr
    desk.reopen()
    assert desk.store.totals()[0] == kept
    lines = moved_on(desk)
    shutil.copyfile(copy, desk.home.database)
    desk.reopen()
    desk.answer("p/d/c")
    assert desk.store.import_lines(lines).bad == ()
    assert desk.store.check(deep=True) == []


def test_one_device_writes_through_openings_moves_and_other_programs(desk: Desk, make: type[Making]) -> None:
    first = desk.answer(KEY)
    other = make.desk(desk.home, desk.clock)
    refs = [each.answer(KEY) for each in (other, desk, other, other, desk)]
    other.store.close()
    desk.reopen()
    refs.append(desk.answer(KEY))
    desk.store.close()
    desk.home = Home(desk.home.root.rename(desk.home.root.with_name("moved")))
    desk.reopen()
    refs.append(desk.answer(KEY))
    assert {ref.device_id for ref in refs} == {first.device_id}
    assert [ref.seq - first.seq for ref in refs] == [*range(1, 8)]


@pytest.mark.parametrize("harm", ["lost", "emptied", "changed"])
def test_without_its_mark_it_goes_on_as_another_device(harm: str, desk: Desk) -> None:
    first = desk.answer(KEY)
    mark = mark_path(desk.home.database)
    mark.unlink() if harm == "lost" else mark.write_bytes(b"" if harm == "emptied" else b"x" * 5000)
    second = desk.answer(KEY)
    assert (second.device_id == first.device_id, second.seq) == (False, 2)
    assert desk.answer(KEY).device_id == second.device_id
    assert desk.store.check(deep=True) == []


def test_a_mark_that_cannot_be_written_is_a_plain_sentence(desk: Desk) -> None:
    desk.answer(KEY)
    mark_path(desk.home.database).unlink()
    mark_path(desk.home.database).mkdir()
    with pytest.raises(StoreUnavailable, match=r"practice\.db-mark cannot be made"):
        desk.answer(KEY)
    assert desk.store.totals() == (2, 1)
    mark_path(desk.home.database).rmdir()
    desk.answer(KEY)
    assert desk.store.check(deep=True) == []
