"""Opens Anki's packages: finds the real collection in them and reads it as data, never as a program."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from csmdrill.core.errors import ExchangeRejected
from csmdrill.exchange.anki_model import AnkiPackage
from csmdrill.exchange.anki_rows import NOTICE, RowsRejected, read_rows
from csmdrill.exchange.archive import BLOCK, Archive, Guard, opened
from csmdrill.exchange.wire import WireProblem, fields_in, number_in

LEGACY, LEGACY_2, CURRENT = 1, 2, 3
COLLECTIONS = {LEGACY: "collection.anki2", LEGACY_2: "collection.anki21", CURRENT: "collection.anki21b"}
LARGEST_WINDOW = 32 * 1024 * 1024
MOST_STEPS = 400
STEPS = 1_000_000
"""After so many times so many steps of SQLite's machine, a database is not worth waiting for."""

LONGEST_VALUE = 8 * 1024 * 1024


def is_package(path: Path) -> bool:
    """Return whether a file begins as a zip archive does, or is named as a package.

    Raises:
        ExchangeRejected: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(2) == b"PK" or path.suffix.lower() in (".apkg", ".colpkg")
    except OSError as error:
        raise ExchangeRejected(
            f"{path} cannot be read: {error.strerror}.", "Name a .apkg, .csv or .tsv file."
        ) from error


def read_package(path: Path) -> AnkiPackage:
    """Return what a package holds.

    Raises:
        ExchangeRejected: it is no package, damaged, too large, or of a newer Anki.
    """
    try:
        with opened(path) as archive, _collection(archive) as database:
            return _read(archive, database)
    except OSError as error:
        raise ExchangeRejected(f"{path} cannot be read: {error.strerror}.", "Look at the file.") from error


def _read(archive: Archive, database: Path) -> AnkiPackage:
    try:
        with closing(_connect(database)) as connection:
            package = read_rows(connection)
    except RowsRejected as rejected:
        raise archive.rejected(str(rejected)) from rejected
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise archive.rejected("holds a collection that takes too long to read") from error
        raise archive.rejected("holds a collection that is not one of Anki's") from error
    except (sqlite3.Error, OverflowError) as error:
        raise archive.rejected("holds a damaged collection") from error
    if [note.fields[0] for note in package.notes if note.fields and NOTICE in note.fields[0]]:
        raise archive.rejected("holds only Anki's notice to update; its real collection is missing")
    return package


def _connect(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
    steps = iter(range(MOST_STEPS))
    connection.set_progress_handler(lambda: int(next(steps, None) is None), STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@contextmanager
def _collection(archive: Archive) -> Iterator[Path]:
    """Put the real collection into a file that only this person can read, for as long as it is needed."""
    version = _version(archive)
    name = COLLECTIONS[version]
    if not archive.has(name):
        raise archive.rejected(f"lacks its collection ({name})")
    with tempfile.TemporaryDirectory(prefix="csmdrill-") as folder:
        path = _written(Path(folder) / "collection.db", archive.blocks(name))
        if version == CURRENT:
            path = _written(Path(folder) / "unpacked.db", _unpacked(archive, path))
        yield path


def _written(path: Path, blocks: Iterator[bytes]) -> Path:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        for block in blocks:
            file.write(block)
    return path


def _version(archive: Archive) -> int:
    """Return which of the collections in a package is the real one; others are there for older programs."""
    if not archive.has("meta"):
        return LEGACY_2 if archive.has(COLLECTIONS[LEGACY_2]) else LEGACY
    try:
        version = number_in(fields_in(archive.small("meta")), 1)
    except WireProblem as error:
        raise archive.rejected("does not say which Anki wrote it") from error
    if version not in COLLECTIONS:
        raise archive.rejected("comes from a newer Anki than csmdrill knows")
    return version


def _unpacked(archive: Archive, packed: Path) -> Iterator[bytes]:
    """Yield what a file of zstd holds, a block at a time."""
    try:
        import zstandard
    except ImportError as error:
        raise ExchangeRejected(
            f"{archive.path} comes from a newer Anki, and reading it takes one more package.",
            "pip install 'csmdrill[anki]', or export it from Anki with “Support older Anki versions”.",
        ) from error
    guard = Guard(archive)
    unpacker = zstandard.ZstdDecompressor(max_window_size=LARGEST_WINDOW)
    try:
        with packed.open("rb") as file, unpacker.stream_reader(file, read_size=BLOCK) as stream:
            while block := stream.read(BLOCK):
                yield guard.passed(block, file.tell())
    except zstandard.ZstdError as error:
        raise archive.rejected("holds a damaged collection") from error
