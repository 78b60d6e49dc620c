"""Make a home with a whole company in it: people, rated benchmarks and summaries of reviews over years."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from csmdrill.content.competency import TITLES
from csmdrill.core.clock import SimulatedClock
from csmdrill.core.home import Home
from csmdrill.services.workspace import Workspace
from csmdrill.storage.observed import KnownPayload, ObservationPayload, Observed

DAYS_A_MONTH = 30.4375
CARDS_A_MONTH = 7
"""Of each person and competency; over a thousand people and three years that stands for a million reviews."""
APART = 55
AT_ONCE = 50


def make_team(root: Path, end: datetime, *, people: int = 1000, months: int = 36, seed: int = 1) -> None:
    """Put a team into a new home: for a thousand people and three years about 150,000 ratings.

    Args:
        root: the home.
        end: aware; the last moment that is told of.
        people: how many; every tenth loses a point in the last year. They came at different times.
        months: how far back it goes.
        seed: with the same seed the same team.
    """
    chance = random.Random(seed)  # noqa: S311 - a made-up history
    with Workspace(Home(root), SimulatedClock(end - timedelta(hours=1))) as workspace:
        now = workspace.now()
        said: list[Observed] = []
        for number in range(people):
            stay = round(chance.uniform(8, months) * DAYS_A_MONTH)
            said += _rated(chance, number, now.day - stay, now.day)
            said += _known(chance, number, now.day - round(months * DAYS_A_MONTH), months)
            if number % AT_ONCE == AT_ONCE - 1:
                workspace.store.observe(said, now)
                said = []
        workspace.store.observe(said, now)


def _rated(chance: random.Random, number: int, first: int, last: int) -> Iterator[Observed]:
    """Yield the ratings of a person, a coach's and her own: a baseline in two weeks, then every 55 days."""
    for competency in TITLES:
        level, bias = chance.gauss(3.4, 0.5), chance.gauss(0.3, 0.4)
        start = last - (last - first) // APART * APART
        days = [*(start - 20 + 2 * place for place in range(8)), *range(start, last + 1, APART)]
        for place, day in enumerate(days):
            fallen = 1.0 if number % 10 == 0 and day > last - 365 else 0.0
            for role, at in (("coach", level - fallen), ("self", level + bias)):
                yield ObservationPayload(
                    person=f"p{number:04}-{'0' * 26}",
                    name=f"Person {number}",
                    competency=competency,
                    role="coach" if role == "coach" else "self",
                    rater="coach" if role == "coach" else "",
                    score=min(max(round((at + chance.gauss(0, 0.7)) * 4) / 4, 1.0), 5.0),
                    rubric="f" * 64,
                    attempt=f"{number:04}-{competency}-{place:02}",
                    day=day,
                    source="bench",
                )


def _known(chance: random.Random, number: int, first: int, months: int) -> Iterator[Observed]:
    for competency in TITLES:
        for month in range(1, months + 1):
            recalled = sum(chance.random() < 0.9 for _ in range(CARDS_A_MONTH))
            yield KnownPayload(
                person=f"p{number:04}-{'0' * 26}",
                name=f"Person {number}",
                competency=competency,
                day=first + round(month * DAYS_A_MONTH),
                tested=CARDS_A_MONTH,
                recalled=recalled,
                expected_ppm=CARDS_A_MONTH * 900_000,
                evidence_ppm=round(1e6 * (0.598 * (CARDS_A_MONTH - recalled) - 0.0934 * recalled)),
            )
