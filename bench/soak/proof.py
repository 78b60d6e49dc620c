"""What a proof comes to: one line of figures, and what was found against it."""

from __future__ import annotations

import time

import msgspec


class Proof(msgspec.Struct):
    """A proof while it runs.

    Args:
        name: by which it is called.
        seed: of every chance in it.
        figures: what was counted, in words.
        faults: what must not be, in sentences.
    """

    name: str
    seed: int
    figures: list[str] = []
    faults: list[str] = []
    begun: float = 0.0

    def line(self) -> str:
        """Return the one line in which it ends."""
        verdict = f"{len(self.faults)} faults" if self.faults else "0 faults"
        taken = time.monotonic() - self.begun
        return f"{self.name}: {', '.join([*self.figures, verdict])}; seed {self.seed}; {taken:.0f} s"


def begin(name: str, seed: int) -> Proof:
    """Begin a proof."""
    return Proof(name, seed, [], [], time.monotonic())
