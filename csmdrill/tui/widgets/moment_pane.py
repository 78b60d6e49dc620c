"""A moment: a stakeholder's line that comes as if said, and the clock that runs for the reply."""

from __future__ import annotations

from time import monotonic

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from csmdrill.content.duration import clock_text
from csmdrill.practice.model import Question
from csmdrill.tui.messages import MomentPassed
from csmdrill.tui.safe import plain

SECONDS_PER_WORD = 0.15
TICK = 0.2
CELLS = 20
AMBER, RED = 0.5, 0.25
"""Shares of the time from which on the clock is shown so."""


class MomentPane(Vertical):
    """Says a line word by word, then runs the clock; posts `MomentPassed` once when it has run out."""

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []
        self._said = 0
        self._who = ""
        self._clock_ms = 0
        self._since: float | None = None
        self._timer: Timer | None = None
        self._held_at: float | None = None
        self._late = False

    def compose(self) -> ComposeResult:
        """Lay out the line and the clock."""
        yield Static(id="said")
        yield Static(id="moment-clock")

    @property
    def running(self) -> bool:
        """Whether the line is said and the clock runs."""
        return self._since is not None and self._timer is not None

    @property
    def late(self) -> bool:
        """Whether the clock had run out before the reply."""
        return self._late

    def ask(self, question: Question) -> None:
        """Begin a moment; any other card hides the pane and stops its clock."""
        self.stop()
        self.display = question.form == "moment"
        if not self.display:
            return
        self._who, self._clock_ms = question.who, question.clock_ms
        self._words = question.prompt.split(" ")
        self._said, self._since, self._late, self._held_at = 0, None, False, None
        if self.app.animation_level == "none":
            self._said = len(self._words)
        self._show()
        self._timer = self.set_interval(SECONDS_PER_WORD, self._say)

    def stop(self) -> None:
        """Stop the clock where it is, and say the whole line."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._said = len(self._words)
            self._show()

    def hold(self) -> None:
        """Let the clock stand still."""
        if self._timer is not None and self._held_at is None:
            self._held_at = monotonic()
            self._timer.pause()

    def go_on(self) -> None:
        """Let the clock run on from where it stood."""
        if self._held_at is None:
            return
        if self._since is not None:
            self._since += monotonic() - self._held_at
        self._held_at = None
        if self._timer is not None:
            self._timer.resume()

    def _say(self) -> None:
        if self._said < len(self._words):
            self._said += 1
            self._show()
            return
        if self._timer is not None:
            self._timer.stop()
        self._since = monotonic()
        self._timer = self.set_interval(TICK, self._tick)
        self._show()

    def _left_ms(self) -> int:
        spent = 0.0 if self._since is None else monotonic() - self._since
        return max(0, self._clock_ms - round(spent * 1000))

    def _tick(self) -> None:
        self._show()
        if not self._left_ms():
            self._late = True
            self.stop()
            self.post_message(MomentPassed())

    def _show(self) -> None:
        # What has yet to be said keeps its place, so that no line jumps.
        said = " ".join(self._words[: self._said])
        self.query_one("#said", Static).update(
            Content.assemble(plain(self._who, "bold $accent"), "\n", plain(said))
        )
        left = self._left_ms()
        share = left / self._clock_ms if self._clock_ms else 0.0
        colour = "$success" if share > AMBER else "$warning" if share > RED else "$error"
        full = round(share * CELLS)
        # Begun seconds count as whole ones, so that the last is not shown as none.
        words = f" {clock_text(left + 999)} left" if left else " time is up"
        bar = Content.assemble(("━" * full, colour), ("─" * (CELLS - full), "dim"), (words, colour))
        self.query_one("#moment-clock", Static).update(bar, layout=False)
