"""Give a home a history of rated benchmarks: a steady skill, one begun, one that slips, one that improved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from csmdrill.core.clock import SimulatedClock, SystemClock
from csmdrill.core.home import Home
from csmdrill.services.workspace import Workspace
from csmdrill.skills.model import Role
from csmdrill.storage.observed import ObservationPayload

STEADY_SELF = (3.5, 3.25, 3.5, 3.75, 3.5, 3.25, 3.75, 3.5, 3.5, 3.75, 3.5)
STEADY = (3.0, 3.25, 3.5, 3.0, 3.25, 3.25, 3.0, 3.5, 3.25, 3.0, 3.25)
BEGUN = (2.75, 3.0, 2.75, 3.25, 3.0)
SLIPS_SELF = (3.75, 3.5, 3.75, 4.0, 3.75, 3.5, 4.0, 3.75, 3.75, 3.5, 3.5)
SLIPS = (3.5, 3.75, 3.75, 3.5, 4.0, 3.75, 3.5, 3.75, 3.5, 2.75, 2.75)
IMPROVED = (2.0, 2.25, 2.25, 2.0, 2.5, 2.25, 2.25, 2.5, 3.25, 3.75, 3.75, 4.0)
STORIES: tuple[tuple[str, Role, Sequence[float]], ...] = (
    ("outcome-discovery", "self", STEADY_SELF),
    ("outcome-discovery", "coach", STEADY),
    ("adoption-intervention", "self", BEGUN),
    ("renewal-negotiation", "self", SLIPS_SELF),
    ("renewal-negotiation", "coach", SLIPS),
    ("executive-communication", "coach", IMPROVED),
)
BETWEEN_DAYS = 21
SINCE_DAYS = 5


def rate_benchmarks(root: Path, end: datetime | None) -> None:
    """Record the ratings of months up to a few days before `end`.

    Args:
        root: the home.
        end: aware, on a practice clock; None for now, in a home of real practice.
    """
    clock = SimulatedClock(end) if end else SystemClock()
    with Workspace(Home(root), clock) as workspace:
        now = workspace.now()
        said = [each for story in STORIES for each in _told(*story, now.day)]
        workspace.store.observe(said, now)


def _told(competency: str, role: Role, scores: Sequence[float], today: int) -> Iterator[ObservationPayload]:
    for back, score in enumerate(reversed(scores)):
        day = today - SINCE_DAYS - BETWEEN_DAYS * back
        rater = "coach" if role == "coach" else ""
        yield ObservationPayload(
            competency=competency, role=role, rater=rater, score=score, rubric=competency, day=day
        )
