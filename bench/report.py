"""Measures of the drift report of a thousand people: the first, one when nothing has changed, its memory."""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.measure import Row, apart, at_most, timed
from bench.team import make_team
from csmdrill.core.clock import SimulatedClock
from csmdrill.core.home import Home
from csmdrill.services.report_forms import drift_report_as
from csmdrill.services.workspace import Workspace

END = datetime(2026, 11, 24, 9, tzinfo=UTC)
PEOPLE = 1000
ROUNDS = 3
MIB = 1024 if sys.platform != "darwin" else 1024 * 1024


def rows(people: int = PEOPLE) -> Iterator[Row]:
    """Yield the measures of the report as HTML over people x 4 competencies x 3 years."""
    with tempfile.TemporaryDirectory() as folder:
        team = Path(folder) / "team"
        apart(make_team, team, END, people=people)
        found = []
        for number in range(ROUNDS):
            home = Path(shutil.copytree(team, Path(folder) / f"{number}"))
            found.append(apart(_made_twice, home))
            shutil.rmtree(home)
    first, again, peaks = zip(*found, strict=True)
    what = f"report: {people:,} people, 3 years"
    yield at_most(f"{what}, first", 2, median(first), "s")
    yield at_most(f"{what}, unchanged", 0.3, median(again), "s")
    yield at_most(f"{what}, memory", 300, max(peaks), "MiB")


def _made_twice(root: Path) -> tuple[float, float, float]:
    """Return the seconds of the first report of a home, of the second, and the peak of memory in MiB."""
    with Workspace(Home(root), SimulatedClock(END)) as workspace:
        first, again = (timed(lambda: drift_report_as(workspace, "html")) for _ in range(2))
    return first, again, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
