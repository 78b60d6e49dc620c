"""The clock and the study day: what time it is, and which day of practice that belongs to."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NewType, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from csmdrill.core.errors import ClockRejected, SettingRejected

StudyDay = NewType("StudyDay", int)
"""A study day, as days since 1970-01-01."""

DAY_ZERO = date(1970, 1, 1)
ROLLOVER_HOUR = 4
FIRST_YEAR, LAST_YEAR = 1970, 2199
"""The years of a practice clock: centuries from where the calendar or the count of milliseconds ends."""


class Clock(Protocol):
    """Tells the time; everything that depends on time is handed one."""

    @property
    def simulated(self) -> bool:
        """Whether this is a practice clock set by `CSMDRILL_NOW`."""
        ...

    @property
    def home_zone(self) -> tzinfo | None:
        """The zone that comes with the clock itself; None means the machine's."""
        ...

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    simulated = False
    home_zone: tzinfo | None = None

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)


class SimulatedClock:
    """A clock that starts at a given moment and runs on from there.

    Args:
        start: an aware datetime; its offset becomes the zone of the study day.
        stopwatch: tells the seconds that pass, from any beginning.
    """

    simulated = True

    def __init__(self, start: datetime, stopwatch: Callable[[], float] = time.monotonic) -> None:
        self.home_zone: tzinfo | None = start.tzinfo
        self._start = start.astimezone(UTC)
        self._stopwatch = stopwatch
        self._begun = stopwatch()

    def now(self) -> datetime:
        """Return the start plus the time that has passed since it was set."""
        return self._start + timedelta(seconds=self._stopwatch() - self._begun)


class Moment(msgspec.Struct, frozen=True):
    """A point in time as a person lived it.

    Args:
        at: milliseconds since 1970-01-01T00:00Z.
        offset: minutes east of UTC on the person's wall clock.
        day: the study day it belongs to.
    """

    at: int
    offset: int
    day: StudyDay


def clock_from(environ: Mapping[str, str], stopwatch: Callable[[], float] = time.monotonic) -> Clock:
    """Return the clock that `CSMDRILL_NOW` asks for, else the machine's.

    Args:
        environ: the environment.
        stopwatch: tells the seconds that pass for a clock that is asked for.

    Raises:
        ClockRejected: `CSMDRILL_NOW` is no ISO time with an offset, or of a year that is not told.
    """
    asked = environ.get("CSMDRILL_NOW")
    if not asked:
        return SystemClock()
    try:
        start = datetime.fromisoformat(asked)
    except ValueError:
        start = None
    if start is None or start.utcoffset() is None:
        raise ClockRejected(
            f"CSMDRILL_NOW is no ISO time with an offset: {asked!r}.",
            "Write it like 2026-11-24T09:00:00+01:00, or unset it.",
        )
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise ClockRejected(
            f"CSMDRILL_NOW is out of range: {asked!r}.", f"Take a year from {FIRST_YEAR} to {LAST_YEAR}."
        )
    return SimulatedClock(start, stopwatch)


def zone_named(name: str, clock: Clock) -> tzinfo:
    """Return the zone of the study day.

    Args:
        name: an IANA name, or `auto` for the clock's own zone, else the machine's.
        clock: the clock in use.

    Raises:
        SettingRejected: there is no zone of that name.
    """
    if name == "auto":
        if clock.home_zone is not None:
            return clock.home_zone
        import tzlocal

        try:
            return tzlocal.get_localzone()
        except (ZoneInfoNotFoundError, ValueError):
            return UTC
    return zone_of(name)


def zone_of(name: str) -> ZoneInfo:
    """Return the zone of an IANA name.

    Raises:
        SettingRejected: there is no zone of that name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise SettingRejected(
            f"There is no time zone named {name!r}.", "Use a name like Europe/Berlin, or auto."
        ) from None


def study_day(at: datetime, zone: tzinfo, rollover: int = ROLLOVER_HOUR) -> StudyDay:
    """Return the study day of a moment: it changes at `rollover` o'clock on the local wall clock.

    Args:
        at: an aware datetime.
        zone: the person's zone.
        rollover: hour of the day, 0-23.
    """
    return _lived_on(at.astimezone(zone), rollover)


def day_date(day: StudyDay) -> date:
    """Return the calendar date of a study day."""
    return DAY_ZERO + timedelta(days=day)


def moment(at: datetime, zone: tzinfo, rollover: int = ROLLOVER_HOUR) -> Moment:
    """Return a moment with its offset and study day."""
    local = at.astimezone(zone)
    offset = local.utcoffset() or timedelta(0)
    return Moment(
        at=round(at.timestamp() * 1000),
        offset=round(offset.total_seconds() / 60),
        day=_lived_on(local, rollover),
    )


def from_millis(at: int) -> datetime:
    """Return milliseconds since 1970 as an aware datetime in UTC, at any year to 9999."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)


def _lived_on(local: datetime, rollover: int) -> StudyDay:
    lived = local.date() if local.hour >= rollover else local.date() - timedelta(days=1)
    return StudyDay((lived - DAY_ZERO).days)
