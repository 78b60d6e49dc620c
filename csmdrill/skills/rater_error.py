"""How far a coach's ratings of a calibration set lie from the consensus."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct

MOST_ERROR = 0.75
MOST_DAYS = 90
Ratings = Mapping[tuple[str, str], float | None]
"""Ratings by transcript and criterion, 1-5; None for N/A."""


class CriterionError(Struct, frozen=True):
    """How far the ratings of a criterion lie from the consensus.

    Args:
        criterion: its key.
        ratings: how many are compared.
        absolute: mean absolute error in points.
        lean: mean of rating minus consensus: above 0 is mild.
    """

    criterion: str
    ratings: int
    absolute: float
    lean: float


class RaterError(Struct, frozen=True):
    """How far a coach lies from the consensus.

    Args:
        ratings: how many are compared.
        missing: ratings of the consensus that the coach did not give.
        absolute: mean absolute error in points; None where nothing is compared.
        lean: mean of rating minus consensus; None where nothing is compared.
        criteria: each by itself, the farthest first.
    """

    ratings: int
    missing: int
    absolute: float | None
    lean: float | None
    criteria: tuple[CriterionError, ...]

    @property
    def too_far(self) -> bool:
        """Whether it is marked on every report: an error above .75, or nothing to compare."""
        return self.absolute is None or round(self.absolute, 9) > MOST_ERROR


def rater_error(given: Ratings, consensus: Ratings) -> RaterError:
    """Return how far a coach's ratings lie from the consensus.

    Args:
        given: by the coach; what the consensus does not rate does not count.
        consensus: what the calibration set says.
    """
    errors: dict[str, list[float]] = {}
    missing = 0
    for (transcript, criterion), agreed in consensus.items():
        mine = given.get((transcript, criterion))
        if agreed is None:
            continue
        if mine is None:
            missing += 1
        else:
            errors.setdefault(criterion, []).append(mine - agreed)
    criteria = [
        CriterionError(criterion, len(of), math.fsum(map(abs, of)) / len(of), math.fsum(of) / len(of))
        for criterion, of in errors.items()
    ]
    criteria.sort(key=lambda each: (-each.absolute, each.criterion))
    every = [error for of in errors.values() for error in of]
    n = len(every)
    absolute = math.fsum(map(abs, every)) / n if n else None
    return RaterError(n, missing, absolute, math.fsum(every) / n if n else None, tuple(criteria))


def calibration_mark(error: RaterError | None, last_day: int | None, today: int) -> str:
    """Return the sentence that marks a coach on reports; empty where calibration is fresh and close.

    Args:
        error: of the last calibration; None where there was none.
        last_day: study day of it.
        today: study day.
    """
    if error is None or last_day is None or error.absolute is None:
        return "Coach not calibrated yet."
    if error.too_far:
        return (
            f"Coach {error.absolute:.2f} points away from the agreed ratings on average; "
            f"up to {MOST_ERROR} is close."
        )
    days = today - last_day
    return f"Coach last calibrated {days} days ago, more than {MOST_DAYS}." if days > MOST_DAYS else ""
