"""The connection rules: how SQLite is opened and begun, and what its errors mean to a person."""

from __future__ import annotations

import errno
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from csmdrill.core.errors import (
    HomeMissing,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
)
from csmdrill.core.patience import is_worth_waiting

Got = TypeVar("Got")

BUSY_MS = 5000
POLL_SECONDS = 0.002
WAL_SINCE = (3, 51, 3)
"""SQLite before this version can corrupt a write-ahead log under two writers."""

CHECKPOINT_PAGES = 200
"""A write-ahead log of so many goes into the file: that an answer now and then waits for. SQLite has 1000."""

WRITES = "csmdrill_writes"
"""Where a connection keeps whether its next transaction is a writing one."""

WAY_BACK = (
    "Run `csmdrill doctor --rebuild`: it keeps the file under another name and saves every fact that"
    " can be read."
)
PRAGMAS = (
    f"busy_timeout = {BUSY_MS}",
    "foreign_keys = ON",
    "secure_delete = ON",
    "synchronous = FULL",
    "trusted_schema = OFF",
    f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
)


def open_engine(database: Path) -> Engine:
    """Return the engine of a database file; nothing is opened before the first connection."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            database, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "commit", _commit)
    return engine


@contextmanager
def reading(connection: Connection, database: Path) -> Iterator[Connection]:
    """Run a reading transaction; SQLite's errors come out as csmdrill's."""
    with translated(database), _suspected(connection, database), connection.begin():
        yield connection


@contextmanager
def asking(connection: Connection, database: Path) -> Iterator[Connection]:
    """Let one query run outside every transaction, see `quick.ask`; errors come out as csmdrill's.

    By itself a query is a transaction already; what a larger one costs beside is paid by who waits for it.
    """
    with translated(database), _suspected(connection, database):
        yield connection


@contextmanager
def writing(connection: Connection, database: Path, lasting: bool = False) -> Iterator[Connection]:
    """Run a writing transaction, committed at its end; SQLite's errors come out as csmdrill's.

    Args:
        connection: no transaction is open.
        database: its file.
        lasting: the journal keeps its length, marked as void; so the disk has less to do until the commit
            is on it. What stood in the changed pages before stays in it until the next writing without:
            not for tables from which a person may erase.
    """
    with translated(database), _suspected(connection, database):
        connection.info[WRITES] = True
        try:
            with _lasting(raw(connection)) if lasting else nullcontext(), connection.begin():
                yield connection
        finally:
            connection.info[WRITES] = False


@contextmanager
def translated(database: Path) -> Iterator[None]:
    """Turn what SQLite raises into the error that tells a person what to do."""
    try:
        yield
    except DBAPIError as error:
        if not isinstance(error.orig, sqlite3.Error) or isinstance(error.orig, sqlite3.ProgrammingError):
            raise
        raise meaning(error.orig, database) from error
    except sqlite3.ProgrammingError:
        raise
    except sqlite3.Error as error:
        raise meaning(error, database) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise damaged(database) from error


@contextmanager
def _suspected(connection: Connection, database: Path) -> Iterator[None]:
    """Blame the file for a wrong type or value if the file is in fact not whole."""
    try:
        yield
    except (TypeError, ValueError, ArithmeticError) as error:
        if isinstance(error, msgspec.DecodeError) or pragma(connection, "quick_check(1)") == "ok":
            raise
        raise damaged(database) from error


def pragma(connection: Connection, words: str) -> object:
    """Run a pragma outside every transaction and return its one value, or None.

    Args:
        connection: no transaction may be open.
        words: what stands behind PRAGMA.
    """
    row = raw(connection).execute(f"PRAGMA {words}").fetchone()
    return None if row is None else row[0]


def raw(connection: Connection) -> sqlite3.Connection:
    """Return the driver's connection, for what cannot run in a transaction."""
    driver = connection.connection.dbapi_connection
    if not isinstance(driver, sqlite3.Connection):
        raise TypeError("the database is no SQLite file")
    return driver


def patiently(driver: sqlite3.Connection, attempt: Callable[[], Got]) -> Got:
    """Do what takes a lock, waiting for other programs as long as `BUSY_MS` and as long as it is worth it.

    SQLite's own waiting polls ten times a second, and starves beside a program that writes without a pause;
    nor can it be cut short where somebody leaves.

    Args:
        driver: its connection.
        attempt: is tried until it gets the lock; one that fails leaves what was there before.
    """
    deadline = time.monotonic() + BUSY_MS / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            last_try = time.monotonic() >= deadline or not is_worth_waiting()
            try:
                return attempt()
            except sqlite3.OperationalError as error:
                if last_try or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
            time.sleep(POLL_SECONDS)
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_MS}")


def meaning(error: sqlite3.Error, database: Path) -> StoreUnavailable:
    """Return what an SQLite error means for the person whose file it is about."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return damaged(database)
    primary = code & 0xFF
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL):
        return StoreBusy(
            f"Another program holds {database}.", "Close the other program, or wait a moment and try again."
        )
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return StoreReadOnly(
            f"{database} was replaced by another program while it was open.",
            "Close csmdrill and open it again; what was answered before is safe.",
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return read_only(database)
    if primary == sqlite3.SQLITE_FULL or code in _WRITE_FAILED:
        return StoreFull(
            f"{database} could not be written: the disk is full, or a limit is reached.",
            "Make room and try again; everything answered before is safe.",
        )
    if primary == sqlite3.SQLITE_CANTOPEN:
        return _cannot_open(database)
    return damaged(database)


def read_only(database: Path) -> StoreReadOnly:
    """Return the error for a file or folder that does not take writes."""
    return StoreReadOnly(
        f"{database} cannot be written.",
        "Make the folder and the file writable, or name another folder in CSMDRILL_HOME.",
    )


def cannot_make(path: Path, error: OSError) -> StoreUnavailable:
    """Return the error for a folder or file that cannot be made in the home."""
    if error.errno == errno.ENOSPC:
        return StoreFull(f"{path} cannot be made: the disk is full.", "Make room and try again.")
    return HomeMissing(
        f"{path} cannot be made: {(error.strerror or str(error)).lower()}.",
        "Name another folder in CSMDRILL_HOME.",
    )


_WRITE_FAILED = frozenset(
    {
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_DIR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
        sqlite3.SQLITE_IOERR_CLOSE,
    }
)


@contextmanager
def _lasting(driver: sqlite3.Connection) -> Iterator[None]:
    """Let the rollback journal keep its length; a write-ahead log is left as it is.

    The mode is asked for each time, as another program may have begun such a log meanwhile.
    """
    if _journal_of(driver) == "truncate":
        driver.execute("PRAGMA journal_mode = PERSIST")
    try:
        yield
    finally:
        if _journal_of(driver) == "persist":
            driver.execute("PRAGMA journal_mode = TRUNCATE")


def _journal_of(driver: sqlite3.Connection) -> str:
    return str(driver.execute("PRAGMA journal_mode").fetchone()[0])


def _begin(connection: Connection) -> None:
    """Begin a transaction and take its lock."""
    driver = raw(connection)
    writes = connection.info.get(WRITES, False)

    def begin() -> None:
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
        if not writes:  # a plain BEGIN takes its lock only with the first read
            try:
                driver.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            except sqlite3.OperationalError:
                driver.rollback()
                raise

    patiently(driver, begin)


def _commit(connection: Connection) -> None:
    """Commit a transaction, for which those that still read must come to their end; else take it back."""
    driver = raw(connection)
    try:
        patiently(driver, driver.commit)
    except sqlite3.Error:
        driver.rollback()  # SQLAlchemy would leave it open, and the next could not begin
        raise


def _cannot_open(database: Path) -> StoreUnavailable:
    if not database.parent.is_dir():
        return HomeMissing(f"There is no folder {database.parent}.", "Name another folder in CSMDRILL_HOME.")
    return read_only(database)


def damaged(database: Path) -> StoreDamaged:
    """Return the error for a file that is not whole."""
    return StoreDamaged(f"{database} is damaged.", WAY_BACK)
