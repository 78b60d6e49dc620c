"""Formulas of case cards: parsed by our own small parser, evaluated exactly; nothing else can be reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from csmdrill.content.formula import (
    Arith,
    Call,
    Comparison,
    Exact,
    Expression,
    ExpressionProblem,
    Logic,
    Minus,
    Name,
    Not,
    Number,
    comparisons_in,
    is_condition,
    names_in,
    walk,
)
from csmdrill.content.formula_parser import RESERVED, parse

__all__ = [
    "RESERVED",
    "Arith",
    "Call",
    "Comparison",
    "Exact",
    "Expression",
    "ExpressionProblem",
    "Logic",
    "Minus",
    "Name",
    "Not",
    "Number",
    "comparisons_in",
    "evaluate",
    "exact",
    "is_condition",
    "names_in",
    "parse",
    "reckon",
    "walk",
]

MAX_BITS = 2048


def evaluate(expr: Expression, names: Mapping[str, Fraction]) -> Fraction | bool:
    """Return the exact value of a formula.

    Args:
        expr: from `parse`.
        names: the value of every name in it.

    Raises:
        ExpressionProblem: it divides by zero, a name has no value, or a number grows past all sense.
    """
    value = reckon(expr, names)
    return value if isinstance(value, bool) else Fraction(value)


def reckon(expr: Expression, names: Mapping[str, Exact]) -> Exact | bool:
    """Return the same as `evaluate`, whole numbers as int, which is several times faster.

    Raises:
        ExpressionProblem: as in `evaluate`.
    """
    return _RECKON[type(expr)](expr, names)


def exact(number: float) -> Fraction:
    """Return a number of a deck as the fraction that its author wrote: 0.1 is one tenth."""
    return Fraction(int(number)) if float(number).is_integer() else Fraction(repr(number))


_COMPARE: Mapping[str, Callable[[Exact, Exact], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _sane(value: Exact, at: int) -> Exact:
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise ExpressionProblem(at, "the number gets too large")
    return value


def _of(expr: Expression, names: Mapping[str, Exact]) -> Exact:
    value: Exact = _RECKON[type(expr)](expr, names)
    return value


def _reckon_name(expr: Name, names: Mapping[str, Exact]) -> Exact:
    try:
        value = names[expr.name]
    except KeyError:
        raise ExpressionProblem(expr.at, f"{expr.name} has no value") from None
    return value.numerator if value.denominator == 1 else value


def _reckon_arith(expr: Arith, names: Mapping[str, Exact]) -> Exact:
    left, right = _of(expr.left, names), _of(expr.right, names)
    if expr.op == "+":
        return _sane(left + right, expr.at)
    if expr.op == "-":
        return _sane(left - right, expr.at)
    if expr.op == "*":
        return _sane(left * right, expr.at)
    if right == 0:
        raise ExpressionProblem(expr.at, "this divides by zero")
    return _sane(Fraction(left) / right, expr.at)


def _reckon_call(expr: Call, names: Mapping[str, Exact]) -> Exact:
    values = [_of(arg, names) for arg in expr.args]
    if expr.function == "abs":
        return max(values[0], -values[0])
    return min(values) if expr.function == "min" else max(values)


def _reckon_logic(expr: Logic, names: Mapping[str, Exact]) -> bool:
    if expr.op == "and":
        return bool(_of(expr.left, names)) and bool(_of(expr.right, names))
    return bool(_of(expr.left, names)) or bool(_of(expr.right, names))


_RECKON: Mapping[type, Callable[..., Exact | bool]] = {
    Number: lambda expr, _: expr.value,
    Name: _reckon_name,
    Arith: _reckon_arith,
    Minus: lambda expr, names: -_of(expr.of, names),
    Call: _reckon_call,
    Comparison: lambda expr, names: _COMPARE[expr.op](_of(expr.left, names), _of(expr.right, names)),
    Logic: _reckon_logic,
    Not: lambda expr, names: not _of(expr.of, names),
}
