"""Measures of today's queue on a day with very many cards due."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench.anki import anki
from bench.big_home import copied, shared
from bench.growth import SIZES, grows
from bench.later import LaterClock
from bench.measure import Row, at_most
from csmdrill.services.practise import Drill
from csmdrill.services.shown import CANDIDATES
from csmdrill.services.workspace import Workspace

CARDS = SIZES[-1]
ROUNDS = 9
MOST_MS = 200


def rows() -> Iterator[Row]:
    """Yield the measures of a queue.

    A time is that of making a `Drill`: the day's cards are counted, the `CANDIDATES` cards likeliest
    forgotten are picked from all that are due and put into the order of the day, the first is posed, and the
    start of the session is kept on the disk. Anki's is that of gathering as many by the same order,
    by recall, into its queue; both have to look at every card that is due, and what is divided by
    the cards gathered is the whole of it. They take turns.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        root = Path(folder)
        peer = opened.enter_context(anki(root / "anki", CARDS))
        spaces = {
            size: opened.enter_context(Workspace(copied(shared(size), root / f"{size}"), LaterClock()))
            for size in SIZES
        }
        due = spaces[CARDS].store.counts(spaces[CARDS].now().day).due
        assert due >= CARDS, f"only {due} are due"
        ours: dict[int, list[float]] = {size: [] for size in SIZES}
        theirs: list[float] = []
        for _ in range(ROUNDS):
            for size, workspace in spaces.items():
                ours[size].append(_seconds(workspace))
            theirs += peer.queues(1, CANDIDATES)
    middle = {size: median(times) for size, times in ours.items()}
    yield at_most(f"queue: {CARDS:,} cards all due", MOST_MS, middle[CARDS] * 1e3, "ms")
    each, peers = (seconds / CANDIDATES * 1e6 for seconds in (middle[CARDS], median(theirs)))
    yield Row(
        row="queue: for each card gathered",
        goal="<= 1x peer",
        value=each,
        unit="us",
        peer=peers,
        ratio=each / peers,
        met=each <= peers,
    )
    yield grows("queue: how it grows with the cards due", middle, most=None)


def _seconds(workspace: Workspace) -> float:
    """Return the seconds of making the day's session."""
    began = time.perf_counter()
    Drill(workspace)
    return time.perf_counter() - began
