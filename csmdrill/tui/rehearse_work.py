"""Jobs of the role-play screens, run on the work thread: the shelf, attempts, ratings, what is told after."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from csmdrill.roleplay.model import Input, Kind, Log, Passed

if TYPE_CHECKING:
    from pathlib import Path

    from csmdrill.audio.microphone import Sound
    from csmdrill.services.circuit_views import Circuit
    from csmdrill.services.listening import Listener
    from csmdrill.services.rehearsal_views import (
        AttemptRow,
        AttemptView,
        Interrupted,
        RatingDraft,
        RatingSheet,
        Reason,
        Rehearsal,
        Reveal,
        Shelf,
        Suggestion,
    )
    from csmdrill.services.workspace import Workspace
    from csmdrill.tui.work import Work


class Unfinished(msgspec.Struct, frozen=True):
    """What was begun and not brought to its end.

    Args:
        interrupted: attempts that a crash broke off.
        unrated: attempts whose self-rating is half-made.
    """

    interrupted: tuple[Interrupted, ...]
    unrated: tuple[AttemptRow, ...]


class RehearseWork:
    """Prepares, keeps and rates attempts.

    Args:
        work: runs the jobs.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    async def shelf(self) -> Shelf:
        """Return all scenarios and rubrics."""
        return await self._work.on(_shelf)

    async def suggested(self) -> Suggestion | None:
        """Return the scenario to practise now, and why."""
        return await self._work.on(_suggested)

    async def circuit(self, competency: str = "") -> Circuit | None:
        """Return the circuit of today, else the next one."""
        return await self._work.on(lambda workspace: _circuit(workspace, competency))

    async def unfinished(self) -> Unfinished:
        """Return what was begun and not brought to its end."""
        return await self._work.on(_unfinished)

    async def prepare(
        self, key: str, kind: Kind | None = None, *, seed: int | None = None, spoken: bool | None = None
    ) -> Rehearsal:
        """Return a new attempt; nothing is kept yet."""
        return await self._work.on(lambda workspace: _prepare(workspace, key, kind, seed, spoken))

    async def again_from(self, attempt: str, at: int) -> Rehearsal:
        """Return a new attempt in which everything before a line of another one has happened."""
        return await self._work.on(lambda workspace: _again_from(workspace, attempt, at))

    async def begin(self, rehearsal: Rehearsal, predicted: float | None) -> Rehearsal:
        """Keep that an attempt begins."""
        return await self._work.on(lambda workspace: _begin(workspace, rehearsal, predicted))

    async def keep(self, rehearsal: Rehearsal, inputs: Sequence[Input]) -> None:
        """Keep the inputs so far."""
        await self._work.on(lambda workspace: _keep(workspace, rehearsal, inputs))

    async def finish(self, rehearsal: Rehearsal, log: Log, reason: Reason, reflection: str = "") -> str:
        """Make the attempt a fact; returns its id."""
        return await self._work.on(lambda workspace: _finish(workspace, rehearsal, log, reason, reflection))

    async def listener(self, sound: Sound | None) -> Listener | None:
        """Return what listens to a microphone, None where what it needs is not installed."""
        return await asyncio.to_thread(_listener, sound)

    async def recording_path(self, attempt: str) -> Path:
        """Return the file for the next recording of an attempt."""
        return await self._work.on(lambda workspace: _recording_path(workspace, attempt))

    async def resume(self, attempt: str) -> Rehearsal:
        """Return an attempt to go on with."""
        return await self._work.on(lambda workspace: _resume(workspace, attempt))

    async def drop(self, attempt: str) -> None:
        """Forget the draft of an attempt."""
        await self._work.on(lambda workspace: _drop(workspace, attempt))

    async def sheet(self, attempt: str) -> RatingSheet:
        """Return what one needs to rate an attempt."""
        return await self._work.on(lambda workspace: _sheet(workspace, attempt))

    async def keep_rating(self, asked: RatingSheet, draft: RatingDraft) -> None:
        """Keep a half-made rating."""
        await self._work.on(lambda workspace: _keep_rating(workspace, asked, draft))

    async def save_rating(self, asked: RatingSheet, rating: RatingDraft) -> Reveal:
        """Make a rating a fact; returns what may now be told."""
        return await self._work.on(lambda workspace: _save_rating(workspace, asked, rating))

    async def reveal(self, attempt: str) -> Reveal:
        """Return what is told of an attempt after its self-rating."""
        return await self._work.on(lambda workspace: _reveal(workspace, attempt))

    async def correct(self, attempt: str, at: int, concept: str) -> Reveal:
        """Note that a line meant a concept; returns what is told now."""
        return await self._work.on(lambda workspace: _correct(workspace, attempt, at, concept))

    async def repeat_on(self, attempt: str, days: int) -> None:
        """Let the scenario of an attempt be due in so many days."""
        await self._work.on(lambda workspace: _repeat_on(workspace, attempt, days))

    async def add_card(self, prompt: str, answer: str, competency: str) -> str:
        """Add a card to the person's own deck; returns what to tell them."""
        return await self._work.on(lambda workspace: _add_card(workspace, prompt, answer, competency))

    async def attempts(self) -> tuple[AttemptRow, ...]:
        """Return the attempts that stand, the newest first."""
        return await self._work.on(_attempts)

    async def attempt(self, attempt: str) -> AttemptView:
        """Return one attempt with all that is kept of it."""
        return await self._work.on(lambda workspace: _load(workspace, attempt))


def _shelf(workspace: Workspace) -> Shelf:
    from csmdrill.services.scenarios import shelf

    return shelf(workspace)


def _listener(sound: Sound | None) -> Listener | None:
    from csmdrill.services.listening import Listener, microphone_there

    return Listener(sound) if sound is not None or microphone_there() else None


def _suggested(workspace: Workspace) -> Suggestion | None:
    from csmdrill.services.scenarios import suggested

    return suggested(workspace)


def _circuit(workspace: Workspace, competency: str) -> Circuit | None:
    from csmdrill.services.circuit import planned

    return planned(workspace, competency)


def _unfinished(workspace: Workspace) -> Unfinished:
    from csmdrill.services.attempts import load
    from csmdrill.services.rating import unrated
    from csmdrill.services.rehearse import interrupted

    return Unfinished(interrupted(workspace), tuple(load(workspace, each).row for each in unrated(workspace)))


def _prepare(
    workspace: Workspace, key: str, kind: Kind | None, seed: int | None, spoken: bool | None
) -> Rehearsal:
    from csmdrill.services.rehearse import prepare

    return prepare(workspace, key, kind, seed=seed, spoken=spoken)


def _again_from(workspace: Workspace, attempt: str, at: int) -> Rehearsal:
    from csmdrill.services.attempts import load
    from csmdrill.services.rehearse import again

    view = load(workspace, attempt)
    fresh = again(workspace, view, at)
    asked = Passed(asked_at(view.log, at)) if view.log is not None else Passed(0)
    before = tuple(act for act in fresh.inputs if not isinstance(act, Passed))
    return msgspec.structs.replace(fresh, inputs=(*before, asked))


def asked_at(log: Log, at: int) -> int:
    """Return when the line came that is to be answered again: the last one before the trainee's own.

    Args:
        log: of the attempt.
        at: ms of the line that is to be taken again, the trainee's or a stakeholder's.
    """
    mine = {act.at for act in log.inputs if not isinstance(act, Passed)}
    done = [when for when in mine if when < at]
    lines = [event.at for event in log.events if event.kind == "line"]
    return max([when for when in lines if when < at or (when == at and at not in mine)] + done, default=0)


def _begin(workspace: Workspace, rehearsal: Rehearsal, predicted: float | None) -> Rehearsal:
    from csmdrill.services.rehearse import begin

    return begin(workspace, rehearsal, predicted)


def _keep(workspace: Workspace, rehearsal: Rehearsal, inputs: Sequence[Input]) -> None:
    from csmdrill.services.rehearse import keep

    keep(workspace, rehearsal, inputs)


def _finish(workspace: Workspace, rehearsal: Rehearsal, log: Log, reason: Reason, reflection: str) -> str:
    from csmdrill.services.rehearse import finish

    return finish(workspace, rehearsal, log, reason, reflection)


def _recording_path(workspace: Workspace, attempt: str) -> Path:
    from csmdrill.services.recordings import recording_path

    return recording_path(workspace.home, attempt)


def _resume(workspace: Workspace, attempt: str) -> Rehearsal:
    from csmdrill.services.rehearse import resume

    return resume(workspace, attempt)


def _drop(workspace: Workspace, attempt: str) -> None:
    from csmdrill.services.rehearse import drop

    drop(workspace, attempt)


def _sheet(workspace: Workspace, attempt: str) -> RatingSheet:
    from csmdrill.services.rating import sheet

    return sheet(workspace, attempt)


def _keep_rating(workspace: Workspace, asked: RatingSheet, draft: RatingDraft) -> None:
    from csmdrill.services.rating import keep_rating

    keep_rating(workspace, asked, draft)


def _save_rating(workspace: Workspace, asked: RatingSheet, rating: RatingDraft) -> Reveal:
    from csmdrill.services.rating import save_rating

    return save_rating(workspace, asked, rating)


def _reveal(workspace: Workspace, attempt: str) -> Reveal:
    from csmdrill.services.rating import reveal

    return reveal(workspace, attempt)


def _correct(workspace: Workspace, attempt: str, at: int, concept: str) -> Reveal:
    from csmdrill.services.rating import correct, reveal

    correct(workspace, attempt, at, concept)
    return reveal(workspace, attempt)


def _repeat_on(workspace: Workspace, attempt: str, days: int) -> None:
    from csmdrill.services.rating import repeat_on

    repeat_on(workspace, attempt, days)


def _add_card(workspace: Workspace, prompt: str, answer: str, competency: str) -> str:
    from csmdrill.services.new_card import add_card

    return add_card(workspace, prompt, answer, competency)


def _attempts(workspace: Workspace) -> tuple[AttemptRow, ...]:
    from csmdrill.services.attempts import attempts

    return attempts(workspace)


def _load(workspace: Workspace, attempt: str) -> AttemptView:
    from csmdrill.services.attempts import load

    return load(workspace, attempt)
