"""Unsafe text is found, replaced and folded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmdrill.core.text import find_unsafe, fold, is_safe, make_safe, name_of

UNSAFE = [
    *(chr(point) for point in range(0x20) if chr(point) not in "\t\n"),
    *(chr(point) for point in range(0x7F, 0xA0)),
    *"\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    "\ud800",
    "\udfff",
    "\ufeff",
    "\ufdd0",
    "\ufffe",
    "\uffff",
]


@pytest.mark.parametrize("character", UNSAFE, ids=ascii)
def test_unsafe_character_is_found_and_replaced(character: str) -> None:
    text = f"ab{character}c"
    assert [at for at, _ in find_unsafe(text)] == [2]
    assert not is_safe(text)
    assert make_safe(text) == "ab\ufffdc"


@pytest.mark.parametrize(
    "text", ["", "a\tb\nc", "é 日本 👍🏽 ß", "שלום", "mixed עברית and latin", "\u00a0–’×"]
)
def test_ordinary_text_is_safe(text: str) -> None:
    assert find_unsafe(text) == []
    assert is_safe(text)
    assert make_safe(text) == text.replace("\t", " ")


def test_characters_have_names_a_person_can_look_up() -> None:
    assert name_of("\x1b") == "ESC (U+001B)"
    assert name_of("\u202e") == "right-to-left override (U+202E)"
    assert name_of("\x9b") == "C1 control character (U+009B)"
    assert name_of("\x01") == "control character (U+0001)"
    assert name_of("\ud800") == "lone surrogate (U+D800)"
    assert name_of("\uffff") == "noncharacter (U+FFFF)"


def test_no_more_are_named_than_asked_for() -> None:
    assert len(find_unsafe("\0" * 1000, 3)) == 3


@given(st.text())
def test_made_safe_is_safe_and_as_long(text: str) -> None:
    safe = make_safe(text)
    assert is_safe(safe)
    assert "\t" not in safe
    assert len(safe) == len(text)
    assert [line.replace("\ufffd", "") for line in safe.split("\n")].count("") >= 0
    assert safe.count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Éléphant", "elephant"),
        ("  mutual \t  ACTION\nplan ", "mutual action plan"),
        ("Straße", "strasse"),
        ("customer’s", "customer's"),
        ("win–win", "win-win"),
        ("ﬁnance", "finance"),
        ("ＮＲＲ", "nrr"),
        ("İstanbul", "istanbul"),
        ("10 %", "10 %"),
        ("１０％", "10%"),
        ("a﹣b", "a-b"),
    ],
)
def test_replies_fold_to_the_same(typed: str, kept: str) -> None:
    assert fold(typed) == kept


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(codec="ascii")))
def test_folding_ignores_case_and_spaces(text: str) -> None:
    assert fold(text.upper()) == fold(f" {text.lower()} ")
