"""Help: the keys, and how practice works, on one page."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Footer, Static

from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.title_bar import TitleBar

KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Everywhere",
        (
            ("?, f1", "this page; f1 while typing"),
            ("ctrl+p", "all commands: theme, two or four ratings, quit"),
            ("ctrl+q", "quit; every answer is kept"),
        ),
    ),
    (
        "Today",
        (
            ("enter", "practise"),
            ("n", "practise with 8 more new cards than the day's"),
            ("s", "statistics"),
            ("r", "read the deck files again"),
            ("q", "quit"),
        ),
    ),
    (
        "Practice",
        (
            ("space, enter", "reveal; then accept the rating suggested"),
            ("a b c ...", "choose an option; after the reveal, tick a point"),
            ("1 3", "again, good; with four ratings also 2 hard and 4 easy"),
            ("u, ctrl+z", "take the last answer back, up to 30"),
            ("ctrl+r, ctrl+y", "bring it back"),
            ("w", "the reason again; before the reveal, of the last card"),
            ("e, f2", "edit the card, at its line; f2 while typing"),
            ("escape", "stop here"),
        ),
    ),
    ("Summary", (("m", "5 more minutes"), ("u", "take the last answer back"), ("enter", "to Today"))),
)

HOW = (
    "Each card comes back when you are about to forget it; the rating decides when. "
    "Again means you did not have it; Good means you had it. Be strict: nobody sees it but you. "
    "Options, numbers and typed words are judged for you; overrule that with a rating. "
    "The session stops by itself when your minutes are over, at the end of a card. "
    "Every answer is on disk before the next card is drawn."
)


class HelpScreen(RoomScreen):
    """The keys and the idea."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,question_mark,f1", "back", "Back", key_display="esc")
    ]

    def compose_room(self) -> ComposeResult:
        """Lay out the page."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="help"):
            yield Static(key_table())
            yield Static(plain(HOW), id="how")
        yield Footer()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Help"))

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.app.pop_screen()


def key_table() -> Content:
    """Return every key with what it does."""
    lines: list[Content] = []
    for title, keys in KEYS:
        lines.append(plain(title, "bold $accent"))
        lines.extend(Content.assemble(f"  {key:<16}", (meaning, "")) for key, meaning in keys)
    return Content("\n").join(lines)
