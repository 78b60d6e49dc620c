"""A view whose scroll bar is painted again only where there is another bar to paint."""

from __future__ import annotations

from textual.geometry import Size, Spacing
from textual.scroll_view import ScrollView


class StillBar(ScrollView):
    """Scrolls, as Textual has it, but each layout of the screen leaves its scroll bar alone.

    Textual measures and paints the bar anew whenever the screen is laid out, and in a frame of its own. It
    can only look different where the view, its margins or its text have another size.
    """

    _bar_made_for: tuple[Size, Size, Spacing] | None = None

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        if self._bar_made_for == (size, self.virtual_size, self.styles.gutter):
            return False
        return super()._size_updated(size, virtual_size, container_size, layout)

    def _scroll_update(self, virtual_size: Size) -> None:
        super()._scroll_update(virtual_size)
        self._bar_made_for = self._size, virtual_size, self.styles.gutter
