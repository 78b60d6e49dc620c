"""Self against coach, and prediction against outcome: leanings and misses over sessions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from csmdrill.skills.student import quantile

LEAST_SESSIONS = 5
SHRINK = 4


class Bias(Struct, frozen=True):
    """How a person's own ratings lie to the coach's.

    Args:
        sessions: rated by both.
        mean: of self minus coach, in points; None without any.
        shrunk: the person's bias, drawn towards 0 while there are few sessions; 0 without any.
        low, high: 95 % interval of the mean; None below two sessions.
        absolute: mean absolute difference; None without any.
        verdict: "over" or "under" where enough sessions say so; else empty.
    """

    sessions: int
    mean: float | None
    shrunk: float
    low: float | None
    high: float | None
    absolute: float | None
    verdict: Literal["", "over", "under"]


class Miss(Struct, frozen=True):
    """How predictions lay to what came.

    Args:
        sessions: predicted and rated.
        mean: of predicted minus came, in points; None without any.
        absolute: mean absolute difference; None without any.
    """

    sessions: int
    mean: float | None
    absolute: float | None


def bias_of(gaps: Sequence[float]) -> Bias:
    """Return how a person's own ratings lie to the coach's.

    Args:
        gaps: self minus coach of each session that both rated, in points.

    Source: shrunken mean `n / (n + 4) * mean`, Student's t interval; the verdict takes 5 sessions and an
    interval without 0.
    """
    n = len(gaps)
    if not n:
        return Bias(0, None, 0.0, None, None, None, "")
    mean = math.fsum(gaps) / n
    low, high = _interval(gaps, mean)
    verdict: Literal["", "over", "under"] = ""
    if n >= LEAST_SESSIONS and low is not None and high is not None:
        verdict = "over" if low > 0 else "under" if high < 0 else ""
    return Bias(n, mean, n / (n + SHRINK) * mean, low, high, math.fsum(map(abs, gaps)) / n, verdict)


def misses_of(pairs: Sequence[tuple[float, float]]) -> Miss:
    """Return how predictions lay to what came.

    Args:
        pairs: what was predicted and what came, in points, of each session that has both.
    """
    n = len(pairs)
    if not n:
        return Miss(0, None, None)
    differences = [predicted - came for predicted, came in pairs]
    return Miss(n, math.fsum(differences) / n, math.fsum(map(abs, differences)) / n)


def _interval(gaps: Sequence[float], mean: float) -> tuple[float | None, float | None]:
    n = len(gaps)
    if n < 2:
        return None, None
    variance = math.fsum((gap - mean) ** 2 for gap in gaps) / (n - 1)
    half = quantile(0.975, n - 1) * math.sqrt(variance / n)
    return mean - half, mean + half
