"""A clock of the stage that is moved by hand: the real program in a real terminal goes by it."""

from __future__ import annotations

import struct
from pathlib import Path

BY_HAND = """\
import runpy, struct, sys, time
watch = open(sys.argv[1], "rb", buffering=0)
def seconds(_):
    watch.seek(0)
    return struct.unpack("d", watch.read(8))[0]
time.clock_gettime = seconds
sys.argv = ["csmdrill", *sys.argv[2:]]
runpy.run_module("csmdrill", run_name="__main__")
"""
"""What Python runs instead of `-m csmdrill`; only the stage asks the machine for these seconds."""

LONGEST_STEP = 25
"""Seconds; a step of more than 30 would be a machine that slept."""


class HandClock:
    """The seconds of a machine, kept in a file that the program looks at.

    Args:
        folder: holds the file.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "seconds"
        self.now = 1000.0
        self.move(0)

    def move(self, seconds: float) -> None:
        """Let time pass; the program notices it at its next look."""
        assert seconds <= LONGEST_STEP
        self.now += seconds
        with self.path.open("r+b" if self.path.exists() else "wb", buffering=0) as file:
            file.write(struct.pack("d", self.now))
