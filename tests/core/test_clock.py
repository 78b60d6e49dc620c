"""The study day: it changes at the rollover hour on the person's own wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmdrill.core.clock import (
    SimulatedClock,
    SystemClock,
    clock_from,
    day_date,
    from_millis,
    moment,
    study_day,
    zone_named,
)
from csmdrill.core.errors import ClockRejected, SettingRejected

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = datetime(1975, 1, 1), datetime(2090, 1, 1)  # noqa: DTZ001 - hypothesis wants them so
ZONES = [
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC")
]


@pytest.mark.parametrize(
    ("local", "day"),
    [
        ("2026-11-24T03:59:59", date(2026, 11, 23)),
        ("2026-11-24T04:00:00", date(2026, 11, 24)),
        ("2026-11-24T23:59:59", date(2026, 11, 24)),
        ("2026-11-25T00:30:00", date(2026, 11, 24)),
        ("2028-02-29T12:00:00", date(2028, 2, 29)),
        ("2028-03-01T03:00:00", date(2028, 2, 29)),
        ("2038-01-19T12:00:00", date(2038, 1, 19)),
        ("2026-03-29T03:30:00", date(2026, 3, 28)),
        ("2026-10-25T02:30:00", date(2026, 10, 24)),
    ],
)
def test_the_day_changes_at_four_on_the_local_clock(local: str, day: date) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=BERLIN)
    assert day_date(study_day(at, BERLIN)) == day
    assert day_date(study_day(at.astimezone(UTC), BERLIN)) == day


@pytest.mark.parametrize(("rollover", "day"), [(0, 24), (4, 23), (3, 24), (23, 23)])
def test_the_rollover_hour_is_the_persons(rollover: int, day: int) -> None:
    at = datetime(2026, 11, 24, 3, 0, tzinfo=BERLIN)
    assert day_date(study_day(at, BERLIN, rollover)) == date(2026, 11, day)


def test_the_same_moment_is_another_day_elsewhere() -> None:
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert day_date(study_day(at, ZoneInfo("Pacific/Kiritimati"))) == date(2026, 11, 24)
    assert day_date(study_day(at, ZoneInfo("Pacific/Pago_Pago"))) == date(2026, 11, 23)


@given(
    st.datetimes(min_value=FIRST, max_value=LAST),
    st.sampled_from(ZONES),
    st.integers(0, 23),
)
def test_late_in_the_evening_it_is_the_calendar_day_and_a_day_later_the_next(
    naive: datetime, zone: ZoneInfo, rollover: int
) -> None:
    at = naive.replace(hour=23, minute=30, tzinfo=zone)
    assert day_date(study_day(at, zone, rollover)) == at.date()
    assert study_day(at + timedelta(days=1), zone, rollover) == study_day(at, zone, rollover) + 1


def test_a_moment_knows_its_offset_and_comes_back_from_milliseconds() -> None:
    at = datetime(2026, 7, 1, 10, 0, 0, 123000, tzinfo=UTC)
    lived = moment(at, BERLIN)
    assert lived.offset == 120
    assert from_millis(lived.at) == at
    assert moment(datetime(2026, 12, 1, 10, 0, tzinfo=UTC), BERLIN).offset == 60


def test_the_practice_clock_starts_where_it_is_told_and_runs_on() -> None:
    clock = clock_from({"CSMDRILL_NOW": "2026-11-24T09:00:00+01:00"})
    assert isinstance(clock, SimulatedClock)
    first = clock.now()
    assert timedelta(0) <= first - datetime(2026, 11, 24, 8, 0, tzinfo=UTC) < timedelta(minutes=1)
    assert clock.now() >= first
    assert zone_named("auto", clock) == timezone(timedelta(hours=1))


def test_without_it_the_clock_is_the_machines() -> None:
    assert isinstance(clock_from({}), SystemClock)
    assert isinstance(clock_from({"CSMDRILL_NOW": ""}), SystemClock)


@pytest.mark.parametrize(
    "text", ["yesterday", "2026-11-24", "2026-11-24T09:00:00", "9 o'clock", "2026-13-01T00:00Z"]
)
def test_a_time_without_an_offset_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ClockRejected) as refused:
        clock_from({"CSMDRILL_NOW": text})
    assert "2026-11-24T09:00:00+01:00" in refused.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31T23:00:00+00:00",
        "0001-01-01T00:00+14:00",
        "0002-06-01T09:00Z",
        "1969-12-31T23:00Z",
        "2200-01-01T00:00Z",
    ],
)
def test_a_year_beyond_all_practice_is_refused_with_the_range(text: str) -> None:
    with pytest.raises(ClockRejected) as refused:
        clock_from({"CSMDRILL_NOW": text})
    assert refused.value.hint == "Take a year from 1970 to 2199."


@pytest.mark.parametrize("text", ["1970-01-01T00:00:00+14:00", "2199-12-31T23:59:59-14:00"])
def test_the_first_and_the_last_moment_have_a_study_day(text: str) -> None:
    clock = clock_from({"CSMDRILL_NOW": text})
    at = datetime.fromisoformat(text)
    lived = moment(clock.now(), zone_named("auto", clock))
    assert abs(day_date(lived.day) - at.date()) <= timedelta(days=1)


@pytest.mark.parametrize("name", ["Europe/Nowhere", "", "../etc/passwd", "\0", "Europe"])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(SettingRejected):
        zone_named(name, SystemClock())


def test_a_practice_clock_goes_by_the_stopwatch_it_is_given() -> None:
    passed = [100.0]
    clock = clock_from({"CSMDRILL_NOW": "2026-11-24T09:00:00+01:00"}, lambda: passed[0])
    passed[0] += 90
    assert clock.now() == datetime(2026, 11, 24, 8, 1, 30, tzinfo=UTC)
