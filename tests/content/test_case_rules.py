"""Case cards: names, texts, formulas, and every draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.content.deck import RangeFact
from csmdrill.content.draws import (
    CARD_EFFORT,
    FILE_EFFORT,
    Effort,
    Numbers,
    efforts_of_file,
    grid_of,
    never_right,
    too_large,
    zero_division,
)
from csmdrill.content.expressions import Exact, ExpressionProblem, evaluate, parse, reckon
from csmdrill.content.intervals import interval, size

Found = Callable[[str], list[str]]
Marked = Callable[[str, str], tuple[str, list[str]]]

NUMBER = """  - id: a
    kind: case
    facts:
      who: {kind: fake, of: company}
      word: {kind: pick, among: [red, green]}
      start: {kind: range, from: 200000, to: 900000, step: 10000}
      lost: {kind: range, from: 0, to: 120000, step: 5000}
    let:
      kept: start - lost
    prompt: "{{who}} {{word}} {{start|money}} {{lost}}"
    answer: {kind: number, value: 100 * kept / start, unit: "%", within: 0.5}
    why: "{{kept|number}}"
"""
RULE = "(v1 > 20 and v2 > 20) or risk > 100000"
CHOOSE = """  - id: a
    kind: case
    facts:
      v1: {kind: range, from: 5, to: 40}
      v2: {kind: range, from: 5, to: 40}
      risk: {kind: range, from: 20000, to: 250000, step: 5000}
    prompt: "{{v1}} {{v2}} {{risk|money}}"
    answer:
      kind: choose
      options:
        - {label: Escalate, when: (v1 > 20 and v2 > 20) or risk > 100000, because: "{{risk|money}} counts"}
        - {label: Hold}
    why: w
"""


def test_sound_cases_have_no_problem(found: Found) -> None:
    assert found(NUMBER) == []
    assert found(CHOOSE) == []


@pytest.mark.parametrize(
    ("codes", "old", "new"),
    [
        ("D410", "{{who}}", "^{{whom}}"),
        ("D411", "{{who}}", "^{{who|money}}"),
        ("D411", "{{word}}", "^{{word|date}}"),
        ("D409", "{{start|money}}", "^{{start|cash}}"),
        ("D409", "{{kept|number}}", "^{{kept.real}}"),
        ("D413", "100 * kept / start", "100 * kept / ^word"),
        ("D413", "100 * kept / start", "100 * kept / ^gone"),
        ("D415", "100 * kept / start", "100 * kept ^/ lost"),
        ("D414", "100 * kept / start", "^kept > start"),
        ("D412", "100 * kept / start", "100 * kept /^"),
        ("D414", "kept: start - lost", "kept: ^start > lost"),
        ("D413", "kept: start - lost", "kept: start - ^later\n      later: lost"),
        ("D455", "kept: start - lost", "kept: start - lost\n      ^spare: start"),
        ("D419", "kept: start - lost", "kept: start - lost\n      ^lost: 5"),
        ("D419", "kept: start - lost", "kept: start - lost\n      ^not: 5"),
        ("D416", "{kind: range, from: 0, to: 120000", "^{kind: range, from: 5, to: 4"),
        ("D417", "{kind: range, from: 0, to: 120000, step: 5000", "^{kind: range, from: 0, to: 120000"),
        ("M306", "from: 0, to: 120000, step: 5000", "from: 0, to: 120000, step: ^0"),
        ("M303", "from: 0, to: 120000", "from: ^no, to: 120000"),
        ("M307", "of: company", "of: ^planet"),
        ("M305", "among: [red, green]", "among: ^[red]"),
    ],
)
def test_a_problem_of_a_number_case_is_told_at_its_place(
    found: Found, marked: Marked, codes: str, old: str, new: str
) -> None:
    assert old in NUMBER
    cards, problems = marked(NUMBER.replace(old, new), codes)
    assert found(cards) == problems


@pytest.mark.parametrize(
    ("codes", "old", "new"),
    [
        ("D421", "{label: Hold}", "{label: ^escalate}"),
        ("D418", "{label: Hold}", "{label: Hold, when: ^v1 < 3}"),
        ("D418", "- {label: Hold}", "- ^{label: Ask}\n        - {label: Hold}"),
        ("D412", "or risk > 100000", "^or risk + 100000"),
        ("D414", RULE, "^v1 + v2"),
        ("D454", "- {label: Hold}", "- {label: Low, when: risk > 15000}\n        - ^{label: Hold}"),
        ("D454", "- {label: Hold}", "- ^{label: Ask, when: v1 > 30 and v2 > 30}\n        - {label: Hold}"),
        ("D410", "{{risk|money}} counts", "^{{rest}} counts"),
        ("D415", "v2 > 20)", "9 ^/ (v2 - 7) > 1)"),
        ("D415", "v2 > 20)", "v2 > 7 and 9 ^/ (v2 - 7) > 1)"),
        ("", "v2 > 20)", "9 / (v2 - 7.5) > 1)"),
    ],
)
def test_a_problem_of_a_choosing_case_is_told_at_its_place(
    found: Found, marked: Marked, codes: str, old: str, new: str
) -> None:
    assert old in CHOOSE
    cards, problems = marked(CHOOSE.replace(old, new), codes)
    assert found(cards) == problems


def test_a_word_of_formulas_cannot_be_a_fact(found: Found) -> None:
    text = NUMBER.replace("lost: {", "min: {").replace("{{lost}}", "{{min}}").replace("start - lost", "start")
    assert found(text) == ["D419 12:7"]


GRIDS = st.builds(
    lambda low, step, count: RangeFact(low=low, high=low + step * count, step=step),
    st.integers(-6, 6).map(float),
    st.sampled_from([1.0, 2.0, 0.5]),
    st.integers(0, 7),
)
FORMULAS = st.recursive(
    st.sampled_from(["x", "y", "1", "2", "0.5", "3"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda each: f"abs({each})"),
        inner.map(lambda each: f"(-{each})"),
        st.tuples(inner, inner).map(lambda parts: f"min({parts[0]}, {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"max({parts[0]}, {parts[1]})"),
    ),
    max_leaves=6,
)
CONDITIONS = st.tuples(FORMULAS, st.sampled_from(["<", ">=", "=="]), FORMULAS).map(" ".join)


def every_draw(facts: Mapping[str, RangeFact]) -> list[dict[str, Fraction]]:
    """Return every draw, reckoned apart from the code under test."""
    columns = []
    for fact in facts.values():
        value, column = Fraction(fact.low), []
        while value <= Fraction(fact.high):
            column.append(value)
            value += Fraction(fact.step)
        columns.append(column)
    return [dict(zip(facts, row, strict=True)) for row in product(*columns)]


def values(text: str, draws: list[dict[str, Fraction]]) -> list[Fraction | bool] | None:
    """Return the value for every draw, or None if one divides by zero."""
    try:
        return [evaluate(parse(text), draw) for draw in draws]
    except ExpressionProblem:
        return None


@given(GRIDS, GRIDS, FORMULAS)
@settings(max_examples=70)
def test_division_by_zero_is_found_exactly(x: RangeFact, y: RangeFact, text: str) -> None:
    facts = {"x": x, "y": y}
    numbers = Numbers({name: grid_of(fact) for name, fact in facts.items()}, {})
    reported = zero_division(numbers, parse(text), Effort(10**7)) is not None
    assert reported == (values(text, every_draw(facts)) is None)


@given(GRIDS, GRIDS, FORMULAS)
@settings(max_examples=70)
def test_intervals_and_sizes_hold_for_every_draw(x: RangeFact, y: RangeFact, text: str) -> None:
    facts = {"x": x, "y": y}
    grids = {name: grid_of(fact) for name, fact in facts.items()}
    found = values(text, every_draw(facts))
    bounds = interval(parse(text), {name: (grid.low, grid.high) for name, grid in grids.items()})
    numerator, denominator = size(parse(text), dict.fromkeys(grids, (8, 4)))
    if found is None:
        return
    for value in map(Fraction, found):
        assert value.numerator.bit_length() <= numerator
        assert value.denominator.bit_length() <= denominator
        if bounds is not None:
            assert bounds[0] <= value <= bounds[1]


@given(GRIDS, GRIDS, CONDITIONS, CONDITIONS)
@settings(max_examples=70)
def test_an_option_is_called_idle_only_if_no_draw_makes_it_right(
    x: RangeFact, y: RangeFact, first: str, second: str
) -> None:
    facts = {"x": x, "y": y}
    draws = every_draw(facts)
    held = [values(text, draws) for text in (first, second)]
    if held[0] is None or held[1] is None:
        return
    right = {0 if one else 1 if two else 2 for one, two in zip(held[0], held[1], strict=True)}
    numbers = Numbers({name: grid_of(fact) for name, fact in facts.items()}, {})
    assert never_right(numbers, [parse(first), parse(second)], Effort(10**7)) == sorted({0, 1, 2} - right)


def test_lets_count_like_what_they_stand_for() -> None:
    grids = {"x": grid_of(RangeFact(low=1, high=9)), "y": grid_of(RangeFact(low=5, high=5))}
    numbers = Numbers(grids, {"gap": parse("x - y"), "far": parse("gap + 20")})
    assert zero_division(numbers, parse("1 / gap"), Effort()) == (2, "for example with x 5, y 5")
    assert zero_division(numbers, parse("1 / far"), Effort()) is None


def test_what_cannot_be_ruled_out_is_an_error_but_no_option_is_blamed() -> None:
    wide = RangeFact(low=1, high=1000)
    numbers = Numbers({"x": grid_of(wide), "y": grid_of(wide)}, {})
    found = zero_division(numbers, parse("1 / (x - y + 0.5)"), Effort())
    assert found is not None
    assert "too many draws" in found[1]
    assert never_right(numbers, [parse("x + y > 5000")], Effort()) == []


def test_effort_is_limited_for_a_whole_file() -> None:
    narrow = RangeFact(low=1, high=100)
    numbers = Numbers({"x": grid_of(narrow), "y": grid_of(narrow)}, {})
    effort = Effort(60_000)
    assert zero_division(numbers, parse("1 / (x - y + 0.5)"), effort) is None
    assert zero_division(numbers, parse("1 / (x - y + 0.5)"), effort) is not None


def test_growing_numbers_are_refused_before_they_are_reckoned() -> None:
    lets = {f"l{i}": parse("*".join([f"l{i - 1}" if i else "x"] * 50)) for i in range(20)}
    numbers = Numbers({"x": grid_of(RangeFact(low=2, high=999))}, lets)
    assert too_large(numbers, parse("l19"))
    assert not too_large(numbers, parse("x * x * x"))


def test_a_threshold_matters_at_itself_and_on_both_sides() -> None:
    grid = grid_of(RangeFact(low=0, high=90, step=10))
    assert grid.beside([50]) == [0, 40, 50, 60, 90]
    assert grid.beside([55]) == [0, 40, 50, 60, 90]
    assert grid.beside([-500, 900]) == [0, 90]
    assert grid.beside([]) == [0, 90]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x * y", (10, 16)),
        ("x / y", (14, 12)),
        ("x + y", (15, 16)),
        ("abs(-y)", (7, 11)),
        ("min(x, y)", (7, 11)),
    ],
)
def test_sizes_follow_numerators_and_denominators(text: str, expected: tuple[int, int]) -> None:
    assert size(parse(text), {"x": (3, 5), "y": (7, 11)}) == expected


def test_ranges_keep_to_their_grid() -> None:
    grid = grid_of(RangeFact(low=0.1, high=1, step=0.2))
    assert [grid.value(i) for i in range(grid.count)] == [Fraction(n, 10) for n in (1, 3, 5, 7, 9)]
    assert grid.high == Fraction(9, 10)
    whole: Exact = grid_of(RangeFact(low=5, high=40)).low
    assert isinstance(whole, int)
    assert reckon(parse("x + 1"), {"x": whole}) == 6


def test_effort_for_a_card_is_taken_from_that_for_its_file() -> None:
    efforts = efforts_of_file()
    first, second = efforts.of_card().proofs, efforts.of_card().proofs
    assert first.allows(CARD_EFFORT)
    assert not first.allows(1)
    assert second.allows(CARD_EFFORT)
    assert efforts.proofs.left == FILE_EFFORT - 2 * CARD_EFFORT
    assert not efforts.of_card().proofs.allows(efforts.proofs.left + 1)


def test_hints_never_use_up_what_proofs_need() -> None:
    efforts = efforts_of_file()
    assert efforts.hints.allows(FILE_EFFORT)
    assert not efforts.of_card().hints.allows(1)
    assert efforts.of_card().proofs.allows(CARD_EFFORT)


def test_a_let_that_the_divisor_does_not_need_costs_nothing_and_hides_nothing() -> None:
    grids = {"x": grid_of(RangeFact(low=1, high=9)), "y": grid_of(RangeFact(low=1, high=90_000))}
    numbers = Numbers(grids, {"other": parse("1 / (y - y)"), "gap": parse("x - 5")})
    assert zero_division(numbers, parse("1 / gap"), Effort(100)) == (2, "for example with x 5")


def test_large_numbers_count_as_more_work() -> None:
    def taken(step: float) -> int:
        fact = RangeFact(low=step, high=step * 50, step=step)
        numbers = Numbers({"x": grid_of(fact), "y": grid_of(fact)}, {})
        effort = Effort(10**9)
        zero_division(numbers, parse("1 / (x * x * x * x * x * x * x - y * y * y * y * y * y * y)"), effort)
        return 10**9 - effort.left

    assert taken(0.000123456) > taken(1.0) > 0
