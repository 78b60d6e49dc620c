"""The parts of a formula: what its tree is made of, and how to go through one."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Literal

from msgspec import Struct

Exact = int | Fraction
ArithSign = Literal["+", "-", "*", "/"]
CompareSign = Literal["<", "<=", ">", ">=", "==", "!="]


class ExpressionProblem(ValueError):
    """A formula that cannot be read or evaluated.

    Args:
        offset: index of the character at fault.
        message: one sentence without the position.
    """

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


class Number(Struct, frozen=True):
    """A number as written."""

    value: Exact
    at: int


class Name(Struct, frozen=True):
    """A fact, or a name given by `let`."""

    name: str
    at: int


class Arith(Struct, frozen=True):
    """Two numbers joined by + - * or /; `at` is where the sign stands."""

    op: ArithSign
    left: Expression
    right: Expression
    at: int


class Minus(Struct, frozen=True):
    """A number with its sign turned."""

    of: Expression
    at: int


class Call(Struct, frozen=True):
    """`abs`, `min` or `max` of numbers."""

    function: str
    args: tuple[Expression, ...]
    at: int


class Comparison(Struct, frozen=True):
    """Two numbers compared."""

    op: CompareSign
    left: Expression
    right: Expression
    at: int


class Logic(Struct, frozen=True):
    """Two conditions joined; the right one is looked at only if it can still matter."""

    op: Literal["and", "or"]
    left: Expression
    right: Expression
    at: int


class Not(Struct, frozen=True):
    """A condition turned round."""

    of: Expression
    at: int


Expression = Number | Name | Arith | Minus | Call | Comparison | Logic | Not


def is_condition(expr: Expression) -> bool:
    """Return whether the formula says yes or no; otherwise it gives a number."""
    return isinstance(expr, Comparison | Logic | Not)


def walk(expr: Expression) -> Iterator[Expression]:
    """Yield a formula and every part of it, left to right."""
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, Number) or isinstance(part, Name):  # noqa: SIM101 (twice as fast)
            continue
        if isinstance(part, Call):
            waiting += reversed(part.args)
        elif isinstance(part, Minus | Not):
            waiting.append(part.of)
        else:
            waiting += (part.right, part.left)


def names_in(expr: Expression) -> frozenset[str]:
    """Return the names that a formula uses."""
    return frozenset(part.name for part in walk(expr) if isinstance(part, Name))


def comparisons_in(expr: Expression) -> tuple[Comparison, ...]:
    """Return the comparisons of a condition, left to right: each is an edge worth drawing."""
    return tuple(part for part in walk(expr) if isinstance(part, Comparison))
