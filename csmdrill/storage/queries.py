"""What the screens ask of the store: the queue, one card, the counts of a day and of the days before."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
    true,
    union,
)

from csmdrill.content.deck import Card, decode_card
from csmdrill.core.clock import StudyDay
from csmdrill.practice.model import Memory, Phase
from csmdrill.storage import tables
from csmdrill.storage.given import given_keys
from csmdrill.storage.state import CARD, DAILY, MEMORY_COLUMNS, memory_in

BODY = tables.card_body.c
IN_STEPS = (Phase.LEARNING, Phase.RELEARNING)
PPM = 1_000_000


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


class StoredCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card with everything known of it.

    Args:
        key, family, part, hash, revision, competency, deck_title, path, line, tags, card: as in the library.
        origin: shipped, personal, pack or given.
        memory: None if it was never reviewed.
        changed: its words are not those last seen.
        live: some deck file has it.
    """

    key: str
    family: str
    part: str
    card: Card
    memory: Memory | None
    hash: str
    revision: int
    competency: str
    deck_title: str
    path: str
    origin: str
    line: int
    changed: bool
    tags: tuple[str, ...]
    live: bool


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
    """

    due: int
    learning: int
    new_available: int
    new_today: int
    reviews_today: int
    spent_today_ms: int
    next_due_day: int | None
    live: int


class Recall(msgspec.Struct, frozen=True):
    """How many tested answers of a competency were known, and how many were expected to be."""

    competency: str
    tested: int
    recalled: int
    expected: float


_LIVE = CARD.live == true()
_CHANGED = and_(CARD.phase > 0, CARD.hash != CARD.seen_hash).label("changed")
_BODY_CHANGED = and_(CARD.phase > 0, BODY.hash != CARD.seen_hash).label("changed")
_DUE_COLUMNS = (CARD.key, CARD.family, _CHANGED, *MEMORY_COLUMNS)
_STORED = (
    select(
        CARD.live,
        _BODY_CHANGED,
        *MEMORY_COLUMNS,
        tables.card_body,
        tables.deck_file.c.origin,
    )
    .join(tables.card_body, BODY.key == CARD.key)
    .join(tables.deck_file, tables.deck_file.c.path == BODY.path)
    .where(CARD.key == bindparam("b_key"))
)
_NAMED = BODY.path.in_(bindparam("b_paths", expanding=True))
_BEST = _STORED.where(or_(BODY.chosen == true(), _NAMED)).order_by(_NAMED.desc(), BODY.rank, BODY.path)
_TAGS: msgspec.json.Decoder[tuple[str, ...]] = msgspec.json.Decoder(tuple[str, ...])


def due_cards(connection: Connection, day: StudyDay, limit: int, scope: Scope = EVERYTHING) -> list[DueRow]:
    """Return cards to be reviewed, the one likeliest forgotten first.

    The order is by `elapsed / stability`, which is that of retrievability under one set of parameters.
    Learning cards left over from an earlier day are among them, and cards whose author raised `revision`.

    Args:
        day: the study day.
        limit: at most so many.
        scope: which cards.
    """
    urgency = ((day - CARD.last_day) / CARD.stability).label("urgency")
    found: dict[str, tuple[float, DueRow]] = {}
    for condition in (_due_reviews(day), _left_over(day), _REVISED):
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


def learning_cards(connection: Connection, day: StudyDay, scope: Scope = EVERYTHING) -> list[DueRow]:
    """Return the cards inside their learning steps on a day, the next one first."""
    query = select(*_DUE_COLUMNS).where(_in_steps(day), *_within(scope)).order_by(CARD.due_at, CARD.key)
    rows = ((row, memory_in(row)) for row in connection.execute(query).mappings())
    return [DueRow(row["key"], row["family"], memory, bool(row["changed"])) for row, memory in rows if memory]


def new_cards(connection: Connection, limit: int, scope: Scope = EVERYTHING) -> list[NewRow]:
    """Return cards never reviewed, in the order of their decks."""
    query = select(CARD.key, CARD.family, CARD.position, CARD.competency).where(_NEW, *_within(scope))
    rows = connection.execute(query.order_by(CARD.position, CARD.key).limit(limit))
    return [NewRow(*row) for row in rows]


def families_seen(connection: Connection, day: StudyDay) -> set[str]:
    """Return the families of which a card was answered on a day."""
    return set(connection.scalars(_seen(day).distinct()))


def counts(connection: Connection, day: StudyDay, scope: Scope = EVERYTHING) -> Counts:
    """Return the numbers of a day; see `Counts`."""
    within = _within(scope)
    families = select(CARD.family).distinct().where(*within)
    seen = _seen(day)
    # Few cards are left over or revised; they are not counted again beside a sibling that is due.
    others = union(families.where(_left_over(day)), families.where(_REVISED)).subquery().c.family
    reviews_due = _count(connection, families.where(_due_reviews(day), CARD.family.not_in(seen)))
    others_due = _count(connection, select(others).where(others.not_in(seen), _no_sibling_due(others, day)))
    fresh = _count(
        connection,
        families.where(
            _NEW,
            CARD.family.not_in(seen),
            CARD.family.not_in(select(others)),
            _no_sibling_due(CARD.family, day),
        ),
    )
    learning = _count(connection, families.where(_in_steps(day)))
    today = select(
        func.coalesce(func.sum(DAILY.new), 0),
        func.coalesce(func.sum(DAILY.reviews), 0),
        func.coalesce(func.sum(DAILY.spent_ms), 0),
    )
    new_today, reviews, spent = connection.execute(today.where(DAILY.day == day)).one()
    return Counts(
        due=reviews_due + others_due,
        learning=learning,
        new_available=fresh,
        new_today=new_today,
        reviews_today=reviews,
        spent_today_ms=spent,
        next_due_day=_next_due_day(connection, day, within),
        live=_count(connection, select(CARD.key).where(_LIVE, *within)),
    )


def card(connection: Connection, key: str, deck_paths: Sequence[str] = ()) -> StoredCard | None:
    """Return a card with its content, or None when no deck file has it.

    Args:
        key: of the card.
        deck_paths: as one of these files has it; otherwise as the best of all files has it.
    """
    row = connection.execute(_BEST, {"b_key": key, "b_paths": deck_paths}).mappings().first()
    if row is None:
        return None
    return StoredCard(
        card=decode_card(row["body"]),
        memory=memory_in(row),
        changed=bool(row["changed"]),
        tags=_TAGS.decode(row["tags"]),
        live=bool(row["live"]),
        **{name: row[name] for name in _AS_KEPT},
    )


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


def week(connection: Connection, day: StudyDay) -> tuple[int, ...]:
    """Return the answers of each of the last seven study days, oldest first."""
    query = select(DAILY.day, func.sum(DAILY.reviews)).where(*_last(day, 7)).group_by(DAILY.day)
    reviews = dict(connection.execute(query).all())
    return tuple(reviews.get(each, 0) for each in range(day - 6, day + 1))


_NEW = and_(_LIVE, CARD.phase == Phase.NEW)
# Only live cards are revised; naming `live` here would lead SQLite away from the small index.
_REVISED = and_(CARD.revised == true(), CARD.phase == Phase.REVIEW)
_AS_KEPT = (
    "key",
    "family",
    "part",
    "hash",
    "revision",
    "competency",
    "deck_title",
    "path",
    "origin",
    "line",
)


def _due_reviews(day: StudyDay) -> ColumnElement[bool]:
    return and_(_LIVE, CARD.phase == Phase.REVIEW, CARD.due_day <= day)


def _left_over(day: StudyDay) -> ColumnElement[bool]:
    return and_(_LIVE, CARD.phase.in_(IN_STEPS), CARD.due_day < day)


def _seen(day: StudyDay) -> Select[str]:
    return select(CARD.family).where(CARD.last_day == day)


def _no_sibling_due(family: ColumnElement[str], day: StudyDay) -> ColumnElement[bool]:
    other = tables.card.alias().c
    due = and_(other.live == true(), other.phase == Phase.REVIEW, other.due_day <= day)
    return not_(exists().where(due, other.family == family))


def _in_steps(day: StudyDay) -> ColumnElement[bool]:
    return and_(_LIVE, CARD.phase.in_(IN_STEPS), CARD.due_day == day)


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


def _last(day: StudyDay, days: int) -> tuple[ColumnElement[bool], ...]:
    return DAILY.day > day - days, DAILY.day <= day


def _count(connection: Connection, query: Select[tuple[str]]) -> int:
    return connection.scalar(select(func.count()).select_from(query.subquery())) or 0


def _next_due_day(connection: Connection, day: StudyDay, within: Sequence[ColumnElement[bool]]) -> int | None:
    firsts = [
        connection.scalar(
            select(func.min(CARD.due_day)).where(_LIVE, CARD.phase == phase, CARD.due_day > day, *within)
        )
        for phase in (Phase.LEARNING, Phase.REVIEW, Phase.RELEARNING)
    ]
    return min((first for first in firsts if first is not None), default=None)
