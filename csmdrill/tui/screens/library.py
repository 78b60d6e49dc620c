"""Library: every card by deck, competency and tag; search, mark and handle them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import DataTable, Input, OptionList, Static
from textual.widgets.option_list import Option

from csmdrill.core.errors import CsmdrillError, SearchRejected
from csmdrill.services.wording import counted
from csmdrill.tui.editing import edit_card, edit_file
from csmdrill.tui.library_work import PAGE
from csmdrill.tui.safe import near, plain
from csmdrill.tui.screens.card_history import CardHistoryScreen
from csmdrill.tui.screens.handling import Handling
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.card_table import CardTable
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.line_input import LineInput
from csmdrill.tui.widgets.row_list import RowList
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from csmdrill.content.problem import Problem
    from csmdrill.services.find import Group, Groups
    from csmdrill.storage.found import Order

SEARCH = "search"
PAGES = "pages"
PROBLEMS = "problems"
NONE_FITS = "No card fits."
ORDERS: tuple[Order, ...] = ("key", "due", "stability", "difficulty", "lapses", "seen")
ORDER_WORDS = {
    "key": "by deck",
    "due": "the soonest due first",
    "stability": "the least stable first",
    "difficulty": "the hardest first",
    "lapses": "the most often forgotten first",
    "seen": "the last seen first",
}
LISTS = (
    ("Due", "is:due"),
    ("Leeches", "is:leech"),
    ("Flagged", "is:flagged"),
    ("Noted", "is:noted"),
    ("Suspended", "is:suspended"),
    ("Retired", "is:retired"),
)
DEEDS = ("mark", "mark_all", "deed", "undo", "edit", "order")
MORE_KEYS = (
    ("library.flag", "flag"),
    ("library.bury", "not today"),
    ("library.note", "note"),
    ("library.due", "set due"),
    ("library.reset", "make new"),
    ("library.edit", "edit"),
    ("library.order", "order"),
)


class LibraryScreen(RoomScreen):
    """The library."""

    CSS_PATH = "library.tcss"
    AUTO_FOCUS = "#cards"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="library.search"),
        Binding("x", "mark", "Mark", id="library.mark"),
        Binding("ctrl+a", "mark_all", "Mark all", show=False, id="library.mark-all"),
        Binding("s", "deed('suspend')", "Suspend", id="library.suspend"),
        Binding("f", "deed('flag')", "Flag", show=False, id="library.flag"),
        Binding("b", "deed('bury')", "Not today", show=False, id="library.bury"),
        Binding("m", "deed('note')", "Note", show=False, id="library.note"),
        Binding("d", "deed('due')", "Set due", show=False, id="library.due"),
        Binding("r", "deed('reset')", "Make new", show=False, id="library.reset"),
        Binding("u", "undo", "Undo", id="library.undo"),
        Binding("ctrl+z", "undo", "Undo", show=False),
        Binding("e", "edit", "Edit", show=False, id="library.edit"),
        Binding("o", "order", "Order", show=False, id="library.order"),
        Binding("escape", "back", "Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._queries: dict[str, str] = {}
        self._problems: list[Problem] = []
        self._order = 0
        self._total = 0
        self._query = ""
        self._searched = False
        self._handling = Handling(self, self._handled)

    def compose_room(self) -> ComposeResult:
        """Lay out the shelves on the left; the search, its cards and the problems on the right."""
        yield TitleBar(self.room.practice_clock)
        with Horizontal(id="shelves-and-cards"):
            with Vertical(id="shelves"):
                yield RowList(id="groups", markup=False)
            with Vertical(id="found"):
                with Horizontal(id="search-line"):
                    yield Static("/", id="search-sign")
                    yield LineInput(id="search", placeholder="all cards", max_length=1000, compact=True)
                yield Static(id="refused")
                yield Static(NONE_FITS, id="none-fits")
                yield CardTable(id="cards")
                yield RowList(id="problems", markup=False)
        yield Static(id="more-keys")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen and fetch the shelves and the first cards."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Library"))
        self.query_one("#refused").display = False
        self.query_one("#none-fits").display = False
        self.query_one("#problems").display = False
        keys = "  ".join(f"{self.key_for(name)} {words}" for name, words in MORE_KEYS)
        self.query_one("#more-keys", Static).update(plain(keys))
        self.start(self._fetch_shelves(), alone=True)
        self._search("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is done to cards while the table has the focus; letters may belong to the search."""
        if action in DEEDS and not self._table.has_focus:
            return False
        return super().check_action(action, parameters)

    def on_descendant_focus(self) -> None:
        """Offer the keys anew: which of them work depends on the focus."""
        self.refresh_bindings()

    @property
    def _table(self) -> CardTable:
        return self.query_one("#cards", CardTable)

    def action_search(self) -> None:
        """Go to the search line."""
        self.query_one("#search").focus()

    def action_back(self) -> None:
        """Leave the search line, or the marks, or the library."""
        if self.query_one("#search").has_focus:
            self._to_cards()
        elif self._table.marked:
            self._table.mark(tuple(self._table.marked), on=False)
            self._count()
        else:
            self.app.pop_screen()

    def action_mark(self) -> None:
        """Mark the card of the row, or take its mark away, and go to the next."""
        card = self._table.card
        if card is not None:
            self._table.mark((card.key,), on=card.key not in self._table.marked)
            self._table.action_cursor_down()
            self._count()

    async def action_mark_all(self) -> None:
        """Mark every card that the search finds."""
        try:
            self._table.mark(await self.room.work.library.keys(self._query), on=True)
        except CsmdrillError as error:
            self.complain(error)
        self._count()

    async def action_deed(self, action: str) -> None:
        """Do something to the marked cards, or to the card of the row."""
        await self._handling.begin(action, self._table.card, tuple(sorted(self._table.marked)))

    async def action_undo(self) -> None:
        """Take the last action on cards back."""
        await self._handling.undo()

    async def action_edit(self) -> None:
        """Open the card at its line."""
        card = self._table.card
        if card is not None:
            await edit_card(self, card.key)
            await self._again()

    def action_order(self) -> None:
        """Show the cards in another order."""
        self._order = (self._order + 1) % len(ORDERS)
        self.say(f"Order: {ORDER_WORDS[ORDERS[self._order]]}.")
        self._search(self._query)

    @on(OptionList.OptionHighlighted, "#groups")
    def _shelf_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        name = event.option.id or ""
        self._show_problems(name == PROBLEMS)
        if name in self._queries and self.query_one("#groups").has_focus:
            self.query_one("#search", LineInput).value = self._queries[name]

    @on(OptionList.OptionSelected, "#groups")
    def _shelf_selected(self) -> None:
        self._to_cards()

    @on(OptionList.OptionSelected, "#problems")
    async def _problem_selected(self, event: OptionList.OptionSelected) -> None:
        problem = self._problems[event.option_index]
        if Path(problem.path).exists():
            await edit_file(self, problem.path, problem.line)
        else:
            await self._forget(problem)
        await self._fetch_shelves(to_problems=True, row=event.option_index)
        await self._again()

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        self._search(event.value)

    @on(Input.Submitted, "#search")
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            await self._find(event.value)
        except SearchRejected as error:
            self._refuse(error)
        except CsmdrillError as error:
            self.complain(error)
        else:
            self._to_cards()

    @on(DataTable.RowSelected)
    def _card_selected(self) -> None:
        card = self._table.card
        if card is not None:
            self.app.push_screen(CardHistoryScreen(card.key))

    @on(DataTable.RowHighlighted)
    def _near_the_end(self, event: DataTable.RowHighlighted) -> None:
        fetched = len(self._table.cards)
        if fetched < self._total and event.cursor_row >= fetched - PAGE // 4:
            self.start(self._fetch_more(), group=PAGES, alone=True)

    def _search(self, query: str) -> None:
        """Search while one types; a search that is not finished changes nothing."""
        self.start(self._find_quietly(query), group=SEARCH, alone=True)

    async def _find_quietly(self, query: str) -> None:
        try:
            await self._find(query)
        except SearchRejected:
            return
        except CsmdrillError as error:
            self.complain(error)

    async def _find(self, query: str, row: int = 0, limit: int = PAGE) -> None:
        found = await self.room.work.library.found(query, limit, ORDERS[self._order])
        self._query, self._total, self._searched = query, found.total, True
        self.query_one("#refused").display = False
        self._show_problems(self.query_one("#problems").display)
        self._table.show(found.rows, row)
        self._count()

    async def _fetch_more(self) -> None:
        query, fetched = self._query, len(self._table.cards)
        try:
            rows = await self.room.work.library.page(query, fetched, ORDERS[self._order])
        except CsmdrillError as error:
            self.complain(error)
            return
        if (query, fetched) == (self._query, len(self._table.cards)):
            self._table.more(rows)

    async def _again(self) -> None:
        """Fetch the cards that are on the screen anew; the cursor stays in its row."""
        try:
            await self._find(self._query, self._table.cursor_row, max(PAGE, len(self._table.cards)))
        except CsmdrillError as error:
            self.complain(error)

    async def _handled(self, sentence: str) -> None:
        """Say what was done to cards and show them as they are now."""
        self._table.marked = set()
        await self._again()
        self.say(sentence)

    def say(self, sentence: str, title: str = "", severity: SeverityLevel = "information") -> None:
        """Show a banner in the place of the one before: they follow each other key by key."""
        self.app.clear_notifications()
        super().say(sentence, title, severity)

    async def _forget(self, problem: Problem) -> None:
        """Read the decks without a file that is gone."""
        try:
            await self.room.work.refresh()
        except CsmdrillError as error:
            self.complain(error)
            return
        self.say(f"{near(problem.path)} is gone, and its problems with it.", severity="warning")

    async def _fetch_shelves(self, to_problems: bool = False, row: int = 0) -> None:
        try:
            groups = await self.room.work.library.groups()
            problems = await self.room.work.library.problems()
        except CsmdrillError as error:
            self.complain(error)
            return
        self._problems = sorted(problems, key=lambda each: (not each.is_error, each))
        self._show_shelves(groups)
        if to_problems:
            self._to_problems(row)

    def _to_problems(self, row: int) -> None:
        """Go back to the problems, as long as there are any."""
        if self._problems:
            shelves = self.query_one("#groups", RowList)
            shelves.highlighted = shelves.get_option_index(PROBLEMS)
            self.query_one("#problems", RowList).highlighted = min(row, len(self._problems) - 1)
        self._show_problems(bool(self._problems))
        self._to_cards()

    def _show_shelves(self, groups: Groups) -> None:
        rows = self.query_one("#groups", RowList)
        rows.clear_options()
        self._queries = {"all": ""}
        rows.add_option(Option("All cards", id="all"))
        lists = [(title, query, "") for title, query in LISTS]
        self._add_shelf(rows, "Lists", lists)
        for title, found in (("Decks", groups.decks), ("Skills", groups.competencies), ("Tags", groups.tags)):
            self._add_shelf(rows, title, [_as_shelf(group) for group in found])
        told = self.query_one("#problems", RowList)
        told.clear_options()
        if self._problems:
            rows.add_option(Option(plain(f"Problems {len(self._problems)}", "$warning"), id=PROBLEMS))
            told.add_options(Option(problem_row(each)) for each in self._problems)
            told.highlighted = 0
        rows.highlighted = 0

    def _add_shelf(self, rows: RowList, title: str, shelves: list[tuple[str, str, str]]) -> None:
        if shelves:
            rows.add_option(Option(plain(title, "bold $accent"), disabled=True))
        for name, query, cards in shelves:
            key = str(len(self._queries))
            self._queries[key] = query
            short = name if len(name) <= 15 else f"{name[:14].rstrip()}…"
            rows.add_option(Option(plain(f" {short:<15}{cards:>4}"), id=key))

    def _show_problems(self, shown: bool) -> None:
        self.query_one("#problems").display = shown
        self._table.display = not shown
        self.query_one("#none-fits").display = not shown and self._searched and not self._total

    def _to_cards(self) -> None:
        problems = self.query_one("#problems")
        (problems if problems.display else self._table).focus()

    def _refuse(self, error: SearchRejected) -> None:
        refused = self.query_one("#refused", Static)
        refused.update(plain(f"{error.hint}\n{error.sentence}", "$warning"))
        refused.display = True

    def _count(self) -> None:
        marked = f"{len(self._table.marked)} marked · " if self._table.marked else ""
        self.query_one(TitleBar).show(right=plain(f"{marked}{counted(self._total, 'card')}"))


def problem_row(problem: Problem) -> Content:
    """Return a problem as a row: how grave it is, where it is, what it is."""
    grave = plain(f"{problem.severity:<9}", "$error" if problem.is_error else "$warning")
    place = f"{near(problem.path)}:{problem.line}:{problem.col}  "
    return Content.assemble(grave, plain(place, "bold"), plain(problem.message))


def _as_shelf(group: Group) -> tuple[str, str, str]:
    return group.title, group.query, str(group.cards)
