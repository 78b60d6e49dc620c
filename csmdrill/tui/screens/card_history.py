"""Card history: the whole card to be read and handled, its memory, and everything that happened to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Sparkline, Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.wording import counted, date_words, skill_title
from csmdrill.tui.editing import edit_card
from csmdrill.tui.safe import near, plain, prose
from csmdrill.tui.screens.handling import Handling, key_row
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.services.cards import CardHistory, Happened
    from csmdrill.tui.card_words import Said

MOST_POINTS = 40
MORE_KEYS = (("library.bury", "not today"), ("library.due", "set due"), ("library.reset", "make new"))
HEAD = f"{'Day':<17}{'':<22}{'next in':>9}{'stability':>11}{'took':>7}"


class CardHistoryScreen(RoomScreen):
    """A card and its history.

    Args:
        key: of the card.
    """

    CSS_PATH = "card_history.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", "Edit", id="card.edit"),
        Binding("s", "deed('suspend')", "Suspend", id="library.suspend"),
        Binding("f", "deed('flag')", "Flag", id="library.flag"),
        Binding("m", "deed('note')", "Note", id="library.note"),
        Binding("b", "deed('bury')", "Not today", show=False, id="library.bury"),
        Binding("d", "deed('due')", "Set due", show=False, id="library.due"),
        Binding("r", "deed('reset')", "Make new", show=False, id="library.reset"),
        Binding("u", "undo", "Undo", id="library.undo"),
        Binding("escape,enter,q", "back", "Back", key_display="esc"),
    ]

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._marks: frozenset[str] = frozenset()
        self._handling = Handling(self, self._handled)
        self.shown = False

    def compose_room(self) -> ComposeResult:
        """Lay out the page; it is filled once the history is there."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="history"):
            yield Static(id="card")
            yield Static(id="place")
            yield Static(id="memory")
            yield Static(id="note")
            with Horizontal(id="curve"):
                yield Static("Stability  ", id="curve-title")
                yield Sparkline([], id="stability")
                yield Static(id="curve-words")
            yield Static(id="events")
        yield Static(id="more-keys")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen and fetch the history."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Library · Card"))
        self.query_one("#curve").display = False
        self.query_one("#more-keys", Static).update(key_row(self, MORE_KEYS))
        self.start(self._fetch(), alone=True)

    async def action_deed(self, action: str) -> None:
        """Do something to the card, as the library does to that of its row."""
        if not self.shown:  # the key came before the card
            await self._fetch()
        if self.shown:
            await self._handling.begin(action, (self._key,), self._marks)

    async def action_undo(self) -> None:
        """Take the last action on cards back."""
        await self._handling.undo()

    async def action_edit(self) -> None:
        """Open the card at its line, and show it as it is then."""
        await edit_card(self, self._key)
        await self._fetch()

    def action_back(self) -> None:
        """Go back to the list."""
        self.app.pop_screen()

    async def _handled(self, sentence: str) -> None:
        """Show the card as it is now and say what was done."""
        await self._fetch()
        self.hush()
        self.say(sentence)

    async def _fetch(self) -> None:
        try:
            card = await self.room.work.library.history(self._key)
            words = await self.room.work.library.words(self._key)
        except CsmdrillError as error:
            self.complain(error)
            return
        self.show_card(card, words)

    def show_card(self, card: CardHistory, words: tuple[Said, ...]) -> None:
        """Show a card, by all its words, and its history."""
        self.shown = True
        held = {"suspended": card.suspended, "flagged": card.flagged}
        self._marks = frozenset(mark for mark, holds in held.items() if holds)
        self.query_one(TitleBar).show(right=plain(" · ".join(marks_of(card)), "$warning"))
        self.query_one("#card", Static).update(whole_card(words) if words else plain(card.title, "bold"))
        self.query_one("#place", Static).update(place_lines(card))
        self.query_one("#memory", Static).update(memory_line(card))
        note = self.query_one("#note", Static)
        note.update(Content.assemble(("note  ", "$accent"), plain(card.note)))
        note.display = bool(card.note)
        points = [each.stability for each in card.events if each.stability and not each.undone][-MOST_POINTS:]
        self.query_one("#curve").display = len(points) > 1
        if len(points) > 1:
            self._draw(points)
        self.query_one("#events", Static).update(event_table(card.events))

    def _draw(self, points: list[float]) -> None:
        curve = self.query_one("#stability", Sparkline)
        curve.styles.width = len(points)
        curve.data = [math.log1p(point) for point in points]
        words = f"  {days_words(points[0])} to {days_words(points[-1])}, drawn by its logarithm"
        self.query_one("#curve-words", Static).update(plain(words, "dim"))


def whole_card(words: tuple[Said, ...]) -> Content:
    """Return all that a card says, each text below its title."""
    return Content("\n\n").join(
        Content.assemble((title, "$accent"), "\n", prose(text)) for title, text in words
    )


def marks_of(card: CardHistory) -> list[str]:
    """Return in words what a card is beside its schedule."""
    marks = {
        "suspended": card.suspended,
        "not today": card.buried,
        "flagged": card.flagged,
        "leech: rewrite, split or suspend it": card.leech,
        "retired: no deck has it": not card.live,
    }
    return [word for word, holds in marks.items() if holds]


def place_lines(card: CardHistory) -> Content:
    """Return what the card is and where it stands."""
    parts = [card.kind, card.deck_title, skill_title(card.competency) if card.competency else ""]
    tags = f"tags: {', '.join(card.tags)}" if card.tags else ""
    what = " · ".join(part for part in (*parts, tags) if part)
    where = f"{near(card.path)}:{card.line}" if card.path else "in no deck any more"
    return plain("\n".join(line for line in (what, card.key, where) if line), "dim")


def memory_line(card: CardHistory) -> Content:
    """Return what is remembered of a card, on one line."""
    if card.due is None or card.stability is None or card.difficulty is None:
        return plain("New: never answered.")
    words = f"{counted(card.reps, 'answer')}, forgotten {counted(card.lapses, 'time')}"
    memory = f"stability {days_words(card.stability)}, difficulty {card.difficulty:.1f} of 10"
    return Content.assemble(
        plain(f"Due {date_words(card.due)} {card.due.year}", "bold"), plain(f" · {memory} · {words}")
    )


def days_words(days: float) -> str:
    """Return a number of days: `0.4 days`, `12 days`."""
    return f"{days:.1f} days" if days < 10 else f"{days:.0f} days"


def event_table(events: tuple[Happened, ...]) -> Content:
    """Return everything that happened, the newest first; what was taken back is said to be."""
    if not events:
        return plain("Nothing has happened to it yet.", "dim")
    lines = [Content.styled(HEAD, "dim")]
    lines += [event_line(each) for each in reversed(events)]
    return Content("\n").join(lines)


def event_line(event: Happened) -> Content:
    """Return a review or a handling on one line."""
    words = event.words
    if event.what == "review" and event.scheduled is False:
        words += ", practice only"
    if event.undone:
        words += ", taken back"
    interval = "" if event.interval is None else counted(event.interval, "day")
    stability = "" if event.stability is None else days_words(event.stability)
    took = "" if event.took_ms is None else f"{event.took_ms / 1000:.0f} s"
    day = f"{date_words(event.day)} {event.day.year}"
    line = f"{day:<17}{words:<22}{interval:>9}{stability:>11}{took:>7}"
    return plain(line, "dim" if event.undone else "")
