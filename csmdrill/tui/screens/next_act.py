"""The one next act after a role-play: a card to add, or a day on which the scenario comes again."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.rehearsal_views import Reveal
from csmdrill.services.wording import counted
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.line_input import LineInput
from csmdrill.tui.widgets.title_bar import TitleBar

LONGEST = 1000
FEWEST_DAYS, MOST_DAYS = 1, 92


class NewCardScreen(RoomScreen):
    """A card of one's own: a prompt and an answer.

    Args:
        prompt: stands in the first line already.
        competency: of the card.
    """

    CSS_PATH = "reveal.tcss"
    AUTO_FOCUS = "#answer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,up,down", "app.focus_next", "The other line", key_display="tab"),
        Binding("escape", "back", "No card"),
    ]

    def __init__(self, prompt: str, competency: str) -> None:
        super().__init__()
        self._prompt = prompt
        self._competency = competency
        self._busy = False

    def compose_room(self) -> ComposeResult:
        """Lay out both lines."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="form", can_focus=False):
            yield Static(plain("You are asked", "bold"))
            yield LineInput(
                self._prompt, id="prompt", max_length=LONGEST, compact=True, select_on_focus=False
            )
            yield Static(plain("You want to say", "bold"))
            yield LineInput("", id="answer", max_length=LONGEST, compact=True)
            yield Static(id="refused")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · A card of your own"))

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        prompt, answer = (self.query_one(f"#{name}", Input).value.strip() for name in ("prompt", "answer"))
        if self._busy or self.too_small:
            return
        if not (prompt and answer):
            self.query_one("#refused", Static).update("A card needs both lines.")
            return
        self._busy = True
        try:
            said = await self.room.work.rehearse.add_card(prompt, answer, self._competency)
        except CsmdrillError as error:
            self.query_one("#refused", Static).update(plain(f"{error.sentence} {error.hint}"))
            return
        finally:
            self._busy = False
        self._done(said)

    def _done(self, said: str) -> None:
        self.app.pop_screen()
        if isinstance(self.app.screen, RoomScreen):
            self.app.screen.say(said)

    def action_back(self) -> None:
        """Add no card."""
        self.app.pop_screen()


class RepeatScreen(RoomScreen):
    """In how many days the scenario comes again.

    Args:
        reveal: of the attempt.
    """

    CSS_PATH = "reveal.tcss"
    AUTO_FOCUS = "#days"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Leave it")]

    def __init__(self, reveal: Reveal) -> None:
        super().__init__()
        self._reveal = reveal

    def compose_room(self) -> ComposeResult:
        """Lay out the question."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="form", can_focus=False):
            yield Static(plain(f"In how many days does “{self._reveal.title}” come again?", "bold"))
            yield LineInput("7", id="days", max_length=4, compact=True)
            yield Static(id="refused")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Repeat"))

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        typed = event.value.strip()
        days = int(typed) if typed.isdecimal() else 0
        if self.too_small:
            return
        if not FEWEST_DAYS <= days <= MOST_DAYS:
            self.query_one("#refused", Static).update(f"A number from {FEWEST_DAYS} to {MOST_DAYS}.")
            return
        try:
            await self.room.work.rehearse.repeat_on(self._reveal.attempt, days)
        except CsmdrillError as error:
            self.query_one("#refused", Static).update(plain(f"{error.sentence} {error.hint}"))
            return
        self.app.pop_screen()
        if isinstance(self.app.screen, RoomScreen):
            self.app.screen.say(f"It comes again in {counted(days, 'day')}.")

    def action_back(self) -> None:
        """Leave the day as it is."""
        self.app.pop_screen()
