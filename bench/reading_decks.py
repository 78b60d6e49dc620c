"""Measures of reading deck files: all for the first time, none of them changed, and one changed."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.big_home import FILES, write_decks
from bench.measure import Row, apart, at_most, timed
from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.services import library
from csmdrill.services.workspace import Workspace

CARDS = 10_000
FIRST_ROUNDS = 3
ROUNDS = 9


def rows() -> Iterator[Row]:
    """Yield the measures of reading decks: `CARDS` plain cards in `FILES` files, beside what is shipped.

    A time is that of `library.refresh`: the files are found and their bytes are read, what is new or changed
    is parsed and checked, and what it means for the cards is kept on the disk. It is the median of several
    rounds; unchanged decks are read in a new process each time, as at every start.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        firsts = []
        for number in range(FIRST_ROUNDS):
            with _shelf(root / f"{number}") as workspace:
                firsts.append(timed(lambda: library.refresh(workspace)))
        with _shelf(root / "again") as workspace:
            library.refresh(workspace)
            unchanged = [apart(_read_at_a_start, root / "again") for _ in range(ROUNDS)]
            ones = [_one_changed(workspace, number) for number in range(ROUNDS)]
    said = f"decks: {CARDS:,} cards in {FILES} files"
    yield at_most(f"{said}, first", 3, median(firsts), "s")
    yield at_most(f"{said}, unchanged", 50, median(unchanged) * 1e3, "ms")
    yield at_most(f"{said}, one changed", 150, median(ones) * 1e3, "ms")


@contextmanager
def _shelf(root: Path) -> Iterator[Workspace]:
    """Open a new home with decks that nobody has read yet."""
    write_decks(Home(root), CARDS)
    with Workspace(Home(root), SystemClock()) as workspace:
        yield workspace


def _read_at_a_start(root: Path) -> float:
    """Return the seconds of the first look at decks that were read before."""
    with Workspace(Home(root), SystemClock()) as workspace:
        return timed(lambda: library.refresh(workspace))


def _one_changed(workspace: Workspace, number: int) -> float:
    """Return the seconds of reading the decks after every card of one file was edited."""
    path = workspace.home.decks / f"d{number}.deck.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("What of", "What about"), encoding="utf-8")
    began = time.perf_counter()
    change = library.refresh(workspace)
    taken = time.perf_counter() - began
    assert change.edited == CARDS // FILES, change
    return taken
