"""Student's t distribution for whole degrees of freedom."""

from __future__ import annotations

import math
from functools import lru_cache


def within(t: float, freedom: int) -> float:
    """Return the probability that Student's t lies within -t to t.

    Args:
        t: zero or more.
        freedom: degrees of freedom, at least 1.

    Source: M. Abramowitz and I. A. Stegun, "Handbook of mathematical functions", 26.7.3 and 26.7.4: finite
    sums of positive terms, so nothing cancels.
    """
    return _within_angle(math.atan(t / math.sqrt(freedom)), freedom)


@lru_cache(maxsize=256)
def quantile(p: float, freedom: int) -> float:
    """Return the t below which a share p of Student's t distribution lies.

    Args:
        p: above 0, below 1.
        freedom: degrees of freedom, at least 1.

    Source: `within`, which grows with the angle `atan(t / sqrt(freedom))`, halved until floats are exhausted.
    """
    if not 0 < p < 1 or freedom < 1:
        raise ValueError(f"no quantile {p} of Student's t with {freedom} degrees of freedom")
    wanted = abs(2 * p - 1)
    low, high = 0.0, math.pi / 2
    while low < (middle := (low + high) / 2) < high:
        if _within_angle(middle, freedom) < wanted:
            low = middle
        else:
            high = middle
    return math.copysign(math.sqrt(freedom) * math.tan(high), p - 0.5) if wanted else 0.0


def _within_angle(angle: float, freedom: int) -> float:
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    terms = [] if freedom == 1 else [term]
    for k in range(2 + odd, freedom - 1, 2):
        term *= cosine * cosine * (k - 1) / k
        terms.append(term)
    total = sine * math.fsum(terms)
    return 2 / math.pi * (angle + total) if odd else total
