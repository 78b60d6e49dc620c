"""Today, the home screen: what is due, how long it takes, what is known, and one key to begin."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import AwaitMount
from textual.widgets import Static

from csmdrill.core.errors import CsmdrillError
from csmdrill.practice.workload import LATELY_DAYS, Glance
from csmdrill.services.plan import Plan
from csmdrill.services.views import TodayView
from csmdrill.services.wording import (
    cards_words,
    change_words,
    counted,
    date_words,
    leave_words,
    level_words,
)
from csmdrill.tui import practising, rehearsing
from csmdrill.tui.safe import plain
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.widgets.key_bar import KeyBar
from csmdrill.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from csmdrill.tui.hanging import Hanging

T = TypeVar("T")
MORE_NEW = 8
AHEAD = "ahead"
WAIT = "  Reading your decks ..."
READING = "Your decks are being read."


class TodayScreen(RoomScreen):
    """The home screen."""

    CSS_PATH = "today.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "practise", "Practise", key_display="enter", id="today.practise"),
        Binding("r", "role_plays", "Role-plays", id="today.role-plays"),
        Binding("c", "circuit", "Circuit", id="today.circuit"),
        Binding("k", "skills", "Skills", id="today.skills"),
        Binding("l", "library", "Library", id="today.library"),
        Binding("s", "stats", "Stats", id="today.stats"),
        Binding("comma", "settings", "Settings", key_display=",", id="today.settings"),
        Binding("ctrl+r", "reread", "Read decks again", show=False, id="today.reread"),
        Binding("q", "app.quit", "Quit", id="today.quit"),
        # It is known last whether there are any: here it pushes no other key about.
        Binding("n", "more_new", f"{MORE_NEW} more new", id="today.more-new"),
        Binding("n", "no_more_new", show=False, id="today.more-new"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._cards = 0
        self._why_no_more = READING
        self._parts: AwaitMount | None = None
        self._there = False

    def compose_room(self) -> ComposeResult:
        """Lay out the day."""
        yield TitleBar(self.room.practice_clock)
        with VerticalScroll(id="day", can_focus=False):
            seen = self.room.work.seen_by_now()
            yield Static(plain(WAIT) if seen is None else session_row(seen), id="practise-row", classes="row")
        yield KeyBar(most=2)

    def on_mount(self) -> None:
        """Say what this is, then fetch the day once the first frame is on the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Today"))
        if self.room.plan.start == "practice":
            practising.begin(self.room)  # the day is fetched when one comes back to it
        else:
            self.call_after_refresh(self._arrive)

    def on_screen_resume(self) -> None:
        """Fetch the day again after a session; after one that was left before the store was open, first."""
        if self.room.opened:
            self.start(self._fetch(), alone=True)
        elif self.is_active and self.room.plan.start == "practice":
            self._arrive()

    async def action_practise(self) -> None:
        """Begin a session."""
        practising.begin(self.room)

    def action_more_new(self) -> None:
        """Begin a session with more new cards than the day's."""
        practising.begin(self.room, MORE_NEW)

    def action_no_more_new(self) -> None:
        """Say why there are no more new cards now."""
        self.say(self._why_no_more)

    def action_stats(self) -> None:
        """Show the statistics."""
        from csmdrill.tui.screens.stats import StatsScreen

        self.app.push_screen(StatsScreen())

    def action_skills(self) -> None:
        """Show the skills."""
        from csmdrill.tui.screens.skills import SkillsScreen

        self.app.push_screen(SkillsScreen())

    def action_circuit(self) -> None:
        """Show the circuit of benchmarks that is due, or when the next one is."""
        from csmdrill.tui.screens.circuit import CircuitScreen

        self.app.push_screen(CircuitScreen())

    def action_role_plays(self) -> None:
        """Show the role-plays."""
        from csmdrill.tui.screens.role_plays import RolePlaysScreen

        self.app.push_screen(RolePlaysScreen())

    def action_library(self) -> None:
        """Show the library."""
        from csmdrill.tui.screens.library import LibraryScreen

        self.app.push_screen(LibraryScreen())

    def action_settings(self) -> None:
        """Show the settings."""
        from csmdrill.tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer more new cards only where there are some and the time for them."""
        if action in ("more_new", "no_more_new") and bool(self._why_no_more) is (action == "more_new"):
            return False
        return super().check_action(action, parameters)

    def action_reread(self) -> None:
        """Read the deck files again; before the day is there they are yet to be read for the first time."""
        if self._there:
            self.start(self._reread(), alone=True)

    def _arrive(self) -> None:
        self.start(self._open(), alone=True)

    async def _open(self) -> None:
        seen = await self.room.work.seen()
        if seen is not None:
            self.query_one("#practise-row", Static).update(session_row(seen))
        if not await self.room.open_store():
            return
        if self.room.plan.start == "role-play":
            await self._role_play(self.room.plan)
        elif self.room.plan.start == "coach" and self.room.plan.folder is not None:
            from csmdrill.tui.screens.coach_inbox import CoachInboxScreen

            self.app.push_screen(CoachInboxScreen(self.room.plan.folder, self.room.plan.rater))
        elif self.room.plan.start == "circuit":
            from csmdrill.tui.screens.circuit import CircuitScreen

            self.app.push_screen(CircuitScreen(self.room.plan.circuit))
        await self._fetch(hide_empty=True)
        await self._reread()

    async def _lay_out(self) -> None:
        """Have the parts of the day in place, which the first frame does not show."""
        from csmdrill.tui.day_parts import day_parts

        if self._parts is None:
            self._parts = self.query_one("#day").mount_all(day_parts())
        await self._parts

    async def _role_play(self, plan: Plan) -> None:
        """Go to the brief of the role-play that was asked for, else to all of them."""
        if plan.scenario:
            await rehearsing.to_brief(self, plan.scenario, plan.kind, plan.seed)
        else:
            self.action_role_plays()

    async def _fetch(self, hide_empty: bool = False) -> TodayView | None:
        """Show the day, all of it at once, so that nothing on the screen is pushed about while it is read.

        Before the decks were read for the first time, a day without cards says nothing.
        """
        await self._lay_out()
        try:
            view = await self.room.work.today()
            errors = await self.room.work.library.errors() if view.problems else 0
        except CsmdrillError as error:
            self.complain(error)
            return None
        if view.cards or not hide_empty:
            self.show_day(view, errors, await self._offers(view))
            self.workers.cancel_group(self, AHEAD)
            if view.behind:
                self.start(self._look_ahead(view), group=AHEAD)
        self._there = True
        self.room.be_ready()
        return view

    async def _offers(self, view: TodayView) -> Mapping[str, Content | Hanging | None]:
        """Return what else there is to do, and what is known; of what cannot be read only that is told."""
        from csmdrill.tui.circuit_words import circuit_row
        from csmdrill.tui.day_words import know_table, role_play_row
        from csmdrill.tui.skill_rows import coach_row, skills_today

        work = self.room.work
        suggested = await self._or_complain(work.rehearse.suggested())
        circuit = await self._or_complain(work.rehearse.circuit())
        skills = await self._or_complain(work.skills.view())
        news = await self._or_complain(work.skills.coach_news())
        return {
            "role-play-row": role_play_row(suggested, self.key_for("today.role-plays")),
            "circuit-row": circuit_row(circuit, self.key_for("today.circuit")),
            "coach-row": coach_row(news, self.key_for),
            "know": (skills and skills_today(skills)) or know_table(view.know),
        }

    async def _or_complain(self, job: Awaitable[T]) -> T | None:
        try:
            return await job
        except CsmdrillError as error:
            self.complain(error)
            return None

    async def _look_ahead(self, view: TodayView) -> None:
        """Say when the person will be level again; the day itself has not waited for that."""
        try:
            level_again = await self.room.work.level_again()
        except CsmdrillError as error:
            self._part("level", None)
            self.complain(error)
            return
        self._part("level", plain(f"    {level_words(level_again, view.box)}"))

    async def _reread(self) -> None:
        try:
            change = await self.room.work.refresh()
        except CsmdrillError as error:
            self.complain(error)
            return
        first = self._cards == 0
        view = await self._fetch() if change.anything or change.problems or first else None
        if change.anything and not first:
            from csmdrill.tui.day_words import when_new

            when = when_new(view, self.room.settings.new) if change.added and view is not None else ""
            self.say(f"{change_words(change)} {when}".rstrip())

    def show_day(self, view: TodayView, errors: int, offers: Mapping[str, Content | Hanging | None]) -> None:
        """Show the day.

        Args:
            view: the day.
            errors: in the decks, for which cards are left out.
            offers: what is shown besides, by the names of its parts.
        """
        from csmdrill.tui.day_parts import show_week
        from csmdrill.tui.day_words import COUNTING, notes, why_no_more

        self._cards = view.cards
        self._why_no_more = why_no_more(view)
        self.refresh_bindings()
        clock = plain(view.clock, "$warning") if self.room.practice_clock else plain(date_words(view.day))
        self.query_one(TitleBar).show(right=clock)
        self.query_one("#practise-row", Static).update(practise_row(view, self.key_for("today.more-new")))
        if not (view.behind and self.query_one("#level").display):  # else what stands there still holds
            self._part("level", plain(COUNTING) if view.behind else None)
        self._part("notes", notes(view, errors, self.key_for("today.library")))
        for name, content in offers.items():
            self._part(name, content)
        show_week(self, view.week)

    def _part(self, name: str, content: Content | Hanging | None) -> None:
        part = self.query_one(f"#{name}", Static)
        if content is not None:
            part.update(content)
        part.display = bool(content)


def practise_row(view: TodayView, key: str = "n") -> Content:
    """Return the row that says what a session would bring; `key` brings more new cards."""
    if view.due + view.new == 0:
        if not view.cards:
            return plain("  No cards yet. Put decks into your decks folder, or see csmdrill check.")
        if view.back is not None:
            return Content.assemble(("  ✓ ", "$success"), (leave_words(view.back), "bold"))
        later = f" Next: {date_words(view.next_due)}." if view.next_due else ""
        if view.new_waiting:
            later += f" {counted(view.new_waiting, 'new card')} waiting; {key} brings {MORE_NEW} more now."
        return Content.assemble(("  ✓ ", "$success"), ("Nothing is due.", "bold"), later)
    lately = sum(view.week[-LATELY_DAYS:])
    return session_row(Glance(view.due, view.new, view.minutes, view.behind, view.box, lately))


def session_row(seen: Glance) -> Content:
    """Return the row that says what a session will bring; before the store is open nothing else is known."""
    if seen.due + seen.new == 0:
        return plain(WAIT)
    if seen.behind:
        words = f"{counted(seen.box, 'minute')} of what matters most."
        back = "" if seen.lately else "Welcome back. "
        return Content.assemble(("  ▸ Practise   ", "$accent bold"), (back, "bold"), words)
    cards = cards_words(seen.due, seen.new)
    minutes = f", about {counted(seen.minutes, 'minute')}"
    return Content.assemble(("  ▸ Practise   ", "$accent bold"), (cards, "bold"), minutes)
