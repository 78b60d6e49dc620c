"""What facts about role-plays say: an attempt, a rating of it, a correction, and a day to repeat on."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from csmdrill.storage.bounds import Count, Day, Digest, Foretold, Level, Measure, Name, Weight

PLAYED_KINDS = ("attempt", "correction", "rating", "repeat")
"""The kinds about role-plays; their key is a scenario's."""

LONGEST_WORDS = 4_000_000
"""Bytes of what is kept of one attempt, as one JSON string; so its characters are no more than that."""

LONGEST_SOURCE = 400_000
"""Characters of the text of a scenario or rubric."""

WORDS = "words"
"""The name under which the words of these facts are kept."""

Levels = Annotated[dict[Name, Level | None], Meta(max_length=12)]
Checked = Annotated[dict[Name, Annotated[tuple[Name, ...], Meta(max_length=12)]], Meta(max_length=12)]
Evidence = Annotated[dict[Name, Annotated[tuple[Count, ...], Meta(max_length=200)]], Meta(max_length=12)]


class AttemptPayload(Struct, frozen=True, kw_only=True):
    """A scenario was played; the fact's hash is that of the scenario's source.

    Args:
        attempt: its id.
        title, competency: as they were.
        rubric, rubric_hash: by which it is to be rated, and the hash of the rubric's source.
        seed: of what chance decided.
        mode: practice or benchmark.
        spoken: said aloud.
        seat: a coach played the stakeholder.
        end: the name of the end; empty without one.
        passed: whether that is a pass; None without an end.
        reason: why it was over.
        seconds: how long it took.
        metrics: numbers by name.
        tags: evidence, in order.
        predicted: foretold score.
        train: the criterion that was to be trained.
        engine: version of the program that played it.
        text: hash of what was said; the words stand in `personal_text`.
    """

    attempt: Name
    title: Name = ""
    competency: Name = ""
    rubric: Name
    rubric_hash: Digest
    seed: Count
    mode: Literal["practice", "benchmark"]
    spoken: bool = False
    seat: bool = False
    end: Name = ""
    passed: bool | None = None
    reason: Literal["ended", "timeout", "left", "void", "interrupted"]
    seconds: Count
    metrics: Annotated[dict[Name, Measure], Meta(max_length=40)] = {}
    tags: Annotated[tuple[Name, ...], Meta(max_length=400)] = ()
    predicted: Foretold | None = None
    train: Name = ""
    engine: Name = ""
    text: Name | None = None


class RatingPayload(Struct, frozen=True, kw_only=True):
    """An attempt was rated.

    Args:
        attempt: its id.
        rater: who rated: a person's id, or the name that a coach gave.
        role: as whom.
        rubric, rubric_hash: by what.
        asked: the criteria that were asked, in order.
        weights: of these.
        blockers: those of these that one failure decides.
        levels: by criterion 1-5, None for N/A.
        checks: by criterion the ids answered yes.
        overall: the one global rating.
        evidence: by criterion the times of lines, in ms.
        text: hash of the comments.
    """

    attempt: Name
    rater: Name
    role: Literal["self", "coach"]
    rubric: Name
    rubric_hash: Digest
    asked: Annotated[tuple[Name, ...], Meta(max_length=12)]
    weights: Annotated[dict[Name, Weight], Meta(max_length=12)]
    blockers: Annotated[tuple[Name, ...], Meta(max_length=12)] = ()
    levels: Levels
    checks: Checked = {}
    overall: Level | None = None
    evidence: Evidence = {}
    text: Name | None = None


class CorrectionPayload(Struct, frozen=True, kw_only=True):
    """A line that was said in an attempt, at `at` ms, meant a concept; `text` is the hash of the line."""

    attempt: Name
    at: Count
    concept: Name
    text: Name | None = None


class RepeatPayload(Struct, frozen=True, kw_only=True):
    """The scenario is to be played again on a day."""

    day: Day
    attempt: Name = ""


Played = AttemptPayload | RatingPayload | CorrectionPayload | RepeatPayload
