"""A backup is a checked whole copy, made when something is new, and never at the cost of what there is."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import BackupRejected, HomeMissing, StoreDamaged, StoreNewer
from csmdrill.storage import backup, opening
from csmdrill.storage.store import open_store

if TYPE_CHECKING:
    from tests.storage.conftest import Desk


def kept(desk: Desk) -> list[str]:
    """Return the names of the backups, the newest first."""
    return [each.path.name for each in backup.backups(desk.home)]


def test_a_backup_is_a_private_whole_copy(desk: Desk) -> None:
    desk.learn("p/d/a")
    made = desk.store.back_up(desk.clock.now())
    assert made.path == desk.home.backups / "practice-20261124T091100Z.db"
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.home.backups.stat().st_mode) == 0o700
    assert [path.name for path in desk.home.backups.iterdir()] == [made.path.name]
    lines, dump = list(desk.store.export_lines()), list(desk.store.canonical_dump())
    desk.store.close()
    made.path.replace(desk.home.database)
    desk.reopen()
    assert (list(desk.store.export_lines()), list(desk.store.canonical_dump())) == (lines, dump)


def test_two_backups_of_one_second_are_both_kept(desk: Desk) -> None:
    desk.answer("p/d/a")
    for _ in range(2):
        desk.store.back_up(desk.clock.now())
    assert kept(desk) == ["practice-20261124T090000Z-2.db", "practice-20261124T090000Z.db"]
    for _ in range(4):
        assert desk.store.back_up(desk.clock.now()).path.exists()
    assert kept(desk) == ["practice-20261124T090000Z-6.db", "practice-20261124T090000Z-5.db"]


def test_one_is_made_by_itself_when_something_is_new_and_the_last_is_old(desk: Desk) -> None:
    def wanted() -> bool:
        return desk.store.back_up_if_wanted(desk.clock.now()) is not None

    assert not wanted()  # nothing was said yet
    desk.answer("p/d/a")
    assert wanted()
    desk.answer("p/d/b")
    desk.clock.pass_by(minutes=30)
    assert not wanted()
    desk.clock.pass_by(minutes=1)
    assert wanted()
    desk.clock.pass_by(days=3)
    assert not wanted()  # nothing new since
    desk.answer("p/d/c")
    assert wanted()


def test_what_an_earlier_session_left_without_backup_is_backed_up_later(desk: Desk) -> None:
    desk.answer("p/d/a")
    desk.store.back_up(desk.clock.now())
    desk.answer("p/d/b")
    desk.reopen()
    desk.clock.pass_by(hours=1)
    assert desk.store.back_up_if_wanted(desk.clock.now()) is not None


def test_a_clock_that_went_back_does_not_stop_backups(desk: Desk) -> None:
    desk.answer("p/d/a")
    desk.clock.pass_by(days=3650)
    desk.store.back_up(desk.clock.now())
    desk.clock.pass_by(days=-3650)
    assert desk.store.back_up_if_wanted(desk.clock.now()) is not None
    assert len(kept(desk)) == 2


def test_before_something_risky_one_is_made_unless_the_newest_holds_all(desk: Desk) -> None:
    def made() -> bool:
        return desk.store.back_up_unless_held(desk.clock.now()) is not None

    assert not made()
    desk.answer("p/d/a")
    assert made()
    assert not made()
    desk.answer("p/d/b")
    assert made()
    backup.backups(desk.home)[0].path.write_bytes(b"spoilt")
    assert made()


def test_older_backups_go_by_age_and_other_files_stay(desk: Desk) -> None:
    desk.answer("p/d/a")
    (desk.home.backups).mkdir()
    (desk.home.backups / "mine.txt").write_text("Mine.")
    for _ in range(6):
        desk.store.back_up(desk.clock.now())
        desk.clock.pass_by(hours=1)
    assert kept(desk) == ["practice-20261124T140000Z.db", "practice-20261124T130000Z.db"]
    assert (desk.home.backups / "mine.txt").exists()


def test_backups_go_when_they_take_too_much_of_the_disk(desk: Desk) -> None:
    desk.answer("p/d/a")
    for _ in range(3):
        desk.store.back_up(desk.clock.now())
        desk.clock.pass_by(days=1)
    names, size = kept(desk), backup.backups(desk.home)[0].size
    assert len(names) == 3
    assert backup.prune(desk.home, desk.clock.now(), cap=2 * size + 1) == [desk.home.backups / names[2]]
    assert kept(desk) == names[:2]


def test_what_a_program_that_died_left_is_swept_up(desk: Desk) -> None:
    desk.answer("p/d/a")
    desk.home.backups.mkdir()
    left = desk.home.backups / f"practice-20261124T070000Z.db{backup.UNFINISHED}1"
    busy = desk.home.backups / f"practice-20261124T085900Z.db{backup.UNFINISHED}2"
    left.touch()
    busy.touch()
    desk.store.back_up(desk.clock.now())
    assert not left.exists()
    assert busy.exists()
    assert len(kept(desk)) == 1


def test_a_copy_that_is_not_whole_is_no_backup(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.answer("p/d/a")
    whole = backup.look_into

    def cut(path: Path, called: Path | None = None) -> backup.Extent:
        path.write_bytes(path.read_bytes()[:8192])
        return whole(path, called)

    monkeypatch.setattr(backup, "look_into", cut)
    with pytest.raises(StoreDamaged):
        desk.store.back_up(desk.clock.now())
    assert list(desk.home.backups.iterdir()) == []
    desk.answer("p/d/b")
    assert desk.store.check(deep=True) == []


def test_a_file_in_the_place_of_the_folder_is_told(desk: Desk) -> None:
    desk.answer("p/d/a")
    desk.home.backups.write_text("I am a file.")
    with pytest.raises(HomeMissing, match="backups cannot be made"):
        desk.store.back_up(desk.clock.now())


@pytest.mark.parametrize("content", [b"", b"junk" * 5000, b"SQLite format 3\x00" + bytes(8192)])
def test_a_file_that_is_no_backup_is_rejected(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    path.write_bytes(content)
    with pytest.raises(BackupRejected) as caught:
        backup.look_into(path)
    assert "csmdrill backup list" in caught.value.hint


def test_every_cut_of_a_backup_is_noticed(desk: Desk) -> None:
    for number in range(30):
        desk.answer(f"p/d/{number}")
    path = desk.store.back_up(desk.clock.now()).path
    whole = path.read_bytes()
    for size in range(0, len(whole), 4096 * 3 + 100):
        path.write_bytes(whole[:size])
        with pytest.raises(BackupRejected):
            backup.look_into(path)


def test_a_backup_of_a_newer_version_is_refused(desk: Desk) -> None:
    desk.answer("p/d/a")
    path = desk.store.back_up(desk.clock.now()).path
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    with pytest.raises(StoreNewer, match="newer csmdrill"):
        backup.look_into(path)


def test_a_home_with_a_write_ahead_log_is_backed_up_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "WAL_SINCE", (3, 0, 0))
    desk.reopen()
    desk.learn("p/d/a")
    made = desk.store.back_up(desk.clock.now())
    assert backup.look_into(made.path).facts == 3
    assert [path.name for path in desk.home.backups.iterdir()] == [made.path.name]


def test_what_was_typed_is_erased_from_backups_too(desk: Desk) -> None:
    desk.answer("p/d/a", typed="My secret words.")
    path = desk.store.back_up(desk.clock.now()).path
    assert b"My secret words." in path.read_bytes()
    assert desk.store.texts() == 1
    assert desk.store.erase_texts() == 1
    assert backup.erase_texts_in(desk.home) == (1, [])
    assert b"My secret words." not in path.read_bytes()
    assert b"My secret words." not in desk.home.database.read_bytes()
    assert backup.look_into(path).facts == 2
    path.write_bytes(b"spoilt")
    assert backup.erase_texts_in(desk.home) == (0, [path])


FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from csmdrill.core.clock import SystemClock
from csmdrill.core.errors import StoreFull
from csmdrill.core.home import Home
from csmdrill.storage.store import open_store

store = open_store(Home(Path(sys.argv[1])), SystemClock())
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    store.back_up(datetime.now(UTC))
except StoreFull as full:
    print(full.sentence, full.hint)
assert store.check(deep=True) == []
"""


@pytest.mark.skipif(sys.platform == "win32", reason="file-size limits are of Unix")
@pytest.mark.parametrize("room", [0, 5000, 100_000])
def test_a_full_disk_is_a_sentence_and_costs_nothing(room: int, desk: Desk) -> None:
    desk.answer("p/d/a")
    before = desk.store.back_up(desk.clock.now()).path.read_bytes()
    desk.store.close()
    words = [sys.executable, "-c", FULL, str(desk.home.root), str(room)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Make room" in done.stdout
    (left,) = desk.home.backups.iterdir()
    assert left.read_bytes() == before
    open_store(desk.home, desk.clock).close()
