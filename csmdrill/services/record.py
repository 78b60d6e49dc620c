"""What was played: attempts with their ratings, as the facts tell it, and when each scenario is due again."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from csmdrill.core.clock import Moment, StudyDay
from csmdrill.core.text import fold
from csmdrill.practice.model import Memory
from csmdrill.services.workspace import Workspace
from csmdrill.skills.rating import Gap, Score, gap_between, grade_of, session_score
from csmdrill.storage.facts import FactRef
from csmdrill.storage.played import (
    AttemptPayload,
    CorrectionPayload,
    RatingPayload,
    RepeatPayload,
)
from csmdrill.storage.rehearsals import PlayedFact

if TYPE_CHECKING:
    from csmdrill.practice.memory import MemoryModel

SOONEST_DAYS, LATEST_DAYS = 7, 92
"""A scenario comes back neither before a week nor after a quarter."""


class Given(msgspec.Struct, frozen=True):
    """A rating that stands, and its fact."""

    ref: FactRef
    said: RatingPayload
    day: StudyDay

    @property
    def score(self) -> Score:
        """What it comes to."""
        return session_score(self.said.weights, self.said.levels)


class Attempt(msgspec.Struct, frozen=True):
    """An attempt and the newest rating of each rater and role.

    Args:
        ref: its fact.
        key, source: of the scenario, and the hash of its text.
        said: what the fact says.
        at: when it was over.
        ratings: that stand, the oldest first.
    """

    ref: FactRef
    key: str
    source: str
    said: AttemptPayload
    at: Moment
    ratings: tuple[Given, ...] = ()

    def rated_as(self, role: str) -> Given | None:
        """Return the newest rating of a role."""
        return next((given for given in reversed(self.ratings) if given.said.role == role), None)

    @property
    def is_played(self) -> bool:
        """Whether it was played to its end; what was left, broken off or void was not."""
        return self.said.reason in ("ended", "timeout")

    @property
    def coached(self) -> tuple[Given, ...]:
        """The newest rating of each coach, the oldest first."""
        return tuple(given for given in self.ratings if given.said.role == "coach")

    @property
    def coach_score(self) -> float | None:
        """What the coaches' ratings come to: the mean of several; None where there is no score."""
        scores = [value for given in self.coached if (value := given.score.value) is not None]
        return fmean(scores) if scores else None

    @property
    def gap(self) -> Gap | None:
        """What the trainee and the coaches, on average, gave the criteria that both rated."""
        mine, coached = self.rated_as("self"), self.coached
        if mine is None or not coached:
            return None
        weights = dict(mine.said.weights)
        for given in coached:
            weights |= given.said.weights
        return gap_between(weights, mine.said.levels, _mean_levels([given.said for given in coached]))


class Correction(NamedTuple):
    """A correction that stands: its fact, the scenario, and what it says."""

    ref: FactRef
    key: str
    said: CorrectionPayload


class Repeat(NamedTuple):
    """A day on which a scenario is to be played again, and when that was decided."""

    key: str
    place: tuple[int, str, int]
    day: StudyDay


class Record(msgspec.Struct, frozen=True):
    """All that was played.

    Args:
        attempts: that stand, the oldest first.
        places: where in the order of facts each attempt stands, by id.
        corrections: that stand, the oldest first.
        repeats: that stand, the oldest first.
        tried: scenario and study day of every attempt, those taken back included.
    """

    attempts: tuple[Attempt, ...]
    places: dict[str, tuple[int, str, int]]
    corrections: tuple[Correction, ...]
    repeats: tuple[Repeat, ...]
    tried: frozenset[tuple[str, StudyDay]]

    def find(self, attempt: str) -> Attempt | None:
        """Return an attempt by its id."""
        return next((each for each in self.attempts if each.said.attempt == attempt), None)


class Due(msgspec.Struct, frozen=True):
    """When a scenario is due again, and what the last rating that counted came to."""

    day: StudyDay
    score: float | None


def _mean_levels(ratings: Iterable[RatingPayload]) -> dict[str, float]:
    """Return what several gave each criterion on average; one that all left as N/A is not among them."""
    levels: dict[str, list[int]] = {}
    for said in ratings:
        for name, level in said.levels.items():
            if level is not None:
                levels.setdefault(name, []).append(level)
    return {name: fmean(given) for name, given in levels.items()}


def gap_of(mine: RatingPayload, coach: RatingPayload) -> Gap | None:
    """Return what two people gave the criteria that both rated; None where there is none."""
    return gap_between({**mine.weights, **coach.weights}, mine.levels, coach.levels)


def record_of(workspace: Workspace) -> Record:
    """Return all that was played."""
    facts = workspace.store.played()
    ratings = _ratings(facts)
    attempts: dict[str, Attempt] = {}
    places: dict[str, tuple[int, str, int]] = {}
    for each in facts:
        fact, said = each.fact, each.said
        if isinstance(said, AttemptPayload) and each.stands and said.attempt not in attempts:
            at = Moment(fact.at, fact.offset, StudyDay(fact.day))
            given = tuple(ratings.get(said.attempt, {}).values())
            attempts[said.attempt] = Attempt(fact.ref, fact.key or "", fact.hash or "", said, at, given)
            places[said.attempt] = fact.place
    return Record(
        attempts=tuple(attempts.values()),
        places=places,
        corrections=tuple(
            Correction(each.fact.ref, each.fact.key or "", each.said)
            for each in facts
            if isinstance(each.said, CorrectionPayload) and each.stands
        ),
        repeats=tuple(
            Repeat(each.fact.key or "", each.fact.place, StudyDay(each.said.day))
            for each in facts
            if isinstance(each.said, RepeatPayload) and each.stands
        ),
        tried=frozenset(
            (each.fact.key or "", StudyDay(each.fact.day))
            for each in facts
            if isinstance(each.said, AttemptPayload)
        ),
    )


def ratings_given(workspace: Workspace) -> dict[str, list[Given]]:
    """Return the coaches' ratings in this home that stand, by attempt, of each coach the newest, in order."""
    found: dict[str, dict[str, Given]] = {}
    for each in workspace.store.played():
        said = each.said
        if isinstance(said, RatingPayload) and said.role == "coach" and each.stands:
            of_attempt = found.setdefault(said.attempt, {})
            of_attempt.pop(said.rater, None)
            of_attempt[said.rater] = Given(each.fact.ref, said, StudyDay(each.fact.day))
    return {attempt: list(by_rater.values()) for attempt, by_rater in found.items()}


def due_days(record: Record, model: MemoryModel) -> dict[str, Due]:
    """Return when each practised scenario is due again, by its key.

    Each self-rated practice attempt that was played to its end is a review by its score; the interval of the
    memory is held between a week and a quarter. A day set by hand counts until the next such attempt.
    """
    memories: dict[str, Memory] = {}
    found: dict[str, Due] = {}
    last: dict[str, tuple[int, str, int]] = {}
    for attempt in record.attempts:
        key = attempt.key
        if attempt.said.mode != "practice" or not attempt.is_played:
            continue
        last[key] = record.places[attempt.said.attempt]
        given = attempt.rated_as("self")
        score = given.score.value if given else None
        if score is None:
            continue
        memories[key] = model.review(key, memories.get(key), grade_of(score), attempt.at)
        days = min(max(model.interval(memories[key].stability), SOONEST_DAYS), LATEST_DAYS)
        found[key] = Due(StudyDay(attempt.at.day + days), score)
    for repeat in record.repeats:
        if repeat.place > last.get(repeat.key, (0, "", 0)):
            before = found.get(repeat.key)
            found[repeat.key] = Due(repeat.day, before.score if before else None)
    return found


def understood_lines(workspace: Workspace, record: Record, key: str) -> dict[str, str]:
    """Return the corrected lines of a scenario, folded, with what they meant, as far as they are kept."""
    meant = {each.ref: each.said.concept for each in record.corrections if each.key == key}
    words = workspace.store.words_of(meant)
    return {fold(words[ref]): concept for ref, concept in meant.items() if ref in words}


def _ratings(facts: Iterable[PlayedFact]) -> dict[str, dict[tuple[str, str], Given]]:
    """Return the newest standing rating by attempt, then by rater and role, the newest last."""
    found: dict[str, dict[tuple[str, str], Given]] = {}
    for each in facts:
        said = each.said
        if isinstance(said, RatingPayload) and each.stands:
            of_attempt = found.setdefault(said.attempt, {})
            of_attempt.pop((said.role, said.rater), None)
            of_attempt[said.role, said.rater] = Given(each.fact.ref, said, StudyDay(each.fact.day))
    return found
