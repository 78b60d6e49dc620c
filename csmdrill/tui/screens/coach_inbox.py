"""Coach: the submitted files of a folder; enter rates one blind, or shows again what was told of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.coach_views import PURPOSE, InboxRow, in_order
from csmdrill.services.wording import counted, date_words
from csmdrill.skills.raters import rater_called
from csmdrill.tui.safe import near, plain, plain_line
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.row_list import RowList
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.services.coach_views import Inbox

WHO, TITLE = 14, 31


class CoachInboxScreen(RoomScreen):
    """The list: what is to be rated first, in the random order of the day.

    Args:
        folder: of the submitted files.
        rater: the coach's name; empty for the person of the home.
    """

    CSS_PATH = "coach.tcss"
    AUTO_FOCUS = "#inbox"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "back", "Done", key_display="esc"),
    ]

    def __init__(self, folder: Path, rater: str = "") -> None:
        super().__init__()
        self._folder = folder
        self._rater = rater
        self._rows: tuple[InboxRow, ...] = ()
        self._going = False
        self._kept = ("", "")
        self.shown = False

    def compose_room(self) -> ComposeResult:
        """Lay out the purpose, the list and a word on the file that is pointed at."""
        yield TitleBar(self.room.practice_clock)
        yield Static(PURPOSE, id="purpose")
        yield RowList(id="inbox", markup=False)
        yield Static(id="about")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(
            Content.assemble(("csmdrill", "$accent bold"), " · Coach · ", plain(near(str(self._folder))))
        )

    def on_screen_resume(self) -> None:
        """Read the folder."""
        self.start(self._fetch(), alone=True)

    def action_back(self) -> None:
        """Leave: the program was opened for this."""
        self.app.exit()

    def tell_kept(self, words: str) -> None:
        """Say in place of what there is to say of the file how far its rating has come."""
        row = self._row()
        self._kept = (row.file if row else "", words)
        self._moved()

    async def _fetch(self) -> None:
        loop = asyncio.get_running_loop()

        def told(done: int, of: int) -> None:
            loop.call_soon_threadsafe(self._tell_progress, done, of)

        try:
            found = await self.room.work.coach.inbox(self._folder, self._rater, told)
        except CsmdrillError as error:
            self.complain(error)
            return
        before = self._row()
        self._rows = ordered(found)
        same = [at for at, row in enumerate(self._rows) if before and row.file == before.file]
        place = same[0] if before and same and self._rows[same[0]].rated == before.rated else 0
        rows = self.query_one("#inbox", RowList)
        rows.clear_options()
        rows.add_options([Option(line_of(row)) for row in self._rows])
        rows.highlighted = place if self._rows else None
        self.shown = True
        self._moved()

    def _tell_progress(self, done: int, of: int) -> None:
        if not self.shown and self.is_mounted:
            words = f"{done} of {counted(of, 'file')} read; each is played again to see that it is whole."
            self.query_one("#about", Static).update(plain(words, "dim"))

    def _row(self) -> InboxRow | None:
        lists = self.query(RowList)
        place = lists.first().highlighted if lists else None
        return self._rows[place] if place is not None and place < len(self._rows) else None

    @on(RowList.OptionHighlighted)
    def _moved(self) -> None:
        row, (file, kept) = self._row(), self._kept
        is_kept = bool(kept) and row is not None and row.file == file and row.is_waiting
        self.query_one("#about", Static).update(plain(kept) if is_kept else about(row, self._rows))

    @on(RowList.OptionSelected)
    async def _chosen(self) -> None:
        row = self._row()
        if row is None or self.too_small or self._going:
            return
        if row.problem:  # which stands below the list
            return
        self._going = True
        try:
            await self._open(row)
        except CsmdrillError as error:
            self.complain(error)
        finally:
            self._going = False

    async def _open(self, row: InboxRow) -> None:
        from csmdrill.tui.screens.coach_rating import CoachDebriefScreen, CoachRevealScreen

        path, work = self._folder / row.file, self.room.work.coach
        screen: RoomScreen | None = None
        if row.rated:
            given = await work.given(path, self._rater)
            screen = CoachRevealScreen(given) if given is not None else None
        else:
            screen = CoachDebriefScreen(await work.open(path, self._rater))
        if screen is not None and self.app.screen is self:
            self.app.push_screen(screen)


def ordered(found: Inbox) -> tuple[InboxRow, ...]:
    """Return the rows of an inbox: what is to be rated in the order of the day, then the rest."""
    waiting = in_order(found)
    return (*waiting, *(row for row in found.rows if not row.is_waiting))


def line_of(row: InboxRow) -> Content:
    """Return the line of a file."""
    if not row.attempt:
        return Content.assemble(
            plain_line(f"  {row.file[: WHO + TITLE]:<{WHO + TITLE + 2}}"), (row.label, "$warning")
        )
    day = date_words(row.day) if row.day else ""
    words = f"  {row.who[:WHO]:<{WHO}} {row.title[:TITLE]:<{TITLE}} {day:<11}"
    state = ("left out", "dim") if row.problem else ("rated", "dim") if row.rated else ("to rate", "$accent")
    return Content.assemble(plain_line(words), state)


def about(row: InboxRow | None, rows: tuple[InboxRow, ...]) -> Content:
    """Return what there is to say of a file."""
    if row is None:
        return plain("Nothing submitted lies here. A trainee writes a file: csmdrill submit ATTEMPT -o FILE")
    if row.problem:
        return plain_line(f"{row.file}: {row.problem} {row.hint}".rstrip(), "$warning")
    if row.rated:
        late = " The self-rating, made since, is taken in." if row.late else ""
        by = rater_called(row.rater)
        return plain_line(f"{row.file}: rated by {by}.{late} Enter shows the gap and the comments.")
    waiting = sum(each.is_waiting for each in rows)
    nameless = "" if row.is_named else ", by somebody who gave no name"
    left = f"{counted(waiting, 'attempt')} to rate, in the random order of today."
    return plain_line(f"{row.file}: {row.kind}{nameless}. {left}")
