"""Formulas made ready to be reckoned for thousands of draws: several times as fast as one by one."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

from csmdrill.content.expressions import MAX_BITS
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
)

Values = Mapping[str, Exact]
Reckon = Callable[[Values], Exact]
"""Gives a number, or for a condition 1 and 0."""

_SIGNS: Mapping[str, Callable[[Exact, Exact], Exact]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_COMPARE: Mapping[str, Callable[[Exact, Exact], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def prepared(formula: Expression) -> Reckon:
    """Return what reckons a formula as `expressions.reckon` does, with the same errors."""
    return _MAKE[type(formula)](formula)


def _number(part: Number) -> Reckon:
    value = part.value
    return lambda _: value


def _name(part: Name) -> Reckon:
    name = part.name

    def reckon(values: Values) -> Exact:
        try:
            return values[name]
        except KeyError:
            raise ExpressionProblem(part.at, f"{name} has no value") from None

    return reckon


def _arith(part: Arith) -> Reckon:
    left, right = prepared(part.left), prepared(part.right)
    if part.op == "/":
        return _division(part, left, right)
    sign = _SIGNS[part.op]

    def reckon(values: Values) -> Exact:
        value = sign(left(values), right(values))
        if type(value) is int and value.bit_length() <= MAX_BITS:
            return value
        return _sane(value, part.at)

    return reckon


def _division(part: Arith, left: Reckon, right: Reckon) -> Reckon:
    def reckon(values: Values) -> Exact:
        divided, divisor = left(values), right(values)
        if divisor == 0:
            raise ExpressionProblem(part.at, "this divides by zero")
        return _sane(Fraction(divided) / divisor, part.at)

    return reckon


def _sane(value: Exact, at: int) -> Exact:
    if value.numerator.bit_length() > MAX_BITS or value.denominator.bit_length() > MAX_BITS:
        raise ExpressionProblem(at, "the number gets too large")
    return value


def _minus(part: Minus) -> Reckon:
    of = prepared(part.of)
    return lambda values: -of(values)


def _call(part: Call) -> Reckon:
    args = [prepared(arg) for arg in part.args]
    if part.function == "min":
        return lambda values: min(arg(values) for arg in args)
    if part.function == "max":
        return lambda values: max(arg(values) for arg in args)
    return lambda values: max(args[0](values), -args[0](values))


def _comparison(part: Comparison) -> Reckon:
    left, right, compare = prepared(part.left), prepared(part.right), _COMPARE[part.op]
    return lambda values: compare(left(values), right(values))


def _logic(part: Logic) -> Reckon:
    left, right = prepared(part.left), prepared(part.right)
    if part.op == "and":
        return lambda values: bool(left(values)) and bool(right(values))
    return lambda values: bool(left(values)) or bool(right(values))


def _not(part: Not) -> Reckon:
    of = prepared(part.of)
    return lambda values: not bool(of(values))


_MAKE: Mapping[type, Callable[..., Reckon]] = {
    Number: _number,
    Name: _name,
    Arith: _arith,
    Minus: _minus,
    Call: _call,
    Comparison: _comparison,
    Logic: _logic,
    Not: _not,
}
