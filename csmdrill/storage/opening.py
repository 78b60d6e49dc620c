"""Opening a home: the folder and database are made or recognised, and a damaged or newer file is refused."""

from __future__ import annotations

import os
import sqlite3
import stat
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Engine, insert

from csmdrill.core.clock import Clock
from csmdrill.core.errors import StoreDamaged, StoreNewer
from csmdrill.core.home import Home
from csmdrill.storage import tables
from csmdrill.storage.engine import (
    WAL_SINCE,
    WAY_BACK,
    cannot_make,
    open_engine,
    patiently,
    pragma,
    raw,
    read_only,
    reading,
    translated,
    writing,
)
from csmdrill.storage.fold import FOLD_VERSION
from csmdrill.storage.log import LAST_NUMBERS, new_id, read_meta, write_meta
from csmdrill.storage.witness import UNMARKED

MAGIC = b"SQLite format 3\x00"
HEADER_BYTES = 100
MOST_SCHEMAS = 10_000
"""No release will come to this number: a higher one in the header is damage."""


class Opened(msgspec.Struct, frozen=True):
    """An open database.

    Args:
        engine, connection: the way in.
        journal: `truncate` or `wal`.
        journal_note: why it is not the faster one, when another SQLite made that choice; else empty.
    """

    engine: Engine
    connection: Connection
    journal: str
    journal_note: str


def open_database(home: Home, clock: Clock) -> Opened:
    """Open the database of a home, made new where there is none.

    Args:
        home: where it is.
        clock: marks a new database as made on a practice clock, and dates a backup.

    Raises:
        HomeMissing, StoreReadOnly, StoreFull, StoreBusy, StoreDamaged, StoreNewer: as they say.
    """
    make_folder(home.root)
    database = home.database
    if not database.exists():
        _create(database, clock.simulated)
    recognise(database)
    if not (os.access(home.root, os.W_OK) and os.access(database, os.W_OK)):
        raise read_only(database)
    engine = open_engine(database)
    try:
        with translated(database):
            connection = engine.connect()
            patiently(raw(connection), lambda: schema_of(connection))  # the first look waits for who writes
            _bring_up(connection, home, clock)
            mode, note = _choose_journal(connection, database)
    except BaseException:
        engine.dispose()
        raise
    return Opened(engine, connection, mode, note)


def recognise(database: Path, called: Path | None = None) -> None:
    """Check by its first bytes that a file is a database of ours.

    Args:
        database: the file.
        called: what the errors call it, if not by its own name.

    Raises:
        StoreDamaged: it is empty, or something else.
    """
    name = called or database
    try:
        # Asked before it is opened: opening a pipe would wait for a writer.
        if not stat.S_ISREG(database.stat().st_mode):
            raise StoreDamaged(f"{name} is no file: {_kind_of(database)}.", "Move it away.")
        with database.open("rb") as file:
            header = file.read(HEADER_BYTES)
    except PermissionError:
        raise read_only(database) from None
    except OSError as error:
        raise StoreDamaged(f"{name} cannot be read: {error.strerror}.", WAY_BACK) from error
    if not header:
        raise StoreDamaged(f"{name} is empty.", WAY_BACK)
    if len(header) < HEADER_BYTES or not header.startswith(MAGIC):
        raise StoreDamaged(f"{name} is no database.", WAY_BACK)
    if int.from_bytes(header[68:72], "big") != tables.APPLICATION_ID:
        raise StoreDamaged(f"{name} is no database of csmdrill.", WAY_BACK)


def schema_of(connection: Connection) -> int:
    """Return the number of the schema that the file has."""
    return int(str(pragma(connection, "user_version")))


def stamp(connection: Connection) -> None:
    """Mark the file as ours, with the present schema."""
    connection.exec_driver_sql(f"PRAGMA application_id = {tables.APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {tables.SCHEMA}")


def unused(path: Path) -> Path:
    """Return the path, or the first with `-2`, `-3`, ... before its `.db` that names no file yet."""
    suffix = ".db" if path.suffix == ".db" else ""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name.removesuffix(suffix)}-{number}{suffix}")
    return found


def make_folder(folder: Path) -> None:
    """Make the folder of a home where it is not there yet, readable by its owner alone."""
    try:
        if not folder.is_dir():
            folder.parent.mkdir(parents=True, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise cannot_make(folder, error) from error


def _create(database: Path, simulated: bool) -> None:
    """Make a new database beside its place and link it there whole.

    So no half-made file is ever seen, and of two programs that start at once one finds the other's.
    """
    unfinished = database.with_name(f"{database.name}.new-{new_id()}")
    engine = open_engine(unfinished)
    try:
        with translated(database), engine.connect() as connection, writing(connection, database):
            tables.metadata.create_all(connection, checkfirst=False)
            connection.execute(insert(tables.meta), _first_meta(simulated))
            stamp(connection)
        engine.dispose()
        unfinished.chmod(0o600)
        _put_in_place(unfinished, database)
    except OSError as error:
        raise cannot_make(database.parent, error) from error
    finally:
        engine.dispose()
        unfinished.unlink(missing_ok=True)
        unfinished.with_name(unfinished.name + "-journal").unlink(missing_ok=True)


def _kind_of(path: Path) -> str:
    if path.is_dir():
        return "a folder stands there"
    return "a pipe stands there" if path.is_fifo() else "a device or socket stands there"


def _put_in_place(unfinished: Path, database: Path) -> None:
    try:
        database.hardlink_to(unfinished)
    except FileExistsError:
        return  # another program was quicker; its database is used
    except OSError:
        # Some file systems have no hard links; there a rename must do.
        if not database.exists():
            unfinished.rename(database)


def _first_meta(simulated: bool) -> list[dict[str, str]]:
    values = {
        "device_id": new_id(),
        "person": new_id(),
        "simulated": str(int(simulated)),
        "last_seq": "0",
        "last_order_at": "0",
        "file_id": UNMARKED,
        "fold_version": str(FOLD_VERSION),
        "unattached": "0",
        "older_sqlite": "",
        LAST_NUMBERS: "{}",
    }
    return [{"name": name, "value": value} for name, value in values.items()]


def _bring_up(connection: Connection, home: Home, clock: Clock) -> None:
    """Bring the schema up to date; a newer one is refused."""
    schema = schema_of(connection)
    if not 0 <= schema < MOST_SCHEMAS:
        raise StoreDamaged(f"{home.database} is damaged.", WAY_BACK)
    if schema > tables.SCHEMA:
        raise StoreNewer(
            f"{home.database} was written by a newer csmdrill.",
            "Update csmdrill; until then the file is left as it is.",
        )
    if schema < tables.SCHEMA:
        from csmdrill.storage.migrating import migrate

        migrate(connection, home, clock.now())


def _choose_journal(connection: Connection, database: Path) -> tuple[str, str]:
    """Set the journal mode and return it with a note.

    A write-ahead log is used only when every SQLite that opens the file is new enough. An older one
    switches back and leaves a mark, and the newer ones then keep to it.
    """
    mode = str(pragma(connection, "journal_mode"))
    with reading(connection, database):
        marked = read_meta(connection).get("older_sqlite", "")
    able = sqlite3.sqlite_version_info >= WAL_SINCE
    if able and not marked:
        wanted, note = "wal", ""
    else:
        wanted = "truncate"
        older = marked or (sqlite3.sqlite_version if mode == "wal" else "")
        note = f"Written the slower, safe way: SQLite {older} opens this home too." if older else ""
    pragma(connection, f"journal_mode = {wanted}")
    if mode == "wal" and not able and not marked:
        with writing(connection, database):
            write_meta(connection, older_sqlite=sqlite3.sqlite_version)
    return wanted, note
