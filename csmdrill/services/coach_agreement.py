"""What several coaches gave the same attempts, and what somebody foretold against what came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from csmdrill.reports.model import Foretold
from csmdrill.services.record import Given, Record
from csmdrill.skills.agreement import Agreement, Unit, agreement_of
from csmdrill.skills.gaps import misses_of
from csmdrill.skills.model import Role


def coach_agreement(record: Record, given: Mapping[str, Sequence[Given]], today: int) -> Agreement | None:
    """Return how well coaches agree who rated the same attempts; None where fewer than two rated any.

    An own attempt counts once one has rated it oneself: before that nothing of a coach's rating is shown.

    Args:
        record: of one's own attempts.
        given: of each attempt the ratings of coaches, each coach's newest.
        today: study day; later ratings do not count yet.
    """
    waiting = {each.said.attempt for each in record.attempts if each.rated_as("self") is None}
    raters: set[str] = set()
    sessions: list[list[Unit]] = []
    for attempt, ratings in given.items():
        if attempt in waiting:
            continue
        said = [each.said for each in ratings if each.day <= today]
        raters.update(each.rater for each in said)
        names = dict.fromkeys(name for each in said for name in each.levels)
        sessions.append(
            [
                {each.rater: float(level) for each in said if (level := each.levels.get(name)) is not None}
                for name in names
            ]
        )
    return agreement_of(sessions) if len(raters) > 1 else None


def foretold(record: Record, today: int) -> tuple[Foretold, ...]:
    """Return how one's own predictions lay to the ratings of the same attempts, by channel.

    Args:
        record: of one's own attempts.
        today: study day; later attempts do not count yet.
    """
    pairs: dict[Role, list[tuple[float, float]]] = {"self": [], "coach": []}
    for each in record.attempts:
        mine, predicted = each.rated_as("self"), each.said.predicted
        if predicted is None or mine is None or not each.is_played or each.at.day > today:
            continue
        scores: dict[Role, float | None] = {"self": mine.score.value, "coach": each.coach_score}
        for role, score in scores.items():
            if score is not None:
                pairs[role].append((predicted, score))
    return tuple(Foretold(role, misses_of(found)) for role, found in pairs.items() if found)
