"""Help: the keys, and how practice works, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csmdrill.practice.keymap import BINDINGS, key_sign
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
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
            ("l", "library: search, read and handle cards"),
            ("s", "statistics"),
            (",", "settings, keys of your own, leave"),
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
            ("s", "suspend the card: it is left out from now on"),
            ("e, f2", "edit the card, at its line; f2 while typing"),
            ("escape", "stop here"),
        ),
    ),
    (
        "Library",
        (
            ("/", "search, as in docs/search.md; enter goes to the cards"),
            ("tab", "from the shelves to the search to the cards"),
            ("enter", "the history of the card; of a problem, its place"),
            ("x", "mark the card; what follows is done to all marked ones"),
            ("ctrl+a", "mark all that were found"),
            ("s", "suspend, or bring back"),
            ("f", "flag, or take the flag off"),
            ("b", "not today"),
            ("m", "note to yourself"),
            ("d", "set the day on which it is due"),
            ("r", "make it new again; its history is kept"),
            ("u, ctrl+z", "take the last action back, all of it"),
            ("e", "edit the card, at its line; in its history, too"),
            ("o", "another order"),
            ("escape", "drop the marks; then back"),
        ),
    ),
    (
        "Settings",
        (
            ("enter", "change the setting; for a key, press the new one"),
            ("u, ctrl+z", "take the last change back"),
            ("backspace", "of keys: the usual one; of leave: remove it"),
            ("a", "of leave: add one"),
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
            yield Static(key_table(self.room.keymap))
            yield Static(plain(HOW), id="how")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Help"))

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.app.pop_screen()


def key_table(own: Mapping[str, str]) -> Content:
    """Return every key with what it does, the person's own ones first."""
    lines: list[Content] = []
    if own:
        lines.append(plain("Your own keys", "bold $accent"))
        deeds = {each.id: f"{each.room}: {each.meaning}" for each in BINDINGS}
        lines.extend(plain(f"  {key_sign(key):<16}{deeds[name]}") for name, key in own.items())
    for title, keys in KEYS:
        lines.append(plain(title, "bold $accent"))
        lines.extend(Content.assemble(f"  {key:<16}", (meaning, "")) for key, meaning in keys)
    return Content("\n").join(lines)
