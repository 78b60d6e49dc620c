"""A caret stands under the character that is meant, in long and in wide lines."""

from __future__ import annotations

import unicodedata

import pytest

from csmdrill.core.caret import pointed


def under(text: str, at: int) -> str:
    """Return the character above the caret, by the cells of a terminal."""
    line, caret = pointed(text, at).splitlines()
    cell = caret.index("^")
    cells: list[str] = []
    for character in line:
        cells += [character] * (2 if unicodedata.east_asian_width(character) in "WF" else 1)
    return cells[cell] if cell < len(cells) else ""


@pytest.mark.parametrize("text", ["abc", "漢字x漢字", "a" * 50 + "b" + "c" * 200])
def test_each_character_can_be_pointed_at(text: str) -> None:
    for at, character in enumerate(text):
        assert under(text, at) == character


def test_the_end_can_be_pointed_at() -> None:
    assert pointed("ab", 2) == "  ab\n    ^"
    assert under("x" * 500, 500) == ""


def test_a_long_text_is_cut_around_the_place() -> None:
    line = pointed("a" * 300 + "b" + "c" * 300, 300).splitlines()[0]
    assert len(line) < 80
    assert "ab" in line
    assert line.strip()[0] == line[-1] == "…"


def test_what_no_terminal_may_receive_is_replaced() -> None:
    assert pointed("a\x1bb\nc", 2) == "  a\ufffdb c\n    ^"
