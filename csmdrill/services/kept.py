"""How attempts are kept: as drafts while they are on, as facts with their words when they are over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from csmdrill import __version__
from csmdrill.content.expressions import ExpressionProblem
from csmdrill.content.rubric import Rubric
from csmdrill.content.scenario import Scenario
from csmdrill.content.shelf import rubric_of, scenario_of
from csmdrill.content.terms import TermProblem
from csmdrill.core.clock import Moment
from csmdrill.roleplay.model import Drawn, Event, Finished, Input, Kind, Log
from csmdrill.roleplay.scene import Scene, compile_scene
from csmdrill.roleplay.transcript import metrics_of, tags_of
from csmdrill.services.rehearsal_views import Reason, Rehearsal
from csmdrill.services.workspace import Workspace
from csmdrill.storage.played import LONGEST_WORDS, AttemptPayload
from csmdrill.storage.rehearsals import Draft, ToTell

MOST_BYTES = LONGEST_WORDS
"""Of what is kept of one attempt, as a JSON string; more would not fit into a line of an export."""


class KeptAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """The draft of an attempt that is on; see `Rehearsal` for its parts.

    The events are kept only where a coach plays: nothing could make them again.
    """

    id: str
    key: str
    title: str
    competency: str
    kind: Kind
    spoken: bool
    source: str
    rubric_key: str
    rubric_source: str
    drawn: Drawn
    inputs: tuple[Input, ...]
    predicted: float | None
    train: str
    understood: dict[str, str]
    seat: bool = False
    events: tuple[Event, ...] = ()


class KeptWords(msgspec.Struct, frozen=True, kw_only=True):
    """What was said in an attempt; erasable."""

    log: Log
    reflection: str = ""
    understood: dict[str, str] = {}


class Played(msgspec.Struct, frozen=True):
    """What was played, read again from its sources; None where they are not kept or cannot be read."""

    scenario: Scenario | None
    scene: Scene | None
    rubric: Rubric | None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a log comes to.

    Args:
        end: the name of its end; empty without one.
        passed: whether that is a pass; None without an end, or where the scenario is not kept.
        timeout: the clock ended it.
        seconds: how long it took.
        metrics, tags: evidence.
    """

    end: str
    passed: bool | None
    timeout: bool
    seconds: int
    metrics: dict[str, float]
    tags: tuple[str, ...]


def kept_of(rehearsal: Rehearsal, inputs: Sequence[Input], events: Sequence[Event] = ()) -> KeptAttempt:
    """Return an attempt as its draft keeps it."""
    return KeptAttempt(
        id=rehearsal.id,
        key=rehearsal.key,
        title=rehearsal.scenario.title,
        competency=rehearsal.rubric.competency,
        kind=rehearsal.kind,
        spoken=rehearsal.spoken,
        source=rehearsal.source,
        rubric_key=rehearsal.rubric_key,
        rubric_source=rehearsal.rubric_source,
        drawn=rehearsal.drawn,
        inputs=tuple(inputs),
        predicted=rehearsal.predicted,
        train=rehearsal.train.id,
        understood=dict(rehearsal.understood),
        seat=rehearsal.seat,
        events=tuple(events),
    )


def draft_of(
    rehearsal: Rehearsal, inputs: Sequence[Input], at: Moment, events: Sequence[Event] = ()
) -> Draft:
    """Return the draft of an attempt."""
    body = msgspec.json.encode(kept_of(rehearsal, inputs, events)).decode()
    return Draft(rehearsal.id, "attempt", body, at.at)


def drafts(workspace: Workspace) -> list[KeptAttempt]:
    """Return the attempts that are on or were broken off, the newest first; unreadable ones are left out."""
    found = []
    for draft in workspace.store.drafts("attempt"):
        try:
            found.append(msgspec.json.decode(draft.body, type=KeptAttempt))
        except msgspec.DecodeError:
            continue
    return found


def fact_of(rehearsal: Rehearsal | KeptAttempt, log: Log, reason: Reason, reflection: str) -> ToTell:
    """Return an attempt as a fact, in place of its draft."""
    kept = rehearsal if isinstance(rehearsal, KeptAttempt) else kept_of(rehearsal, log.inputs)
    found = outcome_of(log, None if isinstance(rehearsal, KeptAttempt) else rehearsal.scenario)
    said = AttemptPayload(
        attempt=kept.id,
        title=kept.title,
        competency=kept.competency,
        rubric=kept.rubric_key,
        rubric_hash=kept.rubric_source,
        seed=kept.drawn.seed,
        mode=kept.kind,
        spoken=kept.spoken,
        seat=kept.seat,
        end=found.end,
        passed=found.passed,
        reason="timeout" if reason == "ended" and found.timeout else reason,
        seconds=found.seconds,
        metrics=found.metrics,
        tags=found.tags,
        predicted=kept.predicted,
        train=kept.train,
        engine=__version__,
    )
    words = KeptWords(log=log, reflection=reflection, understood=kept.understood)
    return ToTell(
        said=said,
        key=kept.key,
        hash=kept.source,
        words=_encoded(words),
        instead_of=(kept.id, "attempt"),
    )


def outcome_of(log: Log, scenario: Scenario | None) -> Outcome:
    """Return what a log comes to; the scenario says whether its end is a pass."""
    end = next((event for event in reversed(log.events) if event.kind == "end"), None)
    by_hand = bool(log.inputs) and isinstance(log.inputs[-1], Finished)
    return Outcome(
        end=end.name if end else "",
        passed=None if end is None else _passed(scenario, end.name),
        timeout=end is not None and end.rule == "timeout" and not by_hand,
        seconds=max((entry.at for entry in (*log.inputs, *log.events)), default=0) // 1000,
        metrics=metrics_of(log),
        tags=tags_of(log),
    )


def words_in(text: str) -> KeptWords | None:
    """Return what was said in an attempt, or None if it cannot be read."""
    try:
        return msgspec.json.decode(text, type=KeptWords)
    except msgspec.DecodeError:
        return None


def sources_of(
    workspace: Workspace, source: str, rubric_source: str, understood: Mapping[str, str]
) -> Played:
    """Return what was played, read again from the sources that are kept."""
    texts = workspace.store.sources_of([source, rubric_source])
    return read_sources(texts.get(source), texts.get(rubric_source), understood)


def read_sources(scenario_text: str | None, rubric_text: str | None, understood: Mapping[str, str]) -> Played:
    """Return what was played, read from its texts."""
    scenario = scenario_of(scenario_text) if scenario_text else None
    rubric = rubric_of(rubric_text) if rubric_text else None
    if scenario is None:
        return Played(None, None, rubric)
    try:
        return Played(scenario, compile_scene(scenario, understood), rubric)
    except (TermProblem, ExpressionProblem):
        return Played(scenario, None, rubric)


def _passed(scenario: Scenario | None, end: str) -> bool | None:
    # The end of a monologue that was too short is a failing one without being named.
    return None if scenario is None else scenario.ends.get(end) == "pass"


def _encoded(words: KeptWords) -> str:
    """Return the words as JSON; of too many only those of the trainee, since the rest follows from them.

    Where even these are too many, the last of them are left out.
    """
    text = msgspec.json.encode(words).decode()
    if _fits(text):
        return text
    log = msgspec.structs.replace(words.log, events=())
    text = msgspec.json.encode(msgspec.structs.replace(words, log=log)).decode()
    while log.inputs and not _fits(text):
        log = msgspec.structs.replace(log, inputs=log.inputs[: len(log.inputs) * 9 // 10])
        text = msgspec.json.encode(msgspec.structs.replace(words, log=log)).decode()
    return text


def _fits(text: str) -> bool:
    return len(msgspec.json.encode(text)) <= MOST_BYTES
