"""Bounds of formulas: between which values one lies, and how large it may get, whatever is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from csmdrill.content.expressions import (
    Arith,
    Call,
    Comparison,
    Exact,
    Expression,
    Logic,
    Minus,
    Name,
    Not,
    Number,
)

Interval = tuple[Exact, Exact]
Size = tuple[int, int]


def interval(formula: Expression, known: Mapping[str, Interval | None]) -> Interval | None:
    """Return the lowest and highest value that a number's formula may have, or None if that is unknown.

    The true bounds may be narrower; what lies outside is impossible for certain.
    """
    match formula:
        case Number():
            return formula.value, formula.value
        case Name():
            return known.get(formula.name)
        case Minus():
            inner = interval(formula.of, known)
            return inner and (-inner[1], -inner[0])
        case Arith():
            left, right = interval(formula.left, known), interval(formula.right, known)
            return _joined(formula.op, left, right) if left and right else None
        case Call():
            bounds = [interval(arg, known) for arg in formula.args]
            given = [each for each in bounds if each]
            return _called(formula.function, given) if len(given) == len(bounds) else None
        case _:
            return None


def size(formula: Expression, known: Mapping[str, Size]) -> Size:
    """Return how many bits numerator and denominator may have at most, at any step of reckoning."""
    match formula:
        case Number():
            return size_of(formula.value)
        case Name():
            return known[formula.name]
        case Arith():
            return _size_joined(formula.op, size(formula.left, known), size(formula.right, known))
        case Minus() | Not():
            return size(formula.of, known)
        case Call():
            return largest([size(arg, known) for arg in formula.args])
        case Comparison() | Logic():
            return largest([size(formula.left, known), size(formula.right, known)])


def size_of(number: Exact) -> Size:
    """Return how many bits a number's numerator and denominator have."""
    return number.numerator.bit_length(), number.denominator.bit_length()


def largest(sizes: list[Size]) -> Size:
    """Return a size that holds all of these."""
    return max(n for n, _ in sizes), max(d for _, d in sizes)


def _size_joined(op: str, left: Size, right: Size) -> Size:
    (n1, d1), (n2, d2) = left, right
    if op == "*":
        return n1 + n2, d1 + d2
    if op == "/":
        return n1 + d2, d1 + n2
    return max(n1 + d2, n2 + d1) + 1, d1 + d2


def _joined(op: str, left: Interval, right: Interval) -> Interval | None:
    if op == "+":
        return left[0] + right[0], left[1] + right[1]
    if op == "-":
        return left[0] - right[1], left[1] - right[0]
    if op == "*":
        ends = [a * b for a in left for b in right]
        return min(ends), max(ends)
    if right[0] <= 0 <= right[1]:
        return None
    quotients = [Fraction(a) / b for a in left for b in right]
    return min(quotients), max(quotients)


def _called(function: str, bounds: list[Interval]) -> Interval:
    lows, highs = [low for low, _ in bounds], [high for _, high in bounds]
    if function == "min":
        return min(lows), min(highs)
    if function == "max":
        return max(lows), max(highs)
    low, high = bounds[0]
    far = max(high, -low)
    return (0 if low <= 0 <= high else min(max(low, -low), max(high, -high))), far
