"""Which backups are kept: always the newest, thinner with age, and never more than the cap allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.storage.rotation import backup_name, kept, newest_first, next_name, over_cap, taken_at

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
AGES = st.lists(st.integers(min_value=0, max_value=800 * 24 * 60), max_size=60, unique=True)


def names_of(minutes: list[int]) -> list[str]:
    """Return the names of backups made so many minutes ago."""
    return [backup_name(NOW - timedelta(minutes=age)) for age in minutes]


def week_of(name: str) -> tuple[int, int]:
    """Return the year and week of a backup."""
    at = taken_at(name)
    assert at is not None
    return at.isocalendar()[:2]


def test_a_name_tells_when_the_backup_was_made() -> None:
    assert backup_name(NOW) == "practice-20261124T090000Z.db"
    assert backup_name(NOW, schema=1) == "practice-schema1-20261124T090000Z.db"
    assert taken_at("practice-20261124T090000Z-2.db") == NOW
    for other in (
        "practice.db",
        "practice-20261199T090000Z.db",
        "notes.txt",
        "practice-20261124T090000Z.db-journal",
    ):
        assert taken_at(other) is None


def test_a_new_name_is_newer_than_those_of_its_second_also_when_the_first_of_them_is_gone() -> None:
    names = ["practice-20261124T090000Z-2.db", "practice-20261124T090000Z-3.db"]
    assert next_name(names, NOW) == "practice-20261124T090000Z-4.db"
    assert newest_first([next_name(names, NOW), *names])[0] == "practice-20261124T090000Z-4.db"
    assert next_name(names, NOW + timedelta(seconds=1)) == "practice-20261124T090001Z.db"


def test_the_second_of_a_second_is_the_newer() -> None:
    names = [f"practice-20261124T090000Z{again}.db" for again in ("", "-2", "-10", "-9")]
    assert newest_first(names) == [names[2], names[3], names[1], names[0]]


@settings(max_examples=60, deadline=None)
@given(AGES)
def test_what_is_kept(ages: list[int]) -> None:
    names = names_of(ages)
    staying = kept(names, NOW)
    ordered = newest_first(names)
    assert staying <= set(names)
    assert set(ordered[:2]) <= staying
    assert len(staying) <= 2 + 7 + 4 + 12
    assert kept(staying, NOW) == staying
    days = list(dict.fromkeys(name[9:17] for name in ordered))
    weeks = list(dict.fromkeys(week_of(name) for name in ordered))
    for week in weeks[:4]:
        assert next(name for name in ordered if week_of(name) == week) in staying, week
    months = list(dict.fromkeys(name[9:15] for name in ordered))
    for part, last in [(day, 7) for day in days[:7]] + [(month, 12) for month in months[:12]]:
        newest = next(name for name in ordered if name[9:].startswith(part))
        assert newest in staying, (part, last)


def test_a_year_of_practice_leaves_days_weeks_and_months() -> None:
    there: set[str] = set()
    for hour in range(0, 365 * 24, 8):
        now = NOW + timedelta(hours=hour)
        there = kept({*there, backup_name(now)}, now)
    last = NOW + timedelta(hours=365 * 24 - 8)
    ages = sorted((last.date() - at.date()).days for name in there if (at := taken_at(name)) is not None)
    assert set(range(7)) <= set(ages)
    assert len({name[9:15] for name in there}) == 12
    assert max(ages) > 300
    assert len(there) <= 25


def test_of_a_backup_a_day_seven_days_four_weeks_and_each_month_stay() -> None:
    busy = [backup_name(NOW - timedelta(days=age)) for age in range(60)]
    left = {(NOW.date() - at.date()).days for name in kept(busy, NOW) if (at := taken_at(name))}
    assert left == {*range(7), 9, 16, 24, 55}


def test_what_was_made_before_a_migration_or_under_a_clock_ahead_stays_and_counts_for_nothing() -> None:
    old = backup_name(NOW - timedelta(days=900), schema=1)
    ahead = [backup_name(NOW + timedelta(days=3650 + day)) for day in range(30)]
    usual = names_of([60, 120, 180])
    staying = kept([old, *ahead, *usual], NOW)
    assert {old, *ahead} <= staying
    assert set(usual[:2]) <= staying
    assert usual[2] not in staying


@settings(max_examples=60, deadline=None)
@given(AGES, st.integers(min_value=0, max_value=4000))
def test_the_cap_takes_the_oldest_first_and_never_the_newest_two(ages: list[int], cap: int) -> None:
    sizes = dict.fromkeys(names_of(ages), 100)
    going = over_cap(sizes, NOW, cap)
    ordered = newest_first(sizes)
    assert going == ordered[::-1][: len(going)]
    assert not set(going) & set(ordered[:2])
    left = len(sizes) - len(going)
    assert left * 100 <= cap or left <= 2
    assert not going or (left + 1) * 100 > cap


def test_what_a_clock_ahead_has_dated_goes_before_the_rest() -> None:
    ahead = backup_name(NOW + timedelta(days=9))
    sizes = dict.fromkeys([ahead, *names_of([1, 2, 3])], 100)
    assert over_cap(sizes, NOW, 300) == [ahead]
