"""Attempts: the role-plays that were made, to be rated, looked at and replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from csmdrill.content.duration import clock_text
from csmdrill.core.errors import CsmdrillError
from csmdrill.services.wording import date_words, score_words, skill_title
from csmdrill.tui import rehearsing
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.row_list import RowList
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.services.rehearsal_views import AttemptRow

TITLE = 38
NONE_OF_IT = (
    "No role-play of this skill was played on this computer. Ratings that came from elsewhere,\n"
    "as those of the demo, stand in its chart and in Compare."
)


class AttemptsScreen(RoomScreen):
    """The list; enter shows what happened, or lets it be rated first.

    Args:
        competency: only attempts at this one; empty for all.
    """

    CSS_PATH = "role_plays.tcss"
    AUTO_FOCUS = "#attempts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "replay", "Replay", id="reveal.replay"),
        Binding("escape,q", "back", "Back", key_display="esc"),
    ]

    def __init__(self, competency: str = "") -> None:
        super().__init__()
        self._competency = competency
        self._rows: tuple[AttemptRow, ...] = ()
        self.shown = False

    def compose_room(self) -> ComposeResult:
        """Lay out the list."""
        yield TitleBar(self.room.practice_clock)
        yield RowList(id="attempts", markup=False)
        yield Static(id="about")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        where = skill_title(self._competency) if self._competency else "Role-plays"
        self.query_one(TitleBar).show(
            Content.assemble(("csmdrill", "$accent bold"), " · ", plain(where), " · Attempts")
        )

    def on_screen_resume(self) -> None:
        """Read the list."""
        self.start(self._fetch(), alone=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a replay only of what was kept, and only after it was rated."""
        if action == "replay":
            row = self._row()
            return bool(super().check_action(action, parameters)) and row is not None and is_open(row)
        return super().check_action(action, parameters)

    async def _fetch(self) -> None:
        try:
            rows_of_all = await self.room.work.rehearse.attempts()
        except CsmdrillError as error:
            self.complain(error)
            return
        self._rows = tuple(row for row in rows_of_all if self._competency in ("", row.competency))
        rows = self.query_one("#attempts", RowList)
        place = rows.highlighted
        rows.clear_options()
        rows.add_options([Option(line_of(row)) for row in self._rows])
        rows.highlighted = min(place or 0, len(self._rows) - 1) if self._rows else None
        self.query_one("#about", Static).update(
            "Enter shows what happened; what is not rated yet is rated first."
            if self._rows
            else NONE_OF_IT
            if self._competency
            else "No role-play was made yet."
        )
        self.shown = True
        self.refresh_bindings()

    def _row(self) -> AttemptRow | None:
        lists = self.query(RowList)
        place = lists.first().highlighted if lists else None
        return self._rows[place] if place is not None and place < len(self._rows) else None

    @on(RowList.OptionHighlighted)
    def _moved(self) -> None:
        self.refresh_bindings()

    @on(RowList.OptionSelected)
    async def _chosen(self) -> None:
        row = self._row()
        if row is None or self.too_small:
            return
        if row.reason == "void":
            self.say("It is void, so there is nothing to rate.")
        elif not row.rated:
            await rehearsing.to_rating(self, row.id, on_top=True)
        else:
            try:
                reveal = await self.room.work.rehearse.reveal(row.id)
            except CsmdrillError as error:
                self.complain(error)
                return
            await rehearsing.to_reveal(self, reveal, on_top=True)

    async def action_replay(self) -> None:
        """Show the attempt again."""
        row = self._row()
        if row is not None:
            await rehearsing.to_replay(self, row.id)

    def action_back(self) -> None:
        """Go back."""
        self.app.pop_screen()


def is_open(row: AttemptRow) -> bool:
    """Return whether the attempt may be seen again: its own rating comes before that."""
    return row.has_text and (row.rated or row.reason in ("void", "left"))


def line_of(row: AttemptRow) -> Content:
    """Return the line of an attempt: what it was, when, how long, and both ratings."""
    words = f"  {date_words(row.day):<14}{row.title[:TITLE]:<{TITLE}} {clock_text(row.seconds * 1000):>5}  "
    if row.reason in ("void", "left") and not row.rated:
        return Content.assemble(plain(words), (row.reason, "dim"))
    score = "not rated yet" if not row.rated else "rated" if row.score is None else score_words(row.score)
    coach = f"  coach {score_words(row.coach_score)}" if row.coach_score is not None else ""
    return Content.assemble(plain(words), (score, "" if row.rated else "$accent"), (coach, "$accent"))
