"""Make a home with weeks of practice: the real services, a moving clock, a memory that sometimes fails."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from csmdrill.core.clock import SimulatedClock
from csmdrill.core.home import Home
from csmdrill.practice.model import Rating, Verdict
from csmdrill.services import library
from csmdrill.services.practise import Drill
from csmdrill.services.workspace import Workspace

SECONDS = (6, 25)


def practise_until(root: Path, end: datetime, days: int, seed: int = 1, decks: Sequence[Path] = ()) -> None:
    """Practise on each of `days` days before `end`, weekends left out.

    Args:
        root: the home.
        end: aware; the first moment after the last day practised.
        days: calendar days.
        seed: of the answers; with the same seed the same history.
        decks: further deck files.
    """
    chance = random.Random(seed)  # noqa: S311 - a made-up history
    for back in range(days, 0, -1):
        day = end - timedelta(days=back)
        if day.weekday() < 5:
            _practise_day(root, day, chance, decks)


def _practise_day(root: Path, day: datetime, chance: random.Random, decks: Sequence[Path]) -> None:
    with Workspace(Home(root), SimulatedClock(day), decks) as workspace:
        library.refresh(workspace)
        drill = Drill(workspace)
        while drill.view() is not None:
            rating = Rating.GOOD if chance.random() < 0.88 else Rating.AGAIN
            took = chance.randint(*SECONDS) * 1000
            drill.grade(rating, took, Verdict(right=None, suggestion=Rating.GOOD))
        drill.finish()
