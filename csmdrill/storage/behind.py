"""Whether the state is behind the facts: asked by the standard library alone, since every start asks it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

FOLD_VERSION = "3"
"""The fold of this program; the same as in `fold`, which takes long to load."""

WAIT_SECONDS = 0.2


def facts_to_work_out(database: Path) -> int:
    """Return how many facts wait to be worked out; 0 where the state is up to date, or this cannot be told.

    Args:
        database: the SQLite file; it is only read.
    """
    try:
        if not database.is_file():
            return 0  # SQLite would wait for a writer of a pipe
        address = f"{database.resolve(strict=True).as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS)) as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = 'fold_version'").fetchone()
            if row is None or row[0] == FOLD_VERSION:
                return 0
            return int(connection.execute("SELECT count(*) FROM fact").fetchone()[0])
    except (OSError, sqlite3.Error, ValueError):
        return 0  # the opening that follows says what is wrong
