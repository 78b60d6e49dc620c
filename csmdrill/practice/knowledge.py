"""What reviews say about knowledge: which of them count as a test, and the interval of a share."""

from __future__ import annotations

import math

from csmdrill.core.clock import StudyDay
from csmdrill.practice.model import Memory

LEAST_CHANCE = 0.01
MOST_CHANCE = 0.99


def tested(memory_before: Memory | None, day: StudyDay) -> bool:
    """Return whether a review on a study day tells what is known: a card's first of a later day.

    Args:
        memory_before: what was remembered before the review; None for a new card.
        day: the study day of the review.
    """
    return memory_before is not None and memory_before.last_day < day


def clipped(chance: float) -> float:
    """Return a predicted recall kept within .01 to .99, so that no single answer decides."""
    return min(max(chance, LEAST_CHANCE), MOST_CHANCE)


def wilson(successes: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """Return the Wilson score interval of a share, 0-1; the whole range where nothing was counted.

    Args:
        successes: how many of them, 0 to n.
        n: how many were counted.
        z: width in standard errors; 1.96 covers 95 %.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    JASA 22 (1927).
    """
    if n <= 0:
        return 0.0, 1.0
    share = successes / n
    middle = share + z * z / (2 * n)
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    whole = 1 + z * z / n
    return max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0)
