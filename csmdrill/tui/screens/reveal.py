"""Reveal: what the engine found, once the self-rating is saved; then one next act."""

from __future__ import annotations

from itertools import dropwhile, islice
from typing import TYPE_CHECKING, ClassVar

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csmdrill.services.attempt_text import comments_at
from csmdrill.services.rehearsal_views import AttemptView, Rated, ReadAs, Reveal
from csmdrill.services.wording import date_words, gap_words, score_words, unshown_words
from csmdrill.skills.raters import coaches_called, rater_called
from csmdrill.tui import rehearsing
from csmdrill.tui.metric_words import metric_words
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.choose import ChooseScreen
from csmdrill.tui.screens.example import ExampleScreen
from csmdrill.tui.screens.next_act import NewCardScreen, RepeatScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.told import Told, told_lines, with_comments
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar
from csmdrill.tui.widgets.transcript_pane import TranscriptPane

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS = {
    "timeout": "Time was up.",
    "left": "You left it, so it does not count as played.",
    "void": "It is void.",
    "interrupted": "It was broken off.",
}

NEXT = (
    ("card", "add a card"),
    ("repeat", "repeat on a day"),
    ("strong", "a strong run"),
    ("weak", "a weak run"),
    ("replay", "replay"),
)
"""What can be done next, by the end of the binding's name."""


class RevealScreen(RoomScreen):
    """What may be told now.

    Args:
        reveal: what there is to tell.
        view: the attempt.
    """

    CSS_PATH = "reveal.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Line", key_display="↑↓"),
        Binding("down", "move(1)", show=False),
        Binding("t", "again", "Take it again", id="reveal.again"),
        Binding("c", "correct", "Read as", id="reveal.correct"),
        Binding("escape,enter,q", "back", "Done", key_display="esc"),
        Binding("s", "example('strong')", "Strong", show=False, id="reveal.strong"),
        Binding("w", "example('weak')", "Weak", show=False, id="reveal.weak"),
        Binding("p", "replay", "Replay", show=False, id="reveal.replay"),
        Binding("a", "card", "Card", show=False, id="reveal.card"),
        Binding("d", "repeat", "Repeat", show=False, id="reveal.repeat"),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(self, reveal: Reveal, view: AttemptView) -> None:
        super().__init__()
        self._reveal = reveal
        self._view = view
        self._told = told_lines(view.lines, ended=True)

    def compose_room(self) -> ComposeResult:
        """Lay out the summary above the transcript."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="reveal", can_focus=False):
            yield Static(summary(self._reveal), id="found")
            yield TranscriptPane()
            unshown = self._view.unshown
            yield Static(plain(unshown_words(unshown) if unshown else "", "$warning"), id="unshown")
        yield Static(id="more-keys")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Name the screen and show the transcript."""
        self.query_one(TitleBar).show(Content.assemble(plain(self._reveal.title, "bold"), " · what happened"))
        self.query_one(TranscriptPane).can_focus = False
        self.query_one("#more-keys", Static).update(self._more_keys())
        await self._show_lines()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done with this attempt."""
        if not super().check_action(action, parameters):
            return False
        if action == "again":
            return self._reveal.kind == "practice" and self._view.log is not None
        if action == "correct":
            return self._reveal.correctable and bool(self._reveal.concepts) and self._read_as() is not None
        if action == "example":
            return any(each.name == parameters[0] for each in self._reveal.examples)
        if action == "replay":
            return self._view.log is not None
        if action == "repeat":
            return self._reveal.kind == "practice"
        return True

    def _more_keys(self) -> Content:
        """Return the keys that have no room in the foot: the next act, examples, the replay."""
        parts = [
            Content.assemble((self.key_for(f"reveal.{name}"), "$accent bold"), f" {words}")
            for name, words in NEXT
            if self.check_action("example" if name in ("strong", "weak") else name, (name,))
        ]
        return Content("   ").join(parts)

    def action_move(self, way: int) -> None:
        """Point at another line; above the first one stands the summary."""
        pane = self.query_one(TranscriptPane)
        if not self._told:
            return
        cursor = pane.cursor
        if cursor is None:
            pane.point(0 if way > 0 else None)
        elif cursor + way < 0:
            pane.point(None)
            self.query_one("#reveal").scroll_home(animate=False)
        else:
            pane.point(min(len(self._told) - 1, cursor + way))
        self.refresh_bindings()

    def action_page(self, way: int) -> None:
        """Point at the line a page further; above the first one stands the summary."""
        if self._told:
            self.query_one(TranscriptPane).turn(way, self.query_one("#reveal", VerticalScroll))
            self.refresh_bindings()

    async def action_again(self) -> None:
        """Take the line that is pointed at again, else the trainee's first."""
        cursor = self.query_one(TranscriptPane).cursor
        mine = [line for line in self._told if line.kind == "you"]
        at = self._told[cursor].at if cursor is not None else mine[0].at if mine else 0
        await rehearsing.again_from(self, self._reveal.attempt, at)

    def action_correct(self) -> None:
        """Say what the line that is pointed at meant."""
        read = self._read_as()
        if read is None:
            return
        rows = tuple((name, self._reveal.titles[name]) for name in self._reveal.concepts)

        async def chosen(concept: str) -> None:
            self._reveal = await self.room.work.rehearse.correct(self._reveal.attempt, read.at, concept)
            self.app.pop_screen()
            await self._show_lines()
            self.say("From now on the line is understood so when you practise this scenario.")

        self.app.push_screen(ChooseScreen("Read as", f"What did “{read.text}” mean?", rows, chosen))

    def action_example(self, name: str) -> None:
        """Show a strong or a weak run."""
        for example in self._reveal.examples:
            if example.name == name:
                self.app.push_screen(ExampleScreen(self._reveal.title, example))

    async def action_replay(self) -> None:
        """Show the attempt again at its pace."""
        await rehearsing.to_replay(self, self._reveal.attempt)

    def action_card(self) -> None:
        """Make a card of the line that is pointed at."""
        cursor = self.query_one(TranscriptPane).cursor
        heard = [line for line in self._told[: (cursor or 0) + 1] if line.kind == "them"][-1:]
        heard = heard or [line for line in self._told if line.kind == "them"][:1]
        prompt = f"“{heard[0].words}” What do you say?" if heard else ""
        answer = strong_answer(self._reveal, heard[0].words) if heard else ""
        self.app.push_screen(NewCardScreen(prompt, answer, self._view.row.competency))

    def action_repeat(self) -> None:
        """Choose the day on which the scenario comes again."""
        self.app.push_screen(RepeatScreen(self._reveal))

    def action_back(self) -> None:
        """Go back to where the role-play was begun, past those of which a line was taken again."""
        room = self.room
        while isinstance(room.screen_stack[-2], RevealScreen):
            room.pop_screen()
        rehearsing.leave(self)

    def _read_as(self) -> ReadAs | None:
        """Return how the line that is pointed at was understood, if it is one of the trainee's."""
        panes = self.query(TranscriptPane)
        cursor = panes.first().cursor if panes else None
        return None if cursor is None else self._read_of(self._told[cursor])

    def _read_of(self, told: Told) -> ReadAs | None:
        if told.kind != "you":
            return None
        same = (each for each in self._reveal.read_as if each.at == told.at)
        return next((each for each in same if told.words.endswith(each.text)), None)

    async def _show_lines(self) -> None:
        read = [self._read_of(line) for line in self._told]
        self._told = [
            line
            if found is None
            else msgspec.structs.replace(line, note=read_words(found, self._reveal.titles))
            for line, found in zip(self._told, read, strict=True)
        ]
        comments = comments_at(self._reveal.coached)
        await self.query_one(TranscriptPane).tell(with_comments(self._told, comments))


def strong_answer(reveal: Reveal, heard: str) -> str:
    """Return what is answered to a line in the strong run, where it falls there in the same words."""
    strong = [line for each in reveal.examples if each.name == "strong" for line in each.lines]
    after = dropwhile(lambda line: line.kind != "said" or line.text != heard, strong)
    following = (line for line in islice(after, 1, None) if line.kind in ("said", "you"))
    first = next(following, None)
    return first.text if first is not None and first.kind == "you" else ""


def read_words(read: ReadAs, titles: Mapping[str, str]) -> str:
    """Return how a line was understood, in a few words.

    Args:
        read: the line.
        titles: by concept, what it is called in front of people; one that is gone keeps its name.
    """
    if read.corrected:
        return f"read as: {titles.get(read.corrected, read.corrected)}, as you said"
    names = " · ".join(titles.get(name, name) for name in read.concepts)
    return f"read as: {names or 'nothing in particular'}"


def summary(reveal: Reveal) -> Content:
    """Return how it ended, the ratings, and what was found."""
    ending = REASONS.get(reveal.reason, "")
    if reveal.end:
        outcome = {True: " (pass)", False: " (fail)", None: ""}[reveal.passed]
        ending = f"{ending} It ended as {reveal.end.replace('-', ' ')}{outcome}.".lstrip()
    lines = [plain(ending, "bold"), *ratings(reveal)]
    if reveal.tags:
        lines.append(
            Content.assemble(
                ("found    ", "$accent"), plain(" · ".join(tag.replace("-", " ") for tag in reveal.tags))
            )
        )
    measured = metric_words(reveal.metrics)
    if measured:
        lines.append(Content.assemble(("measured ", "$accent"), plain(measured)))
    if reveal.due_day is not None:
        lines.append(Content.assemble(("again    ", "$accent"), plain(date_words(reveal.due_day))))
    return Content("\n").join([line for line in lines if line.plain])


def ratings(reveal: Reveal) -> list[Content]:
    """Return what was foretold, rated by oneself, and by a coach."""
    lines: list[Content] = []
    if reveal.mine is not None:
        foretold = "" if reveal.predicted is None else f"; you had predicted {reveal.predicted:g}"
        lines.append(Content.assemble(("you      ", "$accent"), plain(f"{_given(reveal.mine)}{foretold}")))
        lines += [plain(f"         One failure decides: {each}", "$warning") for each in reveal.mine.blockers]
    for coach in reveal.coached:
        told = f"{_given(coach)}, by {rater_called(coach.rater)} on {date_words(coach.day)}"
        lines.append(Content.assemble(("coach    ", "$accent"), plain(told)))
        if coach.mark:
            lines.append(plain(f"         {coach.mark}", "dim"))
    if reveal.gap is not None:
        called = coaches_called([each.rater for each in reveal.coached])
        lines.append(plain(f"         {gap_words(reveal.gap, coach=called)}"))
    return lines


def _given(rated: Rated) -> str:
    return score_words(rated.score) if rated.score is not None else rated.why_none
