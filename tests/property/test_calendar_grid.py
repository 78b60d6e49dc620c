"""Whatever the calendar does, no due date moves by more than a day, and no study day counts twice or never."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from csmdrill.core.clock import day_date, moment, study_day
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Rating
from tests.property.calendar_grid import (
    AFAR,
    DAYS_AROUND,
    HALF_HOUR,
    HOURS,
    ROLLOVERS,
    SET_BACK,
    ZONES,
    Edge,
    begins,
    edges,
    half_hours,
    shown_by,
    size,
)

EDGES = edges()
MODEL = MemoryModel(0.9)
DAY = timedelta(days=1)


def shift_at(edge: Edge) -> timedelta:
    """Return by how much the clock changes in the days around an edge."""
    zone = ZoneInfo(edge.zone)
    offsets = [at.astimezone(zone).utcoffset() or timedelta() for at in half_hours(edge)]
    return max(offsets) - min(offsets)


def test_the_grid_is_as_large_as_it_is_said_to_be() -> None:
    assert len(EDGES) == 48
    assert {edge.name for edge in EDGES} == {"spring", "autumn", "leap day", "2038"}
    assert {edge.zone for edge in EDGES if shift_at(edge) >= HALF_HOUR} == set(ZONES)
    assert sum(size().values()) > 900_000


@pytest.mark.parametrize("name", ZONES)
def test_who_practises_daily_at_an_hour_has_each_study_day_once(name: str) -> None:
    zone = ZoneInfo(name)
    for edge in (each for each in EDGES if each.zone == name):
        for hour in HOURS:
            dates = [edge.on + number * DAY for number in range(-DAYS_AROUND, DAYS_AROUND + 1)]
            shown = [list(shown_by(zone, on, hour)) for on in dates]
            for rollover in ROLLOVERS:
                days = [{study_day(at, zone, rollover) for at in each} for each in shown]
                assert all(len(each) <= 1 for each in days)
                lived = [day for each in days for day in each]
                left_out = len(days) - len(lived)
                assert left_out <= 1
                assert len(set(lived)) == len(lived)
                assert lived[-1] - lived[0] == len(days) - 1
                assert len(lived) == len(dates) or left_out


@pytest.mark.parametrize("name", ZONES)
def test_study_days_follow_one_another_and_last_a_day(name: str) -> None:
    zone = ZoneInfo(name)
    for edge in (each for each in EDGES if each.zone == name):
        shift = shift_at(edge)
        offsets = {at: at.astimezone(zone).utcoffset() for at in half_hours(edge)}
        for rollover in ROLLOVERS:
            days = [(at, study_day(at, zone, rollover)) for at in offsets]
            for (before, day), (at, following) in pairwise(days):
                # Only where the clock goes back over the rollover itself, by two hours, the day does too.
                back = offsets[at] != offsets[before] and shift > timedelta(hours=1)
                assert 0 <= following - day <= 1 or (back and following - day == -1)
            for on in {day for _, day in days[48:-48]}:
                lasted = sum(HALF_HOUR for _, day in days if day == on) if False else None
                begun, ended = begins(day_date(on), zone, rollover), begins(day_date(on) + DAY, zone, rollover)
                assert abs((ended - begun) - DAY) <= shift, lasted
