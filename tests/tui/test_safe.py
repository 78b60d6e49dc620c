"""Text on its way to the screen: control characters are replaced, markup is never parsed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmdrill.core.text import find_unsafe
from csmdrill.tui.safe import plain, prose

HOSTILE = [
    "\x1b[31mred",
    "\x1b]52;c;AAAA\x07",
    "\x9b31m",
    "a\x00b",
    "a\u202eb",
    "a\u2066b",
    "\x7f",
    "line\rover",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_gets_through(text: str) -> None:
    for shown in (plain(text), plain(text, "bold"), prose(text), prose(f"**{text}**")):
        assert not find_unsafe(shown.plain)
        assert "\x1b" not in shown.plain


@pytest.mark.parametrize("text", ["[/x]", "[b]no[/b]", "[@click=app.quit]x[/]", "$primary", "\\[x]"])
def test_markup_stays_text_without_style(text: str) -> None:
    assert plain(text).plain == text
    assert prose(text).plain == text
    assert prose(text).spans == []


def test_two_stars_make_bold_and_only_around_words() -> None:
    content = prose("say **this** and ** not this ** and **a [b] c**")
    assert content.plain == "say this and ** not this ** and a [b] c"
    assert [content.plain[span.start : span.end] for span in content.spans] == ["this", "a [b] c"]


@given(st.text(max_size=200))
def test_any_text_can_be_shown(text: str) -> None:
    for shown in (plain(text), prose(text)):
        assert not find_unsafe(shown.plain)
