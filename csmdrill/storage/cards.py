"""One card with its content and everything known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, and_, bindparam, or_, select, true

from csmdrill.content.deck import Card, decode_card
from csmdrill.practice.model import Memory
from csmdrill.storage import quick, tables
from csmdrill.storage.state import CARD, MEMORY_COLUMNS, memory_in

BODY = tables.card_body.c


class StoredCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card with everything known of it.

    Args:
        key, family, part, hash, revision, competency, deck_title, path, line, tags, card: as in the library.
        origin: shipped, personal, pack or given.
        memory: None if it was never reviewed.
        changed: its words are not those last seen.
        live: some deck file has it.
        suspended, flagged, noted: what the person said of it.
        buried_day: the study day on which it is left out.
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
    suspended: bool
    flagged: bool
    noted: bool
    buried_day: int | None = None


_BODY_CHANGED = and_(CARD.phase > 0, BODY.hash != CARD.seen_hash).label("changed")
_STORED = (
    select(
        CARD.live,
        CARD.suspended,
        CARD.buried_day,
        CARD.flagged,
        CARD.noted,
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
_CHOSEN = _STORED.where(BODY.chosen == true())
_BEST = _STORED.where(or_(BODY.chosen == true(), _NAMED)).order_by(_NAMED.desc(), BODY.rank, BODY.path)
_TAGS: msgspec.json.Decoder[tuple[str, ...]] = msgspec.json.Decoder(tuple[str, ...])
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


def card(connection: Connection, key: str, deck_paths: Sequence[str] = ()) -> StoredCard | None:
    """Return a card with its content, or None when no deck file has it.

    Args:
        key: of the card.
        deck_paths: as one of these files has it; otherwise as the best of all files has it.
    """
    row: RowMapping | dict[str, Any] | None
    if deck_paths:
        row = connection.execute(_BEST, {"b_key": key, "b_paths": deck_paths}).mappings().first()
    else:
        row = quick.first(connection, _CHOSEN, {"b_key": key})
    if row is None:
        return None
    return StoredCard(
        card=decode_card(row["body"]),
        memory=memory_in(row),
        changed=bool(row["changed"]),
        tags=_TAGS.decode(row["tags"]),
        live=bool(row["live"]),
        suspended=bool(row["suspended"]),
        flagged=bool(row["flagged"]),
        noted=row["noted"] is not None,
        buried_day=row["buried_day"],
        **{name: row[name] for name in _AS_KEPT},
    )
