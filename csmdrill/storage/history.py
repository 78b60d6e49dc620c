"""What happened to cards: every deed of one, and which were failed of late."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, or_, select

from csmdrill.core.clock import StudyDay
from csmdrill.practice.model import Memory, Rating
from csmdrill.storage import tables
from csmdrill.storage.facts import Fact, Handling, ReviewPayload, read_payload
from csmdrill.storage.fold import Models, chains, fallen, standing, steps
from csmdrill.storage.state import facts_where, kin
from csmdrill.storage.statistics import DAY_MS

_FACT = tables.fact.c


class Event(msgspec.Struct, frozen=True):
    """Something that happened to a card.

    Args:
        fact: as it stands in the log.
        said: what it says.
        memory: after it; None for a card without, and for what was taken back.
        undone: it stands no longer.
    """

    fact: Fact
    said: ReviewPayload | Handling
    memory: Memory | None
    undone: bool


def history(connection: Connection, key: str, models: Models) -> list[Event]:
    """Return everything that happened to a card, oldest first, also under its earlier keys."""
    keys = kin(connection, [key])
    facts = facts_where(connection, or_(_FACT.key.in_(keys)))
    chain = chains(standing(facts)).get(key, [])
    found = [Event(deed.fact, deed.said, after.memory, False) for deed, _, after in steps(chain, models)]
    gone = fallen(facts)
    earlier = {key} | {deed.fact.key for deed in chain}
    for fact in facts:
        said = read_payload(fact.kind, fact.payload) if fact.ref in gone and fact.key in earlier else None
        if isinstance(said, ReviewPayload | Handling):
            found.append(Event(fact, said, None, True))
    return sorted(found, key=lambda event: event.fact.place)


def failed(connection: Connection, day: StudyDay, days: int) -> list[str]:
    """Return the cards rated Again in the last `days` study days, by the keys they have now."""
    since = _FACT.order_at >= (day - days - 1) * DAY_MS
    facts = standing(facts_where(connection, since, _FACT.kind.in_(("review", "undo"))))
    keys = {fact.key for fact in facts if day - days < fact.day <= day and _is_again(fact)}
    return sorted(_present(connection, key) for key in keys if key is not None)


def _is_again(fact: Fact) -> bool:
    said = read_payload(fact.kind, fact.payload)
    return isinstance(said, ReviewPayload) and said.rating is Rating.AGAIN


def _present(connection: Connection, key: str) -> str:
    """Return the key to which the history of a card went at last."""
    link, fact = tables.rename.c, tables.fact.c
    later = (
        select(link.new, fact.order_at)
        .join(tables.fact, (fact.device_id == link.device_id) & (fact.seq == link.seq))
        .order_by(fact.order_at, fact.device_id, fact.seq)
    )
    after = -(2**62)
    while True:
        row = connection.execute(later.where(link.old == key, fact.order_at > after).limit(1)).first()
        if row is None:
            return key
        key, after = row
