"""What is loaded before the first frame, and what only after it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path, PurePath

from textual.css.stylesheet import Stylesheet

SCREENS = ("practice", "library", "stats", "skills", "settings", "circuit", "role_plays", "help")
"""What can be opened from Today."""


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


def load_screens() -> None:
    """Import the screens that can be opened from Today, and the palette."""
    for name in SCREENS:
        import_module(f"csmdrill.tui.screens.{name}")
    import_module("csmdrill.tui.commands")
