"""Templates and cloze texts: holes are found, once, and braces that do not fit are told."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from csmdrill.content.template import (
    Deletion,
    Slot,
    TemplateProblem,
    deletions_in,
    parse_cloze,
    parse_template,
    slots_in,
)


def test_a_template_is_text_and_slots_in_order() -> None:
    assert parse_template("{{account}}: {{ start | money }} at the start {x}") == (
        Slot("account", None, 0),
        ": ",
        Slot("start", "money", 13),
        " at the start {x}",
    )


def test_text_without_holes_is_one_piece() -> None:
    assert parse_template("a { b } c") == ("a { b } c",)
    assert parse_template("") == ()
    assert parse_cloze("plain") == ("plain",)


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("a {{b", 2),
        ("a }} b", 2),
        ("{{a{{b}}}}", 3),
        ("{{a}}}}", 5),
        ("x {{}}", 2),
        ("x {{ }}", 2),
        ("{{a b}}", 0),
        ("{{a.b}}", 0),
        ("{{a()}}", 0),
        ("{{A}}", 0),
        ("{{1a}}", 0),
        ("{{a|}}", 0),
        ("{{a|eval}}", 0),
        ("{{a|money|date}}", 0),
        ("{{{a}}}", 0),
    ],
)
def test_a_broken_template_is_refused_at_its_place(text: str, offset: int) -> None:
    with pytest.raises(TemplateProblem) as problem:
        parse_template(text)
    assert problem.value.offset == offset


def test_a_cloze_has_ids_and_hints() -> None:
    assert parse_cloze("{{nrr::NRR}} counts {{what::expansion::a kind of growth}}, {{GRR}} not.") == (
        Deletion("nrr", "NRR", None, 0),
        " counts ",
        Deletion("what", "expansion", "a kind of growth", 20),
        ", ",
        Deletion(None, "GRR", None, 59),
        " not.",
    )


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("x {{a::b", 2),
        ("a::b}}", 4),
        ("{{a::{{b::c}}}}", 5),
        ("{{Bad::c}}", 0),
        ("{{a b::c}}", 0),
        ("{{a/b::c}}", 0),
        ("{{::c}}", 0),
        ("{{a::}}", 0),
        ("{{a:: }}", 0),
        ("{{}}", 0),
        ("{{a::b::}}", 0),
        ("{{a::b::c::d}}", 0),
        ("{{" + "a" * 65 + "::b}}", 0),
    ],
)
def test_a_broken_cloze_is_refused_at_its_place(text: str, offset: int) -> None:
    with pytest.raises(TemplateProblem) as problem:
        parse_cloze(text)
    assert problem.value.offset == offset


LITERALS = st.text(st.sampled_from("ab: |.{}é\n"), min_size=1, max_size=8).filter(
    lambda text: "{{" not in text and "}}" not in text and text[0] not in "{}" and text[-1] not in "{}"
)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
SLOTS = st.builds(Slot, NAMES, st.sampled_from([None, "money", "number", "percent", "date"]))
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,5}", fullmatch=True)
WORDS = st.text(st.sampled_from("abc é.%"), min_size=1).filter(lambda text: bool(text.strip()))
DELETIONS = st.builds(Deletion, IDS, WORDS, st.one_of(st.none(), WORDS))


def hole(*parts: str | None, by: str) -> str:
    """Write a hole of the parts that are there."""
    return f"{{{{{by.join(part for part in parts if part is not None)}}}}}"


@given(st.lists(st.tuples(LITERALS, SLOTS), max_size=6))
@settings(max_examples=60)
def test_a_template_survives_writing_and_reading(pairs: list[tuple[str, Slot]]) -> None:
    text = "".join(literal + hole(slot.name, slot.filter, by="|") for literal, slot in pairs)
    pieces = parse_template(text)
    assert [piece for piece in pieces if isinstance(piece, str)] == [literal for literal, _ in pairs]
    assert [(slot.name, slot.filter) for slot in slots_in(text)] == [(s.name, s.filter) for _, s in pairs]
    assert all(text[slot.at : slot.at + 2] == "{{" for slot in slots_in(text))


@given(st.lists(st.tuples(LITERALS, DELETIONS), max_size=6))
@settings(max_examples=60)
def test_a_cloze_survives_writing_and_reading(pairs: list[tuple[str, Deletion]]) -> None:
    text = "".join(literal + hole(each.id, each.text, each.hint, by="::") for literal, each in pairs)
    found = [(each.id, each.text, each.hint) for each in deletions_in(text)]
    assert found == [(each.id, each.text, each.hint) for _, each in pairs]


@given(st.text(st.sampled_from("ab{}|:. "), max_size=30))
def test_any_text_is_pieces_or_a_problem(text: str) -> None:
    for read in (parse_template, parse_cloze):
        offset = 0
        try:
            read(text)
        except TemplateProblem as problem:
            offset = problem.offset
            event(problem.message)
        assert text == "" or 0 <= offset < len(text)
