"""How well coaches agree who rated the same sessions: shares, a table, and Krippendorff's alpha."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from msgspec import Struct

LEAST_SESSIONS = 20
RESAMPLES = 1000
LOWEST, HIGHEST, MIDDLE = 1, 5, 3.0
TINY = 1e-9
Unit = Mapping[str, float]
"""What several coaches gave one criterion, by coach; N/A left out."""


class Marginal(Struct, frozen=True):
    """How often a coach gave each rating.

    Args:
        rater: who.
        counts: of the ratings 1, 2, 3, 4 and 5, in double-rated criteria; others to the nearest.
    """

    rater: str
    counts: tuple[int, int, int, int, int]


class Agreement(Struct, frozen=True, kw_only=True):
    """How well coaches agree.

    Args:
        sessions: in which two coaches rated a criterion.
        pairs: of ratings of the same criterion.
        within_one: share of the pairs that differ by at most 1, 0-1; None without any.
        exact: share of the pairs that are equal, 0-1; None below 20 sessions.
        alpha: Krippendorff's, for intervals; None below 20 sessions, or where all gave the same.
        low, high: its 95 % bootstrap interval over sessions; None where alpha is.
        marginals: how often each coach gave what: alpha falls where everybody gives 3 and 4.
    """

    sessions: int
    pairs: int
    within_one: float | None
    exact: float | None
    alpha: float | None
    low: float | None
    high: float | None
    marginals: tuple[Marginal, ...]

    @property
    def enough(self) -> bool:
        """Whether enough sessions were rated twice for more than the first share and the table."""
        return self.sessions >= LEAST_SESSIONS


def agreement_of(sessions: Iterable[Sequence[Unit]], seed: int = 1) -> Agreement:
    """Return how well coaches agree.

    Args:
        sessions: the criteria of each; one unit for a session whose mean alone is compared.
        seed: of the bootstrap, so that a report says the same twice.
    """
    doubled = [units for each in sessions if (units := [unit for unit in each if len(unit) > 1])]
    gaps = [abs(a - b) for units in doubled for unit in units for a, b in combinations(unit.values(), 2)]
    enough = len(doubled) >= LEAST_SESSIONS
    sums = [_sums(units) for units in doubled]
    alpha = _alpha(sums) if enough else None
    low, high = _interval(sums, seed) if alpha is not None else (None, None)
    return Agreement(
        sessions=len(doubled),
        pairs=len(gaps),
        within_one=_share(gaps, 1.0),
        exact=_share(gaps, 0.0) if enough else None,
        alpha=alpha,
        low=low,
        high=high,
        marginals=_marginals(doubled),
    )


def krippendorff_alpha(units: Iterable[Unit]) -> float | None:
    """Return Krippendorff's alpha for intervals; None where all ratings are equal or none is double.

    Args:
        units: ratings of each unit by rater; units with one rating do not count.

    Source: K. Krippendorff, "Computing Krippendorff's alpha-reliability" (2011): one minus observed over
    expected disagreement, squared differences, with missing ratings.
    """
    return _alpha([_sums([unit]) for unit in units if len(unit) > 1])


class _Sums(NamedTuple):
    """Sums that alpha is made of: ratings, their sum and squares, and squared differences within units."""

    n: int
    total: float
    squares: float
    within: float


def _sums(units: Sequence[Unit]) -> _Sums:
    # Seen from the middle of the scale, squares stay small and little is lost in their difference.
    n, total, squares, within = 0, 0.0, 0.0, 0.0
    for unit in units:
        ratings = [rating - MIDDLE for rating in unit.values()]
        size, of_all, of_squares = len(ratings), math.fsum(ratings), math.fsum(r * r for r in ratings)
        n, total, squares = n + size, total + of_all, squares + of_squares
        within += (size * of_squares - of_all * of_all) / (size - 1)
    return _Sums(n, total, squares, within)


def _alpha(sums: Sequence[_Sums]) -> float | None:
    n = sum(each.n for each in sums)
    total = sum(each.total for each in sums)
    expected = n * sum(each.squares for each in sums) - total * total
    if expected <= TINY:
        return None
    return 1 - (n - 1) * sum(each.within for each in sums) / expected


def _interval(sums: Sequence[_Sums], seed: int) -> tuple[float | None, float | None]:
    """Return the 2.5 and 97.5 % points of alpha over sessions drawn again with replacement."""
    chance = random.Random(seed)  # noqa: S311 - a bootstrap, not a secret
    drawn = (_alpha(chance.choices(sums, k=len(sums))) for _ in range(RESAMPLES))
    alphas = sorted(alpha for alpha in drawn if alpha is not None)
    if not alphas:
        return None, None
    last = len(alphas) - 1
    return alphas[round(last * 0.025)], alphas[round(last * 0.975)]


def _share(gaps: Sequence[float], most: float) -> float | None:
    return sum(gap <= most + TINY for gap in gaps) / len(gaps) if gaps else None


def _marginals(sessions: Sequence[Sequence[Unit]]) -> tuple[Marginal, ...]:
    counts: dict[str, Counter[int]] = {}
    for units in sessions:
        for unit in units:
            for rater, rating in unit.items():
                nearest = min(max(math.floor(rating + 0.5), LOWEST), HIGHEST)
                counts.setdefault(rater, Counter())[nearest] += 1
    return tuple(
        Marginal(rater, (given[1], given[2], given[3], given[4], given[5]))
        for rater, given in sorted(counts.items())
    )
