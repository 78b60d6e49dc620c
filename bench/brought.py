"""Bring a file of facts into a home by the program itself in a terminal, and watch what it takes."""

from __future__ import annotations

import os
import pty
import re
import sys
import time
from pathlib import Path

import msgspec

from csmdrill.core.home import Home

STAGE = re.compile(rb"\r(facts|state) \[")
CHUNK = 65_536


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What an import took.

    Args:
        facts, state: seconds until the first word of the next stage; the start of the program counts.
        rest: seconds from the last word of progress to the end: the backup.
        cpu: seconds of computing, of all stages.
        memory: the most that it held, in MiB.
        told: how often it said how far it was.
    """

    facts: float
    state: float
    rest: float
    cpu: float
    memory: float
    told: int


class ImportFailedError(Exception):
    """The program ended with an error; the text is what it said."""


def bring(home: Home, facts: Path) -> Brought:
    """Run `csmdrill data import` in a terminal of its own and return what it took.

    Args:
        home: where to.
        facts: JSON Lines, of enough facts that both stages are told.

    Raises:
        ImportFailedError: it did not end well.
    """
    begun = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.environ["CSMDRILL_HOME"] = str(home.root)
        words = [sys.executable, "-m", "csmdrill", "data", "import", str(facts)]
        os.execv(sys.executable, words)  # noqa: S606 - the program itself, no shell wanted
    said, told = b"", 0
    times = {b"facts": begun, b"state": begun}
    while chunk := _read(terminal):
        said += chunk
        for stage in STAGE.findall(chunk):
            times.setdefault(b"begun " + stage, time.monotonic())
            times[stage] = time.monotonic()
            told += 1
    _, status, usage = os.wait4(process, 0)
    os.close(terminal)
    if status:
        raise ImportFailedError(said[-400:].decode(errors="replace"))
    # Where there are too few facts for a second stage, there is none to be told of.
    turn = times.get(b"begun state", times[b"facts"])
    last = max(times[b"state"], turn)
    return Brought(
        facts=round(turn - begun, 2),
        state=round(last - turn, 2),
        rest=round(time.monotonic() - last, 2),
        cpu=round(usage.ru_utime + usage.ru_stime, 2),
        memory=round(usage.ru_maxrss / 1024, 1),
        told=told,
    )


def _read(terminal: int) -> bytes:
    """Return what a terminal shows next; nothing once its program has gone."""
    try:
        return os.read(terminal, CHUNK)
    except OSError:
        return b""
