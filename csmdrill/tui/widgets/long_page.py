"""A page of many lines, of which only those that are seen are painted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from textual.content import Content
from textual.geometry import Size
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from csmdrill.tui.hanging import Hanging
from csmdrill.tui.widgets.still_bar import StillBar

Part = Content | Hanging


class LongPage(StillBar):
    """Shows parts of a text below each other; it can be scrolled.

    Args:
        parts: of the text.
        first: the number of the part that stands at the top, as far as there is so much after it.
        id: as every widget has it.
    """

    def __init__(self, parts: Sequence[Part], first: int, id: str) -> None:  # noqa: A002 - as every widget
        super().__init__(id=id)
        self._parts = parts
        self._first = first
        self._lines: list[Content] = []
        self._width = 0
        self._painted: dict[tuple[int, Style], Strip] = {}

    def show(self, parts: Sequence[Part]) -> None:
        """Show other parts, and the end of them."""
        self._parts = parts
        if self._width:
            self._lines = [line for part in parts for line in part.wrap(self._width)]
            self._painted.clear()
            self.virtual_size = Size(self._width, len(self._lines))
            self.scroll_end(animate=False, immediate=True)
            self.refresh()

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        # Before this is painted, since a screen is painted between a new size and the event that tells it.
        changed = super()._size_updated(size, virtual_size, container_size, layout)
        width = self.scrollable_content_region.width
        if width not in (0, self._width):
            self._break_lines(width)
        return changed

    def _break_lines(self, width: int) -> None:
        """Break the lines for a width; the first time, bring the part asked for to the top."""
        begun, self._width = not self._width, width
        parts = [part.wrap(width) for part in self._parts]
        self._lines = list(chain.from_iterable(parts))
        self._painted.clear()
        whole = Size(width, len(self._lines))
        # Without asking to be laid out and painted once more: both are under way, and it takes the same room.
        self.set_reactive(LongPage.virtual_size, whole)
        if begun and self._first:
            top = min(sum(map(len, parts[: self._first])), self.max_scroll_y)
            self.set_reactive(LongPage.scroll_y, top)
            self.set_reactive(LongPage.scroll_target_y, top)
            self.vertical_scrollbar.position = top
        self._scroll_update(whole)

    def get_selection(self, selection: Selection) -> tuple[str, str]:
        """Return what is selected of the whole text, also of what is not seen."""
        return selection.extract("\n".join(line.plain.rstrip() for line in self._lines)), "\n"

    def render_line(self, y: int) -> Strip:
        """Return a line of what is seen."""
        number = y + self.scroll_offset.y
        if number >= len(self._lines):
            return Strip.blank(self._width, self.rich_style)
        if self.text_selection is not None:
            return self._strip(number, self._marked(number, self.text_selection))
        style = self.visual_style
        if (number, style) not in self._painted:
            self._painted[number, style] = self._strip(number, self._lines[number])
        return self._painted[number, style]

    def _strip(self, number: int, line: Content) -> Strip:
        """Return a line as it is painted; its cells say where in the text they stand, for the mouse."""
        strips = Visual.to_strips(self, line, self._width, 1, self.visual_style, apply_selection=False)
        return strips[0].apply_offsets(0, number)

    def _marked(self, number: int, selection: Selection) -> Content:
        """Return a line with what is selected of it marked."""
        line, span = self._lines[number], selection.get_span(number)
        if span is None:
            return line
        first, end = span
        mark = Style.from_styles(self.screen.get_component_styles("screen--selection"))
        return line.stylize(mark, first, len(line) if end == -1 else end)
