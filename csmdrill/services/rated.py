"""A rating that was saved, with its score and its comments, as it is told."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from csmdrill.content.rubric import Rubric
from csmdrill.core.clock import day_date
from csmdrill.services.comments import Spot, spot_named
from csmdrill.services.record import Given
from csmdrill.services.rehearsal_views import Rated, RatingDraft
from csmdrill.skills.rating import failed_blockers

AT = "@"
"""Begins the name under which a comment on a moment is kept; the name of the moment follows."""


def rated_of(given: Given, rubric: Rubric | None, words: str, mark: str = "") -> Rated:
    """Return a rating that stands.

    Args:
        given: the rating.
        rubric: by which it was made, for titles; None where it is not kept.
        words: the comments as JSON; empty where there are none or they were erased.
        mark: what must be said of the coach.
    """
    said, score = given.said, given.score
    return Rated(
        role=said.role,
        rater=said.rater,
        day=day_date(given.day),
        given=RatingDraft(
            levels={name: said.levels[name] for name in said.asked if name in said.levels},
            checks=said.checks,
            overall=said.overall,
            evidence=said.evidence,
            comments=comments_in(words),
            moments={moment.name: text for moment, text in moments_in(words).items()},
        ),
        score=score.value,
        why_none=score.why_none,
        blockers=titles(failed_blockers(said.blockers, said.levels), rubric),
        mark=mark,
    )


def titles(criteria: tuple[str, ...], rubric: Rubric | None) -> tuple[str, ...]:
    """Return the titles of criteria; the id where the rubric is not kept."""
    named = {each.id: each.title for each in rubric.criteria} if rubric else {}
    return tuple(named.get(name, name) for name in criteria)


def comments_in(words: str) -> dict[str, str]:
    """Return comments by criterion."""
    return {name: text for name, text in _written(words).items() if not name.startswith(AT)}


def moments_in(words: str) -> dict[Spot, str]:
    """Return comments on moments, in order of time."""
    named = {spot_named(name[1:]): text for name, text in _written(words).items() if name.startswith(AT)}
    return dict(sorted((moment, text) for moment, text in named.items() if moment is not None))


def words_from(comments: Mapping[str, str], moments: Mapping[Spot, str]) -> str:
    """Return comments as JSON, as they are kept; empty without any."""
    written = dict(comments) | {f"{AT}{moment.name}": text for moment, text in moments.items()}
    return msgspec.json.encode(written, order="sorted").decode() if written else ""


def _written(words: str) -> dict[str, str]:
    try:
        return msgspec.json.decode(words, type=dict[str, str]) if words else {}
    except msgspec.DecodeError:
        return {}
