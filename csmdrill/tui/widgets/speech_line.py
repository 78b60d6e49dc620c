"""Speech as it is marked, by a key or by the microphone: that one is speaking, and for how long."""

from __future__ import annotations

from typing import Literal

from textual.content import Content
from textual.widgets import Static

from csmdrill.content.duration import clock_text

Marks = Literal["key", "microphone"]


class SpeechLine(Static):
    """Shows whether the trainee speaks; paints only what changed.

    Its time is small, so that the only large clock of the stage is the time left.
    """

    def __init__(self) -> None:
        super().__init__(id="speech")
        self._shown: tuple[str, Marks, str] | None = None

    def show(self, ms: int | None, marks: Marks, then: str = "") -> None:
        """Show for how long the trainee has been speaking, None while they do not.

        Args:
            ms: since speech began.
            marks: what marks it.
            then: what else can be done now, after a key's name and a blank.
        """
        length = "" if ms is None else clock_text(ms)
        if (length, marks, then) == self._shown:
            return
        self._shown = (length, marks, then)
        lines = [_words(length, marks)]
        if then:
            key, _, deed = then.partition(" ")
            lines.append(Content.assemble((key, "$accent bold"), f" {deed}"))
        self.update(Content("\n").join(lines), layout=False)  # it is two lines high whatever it says


def _words(length: str, marks: Marks) -> Content:
    if not length:
        by_key = Content.assemble(("space", "$accent bold"), " when you begin to speak")
        return by_key if marks == "key" else Content("the microphone listens: just speak")
    stop = Content.assemble(("space", "$accent bold"), " when you stop") if marks == "key" else Content()
    return Content.assemble((f"speaking {length}", "bold"), "   ", stop)
