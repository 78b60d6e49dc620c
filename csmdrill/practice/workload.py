"""How long the cards of a day will take, by one's own pace."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec

LATELY_DAYS = 3
"""Study days without an answer after which somebody has been away."""

USUAL_SECONDS = 20.0
ENOUGH_REVIEWS = 20
LEAST_SECONDS = 1.0
USUAL_SLOW_SECONDS = 30.0
USUAL_SPREAD_SECONDS = 6.0
SLOW = 0.99
"""Share of the answers that take no longer than a slow one.

What takes longer comes last in a session once in a hundred times at most, and only then runs over.
"""


class Glance(msgspec.Struct, frozen=True):
    """What a session of today would bring, as the home screen says it first.

    Args:
        due: reviews due, learning cards and those taken before a leave included; none on leave.
        new: new cards that a session would bring.
        minutes: how long both take, at the person's own pace.
        behind: the due reviews need more than the day's minutes.
        box: the minutes of a session.
        lately: answers of the last `LATELY_DAYS` study days.
    """

    due: int
    new: int
    minutes: int
    behind: bool
    box: int
    lately: int


def seconds_per_card(reviews: int, spent_ms: int) -> float:
    """Return the seconds one answer takes: one's own average from 20 reviews on, before that 20 s.

    Args:
        reviews: number of answers counted.
        spent_ms: milliseconds they took together.
    """
    if reviews < ENOUGH_REVIEWS:
        return USUAL_SECONDS
    return max(spent_ms / 1000 / reviews, LEAST_SECONDS)


def slow_seconds(took_ms: Sequence[int]) -> float:
    """Return the seconds of a slow answer, about the slowest of a hundred; before 20 answers it is 30 s.

    Args:
        took_ms: milliseconds of one's answers, each capped at a minute.
    """
    if len(took_ms) < ENOUGH_REVIEWS:
        return USUAL_SLOW_SECONDS
    return max(sorted(took_ms)[math.ceil(SLOW * len(took_ms)) - 1] / 1000, LEAST_SECONDS)


def spread_seconds(took_ms: Sequence[int]) -> float:
    """Return the standard deviation of the seconds of an answer; before 20 answers it is 6 s.

    Args:
        took_ms: milliseconds of one's answers, each capped at a minute.
    """
    if len(took_ms) < ENOUGH_REVIEWS:
        return USUAL_SPREAD_SECONDS
    from statistics import pstdev  # which takes long to load, and the prompt has no need of it

    return pstdev(took_ms) / 1000


def room_for(cards: int, seconds: float, minutes: int) -> int:
    """Return how many cards the minutes have room for beside those that are due."""
    return max(0, int(minutes * 60 / seconds) - cards)


def shared_out(due: int, early: int, new: int, seconds: float, minutes: int) -> tuple[int, int]:
    """Return how many cards of a leave ahead, and how many new ones, a day takes beside its due cards.

    What falls due in the leave comes first: a new card would be forgotten in it.

    Args:
        due: cards that are due.
        early: cards that fall due in the leave and may be taken.
        new: new cards that the day would bring.
        seconds: for one card.
        minutes: of practice on a day.
    """
    room = room_for(due, seconds, minutes)
    taken = min(early, room)
    return taken, min(new, room - taken) if taken else new


def minutes(cards: int, seconds: float) -> int:
    """Return the whole minutes, rounded up, that cards at `seconds` each will take; 0 for none."""
    return math.ceil(round(cards * seconds / 60, 6)) if cards > 0 else 0
