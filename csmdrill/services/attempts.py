"""Attempts that were made: listed, shown, taken again from a line, and told as a transcript."""

from __future__ import annotations

from csmdrill.roleplay.model import Input
from csmdrill.services.rehearsal_views import AttemptRow as AttemptRow
from csmdrill.services.rehearsal_views import AttemptView as AttemptView
from csmdrill.services.workspace import Workspace


def attempts(workspace: Workspace) -> tuple[AttemptRow, ...]:
    """Return the attempts that stand, the newest first."""
    raise NotImplementedError


def load(workspace: Workspace, attempt: str) -> AttemptView:
    """Return one attempt: by its id, the beginning of it, or `last`.

    Raises:
        AttemptRejected: there is none.
    """
    raise NotImplementedError


def retake(view: AttemptView, at: int) -> tuple[Input, ...]:
    """Return what was put in before a line, to replay it and take the line again."""
    raise NotImplementedError


def markdown(view: AttemptView) -> str:
    """Return an attempt as a transcript in Markdown."""
    raise NotImplementedError
