"""The mark beside a database: it tells the one that went on writing from every copy and older state of it.

With each appended fact a small file beside the database gets a new random word, and the database keeps that
word with the file's number and its time of change. A database that comes back from a copy, alone or with its
folder, does not fit the mark any longer; nor does one whose last writing was cut off. Such a database must
write under a new device id, which is always safe.
"""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from csmdrill.storage.engine import cannot_make

SUFFIX = "-mark"
UNMARKED = "none"
"""What a database keeps that has not been written to in its place yet; no mark reads so."""

WORD = 16
"""Bytes of a mark."""

_LONGEST = 64
_AS_IT_IS = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Nobody waits for the other end of a pipe that stands there, and no byte is taken for the end of a line."""


def mark_path(database: Path) -> Path:
    """Return where the mark of a database stands."""
    return database.with_name(database.name + SUFFIX)


def mark_of(database: Path) -> str:
    """Return the mark as it stands, or UNMARKED where there is none that can be read."""
    try:
        file = os.open(f"{database}{SUFFIX}", os.O_RDONLY | _AS_IT_IS)
        try:
            found = os.fstat(file)
            word = os.read(file, _LONGEST) if stat.S_ISREG(found.st_mode) else None
        finally:
            os.close(file)
    except OSError:
        return UNMARKED
    return UNMARKED if word is None else _said(word, found)


def fits(kept: str, database: Path) -> bool:
    """Return whether the mark is the one that a database kept with its last writing."""
    return kept != UNMARKED and kept == mark_of(database)


def new_mark(database: Path) -> str:
    """Change the mark and return it; call it before the commit that keeps it, with the write lock held.

    Nobody waits for the disk: a mark lost in a power cut makes a new device id, nothing worse.

    Raises:
        StoreUnavailable: it cannot be written.
    """
    path = mark_path(database)
    try:
        # In place: so it takes no room on a full disk, and needs nothing of the folder.
        file = os.open(path, os.O_WRONLY | os.O_CREAT | _AS_IT_IS, 0o600)
        try:
            word = secrets.token_bytes(WORD)
            os.write(file, word)
        finally:
            os.close(file)
        found = path.stat()  # a network drive sets the time of change only when the file is closed
    except OSError as error:
        raise cannot_make(path, error) from error
    # What another program made of the file may be longer, and is part of the mark then.
    return _said(word, found) if found.st_size == WORD else mark_of(database)


def _said(word: bytes, found: os.stat_result) -> str:
    # Only the system sets the time of change: a copy over the file has another one even if it keeps the rest.
    return f"{word.hex()}.{found.st_ino}.{found.st_ctime_ns}"
