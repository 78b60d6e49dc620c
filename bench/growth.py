"""How a cost grows with the number of cards: the exponent that fits what was measured at three sizes."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bench.measure import Row

SIZES = (1_000, 10_000, 100_000)
MOST = 0.3


def grows(row: str, costs: Mapping[int, float], most: float | None = MOST) -> Row:
    """Return how fast a cost grows: `k` of the `n ** k` that fits best, held against the most it may be.

    Args:
        row: what was measured.
        costs: by the number of cards.
        most: the largest `k` that is promised; None where none is.
    """
    found = exponent(costs)
    goal = "told" if most is None else f"<= n^{most}"
    return Row(row=row, goal=goal, value=found, unit="n^", met=most is None or found <= most)


def exponent(costs: Mapping[int, float]) -> float:
    """Return the slope of the straight line through the logarithms of sizes and costs, by least squares."""
    points = [(math.log(size), math.log(cost)) for size, cost in costs.items()]
    middle = [sum(each) / len(points) for each in zip(*points, strict=True)]
    above = sum((x - middle[0]) * (y - middle[1]) for x, y in points)
    return above / sum((x - middle[0]) ** 2 for x, _ in points)
