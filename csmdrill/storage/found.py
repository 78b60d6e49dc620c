"""What a search finds: cards a page at a time, their number, and what there is to search by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

import msgspec
from sqlalchemy import (
    Connection,
    RowMapping,
    UnaryExpression,
    and_,
    func,
    select,
    true,
)

from csmdrill.content.deck import Card, decode_card
from csmdrill.core.clock import StudyDay
from csmdrill.practice.handling import is_leech
from csmdrill.practice.model import Memory
from csmdrill.practice.query import MarkName, Query
from csmdrill.storage import tables
from csmdrill.storage.catalog import RANKS
from csmdrill.storage.given import given_paths
from csmdrill.storage.search import condition_of
from csmdrill.storage.state import CARD, MEMORY_COLUMNS, chunks
from csmdrill.storage.stored import memory_in

BODY = tables.card_body.c
FILE = tables.deck_file.c

Order = Literal["key", "due", "stability", "difficulty", "lapses", "seen"]
ORDERS: tuple[Order, ...] = get_args(Order)

_SORTED: Mapping[Order, tuple[UnaryExpression[object], ...]] = {
    "key": (),
    "due": (CARD.due_day.asc().nulls_last(), CARD.due_at.asc().nulls_first()),
    "stability": (CARD.stability.asc().nulls_last(),),
    "difficulty": (CARD.difficulty.desc().nulls_last(),),
    "lapses": (CARD.lapses.desc(),),
    "seen": (CARD.last_at.desc().nulls_last(),),
}
_ROWS = select(
    CARD.key,
    CARD.part,
    CARD.kind,
    CARD.competency,
    CARD.live,
    CARD.suspended,
    CARD.buried_day,
    CARD.flagged,
    CARD.noted,
    CARD.hash,
    CARD.seen_hash,
    *MEMORY_COLUMNS,
    BODY.body,
    BODY.deck_title,
    BODY.tags,
    BODY.path,
    BODY.line,
    BODY.rank,
).join_from(tables.card, tables.card_body, and_(BODY.key == CARD.key, BODY.chosen == true()), isouter=True)
_TAGS: msgspec.json.Decoder[tuple[str, ...]] = msgspec.json.Decoder(tuple[str, ...])


class FoundCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card that a search found.

    Args:
        key, part, kind, competency: as in the library.
        card: None for a retired one, of which no deck file says anything.
        deck_title, tags, path, line: as in the library; empty and 0 for a retired one.
        memory: None if it is new.
        marks: what is to be said of it, by the words of the search language: suspended, buried (today),
            flagged, noted, leech, changed, retired, given.
    """

    key: str
    part: str
    kind: str
    competency: str
    card: Card | None
    deck_title: str
    tags: tuple[str, ...]
    path: str
    line: int
    memory: Memory | None
    marks: tuple[MarkName, ...]


class Shelved(msgspec.Struct, frozen=True):
    """How many cards there are, by what they can be looked for.

    Args:
        decks: `pack/deck`, title and count, by title.
        competencies: id and count, the empty one for cards without.
        tags: tag and count, by tag.
    """

    decks: tuple[tuple[str, str, int], ...]
    competencies: tuple[tuple[str, int], ...]
    tags: tuple[tuple[str, int], ...]


def count(connection: Connection, query: Query, day: StudyDay, named: Sequence[str] = ()) -> int:
    """Return how many cards a search finds."""
    counted = select(func.count()).select_from(tables.card)
    return connection.scalar(counted.where(condition_of(connection, query, day, named))) or 0


def keys(
    connection: Connection,
    query: Query,
    day: StudyDay,
    named: Sequence[str] = (),
    *,
    order: Order = "key",
    limit: int | None = None,
    offset: int = 0,
) -> list[str]:
    """Return the keys of the cards that a search finds.

    Args:
        connection: in a reading transaction.
        query: the search.
        day: the study day from which days are counted.
        named: given files whose cards count as any others.
        order: by key; else the soonest due, least stable, hardest, most often forgotten or last seen first.
        limit: at most so many; None for all.
        offset: leave out so many at the start.
    """
    condition = condition_of(connection, query, day, named)
    found = select(CARD.key).where(condition).order_by(*_SORTED[order], CARD.key)
    return list(connection.scalars(found.limit(limit).offset(offset)))


def found_cards(connection: Connection, wanted: Sequence[str], day: StudyDay) -> list[FoundCard]:
    """Return cards by their keys, in that order; keys that are not known are passed over."""
    rows: dict[str, FoundCard] = {}
    for chunk in chunks(wanted):
        for row in connection.execute(_ROWS.where(CARD.key.in_(chunk))).mappings():
            rows[row["key"]] = _found(row, day)
    return [rows[key] for key in wanted if key in rows]


def shelved(connection: Connection, named: Sequence[str] = ()) -> Shelved:
    """Return the decks, competencies and tags of all cards, with counts.

    Args:
        connection: in a reading transaction.
        named: given files whose cards count as any others.
    """
    place = (BODY.path, BODY.competency, BODY.tags)
    shown = select(*place, func.count()).where(BODY.chosen == true(), BODY.path.not_in(given_paths(named)))
    files = connection.execute(select(FILE.path, FILE.deck_key, FILE.title).order_by(FILE.path.desc())).all()
    keys_of, titles = {path: key for path, key, _ in files}, {key: title for _, key, title in files}
    decks, competencies, tags = Counter[str](), Counter[str](), Counter[str]()
    for path, competency, carried, number in connection.execute(shown.group_by(*place)):
        decks[keys_of[path]] += number
        competencies[competency] += number
        for tag in _TAGS.decode(carried):
            tags[tag] += number
    by_title = sorted(decks.items(), key=lambda each: (titles[each[0]].casefold(), each[0]))
    return Shelved(
        tuple((key, titles[key], number) for key, number in by_title),
        tuple(sorted(competencies.items())),
        tuple(sorted(tags.items())),
    )


def _found(row: RowMapping, day: StudyDay) -> FoundCard:
    live = row["body"] is not None
    return FoundCard(
        key=row["key"],
        part=row["part"],
        kind=row["kind"],
        competency=row["competency"],
        card=decode_card(row["body"]) if live else None,
        deck_title=row["deck_title"] or "",
        tags=_TAGS.decode(row["tags"]) if live else (),
        path=row["path"] or "",
        line=row["line"] or 0,
        memory=memory_in(row),
        marks=_marks(row, day),
    )


def _marks(row: RowMapping, day: StudyDay) -> tuple[MarkName, ...]:
    marks: dict[MarkName, bool] = {
        "suspended": bool(row["suspended"]),
        "buried": row["buried_day"] == day,
        "flagged": bool(row["flagged"]),
        "noted": row["noted"] is not None,
        "leech": is_leech(row["lapses"]),
        "changed": bool(row["live"]) and row["phase"] > 0 and row["hash"] != row["seen_hash"],
        "retired": not row["live"],
        "given": row["rank"] == RANKS["given"],
    }
    return tuple(name for name, holds in marks.items() if holds)
