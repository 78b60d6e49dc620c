"""Lines as a person types them, with the time of each, while the clock goes on."""

from __future__ import annotations

import io
import queue
import sys
import threading
import time
from typing import NamedTuple, Protocol

from csmdrill.cli import output

LONGEST_BYTES = 65_536
"""Of one line; what goes beyond is passed over to the line's end."""


class Typed(NamedTuple):
    """A line without its end, and when it came, in seconds of `now`; text None when there is no more."""

    text: str | None
    at: float


class Lines(Protocol):
    """Where lines come from, and the clock by which they are waited for."""

    def now(self) -> float:
        """Return seconds of a clock that never goes back."""
        ...

    def wall(self) -> float:
        """Return seconds of a clock that goes on while the machine sleeps."""
        ...

    def wait(self, seconds: float | None) -> Typed | None:
        """Return the next line; None if none came for so long. None as the time waits for ever."""
        ...


class TypedLines:
    """Lines of stdin, read by a thread of their own, so that the clock can go on while nobody types."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[Typed] = queue.SimpleQueue()
        self._over = False
        threading.Thread(target=self._read, daemon=True).start()

    def now(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()

    def wall(self) -> float:
        """Return seconds of a clock that nobody can set, where the machine has one; else since 1970."""
        clock = getattr(time, "CLOCK_BOOTTIME", None)
        return time.time() if clock is None else time.clock_gettime(clock)

    def wait(self, seconds: float | None) -> Typed | None:
        """Return the next line, or None if none came in time."""
        if self._over:
            return Typed(None, self.now())
        try:
            typed = self._lines.get(timeout=seconds)
        except queue.Empty:
            return None
        self._over = typed.text is None
        return typed

    def _read(self) -> None:
        # Read raw: a thread that waits inside a buffered reader cannot be left behind when the program ends.
        raw = getattr(getattr(sys.stdin, "buffer", None), "raw", None)
        if isinstance(raw, io.RawIOBase):
            self._read_raw(raw, getattr(sys.stdin, "encoding", None) or "utf-8")
        else:
            while line := sys.stdin.readline():
                self._put(line.rstrip("\r\n"))
        self._put(None)

    def _read_raw(self, raw: io.RawIOBase, encoding: str) -> None:
        held, cut = b"", False
        while chunk := raw.read(LONGEST_BYTES):
            *whole, held = (held + chunk).split(b"\n")
            for line in whole:
                if not cut:
                    self._put(line.decode(encoding, "replace").rstrip("\r"))
                cut = False
            if len(held) > LONGEST_BYTES:
                if not cut:
                    self._put(held.decode(encoding, "replace"))
                held, cut = b"", True
        if held and not cut:
            self._put(held.decode(encoding, "replace"))

    def _put(self, text: str | None) -> None:
        self._lines.put(Typed(text, time.monotonic()))


def ask(lines: Lines, prompt: str, *, apart: bool = False) -> str | None:
    """Return the answer to a prompt, or None when there is no more to read.

    Args:
        lines: where it comes from.
        prompt: what to ask.
        apart: stdout is for a result, so that one asks on stderr.
    """
    output.prompt(prompt, apart=apart)
    typed = lines.wait(None)
    return None if typed is None else typed.text
