"""What values the facts of a case can take, and what its formulas can do with them."""

from __future__ import annotations

import functools
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
    walk,
)
from csmdrill.content.intervals import Interval, Size, interval, largest, size, size_of
from csmdrill.content.prepared import Reckon, prepared

MAX_STEPS = 100_000
MAX_DRAWS = 20_000
FILE_EFFORT = 120_000
CARD_EFFORT = 60_000
LARGE_BITS = 256
MAX_FORMULAS = 25_000
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

    def __len__(self) -> int:
        """How many values there are."""
        return self.count

    def __iter__(self) -> Iterator[Exact]:
        """Give all values, lowest first."""
        return map(self.value, range(self.count))

    def beside(self, thresholds: Iterable[Exact]) -> list[Exact]:
        """Return the ends of the grid, and its values at each threshold and next to it."""
        places = {0, self.count - 1}
        for threshold in thresholds:
            place = int((threshold - self.low) // self.step)
            places |= {place - 1, place, place + 1}
        return [self.value(place) for place in sorted(places) if 0 <= place < self.count]


class Effort:
    """How many steps of work may still be taken: a hostile deck must not make checking slow.

    One step is one part of a formula, reckoned for one draw.

    Args:
        steps: so many.
        within: an effort for something larger, out of which each step is taken, too.
    """

    def __init__(self, steps: int = FILE_EFFORT, within: Effort | None = None) -> None:
        self.left = steps
        self._within = within

    def allows(self, steps: int) -> bool:
        """Return whether that many steps may be taken, and count them as taken."""
        if steps > self.left or (self._within is not None and not self._within.allows(steps)):
            return False
        self.left -= steps
        return True

    def of_card(self) -> Effort:
        """Return the effort for one card of the file that this one is for."""
        return Effort(CARD_EFFORT, self)


class Efforts(Struct, frozen=True):
    """The work that may go into one file, or into one card of it.

    Args:
        proofs: for what decides whether a card is good.
        hints: for what can only warn; apart, so that hints never use up what proofs need.
        formulas: for reading formulas, a step for each character.
    """

    proofs: Effort
    hints: Effort
    formulas: Effort

    def of_card(self) -> Efforts:
        """Return the efforts for one card of the file that these are for."""
        return Efforts(self.proofs.of_card(), self.hints.of_card(), self.formulas)


class Numbers(Struct, frozen=True, dict=True):
    """The numbers of a case card: what is drawn, and what `let` makes of it, in order."""

    grids: Mapping[str, Grid]
    lets: Mapping[str, Expression]

    @functools.cached_property
    def roots(self) -> Mapping[str, frozenset[str]]:
        """The names that each name hangs on in the end, itself and those of `let` among them."""
        found = {name: frozenset((name,)) for name in self.grids}
        for name, formula in self.lets.items():
            found[name] = frozenset((name,)).union(*(found[each] for each in names_in(formula)))
        return found

    @functools.cached_property
    def sizes(self) -> Mapping[str, Size]:
        """How large each number may get, on the way to it, too."""
        found = {
            name: largest([size_of(grid.low), size_of(grid.high), size_of(grid.step)])
            for name, grid in self.grids.items()
        }
        for name, formula in self.lets.items():
            found[name] = size(formula, found)
        return found

    @functools.cached_property
    def bounds(self) -> Mapping[str, Interval | None]:
        """Between which values each number lies; only for numbers that are not too large."""
        found: dict[str, Interval | None] = {name: (grid.low, grid.high) for name, grid in self.grids.items()}
        for name, formula in self.lets.items():
            found[name] = interval(formula, found)
        return found


def efforts_of_file() -> Efforts:
    """Return the efforts for one deck file, whatever it holds."""
    return Efforts(Effort(), Effort(), Effort(MAX_FORMULAS))


def grid_of(fact: RangeFact) -> Grid:
    """Return the grid of a range; its count is below 1 if the range ends before it begins."""
    low, high, step = _plain(fact.low), _plain(fact.high), _plain(fact.step)
    return Grid(low, step, int((high - low) // step) + 1)


def too_large(numbers: Numbers, formula: Expression) -> bool:
    """Return whether a formula may give, on the way, a number larger than evaluation takes."""
    return max(size(formula, numbers.sizes)) > MAX_BITS


def zero_division(numbers: Numbers, formula: Expression, effort: Effort) -> tuple[int, str] | None:
    """Return where a formula divides by zero and for which draw, or None if it never does.

    A guard like `b > 0 and a / b > 2` does not count: the edges of each comparison are drawn for themselves.
    Intervals decide where they can; else all draws of the divisor's facts are tried if there are at most
    `MAX_DRAWS` and the effort allows it; what cannot be ruled out is reported.
    """
    for division in walk(formula):
        if not isinstance(division, Arith) or division.op != "/":
            continue
        bounds = interval(division.right, numbers.bounds)
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
    needed = _needed(numbers, conditions)
    lets, ready = _prepared_lets(needed), [prepared(condition) for condition in conditions]
    for draw in _likely_then_all(needed, conditions, effort):
        if draw is None:
            return []
        unseen.discard(_first_true(ready, _with_lets(lets, draw)))
        if not unseen:
            return []
    return sorted(unseen)


def _zero_of(numbers: Numbers, divisor: Expression, effort: Effort) -> str | None:
    """Return the draw for which a divisor is zero in words, or None."""
    needed = _needed(numbers, [divisor])
    lets, ready = _prepared_lets(needed), prepared(divisor)
    for draw in _all_draws(needed.grids, _weight(needed, [divisor]), effort):
        if draw is None:
            return "there are too many draws to make sure that it cannot"
        if _is_zero(lets, ready, draw):
            return _in_words(draw)
    return None


def _is_zero(lets: Mapping[str, Reckon], divisor: Reckon, draw: dict[str, Exact]) -> bool:
    try:
        return divisor(_with_lets(lets, draw)) == 0
    except ExpressionProblem:
        return False  # a division inside the divisor, which is reported for itself


def _needed(numbers: Numbers, formulas: Sequence[Expression]) -> Numbers:
    """Return the facts and `let`s that formulas hang on."""
    asked = frozenset[str]().union(*(numbers.roots[name] for each in formulas for name in names_in(each)))
    return Numbers(
        {name: grid for name, grid in numbers.grids.items() if name in asked},
        {name: formula for name, formula in numbers.lets.items() if name in asked},
    )


def _weight(needed: Numbers, formulas: Sequence[Expression]) -> int:
    """Return about how many steps one draw takes: the parts of the formulas, more where numbers get large."""
    parts = sum(1 for formula in (*formulas, *needed.lets.values()) for _ in walk(formula))
    bits = max(max(size(formula, needed.sizes)) for formula in formulas)
    return parts * (1 + bits // LARGE_BITS)


def _likely_then_all(
    needed: Numbers, conditions: Sequence[Expression], effort: Effort
) -> Iterator[dict[str, Exact] | None]:
    """Yield a few draws, which nearly always show every option, then all that can make a difference."""
    weight = _weight(needed, conditions)
    for draw in _spread(needed.grids):
        yield draw if effort.allows(weight) else None
    yield from _all_draws(_telling(needed, conditions), weight, effort)


def _telling(needed: Numbers, conditions: Sequence[Expression]) -> dict[str, Grid | list[Exact]]:
    """Return the values of each fact that can make a difference.

    A fact that is only ever compared with plain numbers matters only at these numbers and next to them.
    """
    thresholds: dict[str, set[Exact]] = {name: set() for name in needed.grids}
    entangled: set[str] = set()
    for comparison in itertools.chain.from_iterable(map(comparisons_in, conditions)):
        match comparison.left, comparison.right:
            case (Name(name), Number(value)) | (Number(value), Name(name)) if name in needed.grids:
                thresholds[name].add(value)
            case _:
                entangled = entangled.union(*(needed.roots[name] for name in names_in(comparison)))
    return {
        name: grid if name in entangled else grid.beside(thresholds[name])
        for name, grid in needed.grids.items()
    }


def _all_draws(
    columns: Mapping[str, Grid | list[Exact]], weight: int, effort: Effort
) -> Iterator[dict[str, Exact] | None]:
    """Yield every draw of these values, or a single None if there are too many.

    No value is made before the effort has allowed it.
    """
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


def _prepared_lets(needed: Numbers) -> Mapping[str, Reckon]:
    return {name: prepared(formula) for name, formula in needed.lets.items()}


def _with_lets(lets: Mapping[str, Reckon], draw: dict[str, Exact]) -> Mapping[str, Exact]:
    """Return a draw and every `let` reckoned from it."""
    if not lets:
        return draw
    values = dict(draw)
    for name, formula in lets.items():
        values[name] = formula(values)
    return values


def _first_true(conditions: Sequence[Reckon], values: Mapping[str, Exact]) -> int:
    return next((i for i, condition in enumerate(conditions) if condition(values)), len(conditions))


def _in_words(draw: Mapping[str, Exact]) -> str:
    if not draw:
        return "it always does"
    return "for example with " + ", ".join(f"{name} {float(value):g}" for name, value in draw.items())


def _plain(number: float) -> Exact:
    return int(number) if float(number).is_integer() else exact(number)
