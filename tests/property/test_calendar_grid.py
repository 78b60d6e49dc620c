"""Whatever the calendar does, no due date moves by more than a day; no study day counts twice or never."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
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
FARTHEST = {"Pacific/Kiritimati", "Pacific/Pago_Pago"}
"""For one hour a day their dates are two apart; of all others, one."""
GOES_BACK = {("Antarctica/Troll", 2, "autumn"), ("Pacific/Chatham", 3, "autumn")}
"""There the clock goes back over the rollover itself, and for less than an hour the study day with it."""


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


def of_zone(name: str) -> list[Edge]:
    """Return the edges of a zone."""
    return [edge for edge in EDGES if edge.zone == name]


@pytest.mark.parametrize("name", ZONES)
def test_who_practises_daily_at_an_hour_has_each_study_day_once(name: str) -> None:
    zone = ZoneInfo(name)
    for edge in of_zone(name):
        dates = [edge.on + number * DAY for number in range(-DAYS_AROUND, DAYS_AROUND + 1)]
        for hour in HOURS:
            shown = [(on, at) for on in dates for at in shown_by(zone, on, hour)]
            assert len({on for on, _ in shown}) >= len(dates) - 1  # one night has no such hour
            for rollover in ROLLOVERS:
                night = DAY if hour < rollover else timedelta()
                assert all(day_date(study_day(at, zone, rollover)) == on - night for on, at in shown)


@pytest.mark.parametrize("name", ZONES)
def test_study_days_follow_one_another_and_last_a_day(name: str) -> None:
    zone = ZoneInfo(name)
    for edge in of_zone(name):
        shift = shift_at(edge)
        instants = list(half_hours(edge))
        for rollover in ROLLOVERS:
            days = [study_day(at, zone, rollover) for at in instants]
            steps = {following - day for day, following in pairwise(days)}
            assert steps <= ({-1, 0, 1} if (name, rollover, edge.name) in GOES_BACK else {0, 1})
            for on in (edge.on - DAY, edge.on, edge.on + DAY):
                lasted = begins(on + DAY, zone, rollover) - begins(on, zone, rollover)
                assert abs(lasted - DAY) <= shift


def test_a_due_day_is_the_same_date_everywhere_and_begins_within_a_day() -> None:
    places = {name: ZoneInfo(name) for name in (*ZONES, *AFAR)}
    dates = (date(2028, 2, 29), date(2038, 1, 19), date(2028, 3, 26), date(2028, 10, 29))
    instants = [datetime.combine(on, time(hour), UTC) for on in dates for hour in HOURS]
    for rollover in ROLLOVERS:
        days = {name: [study_day(at, zone, rollover) for at in instants] for name, zone in places.items()}
        for here, there in product(places, places):
            farthest = 2 if {here, there} == FARTHEST else 1
            assert all(abs(a - b) <= farthest for a, b in zip(days[here], days[there], strict=True))


def test_another_rollover_moves_a_due_day_by_less_than_a_day() -> None:
    for edge in EDGES:
        zone = ZoneInfo(edge.zone)
        for before in ROLLOVERS:
            at = datetime.combine(edge.on, time(before), UTC)
            days = [study_day(at, zone, after) for after in ROLLOVERS]
            assert max(days) - min(days) <= 1


def test_after_a_clock_was_set_back_an_answer_counts_as_one_of_the_same_day() -> None:
    for edge in EDGES:
        zone, at = ZoneInfo(edge.zone), datetime.combine(edge.on, time(12), UTC)
        for rollover in ROLLOVERS:
            here = moment(at, zone, rollover)
            known = MODEL.review("p/d/a", None, Rating.EASY, here)
            same_day = MODEL.review("p/d/a", known, Rating.GOOD, here)
            for back in SET_BACK:
                then = moment(at - back, zone, rollover)
                after = MODEL.review("p/d/a", known, Rating.GOOD, then)
                assert after.due_day - then.day == same_day.due_day - here.day
                assert (after.stability, after.difficulty) == (same_day.stability, same_day.difficulty)
