"""The score of a rating: a weighted mean that is refused where too little was rated."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.practice.model import Rating
from csmdrill.skills.rating import failed_blockers, grade_of, session_score

NAMES = "abcdef"
weights = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 100), min_size=1)
levels = st.dictionaries(st.sampled_from(NAMES), st.one_of(st.none(), st.integers(1, 5)))


@settings(max_examples=200, deadline=None)
@given(weights, levels)
def test_a_score_lies_between_the_lowest_and_highest_rating_that_counts(
    weights: dict[str, int], levels: dict[str, int | None]
) -> None:
    score = session_score(weights, levels)
    rated = [level for name, level in levels.items() if level is not None and name in weights]
    share = sum(weights[n] for n in weights if levels.get(n) is not None) / sum(weights.values())
    assert score.share == pytest.approx(share)
    if score.value is None:
        assert share < 0.6 + 1e-9
        assert score.why_none
    else:
        assert share >= 0.6 - 1e-9
        assert min(rated) <= score.value <= max(rated)
        assert score.why_none == ""


@settings(max_examples=100, deadline=None)
@given(weights, st.integers(1, 5))
def test_the_same_rating_everywhere_is_the_score(weights: dict[str, int], level: int) -> None:
    assert session_score(weights, dict.fromkeys(weights, level)).value == level


@settings(max_examples=100, deadline=None)
@given(weights, levels, st.sampled_from(NAMES))
def test_a_better_rating_never_lowers_the_score(
    weights: dict[str, int], levels: dict[str, int | None], name: str
) -> None:
    before = session_score(weights, levels).value
    level = levels.get(name)
    if before is None or level is None or level == 5:
        return
    after = session_score(weights, levels | {name: level + 1}).value
    assert after is not None
    assert after >= before


def test_what_is_not_applicable_leaves_the_mean_of_the_rest() -> None:
    weights = {"a": 30, "b": 30, "c": 40}
    assert session_score(weights, {"a": 2, "b": 4, "c": None}).value == 3.0


@pytest.mark.parametrize(("rated", "expected"), [(60, 4.0), (59, None)])
def test_exactly_sixty_percent_of_the_weight_is_enough(rated: int, expected: float | None) -> None:
    assert session_score({"a": rated, "b": 100 - rated}, {"a": 4, "b": None}).value == expected


def test_weights_weigh() -> None:
    assert session_score({"a": 75, "b": 25}, {"a": 5, "b": 1}).value == 4.0


def test_blockers_are_told_apart_and_only_at_a_rating_of_one() -> None:
    assert failed_blockers(("a", "b", "c"), {"a": 1, "b": 2, "d": 1}) == ("a",)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        (1.0, Rating.AGAIN),
        (2.0, Rating.AGAIN),
        (2.01, Rating.HARD),
        (2.99, Rating.HARD),
        (3.0, Rating.GOOD),
        (4.24, Rating.GOOD),
        (4.25, Rating.EASY),
        (5.0, Rating.EASY),
    ],
)
def test_the_grades_of_scores(score: float, grade: Rating) -> None:
    assert grade_of(score) is grade
