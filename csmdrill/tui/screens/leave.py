"""Leave: the days on which nothing is due, planned here and taken away."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

from csmdrill.core.errors import CsmdrillError, LeaveOverlaps, LeaveRejected, NothingToUndo
from csmdrill.services.wording import counted, date_words
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.line_input import LineInput
from csmdrill.tui.widgets.row_list import RowList
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.services.leave import Leave

TOLD = "On leave nothing is due, and no due date moves. What falls due in it is spread over the days around."
NONE_YET = "No leave is planned."
OTHERWISE = "Write other days; or take that one away: esc, then del."
FORM = "Write both days, the first and the last: 2026-12-21 2027-01-03"


class LeaveRows(RowList):
    """Rows of which none can be chosen."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer no key that chooses."""
        return action != "select" and super().check_action(action, parameters)


class LeaveScreen(RoomScreen):
    """Leave, planned and past."""

    CSS_PATH = "settings.tcss"
    AUTO_FOCUS = "#leaves"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "add", "Add"),
        Binding("delete,backspace", "remove", "Remove", key_display="del"),
        Binding("u", "undo", "Undo", id="settings.undo"),
        Binding("ctrl+z", "undo", "Undo", show=False),
        Binding("escape", "back", "Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._leaves: tuple[Leave, ...] = ()

    def compose_room(self) -> ComposeResult:
        """Lay out the list and the line for two days."""
        yield TitleBar(self.room.practice_clock)
        yield LeaveRows(id="leaves", markup=False)
        with Vertical(id="about-leave"):
            yield Static(TOLD)
            yield LineInput(id="days", placeholder="2026-12-21 2027-01-03", compact=True)
            yield Static(id="refused")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen and fetch what is planned."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Settings · Leave"))
        self.query_one("#days").display = False
        self.start(self._fetch(), alone=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the keys that do something now."""
        if action in ("add", "remove", "undo") and self.query_one("#days").display:
            return False
        if action == "remove" and not self._leaves:
            return False
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        """Ask for the days of a leave."""
        line = self.query_one("#days", LineInput)
        line.display = True
        line.focus()
        self.refresh_bindings()

    async def action_remove(self) -> None:
        """Take the leave of the row away."""
        picked = self.query_one("#leaves", RowList).highlighted
        if picked is not None and picked < len(self._leaves):
            number = self._leaves[picked].number
            try:
                said = await self.room.work.settings.remove_leave(number)
                self._tell(f"{said} {self.key_for('settings.undo')} takes that back.")
            except CsmdrillError as error:
                self.complain(error)
            await self._fetch()

    async def action_undo(self) -> None:
        """Take the last change of a leave back."""
        try:
            self._tell(await self.room.work.settings.take_leave_back())
        except NothingToUndo as error:
            self._tell(error.sentence)
        except CsmdrillError as error:
            self.complain(error)
        await self._fetch()

    def _tell(self, sentence: str) -> None:
        """Show a banner in the place of the one before."""
        self.hush()
        self.say(sentence)

    def action_back(self) -> None:
        """Leave the line; else go back to the settings."""
        if self.query_one("#days").display:
            self._stop_typing()
        else:
            self.app.pop_screen()

    @on(Input.Submitted)
    async def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            first, last = read_days(event.value)
            said = await self.room.work.settings.add_leave(first, last)
        except CsmdrillError as error:
            hint = OTHERWISE if isinstance(error, LeaveOverlaps) else error.hint
            self.query_one("#refused", Static).update(plain(f"{error.sentence} {hint}", "$warning"))
            return
        self._tell(said)
        self._stop_typing()
        await self._fetch()

    def _stop_typing(self) -> None:
        line = self.query_one("#days", LineInput)
        line.value = ""
        line.display = False
        self.query_one("#refused", Static).update("")
        self.query_one("#leaves").focus()
        self.refresh_bindings()

    async def _fetch(self) -> None:
        try:
            self._leaves = await self.room.work.settings.leaves()
        except CsmdrillError as error:
            self.complain(error)
            return
        rows = self.query_one("#leaves", RowList)
        rows.clear_options()
        rows.add_options(
            [Option(leave_row(each)) for each in self._leaves] or [Option(NONE_YET, disabled=True)]
        )
        rows.highlighted = 0 if self._leaves else None
        self.refresh_bindings()


def leave_row(leave: Leave) -> Content:
    """Return a leave as a row: its days, how many they are, and when."""
    span = f"{date_words(leave.first)} {leave.first.year} to {date_words(leave.last)} {leave.last.year}"
    return plain(
        f"{span:<40}{counted(leave.days, 'day'):<12}{leave.when}", "dim" if leave.when == "past" else ""
    )


def read_days(text: str) -> tuple[date, date]:
    """Return the first and the last day that were typed; one day alone is both.

    Raises:
        LeaveRejected: they are no days.
    """
    words = text.replace(",", " ").replace(" to ", " ").split()
    try:
        days = [date.fromisoformat(word) for word in words]
    except ValueError:
        days = []
    if not 1 <= len(days) <= 2:
        raise LeaveRejected(f"{text.strip()!r} is no leave.", FORM)
    return days[0], days[-1]
