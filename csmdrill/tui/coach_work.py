"""Jobs of the coach's screens, run on the work thread: the inbox, ratings of files, comments on moments."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csmdrill.services.coach_inbox import Known
    from csmdrill.services.coach_rating import CoachRated, ToRate
    from csmdrill.services.coach_views import Inbox
    from csmdrill.services.comments import Spot
    from csmdrill.services.rehearsal_views import RatingDraft
    from csmdrill.services.workspace import Workspace
    from csmdrill.tui.work import Work


class CoachWork:
    """Lists, opens and rates submitted files.

    Args:
        work: runs the jobs.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: Known | None = None

    async def inbox(self, folder: Path, rater: str, told: Callable[[int, int], None]) -> Inbox:
        """Return what lies in a folder; `told` is called on the work thread."""
        return await self._work.on(lambda workspace: self._inbox(workspace, folder, rater, told))

    async def open(self, path: Path, rater: str) -> ToRate:
        """Return what is needed to rate a file."""
        return await self._work.on(lambda workspace: _open(workspace, path, rater))

    async def keep(self, asked: ToRate, draft: RatingDraft) -> None:
        """Keep a half-made rating."""
        await self._work.on(lambda workspace: _keep(workspace, asked, draft))

    async def save(self, asked: ToRate, draft: RatingDraft) -> CoachRated:
        """Save a rating and write the trainee's file."""
        return await self._work.on(lambda workspace: _save(workspace, asked, draft))

    async def given(self, path: Path, rater: str) -> CoachRated | None:
        """Return a rating that was given before."""
        return await self._work.on(lambda workspace: _given(workspace, path, rater))

    async def pin(self, rated: CoachRated, spot: Spot, text: str) -> CoachRated:
        """Pin a comment to a line."""
        return await self._work.on(lambda workspace: _pin(workspace, rated, spot, text))

    def _inbox(
        self, workspace: Workspace, folder: Path, rater: str, told: Callable[[int, int], None]
    ) -> Inbox:
        from csmdrill.services.coach_inbox import Known, inbox

        self._known = self._known or Known()
        return inbox(workspace, folder, rater, self._known, told)


def _open(workspace: Workspace, path: Path, rater: str) -> ToRate:
    from csmdrill.services.coach_rating import open_file

    return open_file(workspace, path, rater)


def _keep(workspace: Workspace, asked: ToRate, draft: RatingDraft) -> None:
    from csmdrill.services.submission import keep_for

    keep_for(workspace, asked.sheet, draft)


def _save(workspace: Workspace, asked: ToRate, draft: RatingDraft) -> CoachRated:
    from csmdrill.services.coach_rating import save

    return save(workspace, asked, draft)


def _given(workspace: Workspace, path: Path, rater: str) -> CoachRated | None:
    from csmdrill.services.coach_rating import given_back

    return given_back(workspace, path, rater)


def _pin(workspace: Workspace, rated: CoachRated, spot: Spot, text: str) -> CoachRated:
    from csmdrill.services.coach_rating import pin

    return pin(workspace, rated, spot, text)
