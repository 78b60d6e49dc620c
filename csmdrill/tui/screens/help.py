"""Help: the keys, and how practice works, on one page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from csmdrill.practice.keymap import BINDINGS, bound_by, key_sign
from csmdrill.tui.hanging import Hanging
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.long_page import LongPage
from csmdrill.tui.widgets.title_bar import TitleBar

TITLE = "bold $accent"
MEANING = 24
"""Columns before what a key does."""

Row = tuple[tuple[str, ...], str]
"""Keys, each by the name of its binding or as it is, and what they do."""

KEYS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    (
        "Everywhere",
        (
            (("app.help", "f1"), "this page; f1 while typing"),
            (("ctrl+p",), "all commands: theme, two or four ratings, quit"),
            (("ctrl+q",), "quit: rated cards are kept; a role-play asks first"),
        ),
    ),
    (
        "Today",
        (
            (("today.practise",), "practise"),
            (("today.more-new",), "practise with 8 more new cards than the day's"),
            (("today.role-plays",), "role-plays: scenarios, attempts, ratings to finish"),
            (("today.circuit",), "the circuit of benchmarks that is due"),
            (("today.skills",), "skills: what you know, your own ratings, a coach's"),
            (("today.library",), "library: search, read and handle cards"),
            (("today.stats",), "statistics"),
            (("today.settings",), "settings, keys of your own, leave"),
            (("today.reread",), "read the deck files again"),
            (("today.quit",), "quit"),
        ),
    ),
    (
        "Practice",
        (
            (("practice.reveal",), "reveal; then accept the rating suggested"),
            (("a b c ...",), "choose an option; after the reveal, tick a point"),
            (("practice.again", "practice.good"), "again, good"),
            (("practice.hard", "practice.easy"), "hard, easy: with four ratings"),
            (("practice.undo", "ctrl+z"), "take the last answer back, up to 30"),
            (("practice.redo",), "bring it back"),
            (("down", "pagedown"), "more of a card that goes on below"),
            (("practice.why",), "the reason again; before the reveal, the last one"),
            (("practice.suspend",), "suspend the card: it is left out from now on"),
            (("e", "practice.editor"), "edit the card, at its line; e not while typing"),
            (("practice.stop",), "stop here"),
        ),
    ),
    (
        "Role-play",
        (
            (("1 2 3 4 5",), "on the brief: what you will rate; enter begins"),
            (("brief.voice",), "on the brief: speak aloud, or type"),
            (("enter",), "say the line, for good; silence is an answer too"),
            (("up", "down"), "what was said before; pageup, pagedown too"),
            (("space",), "aloud: mark that you begin to speak, and stop"),
            (("n",), "aloud: note what you said so far"),
            (("ctrl+d", "d"), "you are through; d where nothing is typed"),
            (("stage.pause",), "pause; p where nothing is typed (practice only)"),
            (("stage.brief",), "the brief again; b where nothing is typed (practice)"),
            (("stage.restart",), "from the start, while paused; r as p (practice only)"),
            (("escape",), "end it; asks once"),
        ),
    ),
    (
        "Rating yourself",
        (
            (("a b c d",), "answer a check"),
            (("1 2 3 4 5", "n"), "rate; n: it did not apply"),
            (("debrief.evidence",), "pick lines of the transcript as evidence"),
            (("debrief.more",), "rate the other criteria too (practice)"),
            (("escape",), "later; what is rated is kept"),
        ),
    ),
    (
        "What happened",
        (
            (("reveal.again",), "take the line again, live from there (practice)"),
            (("reveal.correct",), "say what the line meant (practice)"),
            (("reveal.strong", "reveal.weak"), "a strong, a weak run"),
            (("reveal.replay",), "replay; space pauses, f goes faster, arrows scrub"),
            (("reveal.card", "reveal.repeat"), "add a card; repeat the scenario in some days"),
        ),
    ),
    (
        "Coach",
        (
            (("enter",), "rate the file, blind; if rated, the gap again"),
            (("a b c d", "1 2 3 4 5", "n"), "checks and ratings, as when you rate yourself"),
            (("coach.comment",), "after the rating: a comment on the line pointed at"),
            (("escape",), "later; what is rated is kept"),
        ),
    ),
    (
        "Skills",
        (
            (("enter",), "open the skill; there, begin the next step"),
            (("left", "right", "tab"), "another channel: know, self, coach"),
            (("skill.compare",), "self and coach side by side"),
            (("skill.history",), "attempts at the skill"),
            (("skill.baseline",), "a new baseline, where it has improved; asks first"),
            (("skill.undo",), "take the new baseline back"),
            (("skill.z",), "the statistic behind the state"),
        ),
    ),
    (
        "Library",
        (
            (("library.search",), "search, see docs/search.md; enter goes to the cards"),
            (("tab",), "from the shelves to the search to the cards"),
            (("enter",), "the whole card, its history; of a problem, its place"),
            (("library.mark",), "mark it, go to the next; act on all marked ones"),
            (("library.mark-all",), "mark all that were found"),
            (("library.suspend",), "suspend, or bring back"),
            (("library.flag",), "flag, or take the flag off"),
            (("library.bury",), "not today"),
            (("library.note",), "note to yourself"),
            (("library.due",), "set the day on which it is due"),
            (("library.reset",), "make it new again; its history is kept"),
            (("library.undo", "ctrl+z"), "take the last action back, all of it"),
            (("library.edit",), "edit the card, at its line"),
            (("library.order",), "another order; the title says which it is"),
            (("escape",), "drop a search without cards, or the marks; then back"),
        ),
    ),
    (
        "Card",
        (
            (
                ("library.suspend", "library.flag", "library.note"),
                "suspend, flag, note: as in the library",
            ),
            (("library.bury", "library.due", "library.reset"), "not today, set due, make new"),
            (("library.undo",), "take the last action back, all of it"),
            (("card.edit",), "edit the card, at its line"),
            (("escape",), "back"),
        ),
    ),
    (
        "Settings",
        (
            (("enter",), "change the setting; for a key, press the new one"),
            (("settings.undo", "ctrl+z"), "take the last change back; of leave, too"),
            (("backspace",), "of keys: the usual one; of leave: remove it"),
            (("a",), "of leave: add one"),
        ),
    ),
    (
        "Summary",
        (
            (("summary.more",), "5 more minutes"),
            (("summary.undo",), "take the last answer back"),
            (("summary.today",), "to Today"),
            (("summary.quit",), "quit"),
        ),
    ),
)

SECTIONS: Mapping[str, str] = {
    "PracticeScreen": "Practice",
    "RolePlaysScreen": "Role-play",
    "CircuitScreen": "Role-play",
    "AttemptsScreen": "Role-play",
    "BriefScreen": "Role-play",
    "BriefAgainScreen": "Role-play",
    "StageScreen": "Role-play",
    "ReflectScreen": "Role-play",
    "DebriefScreen": "Rating yourself",
    "RevealScreen": "What happened",
    "ExampleScreen": "What happened",
    "NewCardScreen": "What happened",
    "RepeatScreen": "What happened",
    "ReplayScreen": "What happened",
    "CoachInboxScreen": "Coach",
    "CoachDebriefScreen": "Coach",
    "CoachRevealScreen": "Coach",
    "CommentScreen": "Coach",
    "LibraryScreen": "Library",
    "CardHistoryScreen": "Card",
    "AskScreen": "Library",
    "SkillsScreen": "Skills",
    "SkillScreen": "Skills",
    "GapScreen": "Skills",
    "SettingsScreen": "Settings",
    "KeysScreen": "Settings",
    "LeaveScreen": "Settings",
    "SummaryScreen": "Summary",
}
"""At which part of the table the page opens, by the screen below it; at its top for all others."""

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
        rows, first = key_rows(self.room.keymap), self._title()
        at = next((number for number, row in enumerate(rows) if row == plain(first, TITLE)), 0)
        yield LongPage([*rows, Content(), plain(HOW)], at, id="help")
        yield KeyBar()

    def on_mount(self) -> None:
        """Name the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Help"))

    def _title(self) -> str:
        """Return the title above the keys of the screen below; nothing where none has them."""
        return SECTIONS.get(type(self.app.screen_stack[-2]).__name__, "")

    def action_back(self) -> None:
        """Go back to where one came from."""
        self.app.pop_screen()


def key_rows(own: Mapping[str, str]) -> list[Content | Hanging]:
    """Return every key in force with what it does, below titles; the person's own first if there are some."""
    rows: list[Content | Hanging] = []
    if own:
        deeds = {each.id: f"{each.room}: {each.meaning}" for each in BINDINGS}
        rows.append(plain("Your own keys", TITLE))
        rows += [_hanging(plain(f"  {key_sign(key)}"), deeds[name]) for name, key in own.items()]
    for title, keys in KEYS:
        rows.append(plain(title, TITLE))
        rows += [_row(names, meaning, own) for names, meaning in keys]
    return rows


def _row(names: tuple[str, ...], meaning: str, own: Mapping[str, str]) -> Hanging:
    keys = ", ".join(key for name in names for key in _in_force(name, own))
    return _hanging(plain(f"  {keys}", "$accent" if own.keys() & set(names) else ""), meaning)


def _hanging(keys: Content, meaning: str) -> Hanging:
    """Return keys and what they do; long words hang under themselves, and stand apart from long keys."""
    return Hanging(keys, plain(meaning), max(MEANING, keys.cell_length + 1))


def _in_force(name: str, own: Mapping[str, str]) -> list[str]:
    """Return the keys of a binding as they are written here; what is none stands for itself."""
    bound = bound_by(name)
    if bound is None:
        return [name]
    keys = (own[name],) if name in own else bound.keys
    return [key if key.startswith("ctrl+") or key == "escape" else key_sign(key) for key in keys]
