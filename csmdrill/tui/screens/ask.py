"""A question before something is done to cards: what it would do, to how many, and to which first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.line_input import LineInput
from csmdrill.tui.widgets.title_bar import TitleBar


class AskScreen(RoomScreen):
    """A question; enter agrees, escape leaves everything as it is.

    Args:
        title: what this is about.
        question: asked, with its mark.
        lines: what else there is to know, a line each; untrusted.
        then: does it, and is given what was typed; an error of csmdrill's is shown and asks again.
        form: what is to be typed; None means that nothing is.
        value: what stands in the line at first.
        room: where it is asked.
    """

    CSS_PATH = "ask.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "agree", "Do it"),
        Binding("escape", "back", "Leave it"),
    ]

    def __init__(
        self,
        title: str,
        question: str,
        lines: tuple[str, ...],
        then: Callable[[str], Awaitable[None]],
        form: str | None = None,
        value: str = "",
        room: str = "Library",
    ) -> None:
        super().__init__()
        self._title = title
        self._question = question
        self._lines = lines
        self._then = then
        self._form = form
        self._value = value
        self._room = room
        self._busy = False

    def compose_room(self) -> ComposeResult:
        """Lay out the question, the line to type into if there is one, and what it is about."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="asked", can_focus=self._form is None):
            yield Static(plain(self._question, "bold"), id="question")
            if self._form is not None:
                yield LineInput(
                    self._value, id="typed", placeholder=self._form, max_length=4000, compact=True
                )
            yield Static(id="refused")
            yield Static(plain("\n".join(self._lines)), id="lines")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(
            Content.assemble(("csmdrill", "$accent bold"), f" · {self._room} · ", plain(self._title))
        )

    async def action_agree(self) -> None:
        """Do it."""
        await self._do("")

    def action_back(self) -> None:
        """Leave everything as it is."""
        self.app.pop_screen()

    @on(Input.Submitted)
    async def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        await self._do(event.value)

    async def _do(self, typed: str) -> None:
        if self._busy or self.too_small:
            return
        self._busy = True
        try:
            await self._then(typed)
        except CsmdrillError as error:
            self.query_one("#refused", Static).update(plain(f"{error.sentence} {error.hint}", "$warning"))
        finally:
            self._busy = False
