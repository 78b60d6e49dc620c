"""Measures of an answer: from a rating to the next card, engine and store, with the answer on the disk."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import cycle
from pathlib import Path
from statistics import median
from unittest.mock import patch

from bench.anki import anki
from bench.big_home import copied, shared
from bench.growth import SIZES, grows
from bench.later import LaterClock
from bench.measure import Row, at_most, percentile, timed
from csmdrill.core.home import Home
from csmdrill.practice.judging import judge
from csmdrill.practice.model import Rating
from csmdrill.services.practise import Drill
from csmdrill.services.workspace import Workspace

CARDS = SIZES[-1]
BATCH = 25
BATCHES = 24
LONG_MINUTES = 100_000
TOOK_MS = 4_000
RATINGS = (Rating.GOOD,) * 4 + (Rating.AGAIN,)
PAGE = 4096
PAGES = 64
MOST_MEDIAN_MS = 1.5
MOST_P99_MS = 5

Batch = Callable[[int], list[float]]


def rows() -> Iterator[Row]:
    """Yield the measures of an answer.

    A time is that of `Drill.grade`: the answer is kept in a transaction of its own, synchronized to the disk,
    then the next card is read and posed, with the words for its four ratings. Anki's is that of answering
    and getting the next card from its queue; the row that says `shown` has Anki make the question, the answer
    and those words, too. All take turns, `BATCH` answers at a time, so that what else the machine does
    meets all of them alike. A row beside them tells what one `fsync` of 4 KB costs on that disk, without
    anything else; a transaction needs one with a write-ahead log and four or five with a rollback journal.
    """
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        root = Path(folder)
        enter = opened.enter_context
        peer = enter(anki(root / "anki", CARDS))
        os.sync()  # the copies are still being written
        taken = in_turns(
            {
                "ours": enter(answering(copied(shared(CARDS), root / "default"))),
                "ours, wal": enter(answering(copied(shared(CARDS), root / "wal"), wal=True)),
                "anki": peer.answers,
                "anki, shown": lambda times: peer.answers(times, shown=True),
                "fsync": enter(syncing(root / "synced")),
                **{f"{n}": enter(answering(copied(shared(n), root / f"{n}"))) for n in SIZES[:-1]},
            }
        )
    middle = {name: median(times) * 1e3 for name, times in taken.items()}
    yield beside("answer: to the next card, both in WAL, p50", middle["ours, wal"], middle["anki"])
    yield beside("answer: the same, Anki's card shown, p50", middle["ours, wal"], middle["anki, shown"])
    yield at_most("answer: default journal, p50", MOST_MEDIAN_MS, middle["ours"], "ms")
    yield at_most("answer: default journal, p99", MOST_P99_MS, percentile(taken["ours"], 0.99) * 1e3, "ms")
    yield at_most("answer: in WAL, p99", MOST_P99_MS, percentile(taken["ours, wal"], 0.99) * 1e3, "ms")
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        alone = percentile(taken["fsync"], share) * 1e3
        yield Row(row=f"answer: fsync of 4 KB alone, {name}", goal="told", value=alone, unit="ms", met=True)
    costs = {n: middle[f"{n}"] for n in SIZES[:-1]} | {CARDS: middle["ours"]}
    yield grows("answer: how its p50 grows with the cards", costs)


def beside(row: str, ours: float, theirs: float) -> Row:
    """Return a measure in ms that should not be above a peer's."""
    ratio = ours / theirs
    return Row(row=row, goal="<= 1x peer", value=ours, unit="ms", peer=theirs, ratio=ratio, met=ratio <= 1)


def in_turns(each: Mapping[str, Batch], batches: int = BATCHES, size: int = BATCH) -> dict[str, list[float]]:
    """Return the seconds of several things that take turns; the first batch of each is left out."""
    taken: dict[str, list[float]] = {name: [] for name in each}
    for number in range(batches + 1):
        for name, batch in each.items():
            found = batch(size)
            taken[name] += found if number else []
    return taken


@contextmanager
def answering(home: Home, wal: bool = False) -> Iterator[Batch]:
    """Open a home and give what answers its cards.

    Args:
        home: of its own.
        wal: with a write-ahead log, also where this Python's SQLite is too old for csmdrill to choose one.
    """
    with ExitStack() as opened:
        with patch("csmdrill.storage.opening.WAL_SINCE", (3, 7)) if wal else nullcontext():
            workspace = opened.enter_context(Workspace(home, LaterClock()))
        ratings = cycle(RATINGS)
        drill = Drill(workspace, LONG_MINUTES)

        def batch(times: int) -> list[float]:
            found: list[float] = []
            for _ in range(times):
                view = drill.view() or drill.more(LONG_MINUTES)
                assert view is not None, "all cards are answered"
                verdict, rating = judge(view.question, ""), next(ratings)
                began = time.perf_counter()
                drill.grade(rating, TOOK_MS, verdict)
                found.append(time.perf_counter() - began)
            return found

        yield batch


@contextmanager
def syncing(path: Path) -> Iterator[Batch]:
    """Give what writes 4 KB into a file of fixed length, and synchronizes it to the disk."""
    path.write_bytes(bytes(PAGE * PAGES))
    file = os.open(path, os.O_RDWR)
    places = cycle(range(PAGES))

    def once() -> None:
        os.lseek(file, next(places) * PAGE, os.SEEK_SET)
        os.write(file, os.urandom(PAGE))
        os.fsync(file)

    try:
        yield lambda times: [timed(once) for _ in range(times)]
    finally:
        os.close(file)
