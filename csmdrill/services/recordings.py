"""The recordings of a home: where the next one lies, which there are, and erasing them."""

from __future__ import annotations

import re
from pathlib import Path

from csmdrill.core.home import Home


def recording_path(home: Home, attempt: str) -> Path:
    """Return a file for the next recording of an attempt; one that was gone on with has several."""
    taken = {path.name for path in recordings(home)}
    names = (f"{attempt}{'' if part == 1 else f'-{part}'}.wav" for part in range(1, len(taken) + 2))
    return home.recordings / next(name for name in names if name not in taken)


def recordings(home: Home, attempt: str = "") -> tuple[Path, ...]:
    """Return the recordings that there are, of one attempt or of all."""
    wanted = re.compile(rf"{re.escape(attempt)}(-\d+)?\.wav" if attempt else r".+\.wav")
    try:
        return tuple(sorted(path for path in home.recordings.iterdir() if wanted.fullmatch(path.name)))
    except OSError:
        return ()


def erase_recordings(home: Home, attempt: str = "") -> tuple[int, tuple[Path, ...]]:
    """Delete recordings, of one attempt or all; returns how many went, and those that could not."""
    left: list[Path] = []
    found = recordings(home, attempt)
    for path in found:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            left.append(path)
    return len(found) - len(left), tuple(left)
