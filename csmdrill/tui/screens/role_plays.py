"""Role-plays: the scenarios, when each was played and is due, and what was begun and not finished."""

from __future__ import annotations

from collections.abc import Iterator
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
from csmdrill.tui.screens.attempts import AttemptsScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.row_list import RowList
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.services.rehearsal_views import ScenarioRow, Shelf, Suggestion
    from csmdrill.tui.rehearse_work import Unfinished

TITLE, LAST = 39, 14
SUGGESTED = "★"
"""Before the line of the scenario that is suggested and before the reason; the colour alone marks the row."""

GO_ON, RATE, PLAY = "go-on", "rate", "play"
NOTHING = "There is no scenario yet. Put *.scenario.yaml files into your scenarios folder."


class RolePlaysScreen(RoomScreen):
    """The list, on the one suggested; enter opens the brief of a scenario."""

    CSS_PATH = "role_plays.tcss"
    AUTO_FOCUS = "#scenarios"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "attempts", "Attempts", id="role-plays.attempts"),
        Binding("escape,q", "back", "Back", key_display="esc"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[str, ScenarioRow] = {}
        self._busy = False
        self._why = self._suggested = ""
        self.shown = False

    def compose_room(self) -> ComposeResult:
        """Lay out the list above what is said about its row."""
        yield TitleBar(self.room.practice_clock)
        yield RowList(id="scenarios", markup=False)
        yield Static(id="about")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Role-plays"))
        self.query_one("#about", Static).update("Your scenarios are being read.")

    def on_screen_resume(self) -> None:
        """Read the list, also after a role-play."""
        self.start(self._fetch(), alone=True)

    async def _fetch(self) -> None:
        work = self.room.work.rehearse
        try:
            unfinished = await work.unfinished()
            shelf, suggested = await work.shelf(), await work.suggested()
        except CsmdrillError as error:
            self.complain(error)
            return
        self.show_list(shelf, suggested, unfinished)

    def show_list(self, shelf: Shelf, suggested: Suggestion | None, unfinished: Unfinished) -> None:
        """Show what was begun, then the one suggested, then all others."""
        self._rows = {row.key: row for row in shelf.scenarios}
        before = self._picked()
        rows = self.query_one("#scenarios", RowList)
        rows.clear_options()
        rows.add_options([*_unfinished(unfinished), *_scenarios(shelf, suggested)])
        names = [option.id for option in rows.options]
        rows.highlighted = names.index(before) if before in names else 0 if names else None
        self.shown = True
        for each in unfinished.interrupted:
            if not each.resumable and not each.over:
                self.say(each.sentence, severity="warning")
        if not names:
            self.query_one("#about", Static).update(NOTHING)
        self._why = suggested.why if suggested is not None else ""
        self._suggested = suggested.row.key if suggested is not None else ""
        self._show_about()

    def _picked(self) -> str | None:
        option = self.query_one("#scenarios", RowList).highlighted_option
        return option.id if option is not None else None

    @on(RowList.OptionHighlighted)
    def _show_about(self) -> None:
        deed, _, name = (self._picked() or "").partition(" ")
        row = self._rows.get(name)
        if deed == PLAY and row is not None:
            words = about(row, self._why if name == self._suggested else "")
            self.query_one("#about", Static).update(words)
        elif deed:
            told = {GO_ON: "Enter goes on where it was broken off.", RATE: "Enter goes on with your rating."}
            self.query_one("#about", Static).update(plain(told.get(deed, "")))

    @on(RowList.OptionSelected)
    async def _chosen(self, event: RowList.OptionSelected) -> None:
        deed, _, name = (event.option.id or "").partition(" ")
        if self._busy or self.too_small:
            return
        self._busy = True
        try:
            await self._do(deed, name)
        finally:
            self._busy = False

    async def _do(self, deed: str, name: str) -> None:
        if deed == GO_ON:
            await rehearsing.go_on(self, name)
        elif deed == RATE:
            await rehearsing.to_rating(self, name, on_top=True)
        elif self._rows[name].problem:
            self.say(self._rows[name].problem, "Not offered", "warning")
        else:
            await rehearsing.to_brief(self, name)

    def action_attempts(self) -> None:
        """Show the attempts that were made."""
        self.app.push_screen(AttemptsScreen())

    def action_back(self) -> None:
        """Go back to Today."""
        self.app.pop_screen()


def _unfinished(unfinished: Unfinished) -> Iterator[Option]:
    for each in unfinished.interrupted:
        if each.resumable or each.over:
            words = f"  Go on  {each.title}, broken off at {clock_text(each.seconds * 1000)}"
            yield Option(plain(words, "$accent"), id=f"{GO_ON} {each.id}")
    for row in unfinished.unrated:
        words = f"  Rate   {row.title}, {date_words(row.day)}"
        yield Option(plain(words, "$accent"), id=f"{RATE} {row.id}")


def _scenarios(shelf: Shelf, suggested: Suggestion | None) -> Iterator[Option]:
    first = suggested.row.key if suggested is not None else ""
    for row in sorted(shelf.scenarios, key=lambda each: (each.key != first, each.competency, each.title)):
        yield Option(line_of(row, row.key == first), id=f"{PLAY} {row.key}")


def line_of(row: ScenarioRow, suggested: bool = False) -> Content:
    """Return the line of a scenario: what it is, when it was played, when it is due."""
    sign = (f"{SUGGESTED} ", "$accent bold") if suggested else "  "
    title = plain(f"{row.title[:TITLE]:<{TITLE}} ", "dim" if row.problem else "bold" if suggested else "")
    if row.problem:
        return Content.assemble(sign, title, ("not offered", "$warning"))
    length = f"{clock_text(row.seconds * 1000):>5} "
    last = date_words(row.last_day) if row.last_day is not None else "never played"
    due = f"due {date_words(row.due_day)}" if row.due_day is not None else ""
    when = "benchmark" if row.kind == "benchmark" else due
    return Content.assemble(sign, title, (length, "dim"), plain(f" {last:<{LAST}}"), plain(when, "dim"))


def about(row: ScenarioRow, why: str) -> Content:
    """Return what else there is to know of a scenario, and why it is suggested or not offered."""
    if row.problem:
        return Content.assemble(("Not offered: ", "$warning bold"), plain(row.problem))
    facts = [
        skill_title(row.competency),
        {1: "easy", 2: "middling", 3: "hard"}.get(row.difficulty, ""),
        "aloud" if row.spoken else "typed",
        "best with a coach in the seat" if row.seat else "",
        f"last rated {score_words(row.score)}" if row.score is not None else "",
    ]
    words = plain(" · ".join(filter(None, facts)))
    return Content.assemble(words, "\n", plain(f"{SUGGESTED} {why}", "$accent")) if why else words
