"""An attempt from its preparation to its end: prepared, begun, kept at each line, finished, gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from csmdrill.roleplay.model import Input, Kind, Log
from csmdrill.services.rehearsal_views import Interrupted as Interrupted
from csmdrill.services.rehearsal_views import Reason as Reason
from csmdrill.services.rehearsal_views import Rehearsal as Rehearsal
from csmdrill.services.workspace import Workspace

LONGEST_GAP_MS = 30_000
"""A longer gap between two ticks means that the machine slept."""

LONGEST_LINE = 4000


def prepare(
    workspace: Workspace,
    key: str,
    kind: Kind | None = None,
    *,
    seed: int | None = None,
    spoken: bool | None = None,
    train: str | None = None,
    seat: bool = False,
) -> Rehearsal:
    """Return a new attempt of a scenario; nothing is kept yet. kind None: as the scenario is meant.

    Raises:
        RolePlayRejected: there is no such scenario, it has errors, or it may not be played so now.
    """
    raise NotImplementedError


def begin(workspace: Workspace, rehearsal: Rehearsal, predicted: float | None) -> Rehearsal:
    """Keep that an attempt begins (a draft) and return it with its prediction; the brief is over."""
    raise NotImplementedError


def keep(workspace: Workspace, rehearsal: Rehearsal, inputs: Sequence[Input]) -> None:
    """Keep the inputs so far; when this returns they are on the disk."""
    raise NotImplementedError


def finish(workspace: Workspace, rehearsal: Rehearsal, log: Log, reason: Reason, reflection: str = "") -> str:
    """Make the attempt a fact, in place of its draft; returns its id."""
    raise NotImplementedError


def interrupted(workspace: Workspace) -> tuple[Interrupted, ...]:
    """Return attempts that a crash broke off; a benchmark among them becomes void by this, and is told once."""
    raise NotImplementedError


def resume(workspace: Workspace, attempt: str) -> Rehearsal:
    """Return an attempt to go on with; its `inputs` are to be replayed."""
    raise NotImplementedError


def drop(workspace: Workspace, attempt: str) -> None:
    """Forget the draft of a practice attempt (also to begin again)."""
    raise NotImplementedError


def after_gap(kind: Kind, gap_ms: int) -> tuple[Literal["go on", "pause", "void"], str]:
    """Return what a gap between two ticks means for an attempt, and a sentence to say."""
    raise NotImplementedError


def clean(text: str) -> str:
    """Return a line as it may be put into the engine: 4,000 characters, nothing that no screen can show."""
    raise NotImplementedError
