"""The benchmark to take next in a competency: of those reserved for it the one played longest ago."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from csmdrill.services.rehearsal_views import ScenarioRow


def next_benchmark(rows: Iterable[ScenarioRow], competency: str, today: date) -> ScenarioRow | None:
    """Return the scenario; None where there is none that counts today.

    Args:
        rows: all scenarios.
        competency: of the benchmark.
        today: what was played on it counts no second time.
    """
    pool = [
        row
        for row in rows
        if row.kind == "benchmark"
        and row.competency == competency
        and not row.problem
        and row.last_day != today
    ]
    return min(pool, key=lambda row: (row.seat, row.last_day or date.min, row.key), default=None)
