"""A person's own pace: the seconds of an answer, of a slow one, and how they differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from csmdrill.core.clock import StudyDay
from csmdrill.practice.workload import ENOUGH_REVIEWS, seconds_per_card, slow_seconds, spread_seconds

if TYPE_CHECKING:
    from csmdrill.services.workspace import Workspace

PACE_DAYS = (30, 365)
"""Days whose answers tell the pace: of the last month, else of the last year, which an absence leaves."""


def usual_pace(workspace: Workspace, day: StudyDay) -> float:
    """Return the seconds of an answer, on average."""
    paces = [workspace.store.pace(day, days) for days in PACE_DAYS]
    known = next((pace for pace in paces if pace[0] >= ENOUGH_REVIEWS), paces[-1])
    return seconds_per_card(*known)


def slow_pace(workspace: Workspace, day: StudyDay) -> float:
    """Return the seconds of a slow answer, which must fit into what is left of a session."""
    return slow_seconds(_times(workspace, day))


def pace_spread(workspace: Workspace, day: StudyDay) -> float:
    """Return by how many seconds answers differ, as a standard deviation."""
    return spread_seconds(_times(workspace, day))


def enough_times(of_days: Callable[[int], list[int]]) -> list[int]:
    """Return the times of the answers that tell the pace.

    Args:
        of_days: returns those of so many days.
    """
    times: list[int] = []
    for days in PACE_DAYS:
        times = of_days(days)
        if len(times) >= ENOUGH_REVIEWS:
            break
    return times


def _times(workspace: Workspace, day: StudyDay) -> list[int]:
    return enough_times(lambda days: workspace.store.answer_times(day, days))
