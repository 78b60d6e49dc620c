"""Rules that people use to see a skill fade, to be held against the one of csmdrill.

Each takes the scores since a baseline and returns the place of the first alarm among them, None without any.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

FALL, FALL_OF_THREE = 1.0, 0.5
SMOOTHING, EWMA_LIMIT = 0.2, 2.7
ALLOWANCE, CUSUM_LIMIT = 0.5, 4.0
ASSUMED_SD = 0.7
TINY = 1e-9


class Known(Struct, frozen=True):
    """What was known when the baseline was made.

    Args:
        mean: of the baseline.
        last: its newest score.
    """

    mean: float
    last: float


Rule = Callable[[Known, Sequence[float]], int | None]


def last_fell(known: Known, scores: Sequence[float]) -> int | None:
    """A score lies one point or more below the one before."""
    before = known.last
    for at, score in enumerate(scores):
        if score <= before - FALL:
            return at
        before = score
    return None


def mean_of_three_fell(known: Known, scores: Sequence[float]) -> int | None:
    """The mean of the last three scores lies half a point or more below the baseline."""
    edge = 3 * (known.mean - FALL_OF_THREE) + TINY
    for at in range(2, len(scores)):
        if scores[at - 2] + scores[at - 1] + scores[at] <= edge:
            return at
    return None


def ewma(known: Known, scores: Sequence[float]) -> int | None:
    """The textbook's exponentially weighted mean falls out of its limits; the baseline counts as the truth.

    Source: J. M. Lucas and M. S. Saccucci, Technometrics 32 (1990): smoothing .2, 2.7 standard errors.
    """
    smoothed, left = 0.0, 1.0
    rest = (1 - SMOOTHING) ** 2
    width = EWMA_LIMIT * ASSUMED_SD * math.sqrt(SMOOTHING / (2 - SMOOTHING))
    for at, score in enumerate(scores):
        smoothed += SMOOTHING * (score - known.mean - smoothed)
        left *= rest
        if smoothed < -width * math.sqrt(1 - left):
            return at
    return None


def cusum(known: Known, scores: Sequence[float]) -> int | None:
    """The textbook's cumulative sum of falls; the baseline counts as the truth.

    Source: D. C. Montgomery, "Introduction to statistical quality control", 9.1: allowance .5 and limit 4
    standard deviations.
    """
    allowed = known.mean - ALLOWANCE * ASSUMED_SD
    limit = CUSUM_LIMIT * ASSUMED_SD
    fallen = 0.0
    for at, score in enumerate(scores):
        fallen += allowed - score
        if fallen < 0.0:
            fallen = 0.0
        elif fallen > limit:
            return at
    return None


RULES: Mapping[str, Rule] = {
    "last_fell_by_1": last_fell,
    "mean_of_three_fell_by_half": mean_of_three_fell,
    "ewma": ewma,
    "cusum": cusum,
}
