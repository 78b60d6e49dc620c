"""The chart of one channel, drawn anew for each size."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.widget import Widget

Drawing = Callable[[int, int], list[Content]]
"""Draws into so many columns and rows."""


class SkillChart(Widget):
    """Shows a drawing, as large as there is room for; drawn when it is painted, so once for each size."""

    def __init__(self) -> None:
        super().__init__()
        self._drawing: Drawing | None = None

    def show(self, drawing: Drawing) -> None:
        """Show another drawing."""
        self._drawing = drawing
        self.refresh()

    def render(self) -> Content:
        """Draw it."""
        if self._drawing is None or not self.size:
            return Content()
        return Content("\n").join(self._drawing(self.size.width, self.size.height))
