"""Today, the home screen: what is due, how long it takes, what is known, and one key to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import AwaitMount
from textual.widgets import Static

from csmdrill.content.competency import TITLES
from csmdrill.core.errors import CsmdrillError
from csmdrill.practice.workload import LATELY_DAYS, Glance
from csmdrill.services.plan import Plan
from csmdrill.services.views import Know, TodayView
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
    from csmdrill.services.rehearsal_views import Suggestion

MORE_NEW = 8
AHEAD, SUGGEST, CIRCUIT, SKILLS = "ahead", "suggest", "circuit", "skills"
WAIT = "  Reading your decks ..."
READING = "Your decks are being read."
NEWCOMER = (
    "    One card at a time: say your answer aloud, reveal, rate yourself.",
    "    Be strict; nobody sees it but you.",
    "    The session stops by itself when your minutes are over.",
)


class TodayScreen(RoomScreen):
    """The home screen."""

    CSS_PATH = "today.tcss"
    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "practise", "Practise", key_display="enter", id="today.practise"),
        Binding("n", "more_new", f"{MORE_NEW} more new", id="today.more-new"),
        Binding("n", "no_more_new", show=False, id="today.more-new"),
        Binding("r", "role_plays", "Role-plays", show=False, id="today.role-plays"),
        Binding("c", "circuit", "Circuit", show=False, id="today.circuit"),
        Binding("k", "skills", "Skills", id="today.skills"),
        Binding("l", "library", "Library", id="today.library"),
        Binding("s", "stats", "Stats", id="today.stats"),
        Binding("comma", "settings", "Settings", key_display=",", id="today.settings"),
        Binding("ctrl+r", "reread", "Read decks again", show=False, id="today.reread"),
        Binding("q", "app.quit", "Quit", id="today.quit"),
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
        yield KeyBar()

    def on_mount(self) -> None:
        """Say what this is, then fetch the day once the first frame is on the screen."""
        self.query_one(TitleBar).show(Content.assemble(("csmdrill", "$accent bold"), " · Today"))
        if self.room.plan.start == "practice":
            practising.begin(self.room)  # the day is fetched when one comes back to it
        else:
            self.call_after_refresh(self._arrive)

    def on_screen_resume(self) -> None:
        """Fetch the day again after a session."""
        if self.room.opened:
            self.start(self._fetch(), alone=True)

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
        """Show the day; before the decks were read for the first time, a day without cards says nothing."""
        await self._lay_out()
        try:
            view = await self.room.work.today()
            errors = await self.room.work.library.errors() if view.problems else 0
        except CsmdrillError as error:
            self.complain(error)
            return None
        if view.cards or not hide_empty:
            self.show_day(view, errors)
            self.workers.cancel_group(self, AHEAD)
            if view.behind:
                self.start(self._look_ahead(view), group=AHEAD)
            self.start(self._suggest(), group=SUGGEST, alone=True)
            self.start(self._tell_circuit(), group=CIRCUIT, alone=True)
            self.start(self._tell_skills(), group=SKILLS, alone=True)
        self._there = True
        self.room.be_ready()
        return view

    async def _suggest(self) -> None:
        """Say which role-play would help most now, and why."""
        try:
            suggested = await self.room.work.rehearse.suggested()
        except CsmdrillError as error:
            self.complain(error)
            return
        self._part("role-play-row", role_play_row(suggested, self.key_for("today.role-plays")))

    async def _tell_circuit(self) -> None:
        """Say which circuit of benchmarks is due, and why."""
        try:
            circuit = await self.room.work.rehearse.circuit()
        except CsmdrillError as error:
            self.complain(error)
            return
        from csmdrill.tui.circuit_words import circuit_row

        self._part("circuit-row", circuit_row(circuit, self.key_for("today.circuit")))

    async def _tell_skills(self) -> None:
        """Show what a coach has rated, and ratings beside what is known; the day has not waited for them."""
        try:
            view = await self.room.work.skills.view()
            news = await self.room.work.skills.coach_news()
        except CsmdrillError as error:
            self.complain(error)
            return
        from csmdrill.tui.skill_rows import cells_of, coach_row, is_rated, says_something, skill_table

        self._part("coach-row", coach_row(news, self.key_for))
        rated = [each for each in view.competencies if is_rated(each)]
        told = [cells_of(each, view.day) for each in view.competencies if says_something(each)]
        if rated:
            self._part("know", skill_table(told))

    async def _look_ahead(self, view: TodayView) -> None:
        """Say when the person will be level again; the day itself has not waited for that."""
        try:
            level_again = await self.room.work.level_again()
        except CsmdrillError as error:
            self.complain(error)
            return
        self.query_one("#level", Static).update(plain(f"    {level_words(level_again, view.box)}"))
        self.query_one("#level").display = True

    async def _reread(self) -> None:
        try:
            change = await self.room.work.refresh()
        except CsmdrillError as error:
            self.complain(error)
            return
        first = self._cards == 0
        view = await self._fetch() if change.anything or change.problems or first else None
        if change.anything and not first:
            when = when_new(view, self.room.settings.new) if change.added and view is not None else ""
            self.say(f"{change_words(change)} {when}".rstrip())

    def show_day(self, view: TodayView, errors: int) -> None:
        """Show the day, and for how many errors in the decks cards are left out."""
        from csmdrill.tui.day_parts import show_week

        self._cards = view.cards
        self._why_no_more = why_no_more(view)
        self.refresh_bindings()
        clock = plain(view.clock, "$warning") if self.room.practice_clock else plain(date_words(view.day))
        self.query_one(TitleBar).show(right=clock)
        self.query_one("#practise-row", Static).update(practise_row(view, self.key_for("today.more-new")))
        self.query_one("#level").display = False
        self._part("notes", notes(view, errors, self.key_for("today.library")))
        self._part("know", know_table(view.know))
        show_week(self, view.week)

    def _part(self, name: str, content: Content) -> None:
        part = self.query_one(f"#{name}", Static)
        part.update(content)
        part.display = bool(content.plain)


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


def role_play_row(suggested: Suggestion | None, key: str) -> Content:
    """Return the row of the role-play that would help most now; nothing where there is none."""
    if suggested is None:
        return plain("")
    title = Content.assemble("    Role-play  ", plain(suggested.row.title, "bold"), (f"   {key}", "$accent"))
    return Content.assemble(title, "\n", plain(f"               {suggested.why}", "dim"))


def notes(view: TodayView, errors: int = 0, library: str = "l") -> Content:
    """Return what else the day has to say, a line each.

    Args:
        view: the day.
        errors: in the decks; warnings leave no card out and are told where one looks for them.
        library: the key of the library, which shows them.
    """
    lines: list[str] = []
    if not any(view.week) and not view.know and view.cards and not view.behind:
        lines += NEWCOMER
    if view.reviewed:
        lines.append(f"    Today so far: {counted(view.reviewed, 'answer')}.")
    if errors:
        lines.append(
            f"    {counted(errors, 'problem')} in your decks: {library} opens the Library, which shows where."
        )
    if view.journal:
        lines.append(f"    {view.journal}")
    return plain("\n".join(lines))


def why_no_more(view: TodayView) -> str:
    """Return why a session cannot bring more new cards than the day's; empty if it can."""
    if view.behind:
        return "No new cards until what is due fits into your minutes again; enter practises that."
    if not view.new_waiting:
        return "There is no new card to bring today."
    if view.new_waiting <= view.new:
        return "There are no more new cards than those of today; enter practises them."
    return ""


def when_new(view: TodayView, daily: int) -> str:
    """Return when new cards come that were added after those of the day were met; empty if they can today.

    Args:
        view: the day.
        daily: new cards a day, the person's setting.
    """
    if view.new or not view.new_waiting:
        return ""
    if view.behind:
        return "New cards come once what is due fits into your minutes."
    return "Today's new cards are met: more come tomorrow, or now with n." if daily else "They come with n."


def know_table(rows: tuple[Know, ...]) -> Content:
    """Return what is known of each competency: observed recall of the last 30 days, with its interval."""
    if not rows:
        return plain("")
    lines = [Content.styled(f"  {'Skill':<26} know, last 30 days (95 % interval)", "dim")]
    by_id = {row.competency: row for row in rows}
    for name, title in TITLES.items():
        row = by_id.get(name)
        if row is None:
            lines.append(plain(f"  {title:<26} not tested yet", "dim"))
            continue
        share = 100 * row.recalled / row.tested
        band = f"{100 * row.low:.0f}–{100 * row.high:.0f} %"
        lines.append(plain(f"  {title:<26} {share:3.0f} %   {row.recalled} of {row.tested} ({band})"))
    return Content("\n").join(lines)
