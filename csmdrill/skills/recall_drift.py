"""Whether recall falls below what the memory model expects: a CUSUM over study days."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from csmdrill.practice.knowledge import clipped

LIMIT = 5.5
"""Of the sum of log-likelihood ratios; what it finds and how often it errs is in the simulation."""
MOST = 2 * LIMIT
"""Where the sum stops to grow, so that recall that is back is seen within weeks."""
MILLION = 1_000_000


class Recall(NamedTuple):
    """Where the knowledge channel stands.

    Args:
        s: the sum, 0 to `MOST`.
        alert_day: study day on which it passed the limit; None where it has not, or is back at 0 since.
    """

    s: float
    alert_day: int | None


def evidence(predicted: float, recalled: bool) -> float:
    """Return the log-likelihood ratio of "the odds of recall have halved" against the prediction.

    Args:
        predicted: recall before the answer, 0-1; kept within .01 to .99.
        recalled: whether the card was known.

    Source: E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954), risk-adjusted as in
    S. H. Steiner et al., Biostatistics 1 (2000).
    """
    p = clipped(predicted)
    odds = 0.5 * p / (1 - p)
    halved = odds / (1 + odds)
    return math.log(halved / p) if recalled else math.log((1 - halved) / (1 - p))


def evidence_ppm(predicted: float, recalled: bool) -> int:
    """Return the evidence in whole millionths: sums of it are exact in any order, and undo too."""
    return round(evidence(predicted, recalled) * MILLION)


def cusum(days: Iterable[tuple[int, int]], limit: float = LIMIT) -> Recall:
    """Return the sum after the last day, and the day of the alert that stands.

    The order of answers within a day is no evidence: a day counts with its sum. An alert stands until
    the sum is back at 0, where recall is as predicted again.

    Args:
        days: study day and evidence in millionths, in any order; several of one day are added up.
        limit: above it there is an alert.
    """
    sums: dict[int, int] = {}
    for day, parts in days:
        sums[day] = sums.get(day, 0) + parts
    most, edge = round(max(MOST, limit) * MILLION), limit * MILLION
    s, alert = 0, None
    for day in sorted(sums):
        s += sums[day]
        if s <= 0:
            s, alert = 0, None
        elif s > edge:
            s, alert = min(s, most), day if alert is None else alert
    return Recall(s / MILLION, alert)
