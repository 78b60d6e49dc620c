"""Reflect: one free line right after a role-play, before anything is judged."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.roleplay.model import Log
from csmdrill.services.rehearsal_views import Reason, Rehearsal
from csmdrill.tui import rehearsing
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.told import first_names, tell
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.say_line import SayLine
from csmdrill.tui.widgets.title_bar import TitleBar
from csmdrill.tui.widgets.transcript_pane import TranscriptPane

ASK = "What would you do differently? One line, asked only now; it may stay empty."


class FreeLine(SayLine):
    """The line; its key is named in the footer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Rate yourself")]


class StationLine(SayLine):
    """The line after a station, which is rated later."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Keep it")]


class ReflectScreen(RoomScreen):
    """One line; enter keeps the attempt and goes on to the rating.

    Args:
        rehearsal: what was played.
        log: what happened.
        reason: why it was over.
    """

    CSS_PATH = "debrief.tcss"
    AUTO_FOCUS = "#say"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "later", "Keep it, rate it later")]

    def __init__(self, rehearsal: Rehearsal, log: Log, reason: Reason) -> None:
        super().__init__()
        self._rehearsal = rehearsal
        self._log = log
        self._reason: Reason = reason
        self._busy = False
        self.parting = rehearsing.not_rated(rehearsal)

    def compose_room(self) -> ComposeResult:
        """Lay out the transcript above the question."""
        yield TitleBar(self.room.practice_clock)
        yield TranscriptPane()
        with VerticalScroll(id="reflect", can_focus=False):
            yield Static(plain(ASK, "bold"))
            if rehearsing.is_station(self):
                yield StationLine("enter goes on; you rate it after the last station")
            else:
                yield FreeLine("enter goes on to your own rating")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Name the screen and show what was said."""
        title = Content.assemble(plain(self._rehearsal.scenario.title, "bold"), " · it is over")
        self.query_one(TitleBar).show(title)
        pane = self.query_one(TranscriptPane)
        await pane.tell(tell(self._log.events, first_names(self._log.drawn.names)))
        pane.follow()

    @on(Input.Submitted)
    async def _written(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.too_small:
            await self._keep(event.value, then_rate=not rehearsing.is_station(self))

    async def action_later(self) -> None:
        """Keep the attempt without a rating."""
        await self._keep(self.query_one(SayLine).value, then_rate=False)

    async def _keep(self, reflection: str, then_rate: bool) -> None:
        if self._busy:
            return
        self._busy = True
        work = self.room.work.rehearse
        try:
            attempt = await work.finish(self._rehearsal, self._log, self._reason, reflection.strip())
        except CsmdrillError as error:
            self.complain(error)
            return
        finally:
            self._busy = False
        if then_rate:
            await rehearsing.to_rating(self, attempt)
        elif rehearsing.is_station(self):
            rehearsing.leave(self)
        else:
            rehearsing.leave(self, "It is kept. You find it among your attempts.")
