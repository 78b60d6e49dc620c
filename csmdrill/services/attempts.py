"""Attempts that were made: listed, shown, taken again from a line, and told as a transcript."""

from __future__ import annotations

from collections.abc import Collection

from csmdrill.core.clock import day_date
from csmdrill.core.errors import AttemptRejected, NothingToUndo
from csmdrill.roleplay import engine
from csmdrill.roleplay.model import Input, Log, Passed
from csmdrill.roleplay.transcript import lines_of
from csmdrill.services.calibration_marks import mark_of
from csmdrill.services.kept import Played, sources_of, words_in
from csmdrill.services.rated import rated_of
from csmdrill.services.record import Attempt, Record, record_of
from csmdrill.services.rehearsal_views import AttemptRow as AttemptRow
from csmdrill.services.rehearsal_views import AttemptView as AttemptView
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import FactRef

LAST = "last"
SHORTEST_BEGINNING = 3


def attempts(workspace: Workspace) -> tuple[AttemptRow, ...]:
    """Return the attempts that stand, the newest first."""
    record, texts = record_of(workspace), workspace.store.with_words()
    return tuple(_row(attempt, texts) for attempt in reversed(record.attempts))


def load(workspace: Workspace, attempt: str) -> AttemptView:
    """Return one attempt: by its id, the beginning of it, or `last`.

    A coach's rating is shown only beside a self-rating.

    Raises:
        AttemptRejected: there is none, or several fit.
    """
    found = chosen(record_of(workspace), attempt)
    text = workspace.store.words_of([found.ref]).get(found.ref)
    words = words_in(text) if text else None
    understood = words.understood if words else {}
    played = sources_of(workspace, found.source, found.said.rubric_hash, understood)
    log = _whole(words.log, played) if words and not found.said.seat else words.log if words else None
    given = [each for each in found.ratings if each.said.role == "self" or found.rated_as("self")]
    comments = workspace.store.words_of([each.ref for each in given])
    return AttemptView(
        row=_row(found, {found.ref} if text else ()),
        tags=found.said.tags,
        metrics=found.said.metrics,
        log=log,
        reflection=words.reflection if words else "",
        scenario=played.scenario,
        scene=played.scene,
        rubric=played.rubric,
        source=found.source,
        rubric_source=found.said.rubric_hash,
        lines=lines_of(log, played.scene) if log else (),
        ratings=tuple(
            rated_of(each, played.rubric, comments.get(each.ref, ""), mark_of(workspace, each))
            for each in given
        ),
        understood=understood,
    )


def chosen(record: Record, attempt: str) -> Attempt:
    """Return the attempt that a person names.

    Raises:
        AttemptRejected: there is none, or several fit.
    """
    if attempt == LAST and record.attempts:
        return record.attempts[-1]
    exact = record.find(attempt)
    if exact is not None:
        return exact
    begun = [
        each
        for each in record.attempts
        if len(attempt) >= SHORTEST_BEGINNING and each.said.attempt.startswith(attempt)
    ]
    if len(begun) == 1:
        return begun[0]
    said = f"Several attempts begin with {attempt!r}." if begun else f"There is no attempt {attempt!r}."
    raise AttemptRejected(said, "csmdrill attempts lists all.")


def retake(view: AttemptView, at: int) -> tuple[Input, ...]:
    """Return what was put in before a line, the waiting up to it included, to take the line again."""
    if view.log is None or at <= 0:
        return ()
    return (*(act for act in view.log.inputs if act.at < at), Passed(at - 1))


def take_back(workspace: Workspace, attempt: str, what: str = "attempt") -> str:
    """Take back an attempt, its self-rating (`rating`) or what lines were read as (`correction`).

    Returns:
        A sentence.

    Raises:
        AttemptRejected: there is no such attempt.
        NothingToUndo: there is nothing of it to take back.
    """
    record = record_of(workspace)
    found = chosen(record, attempt)
    name = found.said.attempt
    mine = found.rated_as("self")
    refs = {
        "attempt": [found.ref],
        "rating": [mine.ref] if mine else [],
        "correction": [each.ref for each in record.corrections if each.said.attempt == name],
    }[what]
    if not refs:
        raise NothingToUndo(f"There is no {what} of {name} to take back.")
    now = workspace.now()
    for ref in refs:
        workspace.store.undo(ref, now)
    return f"Taken back: {what} {name}, {found.said.title}."


def _whole(log: Log, played: Played) -> Log:
    """Return a log with its events; where there were too many to be kept they are made again."""
    if log.events or played.scene is None:
        return log
    return engine.replay(played.scene, log.drawn, log.inputs).log


def _row(attempt: Attempt, texts: Collection[FactRef]) -> AttemptRow:
    said, mine = attempt.said, attempt.rated_as("self")
    coached = attempt.coached if mine else ()
    return AttemptRow(
        id=said.attempt,
        key=attempt.key,
        title=said.title or attempt.key,
        competency=said.competency,
        kind=said.mode,
        at=attempt.at.at,
        day=day_date(attempt.at.day),
        spoken=said.spoken,
        seat=said.seat,
        train=said.train,
        rubric=said.rubric,
        end=said.end,
        passed=said.passed,
        reason=said.reason,
        seconds=said.seconds,
        predicted=said.predicted,
        rated=mine is not None,
        score=mine.score.value if mine else None,
        coach_score=attempt.coach_score if mine else None,
        coaches=tuple(each.said.rater for each in coached),
        gap=attempt.gap,
        has_text=attempt.ref in texts,
    )
