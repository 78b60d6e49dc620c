"""Library: every card by deck, competency and tag; search, mark and handle them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from csmdrill.core.errors import CsmdrillError, SearchRejected
from csmdrill.services.wording import counted
from csmdrill.tui.editing import edit_card, edit_file
from csmdrill.tui.library_work import PAGE
from csmdrill.tui.safe import near, plain
from csmdrill.tui.screens.card_history import CardHistoryScreen
from csmdrill.tui.screens.handling import Handling, key_row
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.card_table import CardTable
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.line_input import LineInput
from csmdrill.tui.widgets.problem_rows import ProblemRows
from csmdrill.tui.widgets.shelves import PROBLEMS, Shelves
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from csmdrill.content.problem import Problem
    from csmdrill.storage.found import Order

SEARCH = "search"
PAGES = "pages"
NONE_FITS = "No card fits. esc shows all cards again."
NONE_THERE = "No cards yet. Put decks into your decks folder, or see csmdrill check."
ORDERS: tuple[Order, ...] = ("key", "due", "stability", "difficulty", "lapses", "seen")
ORDER_WORDS = {
    "key": "by deck",
    "due": "soonest due first",
    "stability": "least stable first",
    "difficulty": "hardest first",
    "lapses": "most forgotten first",
    "seen": "last seen first",
}
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
        Binding("escape", "all_cards", "All cards"),
        Binding("escape", "back", "Back"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._order = 0
        self._total = 0
        self._query = ""
        self._before = ""
        self._searched = False
        self._refused = False
        self._handling = Handling(self, self._handled)

    def compose_room(self) -> ComposeResult:
        """Lay out the shelves on the left; the search, its cards and the problems on the right."""
        yield TitleBar(self.room.practice_clock)
        with Horizontal(id="shelves-and-cards"):
            with Vertical(id="shelves"):
                yield Shelves(id="groups", markup=False)
            with Vertical(id="found"):
                with Horizontal(id="search-line"):
                    yield Static("/", id="search-sign")
                    yield LineInput(id="search", placeholder="all cards", max_length=1000, compact=True)
                yield Static(id="refused")
                yield CardTable(id="cards")
                yield Static(id="none-fits")
                yield ProblemRows(id="problems", markup=False)
        yield Static(id="more-keys")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen and fetch the shelves and the first cards."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Library"))
        self.query_one("#refused").display = False
        self.query_one("#none-fits").display = False
        self.query_one("#problems").display = False
        self.start(self._fetch_shelves(), alone=True)
        self._search("")

    def on_screen_resume(self) -> None:
        """Show the cards as they are now: their own screen handles them, too."""
        if self._searched:
            job = self._again() if self._up_to_date else self._find_quietly(self._line.value)
            self.start(job, group=SEARCH, alone=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what is done to cards while the table has the focus, and shows what the search line says."""
        if action in DEEDS and not self._can_handle(action):
            return False
        if action == "all_cards" and not (self._none_fits and self._query):
            return False
        if action == "search" and self.focused is self._line:
            return False
        return super().check_action(action, parameters)

    def on_descendant_focus(self) -> None:
        """Offer the keys anew: which of them work depends on the focus."""
        if self._line.has_focus and not self._refused:
            self._before = self._query
        self._offer_keys()

    def _can_handle(self, action: str) -> bool:
        """Return whether a key of the cards can do something; the last action is taken back without any."""
        return self._on_cards and self._up_to_date and (action == "undo" or bool(self._total))

    def _offer_keys(self) -> None:
        usable = self._can_handle("mark")
        self.query_one("#more-keys", Static).update(key_row(self, MORE_KEYS) if usable else "", layout=False)
        self.refresh_bindings()

    @property
    def _table(self) -> CardTable:
        return self.query_one("#cards", CardTable)

    @property
    def _on_cards(self) -> bool:
        """Whether keys go to the table; true or false at once, before it is told of the focus."""
        return self.focused is self._table

    @property
    def _line(self) -> LineInput:
        return self.query_one("#search", LineInput)

    @property
    def _up_to_date(self) -> bool:
        """Whether the cards are those of the search line: it may be wrong, or they are on their way."""
        return self._searched and self._line.value == self._query

    @property
    def _none_fits(self) -> bool:
        """Whether the search has found nothing."""
        return self._searched and not self._total and not self._refused

    def action_search(self) -> None:
        """Go to the search line."""
        self.set_focus(self._line)

    def action_all_cards(self) -> None:
        """Show all cards, where a search has found none."""
        self._line.value = ""
        self._to_cards()

    def action_back(self) -> None:
        """Leave the search line, and what is wrong in it; or the marks, or the library."""
        if self._refused:
            self._line.value = self._before
            self._refuse(None)
            self._to_cards()
        elif self._line.has_focus:
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
            self._table.action_move(1)
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
        marked, card = tuple(sorted(self._table.marked)), self._table.card
        if marked:
            await self._handling.begin(action, marked)
        elif card is not None:
            await self._handling.begin(action, (card.key,), card.marks)

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
        self._search(self._query)

    @on(OptionList.OptionHighlighted, "#groups")
    def _shelf_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        shelves, name = self.query_one(Shelves), event.option.id or ""
        self._show_problems(name == PROBLEMS)
        if name in shelves.queries and shelves.has_focus:
            self._line.value = shelves.queries[name]

    @on(OptionList.OptionSelected, "#groups")
    def _shelf_selected(self) -> None:
        self._to_cards()

    @on(OptionList.OptionSelected, "#problems")
    async def _problem_selected(self, event: OptionList.OptionSelected) -> None:
        problem = self.query_one(ProblemRows).problems[event.option_index]
        if Path(problem.path).exists():
            await edit_file(self, problem.path, problem.line)
        else:
            await self._forget(problem)
        await self._fetch_shelves(to_problems=True, row=event.option_index)
        await self._again()

    @on(Input.Changed, "#search")
    def _typed(self, event: Input.Changed) -> None:
        self._offer_keys()
        self._search(event.value)

    @on(Input.Submitted, "#search")
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.workers.cancel_group(self, SEARCH)  # it would move the cursor back to the first card later
        await self._find_quietly(event.value)
        if self._up_to_date:
            self._to_cards()

    @on(CardTable.Chosen)
    def _card_selected(self) -> None:
        card = self._table.card
        if card is not None and self._up_to_date:
            self.app.push_screen(CardHistoryScreen(card.key))

    @on(CardTable.Highlighted)
    def _near_the_end(self, event: CardTable.Highlighted) -> None:
        fetched = len(self._table.cards)
        if fetched < self._total and event.row >= fetched - PAGE // 4:
            self.start(self._fetch_more(), group=PAGES, alone=True)

    def _search(self, query: str) -> None:
        """Search while one types."""
        self.start(self._find_quietly(query), group=SEARCH, alone=True)

    async def _find_quietly(self, query: str) -> None:
        try:
            await self._find(query)
        except SearchRejected as error:
            self._refuse(error)
        except CsmdrillError as error:
            self.complain(error)

    async def _find(self, query: str, limit: int = PAGE, *, again: bool = False) -> None:
        """Show the cards of a search; `again`: the cursor stays in its row, wherever it is by then."""
        found = await self.room.work.library.found(query, limit, ORDERS[self._order])
        self._query, self._total, self._searched = query, found.total, True
        self._table.show(found.rows, self._table.cursor_row if again else 0)
        self._refuse(None)

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
        if not self._up_to_date:
            return
        try:
            await self._find(self._query, max(PAGE, len(self._table.cards)), again=True)
        except CsmdrillError as error:
            self.complain(error)

    async def _handled(self, sentence: str) -> None:
        """Say what was done to cards and show them as they are now."""
        self._table.mark(tuple(self._table.marked), on=False)
        await self._again()
        self.say(sentence)

    def say(self, sentence: str, title: str = "", severity: SeverityLevel = "information") -> None:
        """Show a banner in the place of the one before: they follow each other key by key."""
        self.hush()
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
        self.query_one(ProblemRows).show(problems)
        self.query_one(Shelves).show(groups, problems)
        if to_problems:
            self._to_problems(row)

    def _to_problems(self, row: int) -> None:
        """Go back to the problems, as long as there are any."""
        rows, shelves = self.query_one(ProblemRows), self.query_one(Shelves)
        if rows.problems:
            shelves.highlighted = shelves.get_option_index(PROBLEMS)
            rows.highlighted = min(row, len(rows.problems) - 1)
        self._show_problems(bool(rows.problems))
        self._to_cards()

    def _show_problems(self, shown: bool) -> None:
        """Show the problems of decks, or the cards; in the place of those, why there are none."""
        self.query_one(ProblemRows).display = shown
        self._table.display = not shown and not self._refused
        self.query_one("#refused").display = not shown and self._refused
        self._table.set_class(self._none_fits, "-empty")
        said = self.query_one("#none-fits", Static)
        said.update(NONE_FITS if self._query else NONE_THERE)
        said.display = not shown and self._none_fits

    def _to_cards(self) -> None:
        problems = self.query_one(ProblemRows)
        (problems if problems.display else self._table).focus()

    def _refuse(self, error: SearchRejected | None) -> None:
        """Show what is wrong with the search in the place of its cards, or, for None, the cards."""
        self._refused = error is not None
        if error is not None:
            self.query_one("#refused", Static).update(plain(f"{error.hint}\n{error.sentence}", "$warning"))
        self._show_problems(self.query_one(ProblemRows).display)
        self._count()
        self._offer_keys()

    def _count(self) -> None:
        marked = f"{len(self._table.marked)} marked · " if self._table.marked else ""
        order = ORDER_WORDS[ORDERS[self._order]]
        said = "" if self._refused else f"{marked}{counted(self._total, 'card')}, {order}"
        self.query_one(TitleBar).show(right=plain(said))
