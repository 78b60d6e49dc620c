"""Formulas: read, typed, and reckoned exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from csmdrill.content.expressions import (
    Comparison,
    ExpressionProblem,
    comparisons_in,
    evaluate,
    exact,
    is_condition,
    names_in,
    parse,
)

NAMES = {"v1": Fraction(25), "v2": Fraction(20), "risk": Fraction(100_000), "half": Fraction(1, 2)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 4 - 3", 3),
        ("100 / 8 / 5", Fraction(5, 2)),
        ("1 / 3", Fraction(1, 3)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("-v1 + 5", -20),
        ("2 * -3", -6),
        ("- -4", 4),
        ("abs(-7.5)", Fraction(15, 2)),
        ("min(3, 1, 2) + max(half, 0.25)", Fraction(3, 2)),
        ("100 * (v1 - v2) / v2", 25),
    ],
)
def test_numbers_come_out_exact(text: str, value: Fraction) -> None:
    found = evaluate(parse(text), NAMES)
    assert found == value
    assert type(found) is Fraction


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("v1 > 20 and v2 > 20 or risk > 100000", False),
        ("(v1 > 20 and v2 >= 20) or risk > 100000", True),
        ("not v1 == 25", False),
        ("not v1 < v2 and v2 <= 20", True),
        ("v1 > 0 or v1 < 0 and v2 != 20", True),
        ("half + half == 1", True),
        ("not (v1 > 20 and v2 > 20)", True),
    ],
)
def test_conditions_come_out_true_or_false(text: str, value: bool) -> None:
    assert evaluate(parse(text), NAMES) is value
    assert is_condition(parse(text))


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("1 +", 3),
        ("(1", 2),
        ("1)", 1),
        ("a b", 2),
        ("a = b", 2),
        ("x.__class__", 1),
        ("__import__", 0),
        ("x[0]", 1),
        ("x{0}", 1),
        ("f(x)", 0),
        ("abs x", 4),
        ("abs()", 4),
        ("abs(1, 2)", 0),
        ("min(1)", 0),
        ("max(" + "1," * 8 + "1)", 0),
        ("'a'", 0),
        ("1 if 2 else 3", 2),
        ("1 < 2 < 3", 6),
        ("1 == 2 == 3", 7),
        ("x; y", 1),
        ("x ** 2", 3),
        ("x // 2", 3),
        ("x % 2", 2),
        ("X", 0),
        ("٣", 0),
        ("1e3", 1),
        ("1_000", 1),
        ("and", 0),
        ("a > 1 and", 9),
        ("a and b", 2),
        ("a > 1 and b", 6),
        ("not a", 0),
        ("-(a > 1)", 0),
        ("(a > 1) + 1", 8),
        ("(a > 1) == (b > 1)", 8),
        ("abs(a > 1)", 0),
        ("1" * 21, 0),
        ("1+" * 200 + "1", 400),
        ("(" * 21 + "1" + ")" * 21, 20),
        ("-" * 21 + "1", 20),
        ("not " * 21 + "a > 1", 80),
    ],
)
def test_what_is_no_formula_is_refused_at_its_place(text: str, offset: int) -> None:
    with pytest.raises(ExpressionProblem) as problem:
        parse(text)
    assert problem.value.offset == offset
    assert problem.value.message


def test_a_formula_may_be_as_long_and_as_deep_as_is_said() -> None:
    assert evaluate(parse("1+" * 199 + "1"), {}) == 200
    assert evaluate(parse("(" * 20 + "1" + ")" * 20), {}) == 1


def test_dividing_by_zero_points_at_the_sign() -> None:
    with pytest.raises(ExpressionProblem) as problem:
        evaluate(parse("1 + v1 / (v2 - 20)"), NAMES)
    assert problem.value.offset == 7


def test_a_name_without_value_is_a_problem_and_never_an_attribute() -> None:
    with pytest.raises(ExpressionProblem, match="numerator has no value"):
        evaluate(parse("numerator + 1"), NAMES)


def test_numbers_cannot_grow_without_end() -> None:
    with pytest.raises(ExpressionProblem, match="too large"):
        evaluate(parse("x * x"), {"x": Fraction(1 << 1500)})
    with pytest.raises(ExpressionProblem, match="too large"):
        evaluate(parse("1 / x / x"), {"x": Fraction(1 << 1500)})


def test_the_right_side_is_reckoned_only_if_it_matters() -> None:
    assert evaluate(parse("v1 > 0 or 1 / (v2 - 20) > 1"), NAMES) is True


def test_names_and_comparisons_are_found() -> None:
    formula = parse("(v1 > 20 and max(v2, low) > 20) or not risk <= 100000 - v1")
    assert names_in(formula) == {"v1", "v2", "low", "risk"}
    assert [(each.op, sorted(names_in(each.left))) for each in comparisons_in(formula)] == [
        (">", ["v1"]),
        (">", ["low", "v2"]),
        ("<=", ["risk"]),
    ]
    assert all(isinstance(each, Comparison) for each in comparisons_in(formula))


@pytest.mark.parametrize(
    ("number", "fraction"), [(0.1, "1/10"), (9.0, "9"), (1e-7, "1/10000000"), (-2.5, "-5/2")]
)
def test_numbers_of_a_deck_are_what_was_written(number: float, fraction: str) -> None:
    assert exact(number) == Fraction(fraction)


Tree = tuple[object, ...]
LEAVES = st.one_of(
    st.integers(0, 999).map(lambda n: ("number", str(n), Fraction(n))),
    st.decimals(0, 99, places=2).map(lambda d: ("number", str(d), Fraction(str(d)))),
    st.sampled_from(sorted(NAMES)).map(lambda name: ("name", name)),
)
NUMBERS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner),
        st.tuples(st.just("neg"), inner),
        st.tuples(st.just("abs"), inner),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner),
    ),
    max_leaves=8,
)
CONDITIONS = st.recursive(
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), NUMBERS, NUMBERS),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), inner, inner), st.tuples(st.just("not"), inner)
    ),
    max_leaves=3,
)


JOINED: Mapping[str, Callable[[Fraction, Fraction], Fraction | bool]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "min": lambda a, b: min(a, b),
    "max": lambda a, b: max(b, a),
    "<": lambda a, b: a < b,
    "<=": lambda a, b: not a > b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: not a < b,
    "==": lambda a, b: not (a < b or a > b),
    "!=": lambda a, b: a < b or a > b,
}


def written(tree: Tree) -> str:
    """Write a generated tree as a formula, every part in parentheses."""
    match tree:
        case ("number", str(text), _) | ("name", str(text)):
            return text
        case ("neg", tuple(inner)):
            return f"(-{written(inner)})"
        case ("not", tuple(inner)):
            return f"(not {written(inner)})"
        case ("abs", tuple(inner)):
            return f"abs({written(inner)})"
        case ("min" | "max" as function, tuple(left), tuple(right)):
            return f"{function}({written(left)}, {written(right)})"
        case (str(sign), tuple(left), tuple(right)):
            return f"({written(left)} {sign} {written(right)})"
    raise AssertionError(tree)


def meant(tree: Tree, names: Mapping[str, Fraction]) -> Fraction | int:
    """Reckon a generated tree without any of the code under test."""
    match tree:
        case ("number", _, Fraction() as value):
            return value
        case ("name", str(name)):
            return names[name]
        case ("neg", tuple(inner)):
            return -meant(inner, names)
        case ("not", tuple(inner)):
            return not meant(inner, names)
        case ("abs", tuple(inner)):
            return abs(Fraction(meant(inner, names)))
        case ("and", tuple(left), tuple(right)):
            return bool(meant(left, names)) and bool(meant(right, names))
        case ("or", tuple(left), tuple(right)):
            return bool(meant(left, names)) or bool(meant(right, names))
        case (str(sign), tuple(left), tuple(right)):
            return JOINED[sign](Fraction(meant(left, names)), Fraction(meant(right, names)))
    raise AssertionError(tree)


@given(st.one_of(NUMBERS, CONDITIONS))
@settings(max_examples=120)
def test_evaluation_agrees_with_an_independent_reckoning(tree: Tree) -> None:
    text = written(tree)
    if len(text) > 400:
        return
    try:
        expected = meant(tree, NAMES)
    except ZeroDivisionError:
        with pytest.raises(ExpressionProblem, match="zero"):
            evaluate(parse(text), NAMES)
        return
    assert evaluate(parse(text), NAMES) == expected


@given(st.text(st.sampled_from("abx12.+-*/()<>=!, nodrmi&[]{}'_"), max_size=40))
@settings(max_examples=120)
def test_any_text_is_a_formula_or_a_problem(text: str) -> None:
    try:
        formula = parse(text)
    except ExpressionProblem as problem:
        event(problem.message)
        offset = problem.offset
    else:
        event("formula" if names_in(formula) else "numbers only")
        offset = 0
    assert 0 <= offset <= len(text)
