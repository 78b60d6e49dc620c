"""What is seen of a run: who is there, the clock, the ledger, what was said, silence, and a notice."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from csmdrill.roleplay.engine import Run
from csmdrill.services.rehearsal_views import Rehearsal
from csmdrill.tui.safe import plain
from csmdrill.tui.stage_clock import Seconds
from csmdrill.tui.told import Told, words_said
from csmdrill.tui.widgets.lamp_clock import LampClock, left_text
from csmdrill.tui.widgets.silence_bar import SilenceBar
from csmdrill.tui.widgets.transcript_pane import TranscriptPane


class StagePane(Vertical):
    """Shows a run as it goes; the last line is said word by word.

    Args:
        people: who is there.
        seconds: the clock by which lines are said.
    """

    def __init__(self, people: Content, seconds: Seconds) -> None:
        super().__init__(id="stage")
        self._people = people
        self._seconds = seconds
        self._said_from = 0.0
        self._notice = ""

    def compose(self) -> ComposeResult:
        """Lay out who is there beside the clock, above what is said."""
        with Horizontal(id="scene"):
            yield Static(self._people, id="people")
            yield LampClock()
        yield Static(id="ledger")
        yield TranscriptPane()
        yield SilenceBar()
        yield Static(id="notice")

    async def tell(self, told: Sequence[Told], ledger: str) -> None:
        """Show what happened; a line that is new begins to be said."""
        pane = self.query_one(TranscriptPane)
        if await pane.tell(told):
            self._said_from = self._seconds()
            self._say()
            pane.follow()
        shown = self.query_one("#ledger", Static)
        shown.update(plain(ledger))
        shown.display = bool(ledger)

    def tell_whole(self) -> None:
        """Let the last line have been said."""
        self.query_one(TranscriptPane).say(None)
        self._said_from = -1e9

    def show(self, run: Run, now: int) -> None:
        """Show the time, in ms from the start, and a silence that is on."""
        figures, note = left_text(now, run.over_at, run.closes_at)
        over = run.ended is not None
        self.query_one(LampClock).show(figures, run.lamp, "" if over else note)
        saying = self._say()
        self.query_one(SilenceBar).show(now, None if saying or over else run.hush)

    def notice(self, words: str) -> None:
        """Show a sentence below everything; empty words leave it away."""
        if words == self._notice:
            return
        self._notice = words
        self.query_one("#notice", Static).update(plain(words, "bold"))
        self.query_one("#notice").display = bool(words)
        self.call_after_refresh(self.query_one(TranscriptPane).follow)

    def _say(self) -> bool:
        """Say the last line as far as it has come; returns whether it is still being said."""
        pane = self.query_one(TranscriptPane)
        if not pane.told:
            return False
        passed = round((self._seconds() - self._said_from) * 1000)
        words = None if self.app.animation_level == "none" else words_said(pane.told[-1], passed)
        pane.say(words)
        return words is not None


def people_at(rehearsal: Rehearsal) -> Content:
    """Return who is there, a row for each."""
    names, people = rehearsal.drawn.names, rehearsal.scenario.people
    return plain("\n".join(f"{names[id_]}, {person.role}" for id_, person in people.items()))
