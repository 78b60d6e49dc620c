"""A program in a pseudo terminal, timed from its start until something stands on its screen."""

from __future__ import annotations

import errno
import os
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

if sys.platform != "win32":  # there are no pseudo terminals
    import fcntl
    import termios

LINES, COLUMNS = 30, 100
PATIENCE = 60.0
CHUNK = 65_536
POLL_SECONDS = 0.005


class Start(msgspec.Struct, frozen=True):
    """How a program came to show what was waited for.

    Args:
        seconds: from the start of its process.
        cpu: seconds that all its threads had worked by then.
        peak_mib: the most memory it had held by then.
    """

    seconds: float
    cpu: float
    peak_mib: float


class Pressed(msgspec.Struct, frozen=True):
    """What is pressed once the text waited for has come, and waited for then.

    Args:
        keys: sent at once, one after the other.
        done: says whether they have done what they were pressed for.
    """

    keys: bytes
    done: Callable[[], bool]


class Step(msgspec.Struct, frozen=True):
    """What is pressed, and the text that it must bring, sent in one piece."""

    keys: bytes
    sign: str


def start(
    words: Sequence[str],
    environ: Mapping[str, str],
    sign: str,
    pressed: Pressed | None = None,
    steps: Sequence[Step] = (),
) -> Start:
    """Start a program in a terminal of its own and end it as soon as it has sent a text.

    Args:
        words: the program and its arguments.
        environ: its whole environment.
        sign: the text, which it must send in one piece.
        pressed: keys, the end of whose work is waited for, too.
        steps: taken after that, one after the other.

    Raises:
        TimeoutError: it has not done so within `PATIENCE`.
    """
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    began = time.perf_counter()
    process = subprocess.Popen(
        words, stdin=theirs, stdout=theirs, stderr=theirs, env=dict(environ), start_new_session=True
    )
    os.close(theirs)
    try:
        _wait_for(ours, sign.encode(), began)
        if pressed is not None:
            _press(ours, pressed, began)
        for step in steps:
            os.write(ours, step.keys)
            _wait_for(ours, step.sign.encode(), began)
        return Start(time.perf_counter() - began, _cpu(process.pid), _peak(process.pid))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(ours)


def _wait_for(terminal: int, sign: bytes, began: float) -> None:
    sent = b""
    while sign not in sent:
        left = began + PATIENCE - time.perf_counter()
        if not select.select([terminal], [], [], max(left, 0))[0]:
            raise TimeoutError(f"{sign.decode()!r} has not come; the last that came was {sent[-2000:]!r}")
        try:
            read = os.read(terminal, CHUNK)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            read = b""
        if not read:
            raise TimeoutError(f"it ended before {sign.decode()!r} came: {sent[-2000:]!r}")
        sent += read


def _press(terminal: int, pressed: Pressed, began: float) -> None:
    os.write(terminal, pressed.keys)
    while not pressed.done():
        if time.perf_counter() > began + PATIENCE:
            raise TimeoutError(f"{pressed.keys!r} did nothing")
        if select.select([terminal], [], [], POLL_SECONDS)[0]:
            os.read(terminal, CHUNK)


def _cpu(process: int) -> float:
    """Return the seconds that a process has worked, where the system tells; else 0."""
    threads = Path(f"/proc/{process}/task")
    if not threads.is_dir():
        return 0.0
    return sum(int((each / "schedstat").read_text().split()[0]) for each in threads.iterdir()) / 1e9


def _peak(process: int) -> float:
    """Return the most MiB that a process has held, where the system tells; else 0."""
    status = Path(f"/proc/{process}/status")
    if not status.is_file():
        return 0.0
    line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
