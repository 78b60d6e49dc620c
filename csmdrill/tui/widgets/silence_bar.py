"""Silence shown as silence: a bar that fills while nobody speaks."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

CELLS = 24


class SilenceBar(Static):
    """One row; empty while somebody speaks. Paints only what changed."""

    def __init__(self) -> None:
        super().__init__(id="silence")
        self._shown = ""

    def show(self, now: int, hush: tuple[int, int] | None) -> None:
        """Show how far a hush has come; None clears the row.

        Args:
            now: ms from the start.
            hush: from when and until when nobody speaks, in ms.
        """
        words = "" if hush is None else silence_text(now - hush[0], hush[1] - hush[0], self._still)
        if words != self._shown:
            self._shown = words
            self.update(Content.styled(words, "dim"), layout=False)

    @property
    def _still(self) -> bool:
        return self.app.animation_level == "none"


def silence_text(passed: int, whole: int, still: bool = False) -> str:
    """Return the bar of a silence and its seconds.

    Args:
        passed, whole: ms.
        still: the bar moves once in a second, not smoothly.
    """
    seconds = max(0, passed) // 1000
    shown = seconds * 1000 if still else max(0, passed)
    full = min(CELLS, CELLS * shown // whole) if whole > 0 else CELLS
    return f"{'░' * full}{'·' * (CELLS - full)}  silence, {seconds} s"
