"""The drift statistic: its variance under no change is exact, the baseline's own error included."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.skills.drift import (
    Weights,
    drift_statistic,
    expected_without_use,
    no_change_variance,
)
from csmdrill.skills.level import Settings, assess
from tests.skills.histories import played, weekly

NOISE = 0.49


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=14), st.sampled_from([4, 6]))
def test_z_has_mean_0_and_variance_1_under_no_change(gaps: list[int], n0: int) -> None:
    """Level minus baseline is linear in the ratings: its coefficients, one rating moved at a time."""
    rules = Settings(n0=n0, run_in=0)
    days = list(range(0, n0 * 7, 7))
    for gap in gaps:
        days.append(days[-1] + gap)

    def moved(scores: list[float]) -> tuple[float, float]:
        level = assess(played(scores, days), days[-1], settings=rules)
        assert level.drop is not None
        assert level.z is not None
        return level.drop, level.z

    flat = [3.0] * len(days)
    assert moved(flat) == (0.0, 0.0)
    ones = [moved([*flat[:at], 4.0, *flat[at + 1 :]]) for at in range(len(days))]
    assert sum(drop for drop, _ in ones) == pytest.approx(0, abs=1e-6)  # mean 0 at whatever level
    assert NOISE * sum(z * z for _, z in ones) == pytest.approx(1, abs=1e-6)


def test_weights_are_the_ones_of_the_definition() -> None:
    weights = Weights()
    by_hand: list[float] = []
    for gain in (0.3, 0.2, 0.45, 0.1):
        weights = weights.after(gain)
        by_hand = [*(each * (1 - gain) for each in by_hand), gain]
    assert weights.total == pytest.approx(sum(by_hand))
    assert weights.squares == pytest.approx(sum(each * each for each in by_hand))
    expected = NOISE * (weights.squares + weights.total**2 / 6)
    assert no_change_variance(weights, NOISE, 6) == pytest.approx(expected)


def test_without_a_benchmark_since_the_baseline_nothing_has_moved() -> None:
    assert drift_statistic(0.0, Weights(), NOISE, 6) == 0
    level = assess(weekly([3.0] * 8), 60)
    assert (level.z, level.drop, level.since) == (0, 0, 0)


def test_the_grey_line_falls_by_a_twentieth_a_month_and_never_below_the_scale() -> None:
    assert expected_without_use(3.5, 6) == pytest.approx(3.2)
    assert expected_without_use(1.1, 12) == 1
