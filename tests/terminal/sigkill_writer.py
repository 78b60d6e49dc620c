"""Fork programs that answer cards in a home and say so on stdout after each commit, to be killed at will.

Each line on stdin is `home writers answers`; what follows on stdout is one line with the ids of the writers,
then their acknowledgements, and `over` when the last of them has ended. A fork spares the start of an
interpreter, which takes longer than what is tested.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC
from pathlib import Path

from csmdrill.core.clock import SystemClock, moment
from csmdrill.core.home import Home
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Rating
from csmdrill.storage.facts import ReviewDraft
from csmdrill.storage.store import open_store


def say(words: str) -> None:
    """Write a line at once and whole, also beside other writers."""
    os.write(sys.stdout.fileno(), f"{words}\n".encode())


def write(home: Home, answers: int) -> None:
    """Answer so many cards, taking every seventh answer back; each fact is acknowledged by its name."""
    clock = SystemClock()
    store = open_store(home, clock)
    model = MemoryModel()
    for number in range(answers):
        draft = ReviewDraft(
            key=f"p/d/{number % 20}",
            hash="h1",
            revision=1,
            competency="renewal-negotiation",
            rating=Rating(1 + number % 4),
            took_ms=1000,
        )
        recorded = store.record_review(draft, moment(clock.now(), UTC), model)
        say(str(recorded.ref))
        if number % 7 == 6:
            say(str(store.undo(recorded.ref, moment(clock.now(), UTC))))
    store.close()


def fork(home: Home, answers: int) -> int:
    """Start a writer; returns its process id."""
    writer = os.fork()
    if writer == 0:
        ended = 1
        try:
            write(home, answers)
            ended = 0
        finally:
            os._exit(ended)
    return writer


def serve() -> None:
    """Start writers as often as stdin asks for them."""
    for line in sys.stdin:
        root, writers, answers = line.rsplit(maxsplit=2)
        ids = [fork(Home(Path(root)), int(answers)) for _ in range(int(writers))]
        say("writers " + " ".join(map(str, ids)))
        ends = [os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in ids]
        say("over " + " ".join(map(str, ends)))


if __name__ == "__main__":
    serve()
