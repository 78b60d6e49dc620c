"""Skills: every competency with its three channels side by side; enter opens one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.wording import date_words
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.screens.skill import SkillScreen
from csmdrill.tui.skill_rows import list_head, list_row
from csmdrill.tui.skill_words import headline, next_line
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.row_list import RowList
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.services.skill_views import CompetencyView, SkillsView


class SkillsScreen(RoomScreen):
    """The list, and below it what the highlighted competency means."""

    CSS_PATH = "skills.tcss"
    AUTO_FOCUS = "#skills"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,k", "back", "Back", key_display="esc")]

    def __init__(self) -> None:
        super().__init__()
        self._view: SkillsView | None = None
        self.shown = False

    def compose_room(self) -> ComposeResult:
        """Lay out the list above what is said about its row."""
        yield TitleBar(self.room.practice_clock)
        yield Static(list_head(()), id="head")
        yield RowList(id="skills", markup=False)
        yield Static(id="about")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen, and begin with how they stood when Today was fetched."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Skills"))
        known = self.room.work.skills.known
        if known is not None:
            self.show_skills(known)

    def on_screen_resume(self) -> None:
        """Fetch how they stand now, also after one of them was looked at."""
        self.start(self._fetch(), alone=True)

    def action_back(self) -> None:
        """Go back to Today."""
        self.app.pop_screen()

    async def _fetch(self) -> None:
        try:
            view = await self.room.work.skills.view()
        except CsmdrillError as error:
            self.complain(error)
            return
        if view != self._view:
            self.show_skills(view)

    def show_skills(self, view: SkillsView) -> None:
        """Show all competencies, on the one that was highlighted before."""
        self._view = view
        self.query_one(TitleBar).show(right=plain(date_words(view.day)))
        self.query_one("#head", Static).update(list_head(view.competencies))
        rows = self.query_one("#skills", RowList)
        before = rows.highlighted or 0
        rows.clear_options()
        rows.add_options([Option(list_row(each), id=each.competency) for each in view.competencies])
        rows.highlighted = min(before, len(view.competencies) - 1)
        for each in view.competencies[rows.highlighted or 0 :][:1]:
            self._tell(each)  # in the frame of the rows, not once the list has told of its highlight
        self.shown = True

    def _tell(self, view: CompetencyView) -> None:
        """Say what a competency's state means, where that is not said already."""
        said = plain(view.headline_channel.sentence)
        words = Content("\n").join([headline(view, view.headline), said, next_line(view.next)])
        about = self.query_one("#about", Static)
        if words != about.content:
            about.update(words)

    def _chosen_one(self, name: str | None) -> CompetencyView | None:
        found = self._view.competencies if self._view is not None else ()
        return next((each for each in found if each.competency == name), None)

    @on(RowList.OptionHighlighted)
    def _moved(self, event: RowList.OptionHighlighted) -> None:
        view = self._chosen_one(event.option.id)
        if view is not None:
            self._tell(view)

    @on(RowList.OptionSelected)
    def _chosen(self, event: RowList.OptionSelected) -> None:
        view = self._chosen_one(event.option.id)
        if view is not None and not self.too_small:
            self.app.push_screen(SkillScreen(view))
