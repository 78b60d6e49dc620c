"""A line to type into on a screen whose letters are keys otherwise."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


class LineInput(Input):
    """A line of text; its key is named in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Take it")]
