"""Anki, as another program that does the same work in turn with csmdrill."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec

ROOM = Path(__file__).resolve().parent
PYTHON = ROOM.parent / ".anki-venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


class Anki:
    """Anki with a collection of its own.

    Args:
        process: of `peers/anki_day.py`, which is ready.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def answers(self, times: int, shown: bool = False) -> list[float]:
        """Return the seconds from each rating to the next card, with all that it shows if that is wanted."""
        return self._told({"job": "answer", "times": times, "shown": shown})

    def queues(self, times: int, limit: int) -> list[float]:
        """Return the seconds of gathering so many of the cards that are due, each time anew."""
        return self._told({"job": "queue", "times": times, "limit": limit})

    def _told(self, job: dict[Literal["job", "times", "shown", "limit"], object]) -> list[float]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(msgspec.json.encode(job) + b"\n")
        self._process.stdin.flush()
        return msgspec.json.decode(self._process.stdout.readline(), type=list[float])


@contextmanager
def anki(folder: Path, notes: int) -> Iterator[Anki]:
    """Run Anki on a new collection of so many notes, all of them due.

    Raises:
        FileNotFoundError: it has not been set up; `make anki` does that.
    """
    folder.mkdir()
    words = [str(PYTHON), str(ROOM / "peers" / "anki_day.py"), str(folder), str(notes)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline(), "Anki ended before it was ready"
        yield Anki(process)
