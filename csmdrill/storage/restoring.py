"""Restoring: a checked copy takes the place of the database, which is set aside under another name."""

from __future__ import annotations

import shutil
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec

from csmdrill.core.clock import Clock
from csmdrill.core.errors import BackupRejected, ClockRejected, StoreBusy
from csmdrill.core.home import Home
from csmdrill.storage import engine
from csmdrill.storage.backup import look_into
from csmdrill.storage.engine import cannot_make, meaning
from csmdrill.storage.log import LAST_NUMBERS, last_numbers, new_id
from csmdrill.storage.opening import make_folder
from csmdrill.storage.repair import COMPANIONS, set_aside
from csmdrill.storage.witness import UNMARKED

_OTHER = "See what there is: csmdrill backup list."
_CALL = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


class Restored(msgspec.Struct, frozen=True):
    """What a restore did.

    Args:
        facts: facts in the database now.
        set_aside: the database that was there before, under its new name; None if there was none.
    """

    facts: int
    set_aside: Path | None


def restore(home: Home, clock: Clock, source: Path) -> Restored:
    """Put a copy of a backup in the place of the database.

    The copy writes under a device id of its own, so that it never gives a name twice to different facts.

    Raises:
        BackupRejected: the file is no whole database of csmdrill, or the very one that is in use.
        StoreNewer: a newer csmdrill wrote it.
        StoreBusy: another program holds the database.
        ClockRejected: a practice clock, and the backup is of real practice.
        StoreUnavailable: the copy cannot be made. Nothing was changed in any of these cases.
    """
    make_folder(home.root)
    database = home.database
    if not source.is_file():
        raise BackupRejected(f"There is no file {source}.", _OTHER)
    if database.exists() and source.samefile(database):
        raise BackupRejected(f"{source} is the database in use.", _OTHER)
    unfinished = database.with_name(f"{database.name}.restoring-{new_id()[:8]}")
    try:
        facts = _ready_copy(source, unfinished, clock)
        with _held(database):
            kept = _exchange(database, unfinished, clock)
    except OSError as error:
        raise cannot_make(unfinished, error) from error
    finally:
        for suffix in ("", *COMPANIONS):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    return Restored(facts, kept)


def _ready_copy(source: Path, copy: Path, clock: Clock) -> int:
    """Copy a backup, check the copy and give it a device id of its own; returns the number of its facts."""
    try:
        source.open("rb").close()
    except OSError as error:
        raise BackupRejected(f"{source} cannot be read: {error.strerror}.", _OTHER) from error
    for suffix in ("", *COMPANIONS):
        beside = source.with_name(source.name + suffix)
        if beside.is_file():
            shutil.copyfile(beside, copy.with_name(copy.name + suffix))
    copy.chmod(0o600)
    facts = look_into(copy, called=source).facts
    with engine.translated(copy), closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        meta = dict(connection.execute("SELECT name, value FROM meta"))
        if clock.simulated and facts and meta.get("simulated") != "1":
            raise ClockRejected("CSMDRILL_NOW is set, but this is real practice.", "Unset CSMDRILL_NOW.")
        # Also where the mark beside the database fits: a power cut may have brought an older one back.
        own = {"device_id": new_id(), "last_seq": "0", "file_id": UNMARKED}
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_CALL, [*own.items(), (LAST_NUMBERS, _last_numbers(connection, meta))])
        connection.execute("COMMIT")
    return facts


def _last_numbers(connection: sqlite3.Connection, meta: Mapping[str, str]) -> str:
    """Return the note of how far each device has come, the one that wrote the copy among them."""
    last = dict(connection.execute("SELECT device_id, max(seq) FROM fact WHERE seq > 0 GROUP BY device_id"))
    with suppress(msgspec.DecodeError):
        noted = last_numbers(meta.get(LAST_NUMBERS, "{}"))
        last |= {device: max(number, last.get(device, 0)) for device, number in noted.items()}
    before, said = meta.get("device_id", ""), meta.get("last_seq", "")
    if said.isdecimal() and int(said) > last.get(before, 0):
        last[before] = int(said)
    return msgspec.json.encode(last, order="sorted").decode()


def _exchange(database: Path, unfinished: Path, clock: Clock) -> Path | None:
    """Set the database aside and put the copy in its place; returns where the old one went."""
    kept = set_aside(database, clock.now(), "before-restore") if database.exists() else None
    try:
        unfinished.rename(database)
    except OSError:
        if kept is not None:
            kept.rename(database)
        raise
    return kept


@contextmanager
def _held(database: Path) -> Iterator[None]:
    """Keep every other program out of a database, where SQLite can still open it at all.

    Raises:
        StoreBusy: another program is in it.
    """
    if not database.is_file():
        yield
        return
    with closing(
        sqlite3.connect(database, timeout=engine.BUSY_MS / 1000, isolation_level=None)
    ) as connection:
        try:
            # Leaving the write-ahead log needs every other program gone, idle ones too.
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            meant = meaning(error, database)
            if isinstance(meant, StoreBusy):
                raise meant from error
        if sys.platform == "win32":
            # Windows renames no file that is open, and that keeps the others out as well.
            connection.close()
        yield
