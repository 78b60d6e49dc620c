"""The doctor's look at the texts that attempts were played by: the spoilt, the missing, the lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy import Connection, delete, select

from csmdrill.storage import tables
from csmdrill.storage.form import set_meta
from csmdrill.storage.log import read_meta
from csmdrill.storage.rehearsals import Source, bodies, keep_sources, missing_sources

LOST_SOURCES = "lost_sources"
"""Where `meta` keeps the hashes of texts that are known to be lost."""


def spoilt_sources(connection: Connection) -> dict[str, tuple[str, str]]:
    """Return kind and body of the texts that do not fit their hash, by hash."""
    found = {row.hash: (row.kind, row.body) for row in connection.execute(select(tables.source))}
    whole = {each.hash for each in bodies(found)}
    return {name: about for name, about in found.items() if name not in whole}


def lost_sources(connection: Connection) -> set[str]:
    """Return the hashes of texts that an earlier repair gave up."""
    try:
        return set(msgspec.json.decode(read_meta(connection).get(LOST_SOURCES, "[]"), type=list[str]))
    except msgspec.DecodeError:
        return set()


def unexplained(connection: Connection) -> set[str]:
    """Return the hashes of texts that are missing and not yet known to be lost."""
    return missing_sources(connection) - lost_sources(connection)


def mend_sources(connection: Connection, backups: Iterable[Path]) -> list[dict[str, object]]:
    """Take spoilt texts out, bring what is missing out of backups, and note what is lost.

    Returns:
        What was taken out, for the file in which it is kept.
    """
    spoilt = spoilt_sources(connection)
    for name in spoilt:
        connection.execute(delete(tables.source).where(tables.source.c.hash == name))
    missing = missing_sources(connection)
    for path in backups if missing else ():
        keep_sources(connection, (each for each in _sources_in(path) if each.hash in missing))
    left = sorted(missing_sources(connection))
    if left:
        set_meta(connection, {LOST_SOURCES: msgspec.json.encode(left).decode()})
    return [
        {"defect": "source-spoilt", "hash": name, "kind": kind, "body": body}
        for name, (kind, body) in spoilt.items()
    ]


def _sources_in(backup: Path) -> list[Source]:
    try:
        with closing(sqlite3.connect(f"{backup.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            rows = copy.execute("SELECT hash, kind, body FROM source").fetchall()
    except (sqlite3.Error, UnicodeError):
        return []
    return bodies({str(name): (str(kind), str(body)) for name, kind, body in rows})
