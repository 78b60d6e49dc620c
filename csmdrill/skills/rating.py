"""The score of a rated attempt: a weighted mean that is refused where too little was rated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from csmdrill.core.percent import percent
from csmdrill.practice.model import Rating

LEAST_SHARE = 0.6
"""Share of the weight that must be rated before a mean says something."""

HARD_BELOW, GOOD_BELOW, AGAIN_UP_TO = 3.0, 4.25, 2.0


class Score(Struct, frozen=True):
    """What a rating comes to.

    Args:
        value: 1-5, 6 decimals; None where too little was rated.
        share: of the weight that was rated, 0-1.
    """

    value: float | None
    share: float

    @property
    def why_none(self) -> str:
        """Why there is no score, in a sentence; empty where there is one."""
        if self.value is not None:
            return ""
        rated = int(self.share * 100)  # never rounded up to what it takes
        return f"No score: {rated} % of the weight was rated, and it takes {percent(LEAST_SHARE)}."


class Gap(Struct, frozen=True):
    """What two people gave the criteria that both rated.

    Args:
        criteria: how many these are, at least 1.
        mine, coach: the weighted mean of each over these criteria, 1-5, 6 decimals.
    """

    criteria: int
    mine: float
    coach: float


def session_score(weights: Mapping[str, int], levels: Mapping[str, int | None]) -> Score:
    """Return the weighted mean of the ratings (1-5), N/A and what is not rated removed.

    Args:
        weights: of the criteria that were asked, each above zero.
        levels: ratings by criterion, None for N/A; other criteria do not count.

    Source: session score y, "The observation" of the skill model.
    """
    rated = {name: level for name in weights if (level := levels.get(name)) is not None}
    whole = sum(weights.values())
    weight = sum(weights[name] for name in rated)
    share = weight / whole if whole else 0.0
    # In whole numbers, so that exactly 60 % is enough.
    if not weight or weight * 10 < whole * 6:
        return Score(None, share)
    return Score(round(sum(weights[name] * level for name, level in rated.items()) / weight, 6), share)


def gap_between(
    weights: Mapping[str, int], mine: Mapping[str, int | None], coach: Mapping[str, float | None]
) -> Gap | None:
    """Return what both gave the criteria that both rated; None where there is none.

    In practice one rates the criterion that was trained and a coach all: only what both saw compares.

    Args:
        weights: of the criteria, each above zero; others do not count.
        mine, coach: ratings by criterion, None for N/A; of several coaches the mean.

    Source: "Self against coach" of the skill model.
    """
    both = {
        name: (one, other)
        for name in weights
        if (one := mine.get(name)) is not None and (other := coach.get(name)) is not None
    }
    weight = sum(weights[name] for name in both)
    if not weight:
        return None
    own, theirs = (sum(weights[name] * pair[side] for name, pair in both.items()) for side in (0, 1))
    return Gap(len(both), round(own / weight, 6), round(theirs / weight, 6))


def failed_blockers(blockers: Iterable[str], levels: Mapping[str, int | None]) -> tuple[str, ...]:
    """Return the criteria among the blockers that were rated 1; they are told apart from the score."""
    return tuple(name for name in blockers if levels.get(name) == 1)


def grade_of(score: float) -> Rating:
    """Return how well a scenario was mastered: up to 2 again, below 3 hard, below 4.25 good, else easy."""
    if score <= AGAIN_UP_TO:
        return Rating.AGAIN
    if score < HARD_BELOW:
        return Rating.HARD
    return Rating.GOOD if score < GOOD_BELOW else Rating.EASY
