"""Measure the drift report of a thousand people against what csmdrill promises.

usage: python -m bench.report [PEOPLE]
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from bench.roleplay import Row
from bench.team import make_team
from csmdrill.core.clock import SimulatedClock
from csmdrill.core.home import Home
from csmdrill.services.report_forms import drift_report_as
from csmdrill.services.workspace import Workspace

END = datetime(2026, 11, 24, 9, tzinfo=UTC)
PEOPLE = 1000
MIB = 1024 if sys.platform != "darwin" else 1024 * 1024


def rows(people: int = PEOPLE) -> list[Row]:
    """Return the measures of the report over people x 4 competencies x 3 years, as HTML."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        make_team(root, END, people=people)
        spawned = multiprocessing.get_context("spawn")
        mine, theirs = spawned.Pipe()
        process = spawned.Process(target=_report, args=(root, theirs))
        process.start()
        first, again, peak = mine.recv()
        process.join()
    what = f"report: {people:,} people, 3 years"
    return [
        Row(f"{what}, first", "<= 2 s", first, "s", first <= 2.0),
        Row(f"{what}, unchanged", "<= 0.3 s", again, "s", again <= 0.3),
        Row(f"{what}, memory", "<= 300 MiB", peak, "MiB", peak <= 300),
    ]


def _report(root: Path, answer: Connection) -> None:
    """Make the report twice in a process of its own, and tell seconds, seconds and the peak in MiB."""
    with Workspace(Home(root), SimulatedClock(END)) as workspace:
        began = time.perf_counter()
        drift_report_as(workspace, "html")
        made = time.perf_counter()
        drift_report_as(workspace, "html")
        answer.send((made - began, time.perf_counter() - made, _peak()))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def main() -> int:
    """Print each measure; return 1 if one misses its goal."""
    found = rows(int(sys.argv[1])) if len(sys.argv) > 1 else rows()
    for row in found:
        print(f"{row.name:46} {row.value:12,.2f} {row.unit:3} {row.goal:12} {'met' if row.met else 'MISSED'}")
    return 0 if all(row.met for row in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
