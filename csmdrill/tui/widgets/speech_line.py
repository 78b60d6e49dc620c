"""Speech as it is marked by a key: that one is speaking, and for how long."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Digits, Static

from csmdrill.content.duration import clock_text


class SpeechLine(Horizontal):
    """Shows whether the trainee speaks; paints only what changed."""

    def __init__(self) -> None:
        super().__init__(id="speech")
        self._shown: tuple[str, bool] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the word and the figures."""
        yield Static(id="speech-word")
        yield Digits(id="speech-figures")

    def show(self, ms: int | None, key: str) -> None:
        """Show for how long the trainee has been speaking, None while they do not.

        Args:
            ms: since speech began.
            key: that marks start and stop.
        """
        figures = "" if ms is None else clock_text(ms)
        if (figures, ms is None) == self._shown:
            return
        self._shown = (figures, ms is None)
        word = Content.assemble((f"{key}", "$accent bold"), " when you begin to speak")
        if ms is not None:
            word = Content.assemble(("speaking", "bold"), "\n", (f"{key} when you stop", "dim"))
        self.query_one("#speech-word", Static).update(word)
        self.query_one("#speech-figures", Digits).update(figures)
