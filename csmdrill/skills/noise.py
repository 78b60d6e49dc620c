"""The noise of a rating: assumed, until enough people have baselines to measure it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

ASSUMED = 0.49
LEAST = 0.04
"""A variance below it, a standard deviation of .2, is a habit of giving the same number."""
LEAST_PEOPLE = 10
LEAST_SESSIONS = 4


class Noise(Struct, frozen=True):
    """The variance of one rating.

    Args:
        variance: R, above zero.
        people: who have a baseline of enough sessions.
        measured: whether it was measured here; else it is the assumed one.
    """

    variance: float
    people: int
    measured: bool


def pooled_noise(baselines: Mapping[str, Sequence[Sequence[float]]]) -> Noise:
    """Return the variance of ratings within people, once 10 people have 4 baseline sessions.

    Args:
        baselines: for each person the scores of each of her baselines in one channel; the mean of each
            baseline is taken out, so levels that differ between people and competencies do not count.

    Source: pooled within-group variance, sums of squares over their degrees of freedom.
    """
    squares: list[float] = []
    freedom = people = 0
    for series in baselines.values():
        long_enough = [scores for scores in series if len(scores) >= LEAST_SESSIONS]
        people += bool(long_enough)
        for scores in long_enough:
            mean = math.fsum(scores) / len(scores)
            squares += [(score - mean) ** 2 for score in scores]
            freedom += len(scores) - 1
    if people < LEAST_PEOPLE:
        return Noise(ASSUMED, people, False)
    return Noise(max(math.fsum(squares) / freedom, LEAST), people, True)
