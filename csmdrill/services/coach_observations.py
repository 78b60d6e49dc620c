"""What a coach learns of a person from a rated submission: the observations that skills are made of."""

from __future__ import annotations

from collections.abc import Iterable

from csmdrill.services.coach_copies import recording_of
from csmdrill.services.coach_files import Submission
from csmdrill.services.workspace import Workspace
from csmdrill.skills.model import Role
from csmdrill.skills.rating import session_score
from csmdrill.storage.observed import ObservationPayload
from csmdrill.storage.played import RatingPayload

SOURCE = "submission"


def observations_in(
    submission: Submission, coach: RatingPayload, mine: RatingPayload | None
) -> list[ObservationPayload]:
    """Return what a submitted attempt tells of its person's skill; nothing unless it is a whole benchmark.

    Args:
        submission: the attempt.
        coach: the rating that was just saved.
        mine: the self-rating that was sealed in it; None without one.
    """
    found = [_observation(submission, "coach", coach), self_observation(submission, mine)]
    return [each for each in found if each is not None]


def self_observation(submission: Submission, mine: RatingPayload | None) -> ObservationPayload | None:
    """Return what a self-rating tells of a skill; None unless it is of a whole benchmark, and has a score."""
    return None if mine is None else _observation(submission, "self", mine)


def take_in_late(workspace: Workspace, came: Iterable[ObservationPayload]) -> set[str]:
    """Keep self-ratings that were made after the coach had rated; returns the attempts that they are of.

    The first one of an attempt stays: it was made without knowing the coach's.

    Args:
        workspace: of the coach.
        came: the self-ratings in submissions whose attempts are rated here.
    """
    late = list(came)
    if not late:
        return set()
    rated: dict[Role, set[tuple[str, str, str]]] = {"coach": set(), "self": set()}
    for seen in workspace.store.observations():
        rated[seen.role].add((seen.person, seen.attempt, seen.recording))
    new = {
        key: each
        for each in reversed(late)
        if (key := (each.person, each.attempt, each.recording)) in rated["coach"] - rated["self"]
    }
    workspace.store.observe(list(new.values()), workspace.now())
    return {each.attempt for each in new.values()}


def _observation(submission: Submission, role: Role, given: RatingPayload) -> ObservationPayload | None:
    said = submission.attempt
    if said.mode != "benchmark" or said.reason not in ("ended", "timeout") or not said.competency:
        return None
    score = session_score(given.weights, given.levels).value
    if score is None:
        return None
    return ObservationPayload(
        person=submission.person,
        name=submission.name,
        competency=said.competency,
        role=role,
        rater=given.rater if role == "coach" else "",
        score=score,
        rubric=said.rubric_hash,
        spoken=said.spoken,
        attempt=said.attempt,
        day=submission.day,
        source=SOURCE,
        recording=recording_of(submission)[1],
    )
