"""The calendar that promises are held against: zones, their summer time, rollovers, leap day, 2038."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from csmdrill.core.clock import day_date, study_day

ZONES = (
    "Africa/Casablanca",
    "America/Havana",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Lisbon",
    "Pacific/Chatham",
)
"""Twelve zones with summer time: at midnight, by half an hour, by two hours, and the wrong way round."""

AFAR = ("Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago")
"""Where one may travel besides; the last two lie 25 hours apart."""

ROLLOVERS = range(24)
HOURS = range(24)
SET_BACK = (timedelta(hours=1), timedelta(hours=3), timedelta(days=2), timedelta(days=400))
LEAP_DAY, END_OF_32_BITS = date(2028, 2, 29), date(2038, 1, 19)
DAYS_AROUND = 3
HALF_HOUR = timedelta(minutes=30)


class Edge(msgspec.Struct, frozen=True):
    """A date at which a calendar is likely to be wrong, in a zone.

    Args:
        zone: its name.
        name: what is there: `spring`, `autumn`, `leap day` or `2038`.
        on: the date.
    """

    zone: str
    name: str
    on: date


@cache
def edges() -> tuple[Edge, ...]:
    """Return the edges of every zone: both changes of its clock in 2028, the leap day, 19 January 2038."""
    found: list[Edge] = []
    for zone in ZONES:
        found += [Edge(zone, name, on) for name, on in _changes(zone)]
        found += [Edge(zone, "leap day", LEAP_DAY), Edge(zone, "2038", END_OF_32_BITS)]
    return tuple(found)


def size() -> dict[str, int]:
    """Return how many points each part of the grid has."""
    zones, edges_, rollovers, hours = len(ZONES), len(edges()), len(ROLLOVERS), len(HOURS)
    everywhere = zones + len(AFAR)
    return {
        "practised daily": edges_ * rollovers * hours,
        "half-hours": edges_ * rollovers * 2 * DAYS_AROUND * 48,
        "travelled": everywhere * everywhere * rollovers * 4 * hours,
        "rollover changed": edges_ * rollovers * rollovers,
        "clock set back": edges_ * rollovers * len(SET_BACK),
    }


def shown_by(zone: ZoneInfo, on: date, hour: int) -> Iterator[datetime]:
    """Yield the moments at which a clock shows an hour of a date: none where it leaps over it, or two."""
    seen = {datetime.combine(on, time(hour), zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)}
    wall = datetime.combine(on, time(hour))
    yield from sorted(at for at in seen if at.astimezone(zone).replace(tzinfo=None) == wall)


def half_hours(edge: Edge) -> Iterator[datetime]:
    """Yield every half-hour of the days around an edge."""
    begin = datetime.combine(edge.on, time(0), UTC) - timedelta(days=DAYS_AROUND)
    return (begin + number * HALF_HOUR for number in range(2 * DAYS_AROUND * 48))


def begins(day: date, zone: ZoneInfo, rollover: int) -> datetime:
    """Return the moment at which a study day begins, found by trying every half-hour and quarter."""
    near = datetime.combine(day, time(rollover), zone).astimezone(UTC) - timedelta(hours=3)
    tries = (near + timedelta(minutes=15 * number) for number in range(26))
    return next(at for at in tries if day_date(study_day(at, zone, rollover)) >= day)


def _changes(zone: str) -> Iterator[tuple[str, date]]:
    """Yield the last change forward and the last one back in 2028, with the date right after it."""
    place = ZoneInfo(zone)
    days = [datetime(2028, 1, 1, tzinfo=UTC) + timedelta(days=number) for number in range(366)]
    found: dict[str, date] = {}
    for day, next_day in pairwise(days):
        if _offset(day, place) != _offset(next_day, place):
            for before, after in pairwise(day + timedelta(hours=number) for number in range(25)):
                shift = _offset(after, place) - _offset(before, place)
                if shift:
                    found["spring" if shift > timedelta() else "autumn"] = after.astimezone(place).date()
    yield from found.items()


def _offset(at: datetime, place: ZoneInfo) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta()
