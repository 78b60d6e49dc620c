"""Weeks of a life with csmdrill, an absence among them, go as they were promised."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bench import year
from bench.promises import Lived, Promise, faults
from bench.year import Person, away, uneven
from csmdrill.core.clock import day_date

WEEKS = 7
MADE = date(2027, 1, 1)
DAY = timedelta(days=1)
KEPT = Promise(MADE, MADE + DAY, MADE + DAY)


def test_two_weeks_away_are_worked_off_by_the_day_that_was_promised(tmp_path: Path) -> None:
    person = Person(tmp_path, "two weeks away", away(28, 14), seed=2, cards=300, minutes=5)
    lived = person.live(WEEKS)
    assert lived.days == WEEKS * 7 - 14
    assert [each for each in lived.promises if each.day and each.day > each.made + DAY]
    assert faults(lived, minutes=5, retention=0.9) == []


def test_who_planned_a_leave_comes_back_to_no_more_than_the_minutes(tmp_path: Path) -> None:
    person = Person(tmp_path, "planned", away(21, 14), seed=6, cards=200, minutes=5, leave=21)
    lived = person.live(6)
    assert lived.days == 6 * 7 - 14
    assert faults(lived, minutes=5, retention=0.9) == []


def test_who_is_interrupted_now_and_then_keeps_to_the_minutes(tmp_path: Path) -> None:
    person = Person(tmp_path, "uneven", away(14, 7), seed=3, cards=200, minutes=5, tempo=uneven)
    lived = person.live(4)
    assert lived.most > 4
    assert faults(lived, minutes=5, retention=0.9) == []


def test_a_promise_whose_day_has_passed_at_the_end_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(year, "level_day", lambda found: day_date(found.day) + timedelta(days=1))
    lived = Person(tmp_path, "gone", away(14, 19), seed=2, cards=200, minutes=2).live(5)
    assert lived.promises[-1].level is None
    assert lived.open == 0


def lived_with(*promises: Promise, most: float = 9, recalled: int = 9_000, expected: float = 9_000) -> Lived:
    """Return what became of a year with ten thousand first answers."""
    return Lived(
        name="x",
        days=1,
        answers=50,
        most=most,
        tested=10_000,
        recalled=recalled,
        expected=expected,
        promises=promises,
        open=0,
    )


@pytest.mark.parametrize(
    ("lived", "words"),
    [
        (lived_with(), []),
        (lived_with(most=10.02), ["1 seconds more than 10 minutes"]),
        (lived_with(recalled=8_700, expected=8_700), []),
        (lived_with(recalled=8_690, expected=8_690), ["86.9 % known, give or take 0.3, not 90"]),
        (lived_with(expected=8_880), ["90.0 % known, give or take 0.3, 88.8 expected"]),
        (
            lived_with(Promise(MADE, MADE + 4 * DAY, MADE + 5 * DAY)),
            ["promised for 2027-01-05 on 2027-01-01"],
        ),
        (lived_with(Promise(MADE, MADE + 4 * DAY, None)), ["level on None, promised for 2027-01-05"]),
        (lived_with(Promise(MADE, None, MADE + 5 * DAY)), ["no day was promised on 2027-01-01"]),
        (lived_with(Promise(MADE, MADE + 19 * DAY, MADE + 5 * DAY)), []),
        (
            lived_with(Promise(MADE, MADE + 20 * DAY, MADE + 5 * DAY)),
            ["1 of 1 promises more than 14 days too late"],
        ),
        (lived_with(*[Promise(MADE, MADE + 20 * DAY, MADE + 5 * DAY), *[KEPT] * 9]), []),
        (lived_with(Promise(MADE, MADE + 20 * DAY, MADE + 5 * DAY, away=1)), []),
        (lived_with(*[Promise(MADE, MADE + 34 * DAY, MADE + 5 * DAY), *[KEPT] * 9]), ["2027-01-06 already"]),
    ],
)
def test_what_was_not_as_promised_is_told(lived: Lived, words: list[str]) -> None:
    found = faults(lived, minutes=10, retention=0.9)
    assert len(found) == len(words)
    assert all(word in fault for word, fault in zip(words, found, strict=True))


def test_a_promise_never_lived_to_see_is_no_kept_one() -> None:
    assert not Promise(MADE, MADE + DAY, None).kept
    assert not Promise(MADE, None, MADE + DAY).kept
    assert Promise(MADE, MADE + DAY, MADE + DAY).kept
