"""A terminal beside the program under test: it shows what the program sends, frame by frame."""

from __future__ import annotations

from typing import Any

import pyte
from rich.console import Console
from textual.screen import Screen
from textual.widget import Widget

from bench.repainting import CALM, Painter
from csmdrill.tui.widgets.card_table import CardTable
from csmdrill.tui.widgets.long_page import LongPage
from tests.tui.room import Room

Cells = list[list[tuple[str, str, str, bool, bool]]]
"""The cells of a terminal, row by row: sign, colour, background, bold, reverse."""


class Emulated:
    """Takes each frame of a program, and knows what a whole repaint would show instead.

    Args:
        room: the program.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self._screen, self._stream = _terminal(*room.app.size)
        self._console = Console(force_terminal=True, color_system="truecolor", legacy_windows=False)
        self._display = room.app._display
        room.app._display = self._frame  # type: ignore[method-assign]
        self._painter = Painter(room.app, room.pilot)
        self.frames = 0

    @classmethod
    async def of(cls, room: Room) -> Emulated:
        """Return a terminal that shows all that the program shows by now; from then on nothing glides."""
        room.app.animation_level = "none"
        made = cls(room)
        await made.settled()
        room.app.screen.refresh()
        await made.settled()
        assert made.stale() == []
        return made

    def _frame(self, screen: Screen[Any], renderable: Any) -> None:  # noqa: ANN401 - whatever Textual paints
        self._display(screen, renderable)
        if hasattr(renderable, "render_segments"):
            self._stream.feed(renderable.render_segments(self._console))
            self.frames += 1

    async def press(self, *keys: str) -> None:
        """Press keys, each once all that the one before it did is painted."""
        for key in keys:
            await self._painter.press(key)
            await self.settled()

    async def settled(self) -> None:
        """Wait until all that was changed is painted, and nobody has anything left to do, turn after turn."""
        calm = 0
        while calm < CALM:
            await self._painter.settled()
            calm = 0 if self._busy() else calm + 1

    def _busy(self) -> bool:
        app, screen = self.room.app, self.room.app.screen
        nodes = (app, screen, *screen.walk_children(Widget))
        gliding = bool(app.animator._animations)  # in one step, but in a turn of its own
        return gliding or any(not node._message_queue.empty() or node._next_callbacks for node in nodes)

    async def resize(self, columns: int, lines: int) -> None:
        """Give the window another size; what the terminal showed stays until it is painted over."""
        self._screen.resize(lines, columns)
        await self.room.pilot.resize_terminal(columns, lines)
        await self.settled()

    @property
    def shown(self) -> Cells:
        """What the terminal shows."""
        return _cells(self._screen)

    @property
    def text(self) -> list[str]:
        """What it shows, line by line, without colours."""
        return ["".join(sign for sign, *_ in row).rstrip() for row in self.shown]

    def whole(self) -> Cells:
        """Return what an empty terminal shows once the present screen is made and painted as a whole."""
        screen = self.room.app.screen
        for widget in (screen, *screen.walk_children(Widget)):
            widget._styles_cache.clear()
            if isinstance(widget, CardTable):
                widget._lines.clear()
            if isinstance(widget, LongPage):
                widget._painted.clear()
        empty, stream = _terminal(*self.room.app.size)
        stream.feed(screen._compositor.render_full_update().render_segments(self._console))
        return _cells(empty)

    def stale(self) -> list[str]:
        """Return the rows that are not as a whole repaint shows them: what they show, what they should."""
        rows = zip(self.shown, self.whole(), strict=True)
        return [
            f"{number}: {_words(are)!r} -> {_words(should)!r}"
            for number, (are, should) in enumerate(rows)
            if are != should
        ]


def _terminal(columns: int, lines: int) -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(columns, lines)
    return screen, pyte.Stream(screen)


def _cells(screen: pyte.Screen) -> Cells:
    return [
        [
            (each.data, each.fg, each.bg, each.bold, each.reverse)
            for each in (screen.buffer[line][column] for column in range(screen.columns))
        ]
        for line in range(screen.lines)
    ]


def _words(row: list[tuple[str, str, str, bool, bool]]) -> str:
    return "".join(sign for sign, *_ in row).strip()
