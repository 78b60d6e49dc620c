"""One card with its content and everything known of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, and_, bindparam, or_, select, true

from csmdrill.storage import quick, tables
from csmdrill.storage.state import CARD, MEMORY_COLUMNS
from csmdrill.storage.stored import StoredCard, stored_card

BODY = tables.card_body.c

_OF_THE_LIBRARY = ("rank", "chosen", "position", "kind", "words")
"""What a body has for the order of cards and the search of them."""

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
        *(column for column in BODY if column.name not in _OF_THE_LIBRARY),
        tables.deck_file.c.origin,
    )
    .join(tables.card_body, BODY.key == CARD.key)
    .join(tables.deck_file, tables.deck_file.c.path == BODY.path)
    .where(CARD.key == bindparam("b_key"))
)
_NAMED = BODY.path.in_(bindparam("b_paths", expanding=True))
_CHOSEN = _STORED.where(BODY.chosen == true())
_BEST = _STORED.where(or_(BODY.chosen == true(), _NAMED)).order_by(_NAMED.desc(), BODY.rank, BODY.path)


def card(connection: Connection, key: str) -> StoredCard | None:
    """Return a card as the best of all files has it, or None when none does; no transaction may be open."""
    row = quick.ask(connection, _CHOSEN, {"b_key": key})
    return None if row is None else stored_card(row)


def card_of(connection: Connection, key: str, deck_paths: Sequence[str]) -> StoredCard | None:
    """Return a card as one of these files has it, otherwise as the best of all files has it, or None."""
    row = connection.execute(_BEST, {"b_key": key, "b_paths": deck_paths}).mappings().first()
    return None if row is None else stored_card(row)
