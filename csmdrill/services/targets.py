"""Files that are to be written: one that is there is written over only where that is asked for."""

from __future__ import annotations

import stat
from pathlib import Path

from csmdrill.core.errors import FileInTheWay

STREAMS = ("/dev/stdout", "/dev/stderr", "/dev/fd", "/proc")
"""Names of what the process has open already, even where that is a file."""


def is_stream(target: Path) -> bool:
    """Return whether a path is to be written to as it stands, never replaced by a file."""
    if any(target.absolute().is_relative_to(folder) for folder in STREAMS):
        return True
    try:
        return not stat.S_ISREG(target.stat().st_mode)
    except FileNotFoundError:
        return False


def must_be_free(target: Path | None, replace: bool) -> None:
    """Refuse a file that is there already, before somebody waits for what would be written.

    Args:
        target: the file, or a link to it; None and pipes are always free.
        replace: it may be written over.

    Raises:
        FileInTheWay: it is there.
    """
    if target is None or replace:
        return
    try:
        free = is_stream(target) or not target.exists()
    except (OSError, RuntimeError):  # who writes it tells what is wrong with it
        return
    if not free:
        raise FileInTheWay(in_the_way(target), "Name another file, or write over this one with --replace.")


def in_the_way(target: Path) -> str:
    """Return the sentence about a file that is there already."""
    return f"{target} is there already, and is not written over."
