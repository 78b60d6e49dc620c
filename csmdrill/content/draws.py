"""What values the facts of a case can take, and what its formulas can do with them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from csmdrill.content.deck import RangeFact
from csmdrill.content.expressions import (
    MAX_BITS,
    Arith,
    Exact,
    Expression,
    ExpressionProblem,
    Name,
    Number,
    comparisons_in,
    exact,
    names_in,
    reckon,
    walk,
)
from csmdrill.content.intervals import Interval, interval, largest, size, size_of

MAX_STEPS = 100_000
MAX_DRAWS = 20_000
EFFORT = 400_000
STRIDES = (0.6180339887, 0.7548776662, 0.5698402910, 0.8191725134, 0.6710436067, 0.8566748838, 0.7244919590)
TRIES = 200


class Grid(Struct, frozen=True):
    """The values of a range fact: `low`, `low + step`, ..., `count` of them."""

    low: Exact
    step: Exact
    count: int

    @property
    def high(self) -> Exact:
        """The last value; it may lie below `to`."""
        return self.low + self.step * (self.count - 1)

    def value(self, index: int) -> Exact:
        """Return the value at an index from 0."""
        return self.low + self.step * index

    def values(self) -> list[Exact]:
        """Return all values, lowest first."""
        return [self.value(index) for index in range(self.count)]

    def beside(self, thresholds: Iterable[Exact]) -> list[Exact]:
        """Return the ends of the grid, and its values at each threshold and next to it."""
        places = {0, self.count - 1}
        for threshold in thresholds:
            place = int((threshold - self.low) // self.step)
            places |= {place - 1, place, place + 1}
        return [self.value(place) for place in sorted(places) if 0 <= place < self.count]


class Effort:
    """How much work may still go into one file: a hostile deck must not make checking slow."""

    def __init__(self, steps: int = EFFORT) -> None:
        self._left = steps

    def allows(self, steps: int) -> bool:
        """Return whether that many steps may be taken, and count them as taken."""
        if steps > self._left:
            return False
        self._left -= steps
        return True


class Numbers(Struct, frozen=True):
    """The numbers of a case card: what is drawn, and what `let` makes of it, in order."""

    grids: Mapping[str, Grid]
    lets: Mapping[str, Expression]


def grid_of(fact: RangeFact) -> Grid:
    """Return the grid of a range; its count is below 1 if the range ends before it begins."""
    low, high, step = _plain(fact.low), _plain(fact.high), _plain(fact.step)
    return Grid(low, step, int((high - low) // step) + 1)


def too_large(numbers: Numbers, formula: Expression) -> bool:
    """Return whether a formula may give, on the way, a number larger than evaluation takes."""
    sizes = {
        name: largest([size_of(grid.low), size_of(grid.high), size_of(grid.step)])
        for name, grid in numbers.grids.items()
    }
    for name, let in numbers.lets.items():
        sizes[name] = size(let, sizes)
    return max(size(formula, sizes)) > MAX_BITS


def zero_division(numbers: Numbers, formula: Expression, effort: Effort) -> tuple[int, str] | None:
    """Return where a formula divides by zero and for which draw, or None if it never does.

    A guard like `b > 0 and a / b > 2` does not count: the edges of each comparison are drawn for themselves.
    Intervals decide where they can; else all draws of the divisor's facts are tried if there are at most
    `MAX_DRAWS`; what cannot be ruled out is reported.
    """
    divisions = [part for part in walk(formula) if isinstance(part, Arith) and part.op == "/"]
    known = _intervals_of(numbers) if divisions else {}
    for division in divisions:
        bounds = interval(division.right, known)
        if bounds is None or bounds[0] <= 0 <= bounds[1]:
            found = _zero_of(numbers, division.right, effort)
            if found is not None:
                return division.at, found
    return None


def never_right(numbers: Numbers, conditions: Sequence[Expression], effort: Effort) -> list[int]:
    """Return the options that no draw makes right: indexes, `len(conditions)` for the last one.

    Only certainty counts: an option is named if all draws were tried, else none is.

    Raises:
        ExpressionProblem: a formula divides by zero.
    """
    unseen = set(range(len(conditions) + 1))
    facts = _facts_of(numbers, conditions)
    for draw in _likely_then_all(numbers, facts, conditions, effort):
        if draw is None:
            return []
        unseen.discard(_first_true(conditions, _with_lets(numbers, draw)))
        if not unseen:
            return []
    return sorted(unseen)


def _intervals_of(numbers: Numbers) -> dict[str, Interval | None]:
    known: dict[str, Interval | None] = {name: (grid.low, grid.high) for name, grid in numbers.grids.items()}
    for name, formula in numbers.lets.items():
        known[name] = interval(formula, known)
    return known


def _zero_of(numbers: Numbers, divisor: Expression, effort: Effort) -> str | None:
    """Return the draw for which a divisor is zero in words, or None."""
    facts = _facts_of(numbers, [divisor])
    columns = {name: grid.values() for name, grid in facts.items()}
    for draw in _all_draws(columns, _weight(numbers, [divisor]), effort):
        if draw is None:
            return "there are too many draws to make sure that it cannot"
        if _is_zero(numbers, divisor, draw):
            return _in_words(draw)
    return None


def _is_zero(numbers: Numbers, divisor: Expression, draw: Mapping[str, Exact]) -> bool:
    try:
        return reckon(divisor, _with_lets(numbers, draw)) == 0
    except ExpressionProblem:
        return False  # a division inside the divisor, which is reported for itself


def _facts_of(numbers: Numbers, formulas: Sequence[Expression]) -> dict[str, Grid]:
    """Return the facts that formulas depend on, through `let` too."""
    asked = set[str]().union(*(names_in(formula) for formula in formulas))
    for name in reversed(list(numbers.lets)):
        if name in asked:
            asked |= names_in(numbers.lets[name])
    return {name: grid for name, grid in numbers.grids.items() if name in asked}


def _weight(numbers: Numbers, formulas: Sequence[Expression]) -> int:
    """Return about how many steps one draw takes."""
    return sum(1 for formula in (*formulas, *numbers.lets.values()) for _ in walk(formula))


def _likely_then_all(
    numbers: Numbers, facts: Mapping[str, Grid], conditions: Sequence[Expression], effort: Effort
) -> Iterator[dict[str, Exact] | None]:
    """Yield a few draws, which nearly always show every option, then all that can make a difference."""
    yield from _spread(facts)
    yield from _all_draws(_telling(numbers, facts, conditions), _weight(numbers, conditions), effort)


def _telling(
    numbers: Numbers, facts: Mapping[str, Grid], conditions: Sequence[Expression]
) -> dict[str, list[Exact]]:
    """Return the values of each fact that can make a difference.

    A fact that is only ever compared with plain numbers matters only at these numbers and next to them.
    """
    thresholds: dict[str, set[Exact]] = {name: set() for name in facts}
    entangled: set[str] = set()
    for comparison in itertools.chain.from_iterable(map(comparisons_in, conditions)):
        match comparison.left, comparison.right:
            case (Name(name), Number(value)) | (Number(value), Name(name)) if name in facts:
                thresholds[name].add(value)
            case _:
                entangled |= _facts_of(numbers, [comparison]).keys()
    return {
        name: grid.values() if name in entangled else grid.beside(thresholds[name])
        for name, grid in facts.items()
    }


def _all_draws(
    columns: Mapping[str, Sequence[Exact]], weight: int, effort: Effort
) -> Iterator[dict[str, Exact] | None]:
    """Yield every draw of these values, or a single None if there are too many."""
    count = math.prod(map(len, columns.values()))
    if count > MAX_DRAWS or not effort.allows(count * weight):
        yield None
        return
    for row in itertools.product(*columns.values()):
        yield dict(zip(columns, row, strict=True))


def _spread(facts: Mapping[str, Grid]) -> Iterator[dict[str, Exact]]:
    """Yield draws spread evenly over all ranges, always the same ones: nearly every option shows up early."""
    for turn in range(TRIES):
        yield {
            name: grid.value(int((turn * STRIDES[place % len(STRIDES)] + place * 0.37) % 1.0 * grid.count))
            for place, (name, grid) in enumerate(facts.items())
        }


def _with_lets(numbers: Numbers, draw: Mapping[str, Exact]) -> dict[str, Exact]:
    """Return a draw and every `let` that can be reckoned from it."""
    values = dict(draw)
    for name, formula in numbers.lets.items():
        if names_in(formula) <= values.keys():
            values[name] = reckon(formula, values)
    return values


def _first_true(conditions: Sequence[Expression], values: Mapping[str, Exact]) -> int:
    return next((i for i, condition in enumerate(conditions) if reckon(condition, values)), len(conditions))


def _in_words(draw: Mapping[str, Exact]) -> str:
    return "for example with " + ", ".join(f"{name} {float(value):g}" for name, value in draw.items())


def _plain(number: float) -> Exact:
    return int(number) if float(number).is_integer() else exact(number)
