"""What forecasts and statistics ask of the store: every memory, answers by day, ratings and their time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, case, false, func, select, true

from csmdrill.core.clock import StudyDay
from csmdrill.practice.model import Phase, Remembered
from csmdrill.storage import tables
from csmdrill.storage.facts import Fact, ReviewPayload, read_payload
from csmdrill.storage.fold import LONGEST_ANSWER_MS, standing
from csmdrill.storage.given import given_keys
from csmdrill.storage.state import CARD, DAILY, fact_in

PPM = 1_000_000
SLICE = 2_000
DAY_MS = 86_400_000
NEWEST = 500
"""Answers that tell how long one takes; more would not make it surer."""


class Answered(msgspec.Struct, frozen=True):
    """The answers of one competency: how many, and the milliseconds they took."""

    competency: str
    reviews: int
    spent_ms: int


class Ratings(msgspec.Struct, frozen=True):
    """How often each rating (1-4) was chosen, and the milliseconds that the middle answer took."""

    counts: dict[int, int]
    middle_ms: int


class AnsweredAhead(msgspec.Struct, frozen=True):
    """Cards that wait for a day ahead since they were answered there, those answers, and the first day."""

    cards: int
    answers: int
    since: StudyDay


class _Timed(msgspec.Struct, frozen=True):
    """What the fact of an answer says of its time."""

    took_ms: int


class Recall(msgspec.Struct, frozen=True):
    """How many tested answers of a competency were known, and how many were expected to be."""

    competency: str
    tested: int
    recalled: int
    expected: float


_TIMED: msgspec.json.Decoder[_Timed] = msgspec.json.Decoder(_Timed)


def remembered(
    connection: Connection, after: str, limit: int = SLICE, named: Sequence[str] = ()
) -> tuple[list[Remembered], str]:
    """Return a slice of the live cards that have a memory, and the key it ends with; empty at the end.

    Suspended ones are left out, one whose author changed what it means is due, and one that was buried is due
    on the next day at the earliest.

    Args:
        after: the key that the slice before ended with, empty for the first.
        limit: at most so many.
        named: given files whose cards count as well.
    """
    revised = and_(CARD.revised == true(), CARD.phase == Phase.REVIEW)
    came = case((revised, CARD.last_day), else_=CARD.due_day)
    due_day = case((CARD.buried_day >= came, CARD.buried_day + 1), else_=came)
    columns = (CARD.key, CARD.stability, CARD.difficulty, CARD.last_day, due_day, CARD.family)
    query = select(*columns).where(CARD.live == true(), CARD.suspended == false(), CARD.phase > 0)
    query = query.where(CARD.key > after, CARD.key.not_in(given_keys(named)))
    rows = connection.execute(query.order_by(CARD.key).limit(limit)).all()
    return [Remembered(*row[1:]) for row in rows], rows[-1][0] if len(rows) == limit else ""


def recall_by_competency(connection: Connection, day: StudyDay, days: int) -> list[Recall]:
    """Return what was known of what was tested in the last `days` study days, by competency."""
    query = select(
        DAILY.competency, func.sum(DAILY.tested), func.sum(DAILY.recalled), func.sum(DAILY.expected_ppm)
    ).where(*_last(day, days))
    rows = connection.execute(query.group_by(DAILY.competency).order_by(DAILY.competency))
    return [Recall(name, tested, recalled, expected / PPM) for name, tested, recalled, expected in rows]


def pace(connection: Connection, day: StudyDay, days: int) -> tuple[int, int]:
    """Return answers and the milliseconds they took, over the last `days` study days."""
    query = select(func.coalesce(func.sum(DAILY.reviews), 0), func.coalesce(func.sum(DAILY.spent_ms), 0))
    reviews, spent = connection.execute(query.where(*_last(day, days))).one()
    return reviews, spent


def answer_times(connection: Connection, day: StudyDay, days: int) -> list[int]:
    """Return the milliseconds of the newest answers of the last `days` study days, each a minute at most.

    At most 500 answers, those taken back included: they took their time as well.
    """
    fact = tables.fact.c
    query = select(fact.payload).where(fact.order_at >= (day - days) * DAY_MS, fact.kind == "review")
    within = query.where(fact.day > day - days, fact.day <= day).order_by(fact.order_at.desc()).limit(NEWEST)
    return [each for each in map(_took_ms, connection.scalars(within)) if each > 0]


def week(connection: Connection, day: StudyDay) -> tuple[int, ...]:
    """Return the answers of each of the last seven study days, oldest first."""
    query = select(DAILY.day, func.sum(DAILY.reviews)).where(*_last(day, 7)).group_by(DAILY.day)
    reviews = dict(connection.execute(query).all())
    return tuple(reviews.get(each, 0) for each in range(day - 6, day + 1))


def answers_by_day(connection: Connection, day: StudyDay, days: int) -> dict[int, int]:
    """Return the answers of each of the last `days` study days that has any."""
    query = select(DAILY.day, func.sum(DAILY.reviews)).where(DAILY.day > day - days, DAILY.day <= day)
    return dict(connection.execute(query.group_by(DAILY.day)).all())


def answered_by_competency(connection: Connection, day: StudyDay, days: int) -> list[Answered]:
    """Return answers and their time of the last `days` study days, by competency."""
    query = select(DAILY.competency, func.sum(DAILY.reviews), func.sum(DAILY.spent_ms))
    query = query.where(DAILY.day > day - days, DAILY.day <= day)
    return [Answered(*row) for row in connection.execute(query.group_by(DAILY.competency))]


def review_facts(
    connection: Connection, day: StudyDay, days: int, after: tuple[int, str, int] | None
) -> tuple[list[Fact], tuple[int, str, int] | None]:
    """Return a slice of the review and undo facts since so many study days, and its last place.

    Args:
        day, days: the days.
        after: the place that the slice before ended with, None for the first.

    Returns:
        The facts and the place to go on from; None at the end.
    """
    fact = tables.fact.c
    # A study day begins at most a day and a time zone after its date; the index knows only the time.
    since = (day - days - 1) * DAY_MS if after is None else after[0]
    query = select(tables.fact).where(fact.order_at >= since, fact.kind.in_(("review", "undo")))
    ordered = query.order_by(fact.order_at, fact.device_id, fact.seq).limit(SLICE)
    rows = connection.execute(ordered).mappings().all()
    facts = [each for each in map(fact_in, rows) if after is None or each.place > after]
    return facts, facts[-1].place if len(rows) == SLICE and facts else None


def ratings_of(facts: Iterable[Fact], day: StudyDay, days: int) -> Ratings:
    """Return the ratings among facts that stand, of the last `days` study days."""
    counts: Counter[int] = Counter()
    took: list[int] = []
    for each in standing(list(facts)):
        if not day - days < each.day <= day:
            continue
        said = _review(each)
        if said is not None and said.scheduled:
            counts[said.rating.value] += 1
            took.append(min(said.took_ms, LONGEST_ANSWER_MS))
    return Ratings(dict(counts), sorted(took)[len(took) // 2] if took else 0)


def _took_ms(payload: str) -> int:
    try:
        return min(_TIMED.decode(payload).took_ms, LONGEST_ANSWER_MS)
    except msgspec.DecodeError:
        return 0


def _review(fact: Fact) -> ReviewPayload | None:
    try:
        said = read_payload(fact.kind, fact.payload)
    except msgspec.DecodeError:
        return None
    return said if isinstance(said, ReviewPayload) else None


def _last(day: StudyDay, days: int) -> tuple[ColumnElement[bool], ...]:
    return DAILY.day > day - days, DAILY.day <= day


def answered_ahead(connection: Connection, day: StudyDay) -> AnsweredAhead | None:
    """Return what was answered after a day and waits for one after it, or None where nothing was and does."""
    fact = tables.fact.c
    waiting = select(CARD.key).where(CARD.last_day > day, CARD.due_day > day, CARD.phase > 0)
    query = select(func.count(fact.key.distinct()), func.count(), func.min(fact.day))
    row = connection.execute(query.where(fact.kind == "review", fact.day > day, fact.key.in_(waiting))).one()
    return AnsweredAhead(row[0], row[1], StudyDay(row[2])) if row[0] else None
