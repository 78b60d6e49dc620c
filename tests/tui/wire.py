"""What a program without a terminal would write to one: every byte of it, read for what is not ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.screen import Screen

from csmdrill.core.text import find_unsafe

OURS = re.compile(
    r"\x1b\[[0-9;:]*m|\x1b\[\d*(?:;\d*)?H|\x1b\[\?[0-9;]+[hl]|\x1b\[\?2026\$p|\x1b\[\?2048\$p"
    r"|\x1b\[[0-3]?[JKn]|\x1b\[[0-9]*[ABCDGX]|\x1b\[[<>=]?[0-9;]*u|\x1b\[6n|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]*t"
    r"|\x1b\[>4;[012]m|\x1b[78=>]|\x1b\[c|\x1b\[>[0-9]*q|\r\n?|\x1b\]22;[a-z-]+(?:\x07|\x1b\\)"
)
"""Colours, the cursor, the shape of the mouse, modes and questions to the terminal: what Textual sends."""

NEAR = 12


def left_of(said: str) -> str:
    """Return what was sent beside our own sequences, without the newlines of the end."""
    return OURS.sub("", said).replace("\n", "")


class _Wired(HeadlessDriver):
    """Has a terminal while something is painted, and otherwise none."""

    painting = False

    @property
    def is_headless(self) -> bool:
        """Whether nothing is written."""
        return not self.painting


class Wire:
    """Takes what a program writes, as long as it runs.

    Args:
        app: the program, running without a terminal.
    """

    def __init__(self, app: App[None]) -> None:
        self.sent: Counter[str] = Counter()
        """Characters written, by the screen that was on top."""
        self._app = app
        self._waiting: list[str] = []
        driver = app._driver
        assert isinstance(driver, HeadlessDriver)
        driver.__class__ = _Wired
        assert isinstance(driver, _Wired)
        self._driver = driver
        driver.write = self._take  # type: ignore[method-assign]
        self._display = app._display
        app._display = self._paint  # type: ignore[method-assign]

    def faults(self, screen: Screen[Any]) -> Iterator[str]:
        """Have a screen painted whole, and yield what was written since the last time and is not ours."""
        self._app._display(screen, screen._compositor.render_full_update())
        written = "".join(self._waiting)
        self._waiting.clear()
        self.sent[type(screen).__name__] += len(written)
        left = left_of(written)
        yield from (f"{left[at : at + NEAR]!r} is written" for at, _ in find_unsafe(left))

    def _take(self, data: str) -> None:
        self._waiting.append(data)

    def _paint(self, screen: Screen[Any], renderable: Any) -> None:  # noqa: ANN401 - whatever Textual paints
        self._driver.painting = True
        try:
            self._display(screen, renderable)
        finally:
            self._driver.painting = False
