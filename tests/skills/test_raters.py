"""Ratings held against each other: self and coach, coaches among themselves, a coach and the consensus."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.skills.agreement import Marginal, Unit, agreement_of, krippendorff_alpha
from csmdrill.skills.gaps import bias_of, misses_of
from csmdrill.skills.model import Observation
from csmdrill.skills.noise import ASSUMED, LEAST, pooled_noise
from csmdrill.skills.rater_error import Ratings, calibration_mark, rater_error
from csmdrill.skills.series import baseline_scores, series_in_force
from csmdrill.skills.student import quantile

ratings = st.integers(1, 5).map(float)
units = st.lists(st.dictionaries(st.sampled_from("abc"), ratings, max_size=3), max_size=12)


def test_a_bias_is_drawn_to_zero_while_there_are_few_sessions() -> None:
    assert bias_of([1.0]).shrunk == pytest.approx(0.2)
    assert bias_of([1.0] * 16).shrunk == pytest.approx(0.8)
    none = bias_of([])
    assert (none.mean, none.shrunk, none.low, none.verdict) == (None, 0.0, None, "")
    one = bias_of([0.5])
    assert (one.mean, one.low, one.high, one.absolute) == (0.5, None, None, 0.5)


@pytest.mark.parametrize(
    ("gaps", "verdict"),
    [
        ([0.5, 0.75, 0.5, 0.25], ""),  # four sessions say nothing
        ([0.5, 0.75, 0.5, 0.25, 0.5], "over"),
        ([-0.5, -0.75, -0.5, -0.25, -0.5], "under"),
        ([1.5, -1.0, 1.0, 0.5, -0.5], ""),
    ],
)
def test_over_and_under_take_five_sessions_and_an_interval_without_zero(
    gaps: list[float], verdict: str
) -> None:
    assert bias_of(gaps).verdict == verdict


def test_differences_that_cancel_still_count_as_absolute() -> None:
    assert bias_of([1.0, -1.0]).absolute == 1.0
    missed = misses_of([(4.0, 3.0), (2.0, 3.0), (3.5, 3.0)])
    assert missed.sessions == 3
    assert missed.mean == pytest.approx(0.5 / 3)
    assert missed.absolute == pytest.approx(2.5 / 3)
    assert misses_of([]).absolute is None


@pytest.mark.parametrize(("p", "freedom"), [(0.0, 3), (1.0, 3), (0.5, 0)])
def test_a_quantile_that_there_is_not(p: float, freedom: int) -> None:
    with pytest.raises(ValueError, match="no quantile"):
        quantile(p, freedom)


def test_the_middle_of_students_t_is_zero() -> None:
    assert quantile(0.5, 7) == 0


@settings(max_examples=150, deadline=None)
@given(units)
def test_alpha_is_that_of_its_definition_over_all_pairs(given_units: list[dict[str, float]]) -> None:
    double = [list(unit.values()) for unit in given_units if len(unit) > 1]
    every = [rating for values in double for rating in values]
    n = len(every)
    expected = sum((a - b) ** 2 for a in every for b in every) / (n * (n - 1)) if n else 0.0
    observed = sum((a - b) ** 2 / (len(v) - 1) for v in double for a in v for b in v) / n if n else 0.0
    alpha = krippendorff_alpha(given_units)
    assert alpha == (pytest.approx(1 - observed / expected) if expected else None)


def sessions(count: int, *, other: float = 0.0) -> list[list[Unit]]:
    """Return sessions of two criteria by two coaches, the second one apart by `other` in the first one."""
    return [
        [{"ann": 2.0 + at % 3, "ben": 2.0 + at % 3 + other}, {"ann": 3.0, "ben": 3.0}, {"ann": 5.0}]
        for at in range(count)
    ]


def test_below_twenty_sessions_only_the_first_share_and_the_table_are_told() -> None:
    found = agreement_of(sessions(19, other=1.0))
    assert not found.enough
    assert (found.sessions, found.pairs, found.within_one) == (19, 38, 1.0)
    assert (found.exact, found.alpha, found.low, found.high) == (None, None, None, None)
    assert found.marginals[0] == Marginal("ann", (0, 7, 25, 6, 0))  # of what both rated


def test_from_twenty_sessions_on_alpha_has_an_interval_that_is_the_same_every_time() -> None:
    found = agreement_of(sessions(20, other=1.0))
    assert found.enough
    assert found.exact == 0.5
    assert found.alpha is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.alpha < found.high < 1
    chance, rated = random.Random(1), sessions(20, other=1.0)  # noqa: S311 - a bootstrap, not a secret
    drawn = [chance.choices(rated, k=20) for _ in range(1000)]
    alphas = sorted(
        each for some in drawn if (each := krippendorff_alpha([u for of in some for u in of])) is not None
    )
    assert [found.low, found.high] == pytest.approx([alphas[25], alphas[974]])
    assert agreement_of(sessions(20, other=1.0)) == found
    assert agreement_of(sessions(20, other=1.0), seed=2) != found


def test_complete_agreement_is_one_and_one_number_for_all_has_no_alpha() -> None:
    same = agreement_of(sessions(20))
    assert (same.alpha, same.low, same.high, same.exact) == (1.0, 1.0, 1.0, 1.0)
    flat: list[list[Unit]] = [[{"ann": 3.0, "ben": 3.0}]] * 30
    none = agreement_of(flat)
    assert (none.alpha, none.low, none.exact, none.within_one) == (None, None, 1.0, 1.0)


def test_sessions_are_drawn_again_as_wholes() -> None:
    """Ten criteria of one session say less than ten sessions: drawn one by one they would look surer."""
    wild = [{"ann": 1.0, "ben": 5.0}] * 10
    calm = [{"ann": 2.0 + at % 3, "ben": 2.0 + at % 3} for at in range(10)]
    together = agreement_of([wild if at % 4 == 0 else calm for at in range(20)])
    apart = agreement_of([[unit] for at in range(20) for unit in (wild if at % 4 == 0 else calm)])
    assert together.alpha == pytest.approx(apart.alpha)
    assert together.low is not None
    assert together.high is not None
    assert apart.low is not None
    assert apart.high is not None
    assert together.high - together.low > 2 * (apart.high - apart.low)


def test_noise_is_assumed_until_ten_people_have_four_baseline_sessions() -> None:
    baselines = {f"p{at}": [[2.0 + at / 5, 3.0 + at / 5, 2.0 + at / 5, 3.0 + at / 5]] for at in range(9)}
    short = {**baselines, "p9": [[1.0, 5.0, 1.0]]}
    assert pooled_noise(short) == pooled_noise(baselines)
    assert (pooled_noise(short).variance, pooled_noise(short).people) == (ASSUMED, 9)
    measured = pooled_noise({**baselines, "p9": [[3.0, 4.0, 3.0, 4.0], [1.0, 2.0, 1.0, 2.0]]})
    assert measured.measured
    assert measured.variance == pytest.approx(1 / 3)  # whatever the level of each
    same = pooled_noise({f"p{at}": [[3.0] * 4] for at in range(10)})
    assert same.variance == LEAST


def test_noise_is_measured_in_the_scores_as_they_were_rated() -> None:
    history = [Observation(day=at // 4, score=2.0 + at % 4, rubric="r") for at in range(12)]
    series = series_in_force(history, 9, 2, 6)
    assert sorted(baseline_scores(series, 6, None)) == [2, 3, 4, 4, 5, 5]
    assert len(baseline_scores(series, 6, 9)) == 6
    assert baseline_scores(series_in_force(history[:7], 9, 2, 6), 6, None) == ()


CONSENSUS: Ratings = {("t1", "ask"): 3, ("t1", "plan"): 4, ("t2", "ask"): 2, ("t2", "plan"): None}


def test_the_error_of_a_coach_by_criterion_the_farthest_first() -> None:
    error = rater_error({("t1", "ask"): 4, ("t2", "ask"): 4, ("t2", "plan"): 1, ("t9", "x"): 1}, CONSENSUS)
    assert (error.ratings, error.missing, error.absolute, error.lean) == (2, 1, 1.5, 1.5)
    error = rater_error({("t1", "ask"): 4, ("t1", "plan"): 2, ("t2", "ask"): 1}, CONSENSUS)
    assert [(each.criterion, each.absolute, each.lean) for each in error.criteria] == [
        ("plan", 2, -2),
        ("ask", 1, 0),
    ]


def test_a_coach_is_marked_above_three_quarters_or_after_ninety_days() -> None:
    consensus = {(f"t{at}", "ask"): 3.0 for at in range(4)}
    near = rater_error({("t0", "ask"): 4, ("t1", "ask"): 4, ("t2", "ask"): 2, ("t3", "ask"): 3}, consensus)
    assert near.absolute == 0.75
    assert not near.too_far
    assert calibration_mark(near, 10, 100) == ""
    assert calibration_mark(near, 10, 101) == "Coach last calibrated 91 days ago, more than 90."
    far = rater_error(dict.fromkeys(consensus, 4.0), consensus)
    assert calibration_mark(far, 10, 10) == (
        "Coach 1.00 points away from the agreed ratings on average; up to 0.75 is close."
    )
    assert calibration_mark(None, None, 10) == "Coach not calibrated yet."
    assert calibration_mark(rater_error({}, consensus), 10, 10) == "Coach not calibrated yet."
