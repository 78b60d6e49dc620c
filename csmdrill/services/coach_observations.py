"""What a coach learns of a person from a rated submission: the observations that skills are made of."""

from __future__ import annotations

from csmdrill.services.coach_copies import recording_of
from csmdrill.services.coach_files import Submission
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
    said = submission.attempt
    if said.mode != "benchmark" or said.reason not in ("ended", "timeout") or not said.competency:
        return []
    rated: list[tuple[Role, str, RatingPayload]] = [("coach", coach.rater, coach)]
    if mine is not None:
        rated.append(("self", "", mine))
    _, recording = recording_of(submission)
    scores = [(each, session_score(each[2].weights, each[2].levels).value) for each in rated]
    return [
        ObservationPayload(
            person=submission.person,
            name=submission.name,
            competency=said.competency,
            role=role,
            rater=rater,
            score=score,
            rubric=said.rubric_hash,
            spoken=said.spoken,
            attempt=said.attempt,
            day=submission.day,
            source=SOURCE,
            recording=recording,
        )
        for (role, rater, _), score in scores
        if score is not None
    ]
