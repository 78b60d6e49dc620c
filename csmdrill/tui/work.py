"""The one thread on which the services run, and each job of theirs as a coroutine for the screens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import msgspec

from csmdrill.core.patience import wait_only_while
from csmdrill.practice.judging import judge
from csmdrill.practice.model import Question, Verdict
from csmdrill.practice.settings import Settings
from csmdrill.services.plan import Plan, why_none_chosen
from csmdrill.services.views import NOTHING, CardView, FirstCard, FirstLook, StatsView, SummaryView, TodayView
from csmdrill.tui.coach_work import CoachWork
from csmdrill.tui.library_work import LibraryWork
from csmdrill.tui.rehearse_work import RehearseWork
from csmdrill.tui.session_work import SessionWork
from csmdrill.tui.settings_work import SettingsWork
from csmdrill.tui.skills_work import SkillsWork

if TYPE_CHECKING:
    from datetime import date

    from csmdrill.content.library import Scan
    from csmdrill.practice.workload import Glance
    from csmdrill.services.edit import Editable
    from csmdrill.services.forecast import Basis
    from csmdrill.services.library import Shelves
    from csmdrill.services.practise import Drill
    from csmdrill.services.workspace import Workspace
    from csmdrill.storage.catalog import ContentChange
    from csmdrill.storage.queries import Scope

P = ParamSpec("P")
T = TypeVar("T")

GRACE_SECONDS = 0.5
"""For which somebody who leaves still waits for another program, which may be done in a moment."""


class Work:
    """Runs the services one job after the other, so that a job sees what the one before it wrote.

    The services, and SQLAlchemy with them, are imported on the thread, so the first frame need not wait.
    What touches no store, like reading decks, runs aside, so that no answer waits for it, nor does leaving.

    Args:
        environ: the process's environment.
        plan: what the program was asked to open on.
        seen: what the first screen shows, where somebody has begun to look.
    """

    def __init__(self, environ: Mapping[str, str], plan: Plan, seen: FirstLook = NOTHING) -> None:
        self._environ = environ
        self._plan = plan
        self.session = SessionWork(self)
        self.settings = SettingsWork(self)
        self.library = LibraryWork(self)
        self.rehearse = RehearseWork(self)
        self.coach = CoachWork(self)
        self.skills = SkillsWork(self)
        self._left_at: float | None = None
        self._thread = ThreadPoolExecutor(1, "csmdrill-work", wait_only_while, (self._is_worth_waiting,))
        self._closing: Future[str] | None = None
        self._workspace: Workspace | None = None
        self._drill: Drill | None = None
        self._planned = True
        self._scope: Scope | None = None
        self._extra_new: int | None = None
        self._reading = asyncio.Lock()
        self._decks_read = False
        self._seen = seen

    @property
    def occasion(self) -> str:
        """What the session asked for is, where it is not the day's: a warm-up."""
        return self._plan.occasion

    async def seen(self) -> Glance | None:
        """Return what Today says first; None if that is known only when the store is open."""
        glance = self._seen.glance
        return None if glance is None else await asyncio.wrap_future(glance)

    def seen_by_now(self) -> Glance | None:
        """Return what Today says first if it is known already."""
        glance = self._seen.glance
        return glance.result() if glance is not None and glance.done() else None

    async def first_card(self) -> FirstCard | None:
        """Return the card that the first session will begin with; None if only that session can tell."""
        card, self._seen = self._seen.card, NOTHING
        return None if card is None else await asyncio.wrap_future(card)

    async def open(self) -> Settings:
        """Open the workspace; returns the person's settings."""
        return await self._run(self._open)

    async def today(self) -> TodayView:
        """Return what the home screen shows."""
        return await self._run(self._today)

    async def level_again(self) -> date | None:
        """Return when everything due fits into the minutes again, for somebody who is behind.

        Only what it is computed from is read on the thread, so that an answer need not wait for it.
        """
        return await self._aside(_level_day, await self._run(self._basis))

    async def stats(self) -> StatsView:
        """Return the statistics."""
        return await self._run(self._stats)

    async def refresh(self) -> ContentChange:
        """Read the deck files that changed."""
        async with self._reading:
            return await self._read_decks()

    async def decks_read(self) -> None:
        """Come back when the deck files have been read, as far as that has not been done yet."""
        async with self._reading:
            if not self._decks_read:
                await self._read_decks()

    async def begin(self, extra_new: int | None = None) -> CardView | None:
        """Begin a session, with so many new cards on top of the day's; None when nothing is due."""
        await self.decks_read()
        return await self._run(self._begin, extra_new)

    def choose(self, plan: Plan) -> None:
        """Let the next session be what a plan says, in the minutes that were asked for."""
        self._plan = msgspec.structs.replace(plan, minutes=self._plan.minutes)
        self._planned = True

    async def why_nothing(self) -> str:
        """Return why the session that was asked for has no card."""
        return await self._run(self._why_nothing)

    async def left_out(self) -> str:
        """Return that the decks of the session have errors, for which cards are left out; else empty."""
        return await self._run(self._left_out)

    async def judge(self, question: Question, reply: str) -> Verdict:
        """Judge a reply; a long one may take longer than a frame."""
        return await self._aside(judge, question, reply)

    async def undo(self) -> CardView | None:
        """Take the last answer back."""
        return await self._run(self._need_drill().undo)

    async def more(self, minutes: int) -> CardView | None:
        """Go on with the session for some more minutes."""
        return await self._run(self._need_drill().more, minutes)

    async def finish(self, reason: str | None) -> SummaryView:
        """Record the end of the session and return its summary."""
        return await self._run(self._need_drill().finish, reason)

    async def on(self, job: Callable[[Workspace], T]) -> T:
        """Run a job of a screen's own on the thread, with the open workspace."""
        return await self._run(lambda: job(self._ready()))

    async def editable(self, key: str) -> Editable:
        """Return the file and line at which a card can be edited, copying a shipped card first."""
        return await self._run(self._editable, key)

    async def settle(self, place: Editable) -> str:
        """Read what was edited; returns what to tell the person."""
        async with self._reading:  # what is being read meanwhile is older than what was edited
            return await self._run(self._settle, place)

    @property
    def is_left(self) -> bool:
        """Whether the person is leaving the program."""
        return self._left_at is not None

    def leave(self) -> None:
        """Wait for other programs hardly longer from now on."""
        if self._left_at is None:
            self._left_at = time.monotonic()

    def close(self) -> str:
        """End the session, back up where that is called for, close the store and end the thread.

        A second time does nothing. It waits for what the thread has begun, as that may be a write, but not
        for other programs, nor for what runs aside.

        Returns:
            What could not be kept, and why a backup could not be made, in sentences; else empty.
        """
        self.leave()
        if self._closing is None:
            self._closing = self._thread.submit(self._close)
        self._thread.shutdown(wait=True)
        return self._closing.result()

    async def to_its_end(self, job: Callable[[], T]) -> T:
        """Run a job on the thread that is done also if nobody waits for it any longer."""
        return await asyncio.shield(asyncio.ensure_future(self._run(job)))

    def drill(self) -> Drill:
        """Return the session, the first one begun where it is not; on the thread."""
        if self._drill is None:
            self._begin(None)
        return self._need_drill()

    def end_drill(self) -> None:
        """Record the end of the session, where that is not recorded; on the thread."""
        if self._drill is not None:
            self._drill.end()

    def _is_worth_waiting(self) -> bool:
        return self._left_at is None or time.monotonic() < self._left_at + GRACE_SECONDS

    async def _run(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.wrap_future(self._thread.submit(job, *args, **kwargs))

    async def _aside(self, job: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a job that touches no store on a thread of its own, which need not live to its end."""
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()  # from now on whoever waits may leave; the job takes no notice

        def run() -> None:
            try:
                done.set_result(job(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001 - whoever waits for the job is handed its error
                done.set_exception(error)

        Thread(target=run, name="csmdrill-aside", daemon=True).start()
        return await asyncio.wrap_future(done)

    async def _read_decks(self) -> ContentChange:
        seen = await self._aside(_read, await self._run(self._look))
        change = await self._run(self._keep, seen)
        self._decks_read = True
        return change

    def _open(self) -> Settings:
        return self._ready().settings

    def _today(self) -> TodayView:
        from csmdrill.services.today import today

        return today(self._ready())

    def _basis(self) -> Basis:
        from csmdrill.services.forecast import basis

        return basis(self._ready())

    def _stats(self) -> StatsView:
        from csmdrill.services.stats import stats

        return stats(self._ready())

    def _look(self) -> Shelves:
        from csmdrill.services import library

        return library.look(self._ready())

    def _keep(self, seen: Scan) -> ContentChange:
        from csmdrill.services import library

        return library.keep(self._ready(), seen)

    def _begin(self, extra_new: int | None) -> CardView | None:
        from csmdrill.services.plan import planned_drill, planned_scope
        from csmdrill.services.practise import Drill
        from csmdrill.storage.queries import EVERYTHING

        workspace = self._ready()
        plan = self._plan
        self.end_drill()  # of a session that was left before the store had time for its end
        if self._planned:
            self._scope = planned_scope(workspace, plan)
            self._extra_new = plan.new if extra_new is None else extra_new
            self._drill = planned_drill(workspace, plan, self._scope, self._extra_new)
            self._planned = False
        else:
            # What the command line asked for was the first session; from Today one practises everything.
            self._scope = EVERYTHING
            self._plan = Plan(minutes=plan.minutes)
            self._extra_new = extra_new
            self._drill = Drill(workspace, plan.minutes, extra_new=extra_new)
        return self._drill.view()

    def _why_nothing(self) -> str:
        if self._plan.on_purpose:
            return why_none_chosen(self._ready(), self._plan)
        from csmdrill.services.today import why_nothing
        from csmdrill.storage.queries import EVERYTHING

        return why_nothing(self._ready(), self._scope or EVERYTHING, self._extra_new)

    def _left_out(self) -> str:
        from csmdrill.services.today import left_out
        from csmdrill.storage.queries import EVERYTHING

        return left_out(self._ready(), self._scope or EVERYTHING)

    def _editable(self, key: str) -> Editable:
        from csmdrill.services.edit import editable

        return editable(self._ready(), key)

    def _settle(self, place: Editable) -> str:
        from csmdrill.services.edit import settle

        return settle(self._ready(), place)

    def _close(self) -> str:
        unkept = self.session.wind_up_now()
        if self._workspace is None:
            return unkept
        from csmdrill.services.safekeeping import after_work

        try:
            return " ".join(filter(None, (unkept, after_work(self._workspace))))
        finally:
            self._workspace.close()

    def _ready(self) -> Workspace:
        """Return the open workspace; the first job opens it, whichever that is."""
        if self._workspace is None:
            from csmdrill.services.workspace import open_workspace

            self._workspace = open_workspace(self._environ, self._plan.deck_paths)
        return self._workspace

    def _need_drill(self) -> Drill:
        if self._drill is None:
            raise RuntimeError("no session has begun")
        return self._drill


def _level_day(found: Basis) -> date | None:
    from csmdrill.services.forecast import level_day

    return level_day(found)


def _read(shelves: Shelves) -> Scan:
    from csmdrill.services.library import read

    return read(shelves)
