"""Backups: whole copies of the database, each opened and checked before it counts as one."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import Connection, text

from csmdrill.core.errors import BackupRejected, StoreDamaged, StoreNewer, StoreUnavailable
from csmdrill.core.home import Home
from csmdrill.storage import tables
from csmdrill.storage.engine import WAY_BACK, cannot_make, meaning, pragma, raw, reading
from csmdrill.storage.log import new_id
from csmdrill.storage.opening import recognise
from csmdrill.storage.rotation import CAP_BYTES, kept, newest_first, next_name, over_cap, taken_at

PAUSE = timedelta(minutes=30)
"""How old the last backup is before another one is made by itself."""

STALE = timedelta(hours=1)
"""How old an unfinished copy is before it counts as left behind by a program that died."""

UNFINISHED = ".unfinished-"

_EXTENT = "SELECT count(*), coalesce(max(order_at), 0) FROM fact"


class Extent(msgspec.Struct, frozen=True):
    """How much a database holds: the number of its facts, and the place of the last."""

    facts: int
    last: int


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """A backup in the home.

    Args:
        path: the file.
        taken: when, in UTC.
        size: bytes.
    """

    path: Path
    taken: datetime
    size: int


def backups(home: Home) -> list[Backup]:
    """Return the backups of a home, the newest first."""
    try:
        sizes = {path.name: path.stat().st_size for path in home.backups.iterdir() if path.is_file()}
    except OSError:
        return []
    found = []
    for name in newest_first(sizes):
        taken = taken_at(name)
        if taken is not None:
            found.append(Backup(path=home.backups / name, taken=taken, size=sizes[name]))
    return found


def make(connection: Connection, home: Home, now: datetime, schema: int | None = None) -> Backup:
    """Copy the open database, check the copy, and let older backups go.

    Args:
        connection: no transaction is open.
        home: where the backups are.
        now: dates the copy.
        schema: named when the copy is made before a migration.

    Raises:
        StoreDamaged: the copy is not whole.
        StoreFull, StoreReadOnly, StoreBusy, HomeMissing: it could not be made. No backup was touched.
    """
    _make_folder(home.backups)
    _sweep(home, now)
    name = next_name((each.path.name for each in backups(home)), now, schema)
    unfinished = home.backups / f"{name}{UNFINISHED}{new_id()[:8]}"
    try:
        held = extent_of(connection, home.database)
        _copy(connection, home.database, unfinished)
        unfinished.chmod(0o600)
        if look_into(unfinished).facts < held.facts:
            raise StoreDamaged(f"{home.database} could not be copied whole.", WAY_BACK)
        _settle(unfinished)
        made = Backup(path=home.backups / name, taken=now, size=unfinished.stat().st_size)
        unfinished.rename(made.path)
    except OSError as error:
        raise cannot_make(home.backups / name, error) from error
    except BackupRejected as error:
        raise StoreDamaged(f"{home.database} could not be copied whole.", WAY_BACK) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    prune(home, now)
    return made


def is_wanted(connection: Connection, home: Home, now: datetime) -> bool:
    """Return whether a backup is due: the last is over 30 minutes old and holds less than there is."""
    last = next((each for each in backups(home) if each.taken <= now), None)
    if last is None:
        return extent_of(connection, home.database).facts > 0
    return now - last.taken > PAUSE and not holds_all(connection, home, now)


def holds_all(connection: Connection, home: Home, now: datetime) -> bool:
    """Return whether the newest backup holds every fact that the open database has."""
    last = next((each for each in backups(home) if each.taken <= now), None)
    if last is None:
        return False
    try:
        return look_into(last.path) == extent_of(connection, home.database)
    except (BackupRejected, StoreUnavailable):
        return False


def look_into(path: Path, called: Path | None = None) -> Extent:
    """Return what a copy of a database holds, after a look at its every page; the file is only read.

    Args:
        path: the copy.
        called: what errors call it.

    Raises:
        BackupRejected: it is no whole database of csmdrill.
        StoreNewer: a newer csmdrill wrote it.
    """
    name = called or path
    try:
        recognise(path, called)
        with closing(sqlite3.connect(f"{path.resolve(strict=True).as_uri()}?mode=ro", uri=True)) as copy:
            (schema,) = copy.execute("PRAGMA user_version").fetchone()
            if schema > tables.SCHEMA:
                raise StoreNewer(f"{name} was written by a newer csmdrill.", f"Update csmdrill. {_OTHER}")
            (said,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            if schema < 1 or said != "ok":
                raise _not_whole(name)
            copy.execute("SELECT value FROM meta WHERE name = 'person'").fetchone()
            return Extent(*copy.execute(_EXTENT).fetchone())
    except StoreDamaged as error:
        raise BackupRejected(error.sentence, _OTHER) from error
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise _not_whole(name) from error


def extent_of(connection: Connection, database: Path) -> Extent:
    """Return what the open database holds."""
    with reading(connection, database):
        return Extent(*connection.execute(text(_EXTENT)).one())


def prune(home: Home, now: datetime, cap: int = CAP_BYTES) -> list[Path]:
    """Let go the backups that are not to be kept; returns them."""
    there = {each.path.name: each.size for each in backups(home)}
    staying = kept(there, now)
    going = [name for name in there if name not in staying]
    going += over_cap({name: there[name] for name in staying}, now, cap)
    for name in going:
        # A backup that cannot be deleted costs room, nothing else.
        with suppress(OSError):
            (home.backups / name).unlink()
    return [home.backups / name for name in going]


def erase_texts_in(home: Home) -> tuple[int, list[Path]]:
    """Erase what the person typed from all backups; returns their number, and those that refused."""
    done, left = 0, []
    for each in backups(home):
        try:
            with closing(sqlite3.connect(each.path, isolation_level=None)) as copy:
                copy.execute("PRAGMA secure_delete = ON")
                copy.execute("DELETE FROM personal_text")
                if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'draft'").fetchone():
                    copy.execute("DELETE FROM draft")  # older schemas have none
            done += 1
        except sqlite3.Error:
            left.append(each.path)
    return done, left


_OTHER = "See what else there is: csmdrill backup list."


def _not_whole(path: Path) -> BackupRejected:
    return BackupRejected(f"{path} is not whole; it cannot be restored.", _OTHER)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise cannot_make(folder, error) from error


def _copy(connection: Connection, database: Path, unfinished: Path) -> None:
    try:
        raw(connection).execute("VACUUM INTO ?", (str(unfinished),))
    except sqlite3.OperationalError as error:
        unwritten = (error.sqlite_errorcode or 0) & 0xFF in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
        if unwritten and pragma(connection, "quick_check(1)") == "ok":
            # The database can be read, so it is the copy that could not be written.
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise meaning(error, database) from error
    except sqlite3.DatabaseError as error:
        raise meaning(error, database) from error


def _sweep(home: Home, now: datetime) -> None:
    """Delete what programs that died left half made."""
    for path in home.backups.glob(f"*{UNFINISHED}*"):
        begun = taken_at(path.name.partition(UNFINISHED)[0])
        if begun is not None and not timedelta(0) <= now - begun <= STALE:
            with suppress(OSError):
                path.unlink()


def _settle(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
