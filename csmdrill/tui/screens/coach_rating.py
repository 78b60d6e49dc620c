"""Coach: a submitted attempt rated blind beside its transcript; then the gap, and comments on moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csmdrill.content.duration import clock_text
from csmdrill.services.coach_views import PURPOSE
from csmdrill.services.coach_words import gap_lines, mark_words
from csmdrill.tui.metric_words import metric_words
from csmdrill.tui.safe import plain, plain_line
from csmdrill.tui.screens.ask import AskScreen
from csmdrill.tui.screens.coach_inbox import CoachInboxScreen
from csmdrill.tui.screens.debrief import DebriefScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.told import Told, told_lines, with_comments
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar
from csmdrill.tui.widgets.transcript_pane import TranscriptPane

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csmdrill.content.rubric import Criterion
    from csmdrill.services.coach_rating import CoachRated, ToRate
    from csmdrill.services.comments import Spot
    from csmdrill.services.rehearsal_views import RatingDraft

READ = "Read it to its end first. Enter begins the rating; "


class CoachDebriefScreen(DebriefScreen):
    """The rating of somebody else's attempt; neither its ending nor the self-rating is known here.

    It begins with the transcript alone, as the coach was not there.

    Args:
        asked: the file, and how far its rating has come.
    """

    ABOUT = "rate blind"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "begin", "Begin to rate"),
        Binding("enter", "next", "Next"),
        Binding("enter", "save", "Save"),
        Binding("enter", "picked", "This line"),
    ]

    def __init__(self, asked: ToRate) -> None:
        super().__init__(asked.sheet)
        self._asked = asked
        self._reading = not asked.sheet.draft.levels and bool(asked.sheet.lines)

    async def on_mount(self) -> None:
        """Show the transcript, unless some of it is rated already."""
        if self._reading:
            self.call_after_refresh(self.action_whole)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the transcript is read offer to begin; afterwards what can be done with a rating."""
        if action == "begin":
            return self._reading and not self.too_small
        if self._reading and action in ("whole", "stop_picking", "later"):
            return action == "later" and not self.too_small
        return super().check_action(action, parameters)

    def action_begin(self) -> None:
        """Go on to the first criterion; the transcript stays below it."""
        self._reading = False
        self.action_stop_picking()

    def reading(self) -> Content:
        """Return what stands above the whole transcript, which is read before anything is rated."""
        if not self._reading:
            return super().reading()
        key = (self.key_for("debrief.transcript"), "$accent bold")
        return Content.assemble((READ, "bold"), key, (" comes back here.", "bold"))

    def unfinished(self) -> str:
        """Return nothing: the inbox says what is begun."""
        return ""

    async def save(self, draft: RatingDraft) -> None:
        """Save the rating and show the gap."""
        rated = await self.room.work.coach.save(self._asked, draft)
        if self.app.screen is self:
            self.app.switch_screen(CoachRevealScreen(rated))

    async def keep(self, draft: RatingDraft) -> None:
        """Keep the rating as far as it has come."""
        await self.room.work.coach.keep(self._asked, draft)

    async def action_later(self) -> None:
        """Leave; what was rated is kept, and the list says so."""
        self.app.pop_screen()
        if isinstance(self.room.screen, CoachInboxScreen):
            self.room.screen.tell_kept(kept_words(self._pages, self.draft))


def kept_words(pages: Sequence[Criterion | None], draft: RatingDraft) -> str:
    """Return how much of a rating is kept; empty where nothing was rated yet.

    Args:
        pages: what is rated, None for all in all.
        draft: the rating as far as it has come.
    """
    if not (draft.levels or draft.overall or any(draft.checks.values()) or any(draft.evidence.values())):
        return ""
    done = sum(draft.overall is not None if page is None else page.id in draft.levels for page in pages)
    return f"Kept as far as it is: {done} of {len(pages)} rated. Enter goes on with it."


class CoachRevealScreen(RoomScreen):
    """The gap, what the engine found, and the transcript, whose moments can be commented.

    Args:
        rated: the rating as it was saved.
    """

    CSS_PATH = "coach.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Line", key_display="↑↓"),
        Binding("down", "move(1)", show=False),
        Binding("c", "comment", "Comment", id="coach.comment"),
        Binding("escape,enter,q", "back", "Done", key_display="esc"),
        Binding("pagedown,space", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
    ]

    def __init__(self, rated: CoachRated) -> None:
        super().__init__()
        self._rated = rated
        self._told: list[Told] = told_lines(rated.lines, ended=True)

    @property
    def rated(self) -> CoachRated:
        """The rating, with the comments so far."""
        return self._rated

    def compose_room(self) -> ComposeResult:
        """Lay out the gap above the transcript."""
        who = self._rated.submission.name or "the trainee"
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="reveal", can_focus=False):
            yield Static(PURPOSE, id="purpose")
            yield Static(summary(self._rated), id="found")
            yield Static(self._how(), id="how")
            yield TranscriptPane()
        yield Static(plain_line(f"{self._rated.target.name} is written; hand it to {who}."), id="written")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Name the screen and show the transcript."""
        title = Content.assemble(
            plain(self._rated.sheet.title, "bold"), " · ", plain(self._rated.submission.who)
        )
        self.query_one(TitleBar).show(title)
        self.query_one(TranscriptPane).can_focus = False
        await self._show_lines()

    def on_screen_resume(self) -> None:
        """Keep the line that is pointed at in sight: a comment may have pushed it out."""
        self.call_after_refresh(self._stay)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer a comment only where something was said."""
        return bool(super().check_action(action, parameters)) and (action != "comment" or bool(self._told))

    def action_move(self, way: int) -> None:
        """Point at another line; above the first one stands the gap."""
        pane = self.query_one(TranscriptPane)
        cursor = -1 if pane.cursor is None else pane.cursor
        place = min(len(self._told) - 1, cursor + way)
        pane.point(place if place >= 0 else None)
        if place < 0:
            self.query_one("#reveal").scroll_home(animate=False)
        self.refresh_bindings()

    def action_page(self, way: int) -> None:
        """Point at the line a page further."""
        if self._told:
            self.query_one(TranscriptPane).turn(way, self.query_one("#reveal", VerticalScroll))
            self.refresh_bindings()

    def action_comment(self) -> None:
        """Comment on the line that is pointed at; without one point at the trainee's first."""
        pane = self.query_one(TranscriptPane)
        if pane.cursor is None:
            pane.point(next((at for at, told in enumerate(self._told) if told.kind == "you"), 0))
        else:
            self.app.push_screen(CommentScreen(self, self._told[pane.cursor]))

    async def pin(self, spot: Spot, text: str) -> None:
        """Pin a comment to a line, and show it there."""
        self._rated = await self.room.work.coach.pin(self._rated, spot, text)
        await self._show_lines()

    def action_back(self) -> None:
        """Go back to the inbox."""
        self.app.pop_screen()

    def _how(self) -> Content:
        key = (self.key_for("coach.comment"), "$accent bold")
        words = (
            "↓ goes to a line of the transcript, ",
            key,
            " comments on it. Two or three comments are read.",
        )
        return Content.assemble(*words)

    def _stay(self) -> None:
        for pane in self.query(TranscriptPane):
            pane.point(pane.cursor)

    async def _show_lines(self) -> None:
        comments = [(spot, f"your comment: {text}") for spot, text in self._rated.moments.items()]
        await self.query_one(TranscriptPane).tell(with_comments(self._told, comments))


def summary(rated: CoachRated) -> Content:
    """Return the gap, how it ended and what was found, and what must be said of the coach."""
    lines = [plain(line, "" if number else "bold") for number, line in enumerate(gap_lines(rated))]
    measured = metric_words(rated.submission.attempt.metrics, to_coach=True)
    lines += [plain(measured, "dim")] if measured else []
    lines += [plain(mark_words(rated), "$warning")] if rated.mark else []
    return Content("\n").join(lines)


class CommentScreen(AskScreen):
    """A comment on a spot, to be typed.

    Args:
        behind: shows the transcript, and takes the comment.
        told: the line that it is on.
    """

    def __init__(self, behind: CoachRevealScreen, told: Told) -> None:
        async def pinned(text: str) -> None:
            await behind.pin(told.spot, text)
            behind.app.pop_screen()

        super().__init__(
            behind.rated.sheet.title,
            f"{clock_text(told.at)} {told.who} {told.words}".replace("  ", " "),
            ("The trainee reads it below this line of the transcript. An empty line takes it away.",),
            pinned,
            form="your comment",
            value=behind.rated.moments.get(told.spot, ""),
            room="Coach",
        )
