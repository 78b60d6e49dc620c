"""Knowledge: evidence that the odds of recall have halved, summed up by study day."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.skills.recall_drift import LIMIT, MOST, Recall, cusum, evidence, evidence_ppm

MILLION = 1_000_000
days = st.lists(st.tuples(st.integers(0, 60), st.integers(-MILLION, 3 * MILLION)), max_size=40)


def test_evidence_by_hand() -> None:
    # At .9 the odds are 9; halved they are 4.5, a recall of 9/11.
    assert evidence(0.9, True) == pytest.approx(math.log(9 / 11 / 0.9))
    assert evidence(0.9, False) == pytest.approx(math.log(2 / 11 / 0.1))
    assert evidence_ppm(0.9, False) == 597_837


@settings(max_examples=100, deadline=None)
@given(st.floats(0, 1))
def test_a_lapse_speaks_for_halved_odds_and_is_worth_at_most_their_factor(predicted: float) -> None:
    assert evidence(predicted, True) < 0 < evidence(predicted, False) <= math.log(2)
    p = min(max(predicted, 0.01), 0.99)
    expected = p * math.exp(evidence(predicted, True)) + (1 - p) * math.exp(evidence(predicted, False))
    assert expected == pytest.approx(1)  # a likelihood ratio: its mean under the prediction is 1


@settings(max_examples=100, deadline=None)
@given(days, st.randoms(use_true_random=False))
def test_the_order_of_answers_within_a_day_is_no_evidence(
    evidences: list[tuple[int, int]], chance: random.Random
) -> None:
    shuffled = list(evidences)
    chance.shuffle(shuffled)
    by_day: dict[int, int] = {}
    for day, parts in evidences:
        by_day[day] = by_day.get(day, 0) + parts
    assert cusum(shuffled) == cusum(evidences) == cusum(by_day.items())


@settings(max_examples=100, deadline=None)
@given(days)
def test_the_sum_stays_in_its_range_and_an_alert_has_passed_the_limit(
    evidences: list[tuple[int, int]],
) -> None:
    s, alert_day = cusum(evidences)
    assert 0 <= s <= MOST
    if s > LIMIT:
        assert alert_day is not None
    if s == 0:
        assert alert_day is None


def test_an_alert_has_the_day_on_which_the_limit_was_passed_and_ends_at_zero() -> None:
    rising = [(day, MILLION) for day in range(1, 8)]
    assert cusum(rising[:5]) == Recall(5.0, None)
    assert cusum([*rising[:5], (6, MILLION // 2)]) == Recall(5.5, None)  # at the limit is not above it
    assert cusum(rising) == Recall(7.0, 6)
    assert cusum([*rising, (8, -3 * MILLION)]) == Recall(4.0, 6)
    assert cusum([*rising, (8, -9 * MILLION)]) == Recall(0.0, None)
    assert cusum([*rising, (8, -9 * MILLION), (9, MILLION)]) == Recall(1.0, None)


def test_a_long_bad_time_is_forgiven_within_weeks() -> None:
    bad = [(day, MILLION) for day in range(100)]
    good = [(100 + day, -MILLION // 4) for day in range(44)]
    assert cusum(bad).s == MOST
    assert cusum([*bad, *good]) == Recall(0.0, None)


def test_no_answers_say_nothing() -> None:
    assert cusum([]) == Recall(0.0, None)
