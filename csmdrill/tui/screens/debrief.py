"""Debrief: rate oneself against the transcript, a criterion at a time; every change is kept."""

from __future__ import annotations

from typing import ClassVar

import msgspec
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from csmdrill.content.duration import clock_text
from csmdrill.content.rubric import Criterion
from csmdrill.core.errors import CsmdrillError
from csmdrill.services.rehearsal_views import DECIDES, LEFT, RatingDraft, RatingSheet
from csmdrill.tui import rehearsing
from csmdrill.tui.messages import LetterChosen
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.told import told_lines
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.option_row import OptionRow
from csmdrill.tui.widgets.rating_row import LEVELS, NOT_RATED, RatingRow
from csmdrill.tui.widgets.title_bar import TitleBar
from csmdrill.tui.widgets.transcript_pane import TranscriptPane

LETTERS = "abcd"
QUOTED = 40
QUOTABLE = ("you", "them", "scene", "silence", "clock")
"""Of rows with the same time the first of these stands for all."""

AWAY = ("stop_picking", "line_up", "line_down")
"""What can be done while one is in the transcript."""


class DebriefScreen(RoomScreen):
    """The self-rating; what the engine found is told only after it is saved.

    Args:
        sheet: what is to be rated, and how far that has come.
    """

    CSS_PATH = "debrief.tcss"
    AUTO_FOCUS = ""
    ABOUT = "rate yourself"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "next", "Next"),
        Binding("enter", "save", "Save"),
        Binding("enter,space,x", "picked", "This line", key_display="enter"),
        *(Binding(str(level), f"rate({level})", show=False) for level in LEVELS),
        Binding("0,n", "not_applicable", "N/A", key_display="n"),
        *(Binding(letter, f"check('{letter}')", show=False) for letter in LETTERS),
        Binding("e", "pick", "Evidence", id="debrief.evidence"),
        Binding("t", "whole", "Transcript", id="debrief.transcript"),
        Binding("up", "line_up", show=False),
        Binding("down", "line_down", show=False),
        Binding("up", "before", "Criterion", key_display="↑↓"),
        Binding("down", "after", show=False),
        Binding("left", "less", show=False),
        Binding("right", "more", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("m", "others", "More criteria", id="debrief.more"),
        Binding("escape,e", "stop_picking", "Back to the rating", key_display="esc"),
        Binding("escape", "later", "Later"),
    ]

    def __init__(self, sheet: RatingSheet) -> None:
        super().__init__()
        self._sheet = sheet
        self._told = told_lines(sheet.lines, ended=False)
        self._draft = sheet.draft
        self._pages: list[Criterion | None] = [*sheet.asked, *([None] if sheet.overall_asked else [])]
        self._page = 0
        self._picking = False
        self._whole = False
        self._busy = False
        self.parting = self.unfinished()

    @property
    def draft(self) -> RatingDraft:
        """The rating as far as it has come."""
        return self._draft

    def compose_room(self) -> ComposeResult:
        """Lay out a criterion above the transcript."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="sheet", can_focus=False):
            yield Static(id="criterion")
            for _ in LETTERS:
                yield OptionRow(classes="check")
            yield RatingRow()
            yield Static(id="evidence")
        yield TranscriptPane()
        yield KeyBar()

    async def on_mount(self) -> None:
        """Name the screen and show the first criterion."""
        pane = self.query_one(TranscriptPane)
        pane.can_focus = False
        title = Content.assemble(plain(self._sheet.title, "bold"), f" · {self.ABOUT}")
        self.query_one(TitleBar).show(left=title)
        await pane.tell(self._told)
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what can be done now."""
        if not super().check_action(action, parameters):
            return False
        if action in ("next", "save"):
            return not self._is_away and (self._page == len(self._pages) - 1) is (action == "save")
        if action == "picked":
            return self._picking
        if action in AWAY:
            return self._is_away
        if action in ("app.help", "page", "edge", "help"):
            return True
        if action == "whole":
            return bool(self._told) and not self._picking
        if self._is_away:
            return False
        if action == "others":
            return len(self._others()) > 0
        if action in ("check", "not_applicable"):
            return self._criterion is not None
        if action == "pick":
            return self._criterion is not None and bool(self._told)
        return action != "before" or len(self._pages) > 1

    @property
    def _is_away(self) -> bool:
        """Whether one is in the transcript, to pick lines or to read."""
        return self._picking or self._whole

    @property
    def _criterion(self) -> Criterion | None:
        return self._pages[self._page]

    def _level(self, criterion: Criterion | None) -> int | None:
        if criterion is None:
            return self._draft.overall or NOT_RATED
        return self._draft.levels.get(criterion.id, NOT_RATED)

    async def action_rate(self, level: int) -> None:
        """Give a rating."""
        criterion = self._criterion
        if criterion is None:
            await self._change(msgspec.structs.replace(self._draft, overall=level))
        else:
            levels = {**self._draft.levels, criterion.id: level}
            await self._change(msgspec.structs.replace(self._draft, levels=levels))

    async def action_not_applicable(self) -> None:
        """Say that the criterion did not apply."""
        if self._criterion is not None:
            levels = {**self._draft.levels, self._criterion.id: None}
            await self._change(msgspec.structs.replace(self._draft, levels=levels))

    async def action_less(self) -> None:
        """Rate one lower."""
        await self.action_rate(max(1, (self._level(self._criterion) or 4) - 1))

    async def action_more(self) -> None:
        """Rate one higher."""
        await self.action_rate(min(5, (self._level(self._criterion) or 2) + 1))

    async def action_check(self, letter: str) -> None:
        """Answer a check the other way."""
        criterion = self._criterion
        place = LETTERS.index(letter)
        if criterion is None or place >= len(criterion.checks):
            return
        name = criterion.checks[place].id
        before = self._draft.checks.get(criterion.id, ())
        wanted = set(before) ^ {name}
        checks = tuple(each.id for each in criterion.checks if each.id in wanted)
        await self._change(
            msgspec.structs.replace(self._draft, checks={**self._draft.checks, criterion.id: checks})
        )

    @on(LetterChosen)
    async def _clicked(self, event: LetterChosen) -> None:
        await self.action_check(event.letter)

    def action_before(self) -> None:
        """Go to the criterion before."""
        self._turn(max(0, self._page - 1))

    def action_after(self) -> None:
        """Go to the criterion after."""
        self._turn(min(len(self._pages) - 1, self._page + 1))

    def action_next(self) -> None:
        """Go to the next criterion."""
        self.action_after()

    def action_others(self) -> None:
        """Rate the other criteria as well."""
        self._pages[len(self._sheet.asked) : len(self._sheet.asked)] = self._others()
        self.action_after()

    def action_page(self, way: int) -> None:
        """Scroll what does not fit; in the transcript, point a page further."""
        if self._is_away:
            pane = self.query_one(TranscriptPane)
            pane.turn(way, pane)
            return
        sheet = self.query_one("#sheet")
        (sheet.scroll_page_down if way > 0 else sheet.scroll_page_up)(animate=False)

    def action_edge(self, end: int) -> None:
        """Go to the first or the last line of the transcript; scroll the rating to its top or its end."""
        pane, sheet = self.query_one(TranscriptPane), self.query_one("#sheet")
        if self._is_away:
            pane.point(len(self._told) - 1 if end else 0)
        page = pane if self._is_away else sheet
        (page.scroll_end if end else page.scroll_home)(animate=False)

    def action_whole(self) -> None:
        """Give the transcript the whole screen, to be read; or go back."""
        if self._whole:
            self.action_stop_picking()
            return
        self._whole = True
        self._show()
        self.call_after_refresh(self.action_edge, 0)

    def action_pick(self) -> None:
        """Go to the transcript, to pick lines as evidence."""
        self._picking = True
        picked = self._picked()
        start = min(picked) if picked else len(self._told) - 1
        self._show()
        self.call_after_refresh(self.query_one(TranscriptPane).point, start)

    def action_stop_picking(self) -> None:
        """Go back to the rating."""
        self._picking = self._whole = False
        self.query_one(TranscriptPane).point(None)
        self._show()

    def action_line_up(self) -> None:
        """Point at the line above."""
        self._move(-1)

    def action_line_down(self) -> None:
        """Point at the line below."""
        self._move(1)

    async def action_picked(self) -> None:
        """Take the line as evidence, or leave it out again."""
        cursor, criterion = self.query_one(TranscriptPane).cursor, self._criterion
        if cursor is None or criterion is None:
            return
        before = set(self._draft.evidence.get(criterion.id, ()))
        times = tuple(sorted(before ^ {self._told[cursor].at}))
        evidence = {**self._draft.evidence, criterion.id: times}
        await self._change(msgspec.structs.replace(self._draft, evidence=evidence))

    async def action_later(self) -> None:
        """Leave; what was rated is kept."""
        rehearsing.leave(self, "Your rating is kept as far as it is; it waits among your attempts.")

    async def action_save(self) -> None:
        """Save the rating for good, once everything that is asked is rated."""
        for page in [*self._sheet.asked, *([None] if self._sheet.overall_asked else [])]:
            if self._level(page) == NOT_RATED:
                self._turn(self._pages.index(page))
                self.hush()
                self.say("This one is not rated yet: 1 to 5, or n where it did not apply.")
                return
        if self._busy:
            return
        self._busy = True
        try:
            await self.save(self._draft)
        except CsmdrillError as error:
            self.complain(error)
        finally:
            self._busy = False

    def unfinished(self) -> str:
        """Return what is told in the shell where the program is left before the rating is saved."""
        words = f"{self._sheet.title} is kept, but not rated yet. To go on with the rating:"
        return f"{words} csmdrill rate {self._sheet.attempt}"

    async def save(self, draft: RatingDraft) -> None:
        """Save a whole rating and go on to what may now be told."""
        reveal = await self.room.work.rehearse.save_rating(self._sheet, draft)
        await rehearsing.to_reveal(self, reveal)

    async def keep(self, draft: RatingDraft) -> None:
        """Keep a rating as far as it has come."""
        await self.room.work.rehearse.keep_rating(self._sheet, draft)

    def _others(self) -> list[Criterion]:
        return [each for each in self._sheet.rubric.criteria if each not in self._pages]

    def _move(self, way: int) -> None:
        pane = self.query_one(TranscriptPane)
        cursor = len(self._told) if pane.cursor is None else pane.cursor
        pane.point(max(0, min(len(self._told) - 1, cursor + way)))

    def _picked(self) -> list[int]:
        criterion = self._criterion
        times = self._draft.evidence.get(criterion.id, ()) if criterion is not None else ()
        return [number for number, told in enumerate(self._told) if told.at in times]

    def _turn(self, page: int) -> None:
        self._page = page
        self.query_one("#sheet").scroll_home(animate=False)
        self._show()

    async def _change(self, draft: RatingDraft) -> None:
        """Take a change; it is shown once it is kept, and what was missing before it is said no longer."""
        self.hush()
        self._draft = draft
        await self._keep(draft)
        self._show()

    async def _keep(self, draft: RatingDraft) -> None:
        try:
            await self.keep(draft)
        except CsmdrillError as error:
            self.complain(error)

    def _show(self) -> None:
        criterion = self._criterion
        predicted = "" if self._sheet.predicted is None else f"predicted {self._sheet.predicted:g} · "
        page = f"{self._page + 1} of {len(self._pages)}"
        self.query_one(TitleBar).show(right=plain(f"{predicted}{page}"))
        self.query_one("#criterion", Static).update(self.reading() if self._whole else self._heading())
        self.set_class(self._picking, "-picking")
        self.set_class(self._whole, "-whole")
        rows = list(self.query(".check").results(OptionRow))
        checks = criterion.checks if criterion is not None else []
        given = self._draft.checks.get(criterion.id, ()) if criterion is not None else ()
        for place, row in enumerate(rows):
            if place < len(checks):
                check = checks[place]
                row.show(LETTERS[place], check.text, "[x]" if check.id in given else "[ ]")
            row.display = place < len(checks) and not self._is_away
        rating = self.query_one(RatingRow)
        rating.display = not self._is_away
        rating.show(criterion.anchors if criterion else self._sheet.rubric.overall, self._level(criterion))
        picked = self._picked()
        self.query_one("#evidence", Static).update(self._evidence_words(picked))
        self.query_one(TranscriptPane).mark(picked)
        self.refresh_bindings()

    def _heading(self) -> Content:
        """Return what is rated; first of all, whether that counts."""
        head = heading(self._criterion)
        told = self._sheet.left and self._page == 0
        return Content.assemble((LEFT, "$warning"), "\n", head) if told else head

    def reading(self) -> Content:
        """Return what stands above the whole transcript."""
        key = (self.key_for("debrief.transcript"), "$accent bold")
        return Content.assemble(("The transcript. ", "bold"), key, " goes back to the rating.")

    def _evidence_words(self, picked: list[int]) -> Content:
        if self._criterion is None or self._whole:
            return plain("")
        if not picked:
            return plain("evidence     e picks lines from the transcript", "dim")
        # A line and what answered it at once are one piece of evidence: they share their time.
        told = sorted((self._told[each] for each in picked), key=lambda row: QUOTABLE.index(row.kind))
        first = {row.at: row.words for row in reversed(told)}
        lines = [f"{clock_text(at)} “{shortened(first[at])}”" for at in sorted(first)]
        return plain("evidence     " + "  ".join(lines))


def heading(criterion: Criterion | None) -> Content:
    """Return what is rated on a page."""
    if criterion is None:
        return plain("All in all", "bold $accent")
    blocker = (f"   {DECIDES}", "$warning") if criterion.blocker else ""
    return Content.assemble(
        plain(criterion.title, "bold $accent"), (f"   weight {criterion.weight}", "dim"), blocker
    )


def shortened(text: str) -> str:
    """Return the beginning of a line, cut after a word where it is too long."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED].rpartition(' ')[0] or text[:QUOTED]} …"
