"""The clock of a stage in large figures, with its lamp in a word and a colour."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Digits, Static

from csmdrill.content.duration import clock_text
from csmdrill.roleplay.model import Lamp

COLOURS = {"green": "$success", "amber": "$warning", "red": "$error", "over": "$error"}
SIGNS = {"green": "○", "amber": "◐", "red": "●", "over": "●"}
"""The word says it alone; the sign tells it from afar where there is no colour."""


class LampClock(Horizontal):
    """Shows a time and a lamp; paints only what changed."""

    def __init__(self) -> None:
        super().__init__()
        self._shown = ("", "", "")

    def compose(self) -> ComposeResult:
        """Lay out the lamp beside the figures."""
        yield Static(id="lamp")
        yield Digits(id="figures")

    def show(self, figures: str, lamp: Lamp, note: str = "") -> None:
        """Show a time.

        Args:
            figures: like `3:07`.
            lamp: its colour.
            note: a few words of ours below the lamp.
        """
        if (figures, lamp, note) == self._shown:
            return
        if figures != self._shown[0]:
            self.query_one("#figures", Digits).update(figures)
        if (lamp, note) != self._shown[1:]:
            self.query_one("#lamp", Static).update(
                Content.assemble((f"{SIGNS[lamp]} {lamp}", f"{COLOURS[lamp]} bold"), "\n", (note, "dim"))
            )
        self._shown = (figures, lamp, note)


def left_text(now: int, over_at: int, closes_at: int) -> tuple[str, str]:
    """Return the figures of the time left and, in the grace, what that is called.

    Args:
        now, over_at, closes_at: ms from the start; the grace lies between the two ends.
    """
    if now < over_at:
        return clock_text(over_at - now + 999), ""
    # What runs now is the grace; begun seconds count as whole ones here too.
    return clock_text(max(0, closes_at - now) + 999 * (now < closes_at)), "grace: finish"
