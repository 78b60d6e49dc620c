"""What the screens ask of the store: the queue, one card, the counts of a day and of the days before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from csmdrill.core.clock import StudyDay
from csmdrill.practice.leave import Period, back_on, horizon, opens_on
from csmdrill.practice.model import Memory, Phase
from csmdrill.storage import tables
from csmdrill.storage.given import given_keys, given_paths
from csmdrill.storage.state import CARD, DAILY, MEMORY_COLUMNS
from csmdrill.storage.stored import memory_in

BODY = tables.card_body.c
IN_STEPS = (Phase.LEARNING, Phase.RELEARNING)
MANY_DUE = 3_000
"""Due cards up to which each can be looked up by its day."""


class Scope(msgspec.Struct, frozen=True):
    """Which cards are meant; everything by default.

    Args:
        competency: only cards of this one.
        tag: only cards that carry it.
        deck_paths: only cards of these files.
        named: where all files are meant, of given files only these; the store knows them.
    """

    competency: str | None = None
    tag: str | None = None
    deck_paths: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


EVERYTHING = Scope()


class DueRow(msgspec.Struct, frozen=True):
    """A card to be reviewed; `changed` says that its words are not those last seen."""

    key: str
    family: str
    memory: Memory
    changed: bool


class NewRow(msgspec.Struct, frozen=True):
    """A card never reviewed, with its place in its deck."""

    key: str
    family: str
    position: int
    competency: str


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """A day's numbers; siblings count once, and not at all when one of them was answered that day.

    Args:
        due: cards to be reviewed.
        learning: cards inside their learning steps.
        new_available: cards never reviewed.
        new_today: cards met for the first time on the day.
        reviews_today: answers given on the day.
        spent_today_ms: the time they took.
        next_due_day: first later day on which a card is due.
        live: cards in all decks.
        early: cards that fall due in a leave ahead and may be taken on the day.
        back_day: the first day after the leave that the day lies in; then nothing is due.
    """

    due: int
    learning: int
    new_available: int
    new_today: int
    reviews_today: int
    spent_today_ms: int
    next_due_day: int | None
    live: int
    early: int = 0
    back_day: int | None = None


_LIVE = CARD.live == true()
_CHANGED = and_(CARD.phase > 0, CARD.hash != CARD.seen_hash).label("changed")
_DUE_COLUMNS = (CARD.key, CARD.family, _CHANGED, *MEMORY_COLUMNS)


def due_cards(connection: Connection, day: StudyDay, limit: int, scope: Scope = EVERYTHING) -> list[DueRow]:
    """Return cards to be reviewed, the one likeliest forgotten first; none while on leave.

    The order is by `elapsed / stability`, which is that of retrievability under one set of parameters.
    Learning cards left over from an earlier day are among them, and cards whose author raised `revision`.

    Args:
        day: the study day.
        limit: at most so many.
        scope: which cards.
    """
    if back_on(day, leaves(connection)) is not None:
        return []
    urgency = ((day - CARD.last_day) / CARD.stability).label("urgency")
    found: dict[str, tuple[float, DueRow]] = {}
    for condition in (_due_reviews(day), _left_over(day), _revised(day)):
        # The first of the indexes has every column of the inner query, so that the sort reads no card.
        first = select(CARD.key, urgency).where(condition, *_within(scope))
        chosen = first.order_by(urgency.desc(), CARD.key).limit(limit).subquery()
        query = select(*_DUE_COLUMNS, chosen.c.urgency).join(chosen, chosen.c.key == CARD.key)
        for row in connection.execute(query).mappings():
            memory = memory_in(row)
            if memory is not None:
                due = DueRow(row["key"], row["family"], memory, bool(row["changed"]))
                found[due.key] = (-row["urgency"], due)
    ordered = sorted(found.values(), key=lambda pair: (pair[0], pair[1].key))
    return [due for _, due in ordered[:limit]]


def early_cards(connection: Connection, day: StudyDay, limit: int, scope: Scope = EVERYTHING) -> list[DueRow]:
    """Return cards that fall due in a leave ahead and may be taken on a day, the soonest first.

    One of each family: none of which a sibling is due or was answered on the day.
    """
    planned = leaves(connection)
    until = horizon(day, planned)
    if until == day or back_on(day, planned) is not None:
        return []
    alone = _alone(day, _within(scope))
    query = select(*_DUE_COLUMNS).where(_due_early(day, until), *_within(scope), *alone)
    rows = _due_rows(connection, query.order_by(CARD.due_day, CARD.key))
    soonest = {row.family: row for row in reversed(rows)}
    return [row for row in rows if soonest[row.family] is row][:limit]


def learning_cards(connection: Connection, day: StudyDay, scope: Scope = EVERYTHING) -> list[DueRow]:
    """Return the cards inside their learning steps on a day, the next one first; none while on leave."""
    if back_on(day, leaves(connection)) is not None:
        return []
    query = select(*_DUE_COLUMNS).where(_in_steps(day), *_within(scope))
    return _due_rows(connection, query.order_by(CARD.due_at, CARD.key))


def new_cards(connection: Connection, day: StudyDay, limit: int, scope: Scope = EVERYTHING) -> list[NewRow]:
    """Return cards never reviewed, in the order of their decks."""
    columns = (CARD.key, CARD.family, CARD.position, CARD.competency)
    query = select(*columns).where(_new(day), *_within(scope))
    rows = connection.execute(query.order_by(CARD.position, CARD.key).limit(limit))
    return [NewRow(*row) for row in rows]


def chosen_cards(
    connection: Connection,
    day: StudyDay,
    limit: int,
    scope: Scope = EVERYTHING,
    keys: Sequence[str] | None = None,
) -> tuple[list[DueRow], list[NewRow]]:
    """Return cards to be practised on purpose, due or not: those with a memory, and the new ones.

    Args:
        day: the study day.
        limit: at most so many of either.
        scope: which cards.
        keys: only these; None means all of the scope.
    """
    within = _within(scope)
    if keys is not None:
        within.append(CARD.key.in_(keys))
    urgency = (day - CARD.last_day) / CARD.stability
    known = select(*_DUE_COLUMNS).where(_shown(day), CARD.phase > 0, *within)
    new = select(CARD.key, CARD.family, CARD.position, CARD.competency).where(_new(day), *within)
    rows = connection.execute(new.order_by(CARD.position, CARD.key).limit(limit))
    return (
        _due_rows(connection, known.order_by(urgency.desc(), CARD.key).limit(limit)),
        [NewRow(*row) for row in rows],
    )


def families_seen(connection: Connection, day: StudyDay) -> set[str]:
    """Return the families of which a card was answered on a day."""
    return set(connection.scalars(_seen(day).distinct()))


def counts(connection: Connection, day: StudyDay, scope: Scope = EVERYTHING) -> Counts:
    """Return the numbers of a day; see `Counts`."""
    planned = leaves(connection)
    back = back_on(day, planned)
    due = _Due() if back is not None else _due(connection, day, horizon(day, planned), scope)
    today = select(
        func.coalesce(func.sum(DAILY.new), 0),
        func.coalesce(func.sum(DAILY.reviews), 0),
        func.coalesce(func.sum(DAILY.spent_ms), 0),
    )
    new_today, reviews, spent = connection.execute(today.where(DAILY.day == day)).one()
    return Counts(
        due=due.due,
        learning=due.learning,
        new_available=_fresh(connection, day, horizon(day, planned), scope),
        new_today=new_today,
        reviews_today=reviews,
        spent_today_ms=spent,
        next_due_day=_next_due_day(connection, day, planned, _within(scope)),
        live=_live(connection, scope),
        early=due.early,
        back_day=back,
    )


def leaves(connection: Connection) -> tuple[Period, ...]:
    """Return the leaves that are planned or past, the earliest first."""
    table = tables.leave.c
    rows = connection.execute(select(table.first, table.last).order_by(table.first, table.last))
    return tuple((first, last) for first, last in rows)


class _Due(msgspec.Struct, frozen=True):
    """How many families are due, may be taken early, and are inside their learning steps."""

    due: int = 0
    early: int = 0
    learning: int = 0


def _due(connection: Connection, day: StudyDay, until: StudyDay, scope: Scope) -> _Due:
    within = _within(scope)
    families = select(CARD.family).distinct().where(*within)
    seen = _seen(day)
    # Few cards are left over or revised; they are not counted again beside a sibling that is due.
    others = _others(day, within).subquery().c.family
    reviews = _count(connection, _reviewed(connection, day, scope).where(CARD.family.not_in(seen)))
    rest = _count(connection, select(others).where(others.not_in(seen), _no_sibling_due(others, day, day)))
    early = 0
    if until > day:
        early = _count(connection, families.where(_due_early(day, until), *_alone(day, within)))
    return _Due(reviews + rest, early, _count(connection, families.where(_in_steps(day))))


def _reviewed(connection: Connection, day: StudyDay, scope: Scope) -> Select[Any]:
    """Return the query for the families of which a card is to be reviewed, each once."""
    families = select(CARD.family).distinct()
    if _leaves_some_out(connection, scope):
        return families.where(_due_reviews(day), *_within(scope))
    many = select(CARD.key).where(_due_reviews(day)).limit(1).offset(MANY_DUE)
    if connection.scalar(many) is None:
        return families.where(_due_reviews(day)).with_hint(tables.card, "INDEXED BY ix_card_due", "sqlite")
    # The sum keeps SQLite from the index by day: the one by family has all it needs in the order it needs,
    # where very many cards are due it is ten times as fast.
    due = CARD.due_day + 0 <= day
    return families.where(_shown(day), CARD.phase == Phase.REVIEW, due)


def _live(connection: Connection, scope: Scope) -> int:
    """Return how many cards there are."""
    live = select(CARD.key).where(_LIVE)
    return _count(connection, live.where(*_within(scope)) if _leaves_some_out(connection, scope) else live)


def _leaves_some_out(connection: Connection, scope: Scope) -> bool:
    """Return whether some cards are not meant; as a rule all are, which is much quicker to ask for."""
    narrowed = scope.competency or scope.tag or scope.deck_paths
    return bool(narrowed) or connection.scalar(given_paths(scope.named).limit(1)) is not None


def _fresh(connection: Connection, day: StudyDay, until: StudyDay, scope: Scope) -> int:
    """Return how many families could be met, no sibling of theirs being due."""
    within = _within(scope)
    families = select(CARD.family).distinct().where(_new(day), CARD.family.not_in(_seen(day)), *within)
    others = _others(day, within).subquery().c.family
    alone = (CARD.family.not_in(select(others)), _no_sibling_due(CARD.family, day, until))
    return _count(connection, families.where(*alone))


def _alone(day: StudyDay, within: Sequence[ColumnElement[bool]]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for cards of which no sibling is due on a day, or was answered on it."""
    others = _others(day, within).subquery().c.family
    unseen, apart = CARD.family.not_in(_seen(day)), CARD.family.not_in(select(others))
    return unseen, apart, _no_sibling_due(CARD.family, day, day)


def _others(day: StudyDay, within: Sequence[ColumnElement[bool]]) -> CompoundSelect[str]:
    families = select(CARD.family).distinct().where(*within)
    return union(families.where(_left_over(day)), families.where(_revised(day)))


def _shown(day: StudyDay) -> ColumnElement[bool]:
    """Return the condition for cards that may be asked on a day."""
    return _awake(CARD, day)


def _awake(card: ReadOnlyColumnCollection[str, Any], day: StudyDay) -> ColumnElement[bool]:
    unburied = or_(card.buried_day.is_(None), card.buried_day != day)
    return and_(card.live == true(), card.suspended == false(), unburied)


def _new(day: StudyDay) -> ColumnElement[bool]:
    return and_(_shown(day), CARD.phase == Phase.NEW)


def _revised(day: StudyDay) -> ColumnElement[bool]:
    # Only live cards are revised; naming `live` here would lead SQLite away from the small index.
    awake = and_(CARD.suspended == false(), or_(CARD.buried_day.is_(None), CARD.buried_day != day))
    return and_(CARD.revised == true(), CARD.phase == Phase.REVIEW, awake)


def _due_reviews(day: StudyDay) -> ColumnElement[bool]:
    return and_(_shown(day), CARD.phase == Phase.REVIEW, CARD.due_day <= day)


def _due_early(day: StudyDay, until: StudyDay) -> ColumnElement[bool]:
    return and_(_shown(day), CARD.phase == Phase.REVIEW, CARD.due_day > day, CARD.due_day <= until)


def _left_over(day: StudyDay) -> ColumnElement[bool]:
    return and_(_shown(day), CARD.phase.in_(IN_STEPS), CARD.due_day < day)


def _seen(day: StudyDay) -> Select[str]:
    return select(CARD.family).where(CARD.last_day == day)


def _no_sibling_due(family: ColumnElement[str], day: StudyDay, until: StudyDay) -> ColumnElement[bool]:
    other = tables.card.alias().c
    due = and_(_awake(other, day), other.phase == Phase.REVIEW, other.due_day <= until)
    return not_(exists().where(due, other.family == family))


def _in_steps(day: StudyDay) -> ColumnElement[bool]:
    return and_(_shown(day), CARD.phase.in_(IN_STEPS), CARD.due_day == day)


def _due_rows(connection: Connection, query: Select[Any]) -> list[DueRow]:
    rows = ((row, memory_in(row)) for row in connection.execute(query).mappings())
    return [DueRow(row["key"], row["family"], memory, bool(row["changed"])) for row, memory in rows if memory]


def _within(scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions of a scope."""
    conditions: list[ColumnElement[bool]] = []
    if scope.competency is not None:
        conditions.append(CARD.competency == scope.competency)
    if scope.tag is not None:
        # Tags are kept as a JSON list of words, so that a quoted word is found whole.
        quoted = msgspec.json.encode(scope.tag).decode()
        files = BODY.path.in_(scope.deck_paths) if scope.deck_paths else BODY.chosen == true()
        carries = BODY.tags.contains(quoted, autoescape=True)
        conditions.append(CARD.key.in_(select(BODY.key).where(files, carries)))
    if scope.deck_paths:
        conditions.append(CARD.key.in_(select(BODY.key).where(BODY.path.in_(scope.deck_paths))))
    else:
        conditions.append(CARD.key.not_in(given_keys(scope.named)))
    return conditions


def _count(connection: Connection, query: Select[tuple[str]]) -> int:
    return connection.scalar(select(func.count()).select_from(query.subquery())) or 0


def _next_due_day(
    connection: Connection, day: StudyDay, planned: Sequence[Period], within: Sequence[ColumnElement[bool]]
) -> int | None:
    """Return the first later day on which something may be asked, which is none of a leave."""
    back = back_on(day, planned)
    if back is not None:
        waiting = exists().where(
            _LIVE, CARD.suspended == false(), CARD.phase > 0, CARD.due_day <= back, *within
        )
        if connection.scalar(select(waiting)):
            return back
    firsts = [
        connection.scalar(
            select(func.min(CARD.due_day)).where(
                _LIVE, CARD.suspended == false(), CARD.phase == phase, CARD.due_day > day, *within
            )
        )
        for phase in (Phase.LEARNING, Phase.REVIEW, Phase.RELEARNING)
    ]
    first = min((first for first in firsts if first is not None), default=None)
    return None if first is None else opens_on(first, day, planned)
