"""The time of a stage: what counts of the time that passes, and how long nobody looked at it."""

from __future__ import annotations

import time
from collections.abc import Callable

Seconds = Callable[[], float]
"""A clock that never goes back; from where it counts does not matter."""


def seconds_awake_or_not() -> float:
    """Return seconds by a clock that no change of the date touches and that counts a machine's sleep."""
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC_RAW"):
        clock = getattr(time, name, None)
        if clock is not None:
            return time.clock_gettime(clock)
    return time.monotonic()


class StageClock:
    """Counts ms while it runs; whoever looks first asks how long nobody did.

    Args:
        seconds: the clock that it goes by.
        at: ms that count already.
    """

    def __init__(self, seconds: Seconds, at: int = 0) -> None:
        self._seconds = seconds
        self._counted = at / 1000
        self._seen = seconds()
        self.running = False

    def gap_ms(self) -> int:
        """Return ms since anybody looked; 0 while it stands still."""
        return round((self._seconds() - self._seen) * 1000) if self.running else 0

    def now(self) -> int:
        """Return the ms that count, the time since the last look with them."""
        seen = self._seconds()
        if self.running:
            self._counted += max(0.0, seen - self._seen)
        self._seen = seen
        return int(self._counted * 1000 + 1e-6)

    def go(self) -> None:
        """Run from here; the time since the last look does not count."""
        self._seen = self._seconds()
        self.running = True

    def stop(self) -> None:
        """Stand still from here; the time since the last look counts."""
        self.now()
        self.running = False

    def skip(self) -> None:
        """Stand still from where anybody last looked: the time since does not count."""
        self.running = False
        self._seen = self._seconds()
