"""How long the day will take."""

from __future__ import annotations

import pytest

from csmdrill.practice.workload import minutes, seconds_per_card, slow_seconds, spread_seconds


def test_own_pace_counts_from_twenty_reviews_on() -> None:
    assert seconds_per_card(19, 19 * 5_000) == 20.0
    assert seconds_per_card(20, 20 * 5_000) == 5.0


def test_nobody_takes_no_time() -> None:
    assert seconds_per_card(50, 0) == 1.0


@pytest.mark.parametrize(
    ("cards", "seconds", "expected"),
    [(0, 20.0, 0), (1, 20.0, 1), (3, 20.0, 1), (4, 20.0, 2), (30, 20.0, 10), (3, 0.1 * 200, 1)],
)
def test_minutes_are_rounded_up(cards: int, seconds: float, expected: int) -> None:
    assert minutes(cards, seconds) == expected


def test_a_slow_answer_is_the_slowest_of_a_hundred() -> None:
    assert slow_seconds([60_000] * 19) == 30.0
    assert slow_seconds([5_000] * 19 + [60_000]) == 60.0
    assert slow_seconds([5_000] * 96 + [50_000] * 4) == 50.0
    assert slow_seconds([5_000] * 495 + [60_000] * 5) == 5.0
    assert slow_seconds([5_000] * 494 + [60_000] * 6) == 60.0
    assert slow_seconds([1] * 20) == 1.0


def test_answers_differ_by_their_standard_deviation() -> None:
    assert spread_seconds([60_000] * 19) == 6.0
    assert spread_seconds([5_000] * 20) == 0.0
    assert spread_seconds([5_000, 15_000] * 10) == 5.0
