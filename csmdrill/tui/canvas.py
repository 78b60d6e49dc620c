"""A drawing of characters: signs in cells, shades behind them, and lines of braille dots between the two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from textual.content import Content

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The dots of a braille cell, four rows of two."""

BRAILLE = 0x2800
DOWN, ACROSS = len(DOTS), len(DOTS[0])


class Canvas:
    """A drawing of so many columns and rows; what lies outside is not drawn.

    Args:
        width, height: in cells.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._signs: dict[tuple[int, int], tuple[str, str]] = {}
        self._shades: dict[tuple[int, int], tuple[str, str]] = {}
        self._dots: dict[tuple[int, int], tuple[int, str]] = {}

    def sign(self, x: float, y: float, sign: str, style: str = "") -> None:
        """Put a sign into the cell at a place, above all else; x and y in cells from the top left."""
        self._signs[int(x), int(y)] = (sign, style)

    def sign_at(self, x: float, y: float) -> str:
        """Return the sign in the cell at a place; empty if there is none."""
        return self._signs.get((int(x), int(y)), ("", ""))[0]

    def shade(self, x: float, y: float, shade: str, style: str = "") -> None:
        """Fill the cell at a place, behind all else."""
        self._shades[int(x), int(y)] = (shade, style)

    def dot(self, x: float, y: float, style: str = "") -> None:
        """Set the dot nearest to a place; the style of the last one is that of its cell."""
        cell = int(x), int(y)
        bits, _ = self._dots.get(cell, (0, style))
        row, column = int(y * DOWN) % DOWN, int(x * ACROSS) % ACROSS
        self._dots[cell] = (bits | DOTS[row][column], style)

    def rows(self) -> list[Content]:
        """Return the drawing line by line."""
        return [Content.assemble(*_joined(self._row(y))) for y in range(self.height)]

    def _row(self, y: int) -> Iterator[tuple[str, str]]:
        for x in range(self.width):
            found = self._signs.get((x, y))
            if found is None and (x, y) in self._dots:
                bits, style = self._dots[x, y]
                found = chr(BRAILLE + bits), style
            yield found or self._shades.get((x, y), (" ", ""))


def _joined(cells: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield cells that follow each other in one style as one part; it is parts that take time to paint."""
    for style, alike in groupby(cells, key=itemgetter(1)):
        yield "".join(sign for sign, _ in alike), style
