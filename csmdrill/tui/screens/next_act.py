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
WRITING, LEAVING = ("other", "back"), ("leave", "stay")
"""What can be done while one writes, and what when asked whether to leave."""

ASK = "Leave without the card? What you typed is not kept then."
FEWEST_DAYS, MOST_DAYS = 1, 92


class NewCardScreen(RoomScreen):
    """A card of one's own: a prompt and an answer.

    Args:
        prompt, answer: stand in the lines already; one types into the first that is empty.
        competency: of the card.
    """

    CSS_PATH = "reveal.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", "Leave it"),
        Binding("tab,up,down", "other", "The other line", key_display="tab"),
        Binding("escape", "stay", "Go on writing"),
        Binding("escape", "back", "No card"),
    ]

    def __init__(self, prompt: str, answer: str, competency: str) -> None:
        super().__init__()
        self._prompt = " ".join(prompt.split())
        self._answer = " ".join(answer.split())
        self._competency = competency
        self._line = "answer" if self._prompt else "prompt"
        self._leaving = False
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
            yield LineInput(
                self._answer, id="answer", max_length=LONGEST, compact=True, select_on_focus=False
            )
            yield Static(id="refused")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · A card of your own"))
        self.query_one(f"#{self._line}").focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if action in WRITING + LEAVING and (action in LEAVING) is not self._leaving:
            return False
        return super().check_action(action, parameters)

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        prompt, answer = self._typed()
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

    def _typed(self) -> tuple[str, str]:
        prompt, answer = (self.query_one(f"#{name}", Input).value.strip() for name in ("prompt", "answer"))
        return prompt, answer

    def _done(self, said: str) -> None:
        self.app.pop_screen()
        if isinstance(self.app.screen, RoomScreen):
            self.app.screen.say(said)

    def action_other(self) -> None:
        """Go to the other line."""
        self.focus_next()

    def action_back(self) -> None:
        """Add no card; where something was typed, ask first."""
        if self._typed() == (self._prompt, self._answer):
            self.app.pop_screen()
            return
        focused = self.focused
        self._line = focused.id if focused is not None and focused.id else self._line
        self._ask(leaving=True)

    def action_leave(self) -> None:
        """Add no card after all."""
        self.app.pop_screen()

    def action_stay(self) -> None:
        """Go on with what was typed."""
        self._ask(leaving=False)
        self.query_one(f"#{self._line}").focus()

    def _ask(self, leaving: bool) -> None:
        self._leaving = leaving
        for line in self.query(Input):
            line.disabled = leaving
        self.query_one("#refused", Static).update(ASK if leaving else "")
        self.refresh_bindings()


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
