"""Weeks of a life with csmdrill, an absence among them, go as they were promised."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bench.year import Lived, Person, Promise, away, faults

WEEKS = 7


def test_two_weeks_away_are_worked_off_by_the_day_that_was_promised(tmp_path: Path) -> None:
    person = Person(tmp_path, "two weeks away", away(28, 14), seed=2, cards=300, minutes=5)
    lived = person.live(WEEKS)
    assert lived.days == WEEKS * 7 - 14
    assert [each for each in lived.promises if (each.day - each.made).days > 1]
    assert faults(lived, minutes=5, retention=0.9) == []


def test_who_planned_a_leave_comes_back_to_no_more_than_the_minutes(tmp_path: Path) -> None:
    person = Person(tmp_path, "planned", away(21, 14), seed=6, cards=200, minutes=5, leave=21)
    lived = person.live(6)
    assert lived.days == 6 * 7 - 14
    assert faults(lived, minutes=5, retention=0.9) == []


def test_what_goes_wrong_is_told() -> None:
    lived = Lived(
        name="x", days=1, answers=50, most=10.06, tested=100, recalled=80, expected=90, promises=(), open=0
    )
    assert len(faults(lived, minutes=10, retention=0.9)) == 2


def test_a_promise_that_is_missed_is_told() -> None:
    missed = Promise(made=date(2027, 1, 1), day=date(2027, 1, 5), level=date(2027, 1, 6))
    lived = Lived(
        name="x", days=1, answers=50, most=9, tested=100, recalled=90, expected=90, promises=(missed,), open=0
    )
    assert faults(lived, minutes=10, retention=0.9) == [
        "x: level on 2027-01-06, promised for 2027-01-05 on 2027-01-01"
    ]


def test_a_promise_never_lived_to_see_is_no_kept_one() -> None:
    assert not Promise(made=date(2027, 1, 1), day=date(2027, 1, 5), level=None).kept
    assert Promise(made=date(2027, 1, 1), day=date(2027, 1, 5), level=date(2027, 1, 5)).kept
