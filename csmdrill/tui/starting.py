"""What is loaded before the first frame, and what only after it."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path, PurePath
from threading import Thread

from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.timer import Timer

SCREENS = ("practice", "library", "stats", "skills", "settings", "circuit", "role_plays", "help")
"""What can be opened from Today."""

HOW_OFTEN = (700, 10, 100)
"""Of the collector: it goes through all that is alive ten times less often than usual, as that takes longer
than a key should."""

CALM_SECONDS = 1.0
"""After which nobody is thought to wait for a key."""


def sheets_for(start: str) -> list[str | PurePath]:
    """Return the style sheets of what is seen first, which are read at once.

    Args:
        start: the first screen, as in `Plan`.
    """
    first = ["app.tcss", "screens/today.tcss"]
    return [*first, "screens/practice.tcss"] if start == "practice" else [*first]


def read_sheets(styles: Stylesheet) -> None:
    """Read the style sheets of all screens.

    For each that a screen brings later Textual reads all of them anew and styles the screen before again.
    """
    styles.read_all(sorted((Path(__file__).parent / "screens").glob("*.tcss")))


def load_the_rest(app: App[None]) -> None:
    """Read the style sheets of all screens, and import, on a thread, those that open from Today."""
    app.call_after_refresh(read_sheets, app.stylesheet)
    Thread(target=_load_screens, name="csmdrill-screens").start()


def keep_what_is_loaded() -> None:
    """Collect garbage again, but never look through what a start has made: it stays to the end."""
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(*HOW_OFTEN)
        gc.enable()


class Collector:
    """Collects closed screens when nobody waits: many together would take longer than a key should.

    Args:
        app: the program.
    """

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._timer: Timer | None = None

    def collect_soon(self) -> None:
        """Collect once no further screen was closed for a while."""
        if gc.get_threshold() != HOW_OFTEN:
            return
        if self._timer is None:
            self._timer = self._app.set_interval(CALM_SECONDS, self._collect)
        self._timer.reset()
        self._timer.resume()

    def _collect(self) -> None:
        if self._timer is not None:
            self._timer.pause()
        gc.collect()


def _load_screens() -> None:
    for name in SCREENS:
        import_module(f"csmdrill.tui.screens.{name}")
    import_module("csmdrill.tui.commands")
    gc.freeze()
