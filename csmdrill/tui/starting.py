"""What is loaded before the first frame, and what only after it."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path, PurePath
from threading import Thread

from textual.app import App
from textual.css.stylesheet import Stylesheet

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


def collect_when_calm(app: App[None]) -> None:
    """Collect a closed screen soon, by itself: many together would take longer than a key should."""
    if gc.get_threshold() == HOW_OFTEN:
        app.set_timer(CALM_SECONDS, gc.collect)


def _load_screens() -> None:
    for name in SCREENS:
        import_module(f"csmdrill.tui.screens.{name}")
    import_module("csmdrill.tui.commands")
    gc.freeze()
