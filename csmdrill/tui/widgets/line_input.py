"""Lines to type into: what is typed, pasted or stands there already is one line, and safe for the terminal."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input

from csmdrill.tui.safe import one_line


class SafeInput(Input):
    """A line whose text is painted as it is by Textual, and so is made safe before."""

    def validate_value(self, value: str) -> str:
        """Return what may stand in the line; it is as long as what was given."""
        return one_line(value)


class LineInput(SafeInput):
    """A line of text on a screen whose letters are keys otherwise; its key is named in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Take it")]
