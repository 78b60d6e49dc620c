"""Jobs of the skills screens, run on the work thread: the three channels, new baselines, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.core.errors import NothingToUndo

if TYPE_CHECKING:
    from csmdrill.services.coach_news import CoachNews
    from csmdrill.services.rehearsal_views import ScenarioRow
    from csmdrill.services.skill_views import SkillsView
    from csmdrill.services.workspace import Workspace
    from csmdrill.skills.model import Role
    from csmdrill.storage.facts import FactRef
    from csmdrill.tui.work import Work


class SkillsWork:
    """Reviews skills; remembers the baselines of this run, so that each can be taken back.

    Args:
        work: runs the jobs.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._baselines: list[FactRef] = []
        self._known: SkillsView | None = None

    @property
    def known(self) -> SkillsView | None:
        """How the skills stood when they were last reviewed in this run; None before that."""
        return self._known

    @property
    def undoable(self) -> bool:
        """Whether a baseline was set in this run."""
        return bool(self._baselines)

    async def view(self) -> SkillsView:
        """Return how the person's skills stand."""
        self._known = await self._work.on(_skills)
        return self._known

    async def coach_news(self) -> CoachNews | None:
        """Return what a coach has rated of late."""
        return await self._work.on(_coach_news)

    async def rebaseline(self, competency: str, channel: Role) -> None:
        """Hold a channel against its last benchmarks from now on."""
        await self._work.on(lambda workspace: self._rebaseline(workspace, competency, channel))

    async def take_back(self) -> None:
        """Take the last new baseline of this run back."""
        await self._work.on(self._take_back)

    async def benchmark(self, competency: str) -> ScenarioRow | None:
        """Return the benchmark to take next in a competency, None where none counts today."""
        return await self._work.on(lambda workspace: _benchmark(workspace, competency))

    async def cards_now(self, competency: str) -> int:
        """Return how many cards of a competency a session would bring."""
        return await self._work.on(lambda workspace: _cards_now(workspace, competency))

    def _rebaseline(self, workspace: Workspace, competency: str, channel: Role) -> None:
        from csmdrill.services.review_skills import rebaseline

        self._baselines.append(rebaseline(workspace, competency, channel))

    def _take_back(self, workspace: Workspace) -> None:
        if not self._baselines:
            raise NothingToUndo("No baseline was set since csmdrill was opened.")
        workspace.store.undo(self._baselines[-1], workspace.now())
        self._baselines.pop()


def _skills(workspace: Workspace) -> SkillsView:
    from csmdrill.services.review_skills import skills

    return skills(workspace)


def _coach_news(workspace: Workspace) -> CoachNews | None:
    from csmdrill.services.coach_news import coach_news

    return coach_news(workspace)


def _benchmark(workspace: Workspace, competency: str) -> ScenarioRow | None:
    from csmdrill.core.clock import day_date
    from csmdrill.services.next_benchmark import next_benchmark
    from csmdrill.services.scenarios import shelf

    return next_benchmark(shelf(workspace).scenarios, competency, day_date(workspace.now().day))


def _cards_now(workspace: Workspace, competency: str) -> int:
    from csmdrill.services.today import load
    from csmdrill.storage.queries import Scope

    found = load(workspace, Scope(competency))
    return found.due + found.new
