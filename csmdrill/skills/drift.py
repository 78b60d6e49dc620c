"""The drift statistic: how far a level has moved from its baseline, in standard errors of no change."""

from __future__ import annotations

import math

from msgspec import Struct

DECAY_A_MONTH = 0.05
"""Points; M. Tatel and P. L. Ackerman 2025, motor procedural skills, so an assumption for dialogue."""
LOWEST = 1.0


class Weights(Struct, frozen=True, gc=False):
    """What the benchmarks since a baseline weigh in a level, as two sums that are all the variance needs.

    With `w *= 1 - gain; w.append(gain)` after each benchmark the level is `m0 + sum w_i (y_i - m0)`.

    Args:
        total: sum of the weights, 0-1.
        squares: sum of their squares, 0-1.
    """

    total: float = 0.0
    squares: float = 0.0

    def after(self, gain: float) -> Weights:
        """Return the weights after one more benchmark, taken in with a gain of 0-1."""
        rest = 1.0 - gain
        return Weights(self.total * rest + gain, self.squares * rest * rest + gain * gain)


def no_change_variance(weights: Weights, noise: float, benchmarks: int) -> float:
    """Return the variance of level minus baseline where nothing has changed, exactly.

    Args:
        weights: of the benchmarks since the baseline.
        noise: variance of one rating.
        benchmarks: how many the baseline is the mean of.

    Source: `R * (sum w_i^2 + (sum w_i)^2 / n0)`; the second term is the error of the baseline itself.
    """
    return noise * (weights.squares + weights.total * weights.total / benchmarks)


def drift_statistic(drop: float, weights: Weights, noise: float, benchmarks: int) -> float:
    """Return Z, level minus baseline in standard errors; 0 while nothing was rated since the baseline.

    Args:
        drop: level minus baseline, in points.
        weights, noise, benchmarks: as in `no_change_variance`.
    """
    variance = no_change_variance(weights, noise, benchmarks)
    return drop / math.sqrt(variance) if variance > 0 else 0.0


def expected_without_use(level: float, months: float) -> float:
    """Return the level that a skill nobody uses would have after some months: for the grey line only."""
    return max(level - DECAY_A_MONTH * months, LOWEST)
