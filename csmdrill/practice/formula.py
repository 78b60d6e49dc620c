"""FSRS-6 as plain arithmetic, for forecasts that go through thousands of reviews at once."""

from __future__ import annotations

import math
from collections.abc import Sequence

AGAIN, GOOD, EASY = 1, 3, 4
LEAST_STABILITY = 0.001


class Formula:
    """What a review does to stability and difficulty; the same as `MemoryModel`, without its cards and dates.

    Args:
        weights: the 21 parameters of FSRS-6.

    Source: open-spaced-repetition, "The Algorithm", FSRS-6.
    """

    def __init__(self, weights: Sequence[float]) -> None:
        w = tuple(weights)
        self._w = w
        self._decay = -w[20]
        self._factor = 0.9 ** (1 / self._decay) - 1
        self._growth = math.exp(w[8])
        self._most_forgotten = math.exp(w[17] * w[18])
        self._easiest = w[4] - math.exp(w[5] * (EASY - 1)) + 1

    def recall(self, stability: float, days: float) -> float:
        """Return the chance (0-1) that a card is known so many days after its last review."""
        return float((1 + self._factor * max(days, 0.0) / stability) ** self._decay)

    def known(self, stability: float, difficulty: float, chance: float) -> float:
        """Return the stability after Good on a later day, when recall was expected with `chance`."""
        w = self._w
        more = self._growth * (11 - difficulty) * stability ** -w[9] * (math.exp((1 - chance) * w[10]) - 1)
        return float(stability * (1 + more))

    def forgotten(self, stability: float, difficulty: float, chance: float) -> float:
        """Return the stability after Again on a later day, when recall was expected with `chance`."""
        w = self._w
        long_term = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1)
        after = min(long_term * math.exp((1 - chance) * w[14]), stability / self._most_forgotten)
        return float(max(after, LEAST_STABILITY))

    def known_again(self, stability: float) -> float:
        """Return the stability after Good in a learning step of the same day."""
        w = self._w
        return float(stability * max(self._most_forgotten * stability ** -w[19], 1.0))

    def first(self) -> tuple[float, float]:
        """Return stability and difficulty of a new card answered Good."""
        return self._w[2], _within(self._w[4] - math.exp(self._w[5] * (GOOD - 1)) + 1)

    def difficulty(self, before: float, rating: int) -> float:
        """Return the difficulty after a rating, 1-10."""
        w = self._w
        moved = before - w[6] * (rating - 3) * (10 - before) / 9
        return _within(w[7] * self._easiest + (1 - w[7]) * moved)

    def gain(self, stability: float, difficulty: float, chance: float) -> float:
        """Return the days of stability that a review is expected to add; see `MemoryModel.expected_gain`."""
        known = self.known(stability, difficulty, chance)
        forgotten = self.forgotten(stability, difficulty, chance)
        return chance * known + (1 - chance) * forgotten - stability


def _within(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)
