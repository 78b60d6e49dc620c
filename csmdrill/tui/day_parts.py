"""What stands on Today below its first row; loaded when that row is on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Sparkline, Static

from csmdrill.services.wording import counted
from csmdrill.tui.safe import plain

LATER_ROWS = ("role-play-row", "circuit-row", "coach-row")


def day_parts() -> list[Widget]:
    """Return the parts, hidden until there is something to say."""
    parts: list[Widget] = [Static(id=name, classes="row") for name in LATER_ROWS]
    parts += [Static(id=name) for name in ("level", "notes", "know")]
    week = (Static("  The last 7 days  ", id="week-title"), Sparkline([], id="week"), Static(id="week-words"))
    parts.append(Horizontal(*week, id="week-row"))
    for part in parts:
        part.display = False
    return parts


def show_week(screen: Screen[None], week: Sequence[int]) -> None:
    """Show the answers of each of the last seven days, if there are any."""
    screen.query_one("#week-row").display = any(week)
    screen.query_one("#week", Sparkline).data = list(week)
    screen.query_one("#week-words", Static).update(plain(f"  {counted(sum(week), 'answer')}"))
