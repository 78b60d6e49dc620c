"""Measures of a start: the first frame, the first card, what a prompt waits for, and the memory it takes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from statistics import median
from typing import TypeVar

from bench.big_home import copied, shared
from bench.growth import SIZES, grows
from bench.measure import Row, at_most, timed
from bench.peers.minimal_app import SENTENCE
from bench.window import Pressed, Start, Step, start
from csmdrill.core.home import Home

CARDS = SIZES[-1]
ROUNDS = 11
ROOM = Path(__file__).resolve().parent
MINIMAL = (sys.executable, str(ROOM / "peers" / "minimal_app.py"))
HARLEQUIN = (
    ROOM.parent
    / ".harlequin-venv"
    / ("Scripts/harlequin.exe" if sys.platform == "win32" else "bin/harlequin")
)
OURS = (sys.executable, "-m", "csmdrill")
CLICK = (sys.executable, "-c", "import click")

TODAY = "▸ Practise"
"""What Today's first row begins with once it says what is due."""

CARD = "What of account"
"""What the prompt of every card of a big home begins with."""

WALK = (
    Step(b"l", "Deck 11"),
    Step(b"\x1b", TODAY),
    Step(b"s", "in a year"),
    Step(b"\x1b", TODAY),
    Step(b"\r", CARD),
)
"""From Today to the Library, to Statistics and to the first card."""

WALKS = 3
HARLEQUIN_FRAME = "Query Editor"
MOST_FRAME, MOST_CARD, MOST_VERSION, MOST_COUNT = 1.3, 2.5, 2.0, 4.0
MOST_MIB = 250
UNSET = ("CSMDRILL_NOW", "NO_COLOR", "PYTHONDONTWRITEBYTECODE")

_T = TypeVar("_T")


def rows() -> Iterator[Row]:
    """Yield the measures of a start.

    A start is timed from that of its process until what is waited for stands on the terminal: Today's row
    with what is due, the prompt of the first card. That card can be revealed and rated at once; how long its
    rating waits for the store, which is opened behind it, stands in a row of its own. All programs take
    turns, so that what else the machine does meets all of them alike; a first round, in which Python compiles
    what it has not yet, is left out.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        homes = {size: copied(shared(size), root / f"{size}").root for size in SIZES}
        shown = _turns(_windows(homes, root))
        run = _turns(_processes(homes))
        environ = _environ(root, homes[CARDS])
        walked = max(start(OURS, environ, TODAY, steps=WALK).peak_mib for _ in range(WALKS))
    ms = {name: median(each.seconds for each in times) * 1e3 for name, times in shown.items()}
    took = {name: median(times) * 1e3 for name, times in run.items()}
    yield _beside("start: first frame of Today", ms[f"today {CARDS}"], ms["minimal"], MOST_FRAME)
    yield _below_harlequin(ms[f"today {CARDS}"], ms.get("harlequin"))
    yield _beside("start: first card", ms[f"card {CARDS}"], ms["minimal"], MOST_CARD)
    kept = ms[f"kept {CARDS}"]
    yield Row(row="start: first answer kept, keys sent at once", goal="told", value=kept, unit="ms", met=True)
    yield _beside("start: --version", took["version"], took["click"], MOST_VERSION)
    yield _beside("start: due --count", took[f"count {CARDS}"], took["click"], MOST_COUNT)
    for name, told, times in (
        ("today", "first frame", ms),
        ("card", "first card", ms),
        ("count", "due --count", took),
    ):
        yield grows(f"start: how {told} grows with the cards", {n: times[f"{name} {n}"] for n in SIZES})
    peak = max(each.peak_mib for each in shown[f"card {CARDS}"])
    yield at_most("start: peak memory after the first card", MOST_MIB, peak, "MiB")
    yield at_most("start: peak memory on a walk of the screens", MOST_MIB, walked, "MiB")


def _windows(homes: Mapping[int, Path], folder: Path) -> dict[str, Callable[[], Start]]:
    """Return what is started in a terminal, by name."""
    found = {"minimal": lambda: start(MINIMAL, _environ(folder), SENTENCE)}
    for size, home in homes.items():
        environ = _environ(folder, home)
        found[f"today {size}"] = lambda environ=environ: start(OURS, environ, TODAY)
        found[f"card {size}"] = lambda environ=environ: start((*OURS, "practice"), environ, CARD)
    found[f"kept {CARDS}"] = partial(_kept, Home(homes[CARDS]), _environ(folder, homes[CARDS]))
    if HARLEQUIN.exists():
        found["harlequin"] = lambda: start((str(HARLEQUIN),), _environ(folder), HARLEQUIN_FRAME)
    return found


def _processes(homes: Mapping[int, Path]) -> dict[str, Callable[[], float]]:
    """Return what is run from its start to its end, by name."""
    words = {"click": CLICK, "version": (*OURS, "--version")}
    found = {name: lambda each=each: _whole(each, _environ(Path())) for name, each in words.items()}
    for size, home in homes.items():
        found[f"count {size}"] = lambda home=home: _whole((*OURS, "due", "--count"), _environ(home, home))
    return found


def _kept(home: Home, environ: Mapping[str, str]) -> Start:
    """Start on the first card, reveal and rate it at once, and wait until the answer is on the disk."""
    with closing(sqlite3.connect(f"{home.database.as_uri()}?mode=ro", uri=True)) as connection:
        before = _facts(connection)
        pressed = Pressed(b" 3", lambda: _facts(connection) > before)
        return start((*OURS, "practice"), environ, CARD, pressed)


def _facts(connection: sqlite3.Connection) -> int:
    """Return the number of the last fact."""
    query = "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'last_seq'"
    return int(connection.execute(query).fetchone()[0])


def _whole(words: Sequence[str], environ: Mapping[str, str]) -> float:
    return timed(lambda: subprocess.run(words, env=environ, check=True, stdout=subprocess.DEVNULL))


def _turns(each: Mapping[str, Callable[[], _T]]) -> dict[str, list[_T]]:
    """Return what several things give that take turns, without a first round."""
    found: dict[str, list[_T]] = {name: [] for name in each}
    for number in range(ROUNDS + 1):
        for name, once in each.items():
            taken = once()
            if number:
                found[name].append(taken)
    return found


def _environ(folder: Path, home: Path | None = None) -> dict[str, str]:
    """Return an environment like that of a person's terminal; what a peer keeps, it keeps in the folder."""
    found = os.environ | {"HOME": str(folder), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    for name in UNSET:
        with suppress(KeyError):
            del found[name]
    return found if home is None else found | {"CSMDRILL_HOME": str(home)}


def _beside(row: str, ours: float, theirs: float, most: float) -> Row:
    """Return a measure in ms that should not be above so many times that of a peer."""
    ratio = ours / theirs
    goal = f"<= {most:g}x peer"
    return Row(row=row, goal=goal, value=ours, unit="ms", peer=theirs, ratio=ratio, met=ratio <= most)


def _below_harlequin(ours: float, theirs: float | None) -> Row:
    if theirs is None:
        row = "start: and harlequin's (make harlequin first)"
        return Row(row=row, goal="< 1x peer", value=ours, unit="ms", met=False)
    ratio = ours / theirs
    row = "start: first frame of Today and harlequin's"
    return Row(row=row, goal="< 1x peer", value=ours, unit="ms", peer=theirs, ratio=ratio, met=ratio < 1)
