"""An example run: how it may go well or badly, and what made the difference."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from csmdrill.services.rehearsal_views import ExampleRun
from csmdrill.tui.safe import plain, prose
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.told import told_lines
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar
from csmdrill.tui.widgets.transcript_pane import TranscriptPane


class ExampleScreen(RoomScreen):
    """A run to learn from.

    Args:
        title: of the scenario.
        example: the run.
    """

    CSS_PATH = "reveal.tcss"
    AUTO_FOCUS = "#transcript"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "back", "Back", key_display="esc")]

    def __init__(self, title: str, example: ExampleRun) -> None:
        super().__init__()
        self._title = title
        self._example = example

    def compose_room(self) -> ComposeResult:
        """Lay out what made the difference above the transcript."""
        yield TitleBar(self.room.practice_clock)
        yield Static(prose(self._example.note), id="note")
        yield TranscriptPane()
        yield KeyBar()

    async def on_mount(self) -> None:
        """Name the screen and show the run."""
        title = Content.assemble(plain(self._title, "bold"), plain(f" · a {self._example.name} run"))
        self.query_one(TitleBar).show(title)
        await self.query_one(TranscriptPane).tell(told_lines(self._example.lines, ended=True))

    def action_back(self) -> None:
        """Go back to what happened."""
        self.app.pop_screen()
