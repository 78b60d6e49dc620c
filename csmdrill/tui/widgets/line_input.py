"""Lines to type into: what is typed, pasted or stands there already is one line, and safe to show."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.widget import Widget
from textual.widgets import Input

from csmdrill.core.text import make_safe, one_line

MOST_PASTED = 4000
"""Characters that are taken of a paste into a line of Textual's own."""


class SafeInput(Input):
    """A line whose text is painted as it is by Textual, and so is made safe before."""

    def validate_value(self, value: str) -> str:
        """Return what may stand in the line; it is as long as what was given."""
        return one_line(value)


class LineInput(SafeInput):
    """A line of text on a screen whose letters are keys otherwise; its key is named in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Take it")]


def make_paste_safe(pasted: Paste, into: Widget | None) -> None:
    """Make safe what is pasted; the lines of csmdrill do so themselves, those of Textual do not."""
    if not isinstance(into, SafeInput):
        pasted.text = make_safe(pasted.text[:MOST_PASTED])
