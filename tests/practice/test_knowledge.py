"""Which reviews tell what is known, and how sure a share is."""

from __future__ import annotations

import pytest

from csmdrill.core.clock import Moment, StudyDay
from csmdrill.practice import knowledge
from csmdrill.practice.knowledge import clipped, wilson
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Rating


def test_only_the_first_review_of_a_later_day_is_a_test() -> None:
    model = MemoryModel()
    learnt = model.review("k", None, Rating.GOOD, Moment(at=0, offset=0, day=StudyDay(100)))
    assert not knowledge.tested(None, StudyDay(100)), "a new card cannot be recalled"
    assert not knowledge.tested(learnt, StudyDay(100)), "the same day tells nothing"
    assert knowledge.tested(learnt, StudyDay(101))
    again = model.review("k", learnt, Rating.AGAIN, Moment(at=0, offset=0, day=StudyDay(101)))
    assert not knowledge.tested(again, StudyDay(101)), "the second answer of a day is practice"
    assert not knowledge.tested(again, StudyDay(99)), "a clock set back makes no test"


@pytest.mark.parametrize(("chance", "kept"), [(0.0, 0.01), (1.0, 0.99), (0.5, 0.5)])
def test_no_single_answer_decides(chance: float, kept: float) -> None:
    assert clipped(chance) == kept


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval(successes: int, n: int, low: float, high: float) -> None:
    """Source: R. G. Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I."""
    assert wilson(successes, n) == pytest.approx((low, high), abs=1e-4)


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_interval_stays_within_a_share() -> None:
    for n in (1, 3, 20, 500):
        assert wilson(0, n)[0] == 0.0
        assert 1.0 - 1e-12 < wilson(n, n)[1] <= 1.0
