"""Words that hang under themselves, beside what leads them in, as one text that a single widget can show."""

from __future__ import annotations

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual


class Hanging(Visual):
    """A text at a distance from the left edge, and another one before its first line.

    Args:
        lead: of one line; never underlined.
        words: of any length.
        indent: columns before each line of the words.
    """

    def __init__(self, lead: Content, words: Content, indent: int) -> None:
        self._lead, self._words, self._indent = lead, words, indent

    def render_strips(
        self, width: int, height: int | None, style: Style, options: RenderOptions
    ) -> list[Strip]:
        """Return its lines."""
        return self.text(width).render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the width at which nothing is broken."""
        return self._indent + self._words.get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return how many lines there are at a width."""
        return self._words.get_height(rules, self._room(width))

    def text(self, width: int) -> Content:
        """Return the whole, its lines broken for a width."""
        return Content("\n").join(self.wrap(width))

    def wrap(self, width: int) -> list[Content]:
        """Return its lines, broken for a width."""
        lines = self._words.wrap(self._room(width))
        apart = Style(underline=False)
        first = self._lead.pad_right(self._indent - self._lead.cell_length).stylize(apart) + lines[0]
        if len(lines) == 1:
            return [first]
        blank = Content(" " * self._indent).stylize(apart)
        return [first, *(blank + line for line in lines[1:])]

    def _room(self, width: int) -> int:
        return max(1, width - self._indent)
