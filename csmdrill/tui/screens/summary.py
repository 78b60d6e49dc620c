"""Summary: what was hard, what is left, when it goes on; one key to go on or leave."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.services.views import Missed, SummaryView
from csmdrill.services.wording import counted, level_words, outlook_words, passed_over_words
from csmdrill.tui import practising
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar

FIRST_WORDS = {"time": "Time.", "done": "Done for now.", "stopped": "Stopped here."}
EXTRA_MINUTES = 5
SHOWN_MISSED = 6
LONGEST_LINE = 70


class SummaryScreen(RoomScreen):
    """The end of a session.

    Args:
        view: what to say about it.
    """

    CSS_PATH = "summary.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,escape", "home", "Today", key_display="enter", id="summary.today"),
        Binding("m", "more", f"{EXTRA_MINUTES} more min", id="summary.more"),
        Binding("u,ctrl+z", "undo", "Undo", key_display="u", id="summary.undo"),
        Binding("q", "app.quit", "Quit", id="summary.quit"),
    ]

    def __init__(self, view: SummaryView) -> None:
        super().__init__()
        self._view = view

    def compose_room(self) -> ComposeResult:
        """Lay out the summary."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="summary"):
            yield Static(figures(self._view), id="figures")
            if self._view.missed:
                yield Static(missed_list(self._view.missed), id="missed")
            yield Static(outlook(self._view), id="outlook")
            yield Static(id="level")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen; when the person will be level again is said once it is computed."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Summary"))
        if self._view.today.behind or self._view.tomorrow.behind:
            self.start(self._look_ahead())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to go on only where something is left, and undo only where something was answered."""
        if action == "more" and self._view.reason == "done" and not self._view.due + self._view.new:
            return False
        if action == "undo" and not self._view.undoable:
            return False
        return super().check_action(action, parameters)

    async def _look_ahead(self) -> None:
        try:
            level_again = await self.room.work.level_again()
        except CsmdrillError as error:
            self.complain(error)
            return
        self.query_one("#level", Static).update(plain(level_words(level_again, self._view.box)))

    def action_home(self) -> None:
        """Go back to Today."""
        self.app.pop_screen()

    async def action_more(self) -> None:
        """Go on for some minutes."""
        try:
            view = await self.room.work.more(EXTRA_MINUTES)
        except CsmdrillError as error:
            self.complain(error)
            return
        if view is None:
            self.say("Nothing more is due now.")
        else:
            practising.go_on(self.room, view)

    async def action_undo(self) -> None:
        """Take the last answer back and go on with its card."""
        try:
            view = await self.room.work.undo()
        except CsmdrillError as error:
            self.complain(error)
            return
        if view is not None:
            practising.go_on(self.room, view)


def figures(view: SummaryView) -> Content:
    """Return how the session ended and what was done in it."""
    minutes, seconds = divmod(view.spent_ms // 1000, 60)
    lines = [
        Content.assemble(
            (FIRST_WORDS[view.reason], "bold"),
            f"  {counted(view.answered, 'answer')} in {minutes}:{seconds:02}.",
        )
    ]
    if view.answered:
        new = f" {view.introduced} met for the first time." if view.introduced > 0 else ""
        lines.append(plain(f"{ratings(view)}.{new}"))
    return Content("\n").join(lines)


def ratings(view: SummaryView) -> str:
    """Return how often each rating was given; one that never was is left out."""
    good = view.answered - view.again - view.hard - view.easy
    given = {"again": view.again, "hard": view.hard, "good": good, "easy": view.easy}
    return ", ".join(f"{times} {name}" for name, times in given.items() if times)


def missed_list(missed: tuple[Missed, ...]) -> Content:
    """Return the cards that were hard, each with its answer."""
    lines = [plain("Hard today", "bold $accent")]
    for card in missed[-SHOWN_MISSED:]:
        lines.append(plain(one_line(card.prompt)))
        lines.append(plain("    " + one_line(card.answer), "dim"))
    return Content("\n").join(lines)


def outlook(view: SummaryView) -> Content:
    """Return what is left today and what comes tomorrow."""
    skipped = f"{passed_over_words(view.gone)}\n" if view.gone else ""
    return plain(skipped + outlook_words(view))


def one_line(text: str) -> str:
    """Return a text on one line, cut after a word where it is too long; a word too long is cut itself."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_LINE:
        return line
    cut = line[: LONGEST_LINE - 1]
    return (cut if line[LONGEST_LINE - 1] == " " else cut.rpartition(" ")[0] or cut) + "…"
