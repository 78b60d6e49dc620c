"""Look ahead: minutes a day at four retentions, and the day on which everything due fits in again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from csmdrill.core.clock import StudyDay, day_date
from csmdrill.practice.forecast import DayLoad, Pace, level_again, simulate, spread
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Remembered
from csmdrill.services.pace import pace_spread, slow_pace, usual_pace
from csmdrill.services.today import load
from csmdrill.services.workspace import Workspace

RETENTIONS = (0.80, 0.85, 0.90, 0.95)
DAYS = 30


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a forecast is made from; making it needs no store any more.

    Args:
        day: the study day.
        cards: every card with a memory.
        pace: the person's own.
        retention: the one chosen.
        behind: the due reviews need more than the day's minutes.
    """

    day: StudyDay
    cards: Sequence[Remembered]
    pace: Pace
    retention: float
    behind: bool


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """The days to come at one retention, with the person's new cards and nothing left over.

    Args:
        retention: the share of due cards wanted.
        minutes: a day, on average.
        most: minutes of the fullest day.
        days: minutes of each day.
    """

    retention: float
    minutes: float
    most: float
    days: tuple[float, ...]


class ForecastView(msgspec.Struct, frozen=True, kw_only=True):
    """A forecast as it is shown.

    Args:
        day: the first of the days.
        minutes: chosen for a day.
        retention: chosen.
        behind: the due reviews need more than the day's minutes.
        level_again: the first day on which they fit in again; None if they do, or will not within 180 days.
        ahead: by retention, and one more for the chosen one if it is none of the four.
    """

    day: date
    minutes: int
    retention: float
    behind: bool
    level_again: date | None
    ahead: tuple[Ahead, ...]


def basis(workspace: Workspace) -> Basis:
    """Read what a forecast is made from."""
    day = workspace.now().day
    work = load(workspace)
    settings = workspace.settings
    pace = Pace(
        seconds=usual_pace(workspace, day),
        slow=slow_pace(workspace, day),
        spread=pace_spread(workspace, day),
        minutes=settings.minutes,
        new=settings.new,
        waiting=work.counts.new_available,
        spent=work.counts.spent_today_ms / 1000,
        met=work.counts.new_today,
        leaves=workspace.store.leaves(),
    )
    cards = workspace.store.remembered()
    return Basis(day=day, cards=cards, pace=pace, retention=settings.retention, behind=work.behind)


def level_day(found: Basis) -> date | None:
    """Return the date on which everything due fits in again; None if it does already, or not soon."""
    if not found.behind:
        return None
    day = level_again(found.cards, found.pace, found.day, MemoryModel(found.retention))
    return None if day is None else day_date(day)


def forecast(workspace: Workspace) -> ForecastView:
    """Return minutes a day at four retentions, and at the chosen one. It prescribes nothing."""
    found = basis(workspace)
    return ForecastView(
        day=day_date(found.day),
        minutes=workspace.settings.minutes,
        retention=found.retention,
        behind=found.behind,
        level_again=level_day(found),
        ahead=tuple(ahead(found, retention) for retention in sorted({*RETENTIONS, found.retention})),
    )


def ahead(found: Basis, retention: float) -> Ahead:
    """Return the days to come at one retention.

    Due dates that stand are kept; every review from now on gives an interval of that retention. What is
    overdue is spread evenly over the days, so that it shows as work and not as a wall. Before a leave as much
    is taken early as the minutes have room for.
    """
    cards = spread(found.cards, found.day, DAYS)
    pace = msgspec.structs.replace(found.pace, boxed=False, spent=0.0)
    days: list[DayLoad] = simulate(cards, pace, found.day, DAYS, MemoryModel(retention))
    minutes = tuple(round(each.minutes, 1) for each in days)
    mean = round(sum(each.minutes for each in days) / DAYS, 1)
    return Ahead(retention=retention, minutes=mean, most=max(minutes), days=minutes)
