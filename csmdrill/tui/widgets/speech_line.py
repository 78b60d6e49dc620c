"""Speech as it is marked, by a key or by the microphone: that one is speaking, and for how long."""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Digits, Static

from csmdrill.content.duration import clock_text

Marks = Literal["key", "microphone"]


class SpeechLine(Horizontal):
    """Shows whether the trainee speaks; paints only what changed."""

    def __init__(self) -> None:
        super().__init__(id="speech")
        self._shown: tuple[str, Marks, str] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the words and the figures."""
        yield Static(id="speech-word")
        yield Digits(id="speech-figures")

    def show(self, ms: int | None, marks: Marks, then: str = "") -> None:
        """Show for how long the trainee has been speaking, None while they do not.

        Args:
            ms: since speech began.
            marks: what marks it.
            then: what else can be done now, after a key's name and a blank.
        """
        figures = "" if ms is None else clock_text(ms)
        if (figures, marks, then) == self._shown:
            return
        self._shown = (figures, marks, then)
        lines = [_words(ms is not None, marks)]
        if then:
            key, _, deed = then.partition(" ")
            lines.append(Content.assemble((key, "$accent bold"), f" {deed}"))
        self.query_one("#speech-word", Static).update(Content("\n").join(lines))
        self.query_one("#speech-figures", Digits).update(figures)


def _words(speaking: bool, marks: Marks) -> Content:
    if not speaking:
        by_key = Content.assemble(("space", "$accent bold"), " when you begin to speak")
        return by_key if marks == "key" else Content("the microphone listens: just speak")
    stop = Content.assemble(("space", "$accent bold"), " when you stop") if marks == "key" else Content()
    return Content.assemble(("speaking", "bold"), "   ", stop)
