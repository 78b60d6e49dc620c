"""The doctor's look at the cards that the deck files gave: one body shown for each, and that one right."""

from __future__ import annotations

from itertools import groupby

import msgspec
from sqlalchemy import Connection, Select, and_, case, false, or_, select, true

from csmdrill.content.deck import decode_card
from csmdrill.storage import tables
from csmdrill.storage.catalog import settle_again
from csmdrill.storage.state import CARD

BODY = tables.card_body.c
FILE = tables.deck_file.c
SHOWN = ("hash", "revision", "competency", "position", "kind")


class Wrong(msgspec.Struct, frozen=True):
    """What is wrong with the cards.

    Args:
        keys: cards that do not show what the files give.
        paths: files of which a card cannot be read, or that are not known.
    """

    keys: frozenset[str]
    paths: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.keys or self.paths)


def wrong_cards(connection: Connection) -> Wrong:
    """Return the cards and files that are not as a sync leaves them."""
    return Wrong(
        _badly_chosen(connection) | _badly_shown(connection) | _without_body(connection),
        _unreadable(connection) | _fileless(connection),
    )


def mend_cards(connection: Connection) -> None:
    """Choose and show anew what is wrong; the next sync reads the files that were forgotten."""
    wrong = wrong_cards(connection)
    settle_again(connection, wrong.keys, wrong.paths)


def _badly_chosen(connection: Connection) -> frozenset[str]:
    """Return the keys of which not exactly the best body is chosen."""
    query = select(BODY.key, BODY.chosen).order_by(BODY.key, BODY.rank, BODY.path)
    bad = set()
    for key, rows in groupby(connection.execute(query), key=lambda row: str(row[0])):
        first, *others = [bool(chosen) for _, chosen in rows]
        if not first or any(others):
            bad.add(key)
    return frozenset(bad)


def _badly_shown(connection: Connection) -> frozenset[str]:
    """Return the keys whose card is not there, not live, or not what the chosen body says."""
    revised = case((and_(CARD.phase > 0, CARD.revision > CARD.seen_revision), true()), else_=false())
    differs = [CARD[name].is_distinct_from(BODY[name]) for name in SHOWN]
    query = (
        select(BODY.key)
        .join_from(tables.card_body, tables.card, BODY.key == CARD.key, isouter=True)
        .where(BODY.chosen == true())
        .where(or_(CARD.key.is_(None), CARD.live == false(), CARD.revised != revised, *differs))
    )
    return _named(connection, query)


def _without_body(connection: Connection) -> frozenset[str]:
    query = select(CARD.key).where(CARD.live == true(), CARD.key.not_in(select(BODY.key)))
    return _named(connection, query)


def _fileless(connection: Connection) -> frozenset[str]:
    return _named(connection, select(BODY.path).where(BODY.path.not_in(select(FILE.path))))


def _unreadable(connection: Connection) -> frozenset[str]:
    bad = set()
    for path, body in connection.execute(select(BODY.path, BODY.body)):
        try:
            decode_card(body)
        except (msgspec.MsgspecError, ValueError):
            bad.add(str(path))
    return frozenset(bad)


def _named(connection: Connection, query: Select[tuple[str]]) -> frozenset[str]:
    """Return what a query names, as text: a damaged index may name a card by a number."""
    return frozenset(str(name) for name in connection.scalars(query))
