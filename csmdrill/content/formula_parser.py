"""Reads a formula: its grammar by recursive descent, the types of its parts checked on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NoReturn, cast

from msgspec import Struct

from csmdrill.content.formula import (
    Arith,
    ArithSign,
    Call,
    CompareSign,
    Comparison,
    Expression,
    ExpressionProblem,
    Logic,
    Minus,
    Name,
    Not,
    Number,
    is_condition,
)

MAX_LENGTH = 400
MAX_DEPTH = 20
MAX_DIGITS = 20
FUNCTIONS: Mapping[str, tuple[int, int]] = {"abs": (1, 1), "min": (2, 8), "max": (2, 8)}
RESERVED = frozenset({"and", "or", "not", *FUNCTIONS})

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[a-z][a-z0-9_]*)|(?P<sign>[<>=!]=|[-+*/()<>,]))"
)
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})


def parse(text: str) -> Expression:
    """Return the formula as a tree; its types are already checked.

    Raises:
        ExpressionProblem: it is no formula, or is too long or too deep.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionProblem(MAX_LENGTH, f"a formula has at most {MAX_LENGTH} characters")
    return _Parser(text).whole()


class _Token(Struct, frozen=True):
    kind: str
    text: str
    at: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            hint = "; write == to compare" if text[at] == "=" else ""
            raise ExpressionProblem(at, f"{text[at]!r} has no place in a formula{hint}")
        kind = match.lastgroup or ""
        found.append(_Token(kind, match.group(kind), match.start(kind)))
        at = match.end()
    found.append(_Token("end", "", end))
    return found


class _Parser:
    """Recursive descent over the tokens; each method reads one level of the grammar."""

    def __init__(self, text: str) -> None:
        self._all = _tokens(text)
        self._next = 0
        self._depth = 0

    def whole(self) -> Expression:
        expr = self._either()
        if self._token.kind != "end":
            self._unexpected()
        return expr

    @property
    def _token(self) -> _Token:
        return self._all[self._next]

    def _take(self) -> _Token:
        token = self._token
        self._next += 1
        return token

    def _refuse(self, message: str) -> NoReturn:
        raise ExpressionProblem(self._token.at, message)

    def _unexpected(self) -> NoReturn:
        if self._token.kind == "end":
            self._refuse("something is missing at the end")
        self._refuse(f"{self._token.text!r} is not expected here")

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse(f"a formula is at most {MAX_DEPTH} levels deep")

    def _either(self) -> Expression:
        left = self._both()
        while self._token.text == "or":
            token = self._take()
            left = Logic("or", _condition(left, token), _condition(self._both(), token), token.at)
        return left

    def _both(self) -> Expression:
        left = self._negation()
        while self._token.text == "and":
            token = self._take()
            left = Logic("and", _condition(left, token), _condition(self._negation(), token), token.at)
        return left

    def _negation(self) -> Expression:
        if self._token.text != "not":
            return self._comparison()
        self._deeper()
        token = self._take()
        expr = Not(_condition(self._negation(), token), token.at)
        self._depth -= 1
        return expr

    def _comparison(self) -> Expression:
        left = self._sum()
        if self._token.text not in _COMPARISONS:
            return left
        token = self._take()
        right = self._sum()
        if self._token.text in _COMPARISONS:
            self._refuse("comparisons do not chain; join two with `and`")
        op = cast("CompareSign", token.text)
        return Comparison(op, _number(left, token), _number(right, token), token.at)

    def _sum(self) -> Expression:
        left = self._product()
        while self._token.text in ("+", "-"):
            left = self._joined(left, self._take(), self._product)
        return left

    def _product(self) -> Expression:
        left = self._signed()
        while self._token.text in ("*", "/"):
            left = self._joined(left, self._take(), self._signed)
        return left

    def _joined(self, left: Expression, token: _Token, following: Callable[[], Expression]) -> Expression:
        op = cast("ArithSign", token.text)
        return Arith(op, _number(left, token), _number(following(), token), token.at)

    def _signed(self) -> Expression:
        if self._token.text != "-":
            return self._atom()
        self._deeper()
        token = self._take()
        expr = Minus(_number(self._signed(), token), token.at)
        self._depth -= 1
        return expr

    def _atom(self) -> Expression:
        token = self._token
        if token.kind == "number":
            return self._written_number()
        if token.text in FUNCTIONS:
            return self._call()
        if token.kind == "name" and token.text not in RESERVED:
            self._take()
            if self._token.text == "(":
                raise ExpressionProblem(token.at, f"{token.text} is no function; there are abs, min and max")
            return Name(token.text, token.at)
        if token.text != "(":
            self._unexpected()
        return self._group()

    def _written_number(self) -> Expression:
        token = self._take()
        if len(token.text) > MAX_DIGITS:
            raise ExpressionProblem(token.at, f"a number has at most {MAX_DIGITS} digits")
        value = Fraction(token.text)
        return Number(value.numerator if value.denominator == 1 else value, token.at)

    def _group(self) -> Expression:
        self._deeper()
        self._take()
        expr = self._either()
        self._close()
        return expr

    def _close(self) -> None:
        if self._token.text != ")":
            self._refuse("a closing ) is missing")
        self._take()
        self._depth -= 1

    def _call(self) -> Expression:
        self._deeper()
        token = self._take()
        if self._token.text != "(":
            self._refuse(f"{token.text} needs its numbers in ( )")
        self._take()
        args = [_number(self._either(), token)]
        while self._token.text == ",":
            self._take()
            args.append(_number(self._either(), token))
        self._close()
        least, most = FUNCTIONS[token.text]
        if not least <= len(args) <= most:
            takes = "one number" if most == 1 else f"{least} to {most} numbers"
            raise ExpressionProblem(token.at, f"{token.text} takes {takes}")
        return Call(token.text, tuple(args), token.at)


def _number(expr: Expression, token: _Token) -> Expression:
    if is_condition(expr):
        raise ExpressionProblem(token.at, f"{token.text} takes numbers, and one side says yes or no")
    return expr


def _condition(expr: Expression, token: _Token) -> Expression:
    if not is_condition(expr):
        raise ExpressionProblem(token.at, f"{token.text} takes conditions, and one side is a number")
    return expr
