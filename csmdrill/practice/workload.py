"""How long the cards of a day will take, by one's own pace."""

from __future__ import annotations

import math

USUAL_SECONDS = 20.0
ENOUGH_REVIEWS = 20
LEAST_SECONDS = 1.0


def seconds_per_card(reviews: int, spent_ms: int) -> float:
    """Return the seconds one answer takes: one's own average from 20 reviews on, before that 20 s.

    Args:
        reviews: number of answers counted.
        spent_ms: milliseconds they took together.
    """
    if reviews < ENOUGH_REVIEWS:
        return USUAL_SECONDS
    return max(spent_ms / 1000 / reviews, LEAST_SECONDS)


def minutes(cards: int, seconds: float) -> int:
    """Return the whole minutes, rounded up, that cards at `seconds` each will take; 0 for none."""
    return math.ceil(round(cards * seconds / 60, 6)) if cards > 0 else 0
