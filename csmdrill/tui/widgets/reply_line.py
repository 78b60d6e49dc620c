"""Where the trainee replies: a line to type, or the marks of speech."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from csmdrill.tui.widgets.say_line import SayLine
from csmdrill.tui.widgets.speech_line import SpeechLine

SAY = "your line; silence is an answer"
NOTE = "what you said, in a few words; enter"


class ReplyLine(Horizontal):
    """Holds both; one of them is to be seen, and only the line takes the focus.

    Args:
        spoken: whether one speaks aloud.
    """

    def __init__(self, spoken: bool) -> None:
        super().__init__(id="reply", classes="-spoken" if spoken else "")
        self._spoken = spoken

    def compose(self) -> ComposeResult:
        """Lay out both."""
        yield SpeechLine()
        yield SayLine(SAY)

    @property
    def line(self) -> SayLine:
        """The line to type."""
        return self.query_one(SayLine)

    def offer(self, noting: bool) -> None:
        """Let the trainee reply.

        Args:
            noting: what was said aloud is to be noted.
        """
        line, typed = self.line, noting or not self._spoken
        line.display = typed
        self.query_one(SpeechLine).display = not typed
        line.placeholder = NOTE if noting else SAY
        line.disabled = not typed
        if typed:
            line.focus()
        else:
            self.screen.set_focus(None)

    def shut(self) -> None:
        """Take no reply for now; what is typed stays."""
        self.line.disabled = True

    def end(self) -> None:
        """Show neither any more."""
        self.line.display = self.query_one(SpeechLine).display = False
