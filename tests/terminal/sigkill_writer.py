"""Answer cards in a home and say so on stdout after each commit, until killed or done."""

from __future__ import annotations

import sys
from datetime import UTC
from pathlib import Path

from csmdrill.core.clock import SystemClock, moment
from csmdrill.core.home import Home
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Rating
from csmdrill.storage.facts import ReviewDraft
from csmdrill.storage.store import open_store


def write(root: Path, name: str, times: int) -> None:
    """Answer `times` cards, taking every seventh answer back.

    Args:
        root: the home.
        name: told apart from other writers by.
        times: answers; each is acknowledged by its reference on a line of its own.
    """
    clock = SystemClock()
    store = open_store(Home(root), clock)
    model = MemoryModel()
    for number in range(times):
        draft = ReviewDraft(
            key=f"p/d/{number % 20}",
            hash="h1",
            revision=1,
            competency="renewal-negotiation",
            rating=Rating(1 + number % 4),
            took_ms=1000,
            session=name,
        )
        recorded = store.record_review(draft, moment(clock.now(), UTC), model)
        sys.stdout.write(f"{recorded.ref}\n")
        sys.stdout.flush()
        if number % 7 == 6:
            undone = store.undo(recorded.ref, moment(clock.now(), UTC))
            sys.stdout.write(f"{undone}\n")
            sys.stdout.flush()
    store.close()


if __name__ == "__main__":
    write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
