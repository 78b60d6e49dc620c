"""A question with a list of answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from csmdrill.core.errors import CsmdrillError
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.row_list import RowList
from csmdrill.tui.widgets.title_bar import TitleBar


class ChooseScreen(RoomScreen):
    """A question; enter chooses an answer, escape none.

    Args:
        title: what this is about.
        question: untrusted.
        rows: id and words of each answer; untrusted.
        then: is given the id that was chosen, and leaves the screen.
    """

    CSS_PATH = "reveal.tcss"
    AUTO_FOCUS = "#rows"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", "Leave it")]

    def __init__(
        self,
        title: str,
        question: str,
        rows: tuple[tuple[str, str], ...],
        then: Callable[[str], Awaitable[None]],
    ) -> None:
        super().__init__()
        self._title = title
        self._question = question
        self._answers = rows
        self._then = then

    def compose_room(self) -> ComposeResult:
        """Lay out the question above its answers."""
        yield TitleBar(self.room.practice_clock)
        yield Static(plain(self._question, "bold"), id="question")
        yield RowList(*(Option(plain(words)) for _, words in self._answers), id="rows", markup=False)
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(
            Content.assemble(("csmdrill", "$accent bold"), " · ", plain(self._title))
        )

    @on(RowList.OptionSelected)
    async def _chosen(self, event: RowList.OptionSelected) -> None:
        if self.too_small:
            return
        try:
            await self._then(self._answers[event.option_index][0])
        except CsmdrillError as error:
            self.complain(error)

    def action_back(self) -> None:
        """Choose nothing."""
        self.app.pop_screen()
