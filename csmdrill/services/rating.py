"""Ratings of attempts: the sheet, the half-made rating that survives a crash, and what is revealed after."""

from __future__ import annotations

from csmdrill.services.rehearsal_views import Rated as Rated
from csmdrill.services.rehearsal_views import RatingDraft as RatingDraft
from csmdrill.services.rehearsal_views import RatingSheet as RatingSheet
from csmdrill.services.rehearsal_views import Reveal as Reveal
from csmdrill.services.rehearsal_views import Role
from csmdrill.services.workspace import Workspace


def sheet(workspace: Workspace, attempt: str, role: Role = "self") -> RatingSheet:
    """Return what one needs to rate an attempt, with what was set before.

    Raises:
        AttemptRejected: there is no such attempt, or its rubric is not kept.
    """
    raise NotImplementedError


def keep_rating(workspace: Workspace, asked: RatingSheet, draft: RatingDraft) -> None:
    """Keep a half-made rating; when this returns it is on the disk."""
    raise NotImplementedError


def save_rating(workspace: Workspace, asked: RatingSheet, rating: RatingDraft) -> Reveal:
    """Make a rating a fact, and return what may now be told.

    Raises:
        AttemptRejected: a criterion that was asked has neither rating nor N/A, or a rating is not 1-5.
    """
    raise NotImplementedError


def reveal(workspace: Workspace, attempt: str) -> Reveal:
    """Return what is told of an attempt after its self-rating."""
    raise NotImplementedError


def unrated(workspace: Workspace) -> tuple[str, ...]:
    """Return the attempts whose self-rating was begun and not saved, the newest first."""
    raise NotImplementedError


def correct(workspace: Workspace, attempt: str, at: int, concept: str) -> None:
    """Note that the line of `at` meant a concept; practice runs of the scenario understand it from now on.

    Raises:
        AttemptRejected: there is no such line or concept, or it was a benchmark.
    """
    raise NotImplementedError


def repeat_on(workspace: Workspace, attempt: str, days: int) -> None:
    """Let the scenario of an attempt be due in so many days: the one next act."""
    raise NotImplementedError
