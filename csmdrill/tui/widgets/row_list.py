"""A list of rows to choose from, whose key is named in the footer."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList

from csmdrill.tui.widgets.still_bar import StillBar


class RowList(OptionList, StillBar):
    """Rows of plain text; enter chooses one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Choose")]
