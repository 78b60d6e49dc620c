"""Points at a place in a line of text with a caret on the line below."""

from __future__ import annotations

import unicodedata

from csmdrill.core.text import one_line

INDENT = "  "
MOST_SHOWN = 72
"""Characters of a longer text that are shown around the place."""


def pointed(text: str, at: int) -> str:
    """Return a text on one line and below it a caret under one of its characters, both indented.

    Args:
        text: anything; line ends are shown as spaces, and of a long text only what is near.
        at: index of the character; the length of the text for its end.
    """
    line = one_line(text)
    start = max(0, min(at - MOST_SHOWN // 2, len(line) - MOST_SHOWN))
    before = ("…" if start else "") + line[start:at]
    after = line[at : start + MOST_SHOWN]
    more = "…" if start + MOST_SHOWN < len(line) else ""
    return f"{INDENT}{before}{after}{more}\n{INDENT}{' ' * _cells(before)}^"


def _cells(text: str) -> int:
    """Return the cells that a text takes in a terminal."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
