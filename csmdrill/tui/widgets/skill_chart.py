"""The chart of one channel, drawn anew for each size."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.content import Content
from textual.widgets import Static

Drawing = Callable[[int, int], list[Content]]
"""Draws into so many columns and rows."""


class SkillChart(Static):
    """Shows a drawing, as large as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._drawing: Drawing | None = None

    def show(self, drawing: Drawing) -> None:
        """Show another drawing."""
        self._drawing = drawing
        self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """Draw it for the new size."""
        del event
        self._draw()

    def _draw(self) -> None:
        if self._drawing is not None and self.size.width and self.size.height:
            lines = self._drawing(self.size.width, self.size.height)
            self.update(Content("\n").join(lines), layout=False)
