"""Formulas, templates and terms are never programs: what is read is only what their grammars hold."""

from __future__ import annotations

import functools
import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csmdrill.content.expressions import (
    RESERVED,
    Exact,
    ExpressionProblem,
    names_in,
    parse,
    reckon,
    walk,
)
from csmdrill.content.formula import Arith, Call, Comparison, Logic, Minus, Name, Not, Number
from csmdrill.content.prepared import Reckon, prepared
from csmdrill.content.template import (
    Deletion,
    Slot,
    TemplateProblem,
    parse_cloze,
    parse_template,
)
from csmdrill.content.terms import (
    ConceptTerm,
    PatternTerm,
    TermProblem,
    WordsTerm,
    compile_pattern,
    parse_term,
)
from csmdrill.practice.cases import Facts, render
from tests.property.fuzzing import UNSAFE, WORDS, pieces, tries

DAY = date(2026, 11, 24)
PARTS = (Number, Name, Arith, Minus, Call, Comparison, Logic, Not)
SIGNS = [
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    "<",
    "<=",
    "==",
    "!=",
    ",",
    " ",
    "and",
    "or",
    "not",
    "abs(",
    "min(",
    "max(",
]
REACHING = [
    ".",
    "[0]",
    "()",
    ".real",
    "__class__",
    ":=",
    "lambda x:",
    "**",
    "//",
    "if",
    "'",
    "{",
    "@",
    ";",
    "=",
]
formulas = st.lists(
    st.sampled_from(["x", "y", "z", "0", "1", "2.5", "9" * 20, *SIGNS, *REACHING]) | st.text(max_size=3),
    max_size=14,
).map("".join)
honest = st.recursive(
    st.sampled_from(["x", "y", "3", "0.5"]),
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda found: "({} {} {})".format(*found))
        | inner.map(lambda text: f"-{text}")
        | st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda found: "{}({}, {})".format(*found)
        )
    ),
    max_leaves=6,
)
numbers = st.integers(-(10**9), 10**9) | st.fractions(max_denominator=1000)
_OUTSIDE = re.compile(r"[\[\]{}'\"@;:%&|~$\\`?]|\*\*|//|[a-z_)]\s*\.|\.\s*[a-z_(]|(?<![<>=!])=(?!=)")
_CALLED = re.compile(r"([a-z][a-z0-9_]*)\s*\(")


def place_in(text: str, offset: int) -> None:
    """Look whether what is wrong with a text is told at a place in it."""
    assert 0 <= offset <= len(text)


@given(formulas)
@tries(300)
def test_what_is_read_as_a_formula_reaches_for_nothing(text: str) -> None:
    try:
        tree = parse(text)
    except ExpressionProblem as wrong:
        place_in(text, wrong.offset)
        return
    assert not _OUTSIDE.search(text)
    assert {*_CALLED.findall(text)} <= RESERVED
    assert all(type(part) in PARTS for part in walk(tree))
    assert all(name in text and name not in RESERVED for name in names_in(tree))


@example("((x / x) / x)", 0, 0)
@given(formulas | honest, numbers, numbers)
@tries(250)
def test_one_by_one_or_prepared_a_formula_gives_the_same(text: str, x: Exact, y: Exact) -> None:
    try:
        tree = parse(text)
    except ExpressionProblem:
        return
    found: list[object] = []
    ways: tuple[Reckon, Reckon] = (functools.partial(reckon, tree), prepared(tree))
    for way in ways:
        try:
            found.append(way({"x": x, "y": y}))
        except ExpressionProblem as wrong:
            found.append((wrong.offset, wrong.message))
    assert found[0] == found[1]


templates = st.lists(
    st.sampled_from(["{{", "}}", "x", "y", "|money", "|", "::", ".name", "a", " ", *WORDS]), max_size=9
)


@given(templates.map("".join), st.booleans())
@tries(200)
def test_a_template_is_its_words_and_its_slots(text: str, dots: bool) -> None:
    try:
        pieces_of = parse_template(text, dots=dots)
    except TemplateProblem as wrong:
        place_in(text, wrong.offset)
        return
    at = 0
    for piece in pieces_of:
        if isinstance(piece, Slot):
            assert re.fullmatch(
                r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?" if dots else r"[a-z][a-z0-9_]*", piece.name
            )
            assert piece.at == at
            at = text.index("}}", at) + 2
        else:
            assert text[at : at + len(piece)] == piece
            at += len(piece)
    assert at == len(text)


@given(pieces, pieces)
@tries(100)
def test_what_fills_a_slot_is_never_looked_at_again(one: str, other: str) -> None:
    shown = render("a {{x}} b {{y}} c", Facts({"x": one, "y": other}), DAY)
    assert shown == f"a {one} b {other} c"
    assert render("{{x}}", Facts({"x": "{{y}}", "y": Fraction(1)}), DAY) == "{{y}}"


@given(templates.map("".join))
@tries(200)
def test_a_cloze_is_its_words_and_its_deletions(text: str) -> None:
    try:
        found = parse_cloze(text)
    except TemplateProblem as wrong:
        place_in(text, wrong.offset)
        return
    for piece in found:
        assert (piece.text if isinstance(piece, Deletion) else piece) in text


PATTERN = [
    "(",
    ")",
    "[",
    "]",
    "{1,9}",
    "{99}",
    "*",
    "+",
    "?",
    "|",
    ".",
    "a",
    "b",
    "\\w",
    "\\C",
    "\\b",
    "^",
    "$",
    "(?i)",
]
terms = st.lists(
    st.sampled_from([*PATTERN, "~", "/", "\\p{L}", "(?:", "(?=", "\\1", "[^", "ä", *UNSAFE]), max_size=12
)


@given(terms.map("".join), st.booleans())
@tries(150)
def test_a_term_is_refused_or_harmless(text: str, pattern: bool) -> None:
    term = f"/{text}/" if pattern else text
    try:
        form = parse_term(term)
    except TermProblem as wrong:
        place_in(term, wrong.offset)
        return
    assert isinstance(form, ConceptTerm | WordsTerm | PatternTerm)
    if isinstance(form, PatternTerm):
        found = compile_pattern([form.pattern])
        for line in ("", "ab" * 2_000, "ä!"):
            found.search(line)
        assert found.search("") is None


@pytest.mark.parametrize(
    "text", ["x.real", "x[0]", "x()", "(x)(y)", "x.__class__", "abs.x(1)", "min[0](1, 2)", "(x).y"]
)
def test_a_formula_that_reaches_is_refused(text: str) -> None:
    with pytest.raises(ExpressionProblem):
        parse(text)
