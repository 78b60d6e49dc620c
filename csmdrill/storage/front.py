"""What the first card of a day needs, read by the standard library alone, as that is quick to start."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from csmdrill.core.clock import Clock, Moment, StudyDay, moment, zone_named
from csmdrill.practice.leave import back_on, horizon
from csmdrill.practice.model import Memory
from csmdrill.practice.queue import DueCard, NewCard
from csmdrill.practice.session import LONGEST_ANSWER_MS, Ticket
from csmdrill.practice.settings import Settings
from csmdrill.practice.workload import Glance
from csmdrill.storage.prompt import CARD, GIVEN, glance_in, leaves_in, looked, settings_in
from csmdrill.storage.stored import StoredCard, memory_in, stored_card

T = TypeVar("T")

DAY_MS = 86_400_000
NEWEST = 500
"""Answers that tell how long one takes."""

_MEMORY = ", ".join(f"card.{name}" for name in Memory.__struct_fields__)
_CHANGED = "card.phase > 0 AND {}.hash <> card.seen_hash AS changed"
_ASKED = f"{CARD} AND key NOT IN ({GIVEN})"
_REVIEWS = f"{_ASKED} AND phase = 2 AND due_day <= :day"
_LEFT_OVER = f"{_ASKED} AND phase IN (1, 3) AND due_day < :day"
_REVISED = f"revised = 1 AND phase = 2 AND {_ASKED}"
_URGENT = f"""
SELECT card.key, card.family, {_CHANGED.format("card")}, {_MEMORY}, urgency FROM card JOIN (
    SELECT key AS chosen, (:day - last_day) / stability AS urgency FROM card {{}}
    WHERE {{}} ORDER BY urgency DESC, key LIMIT :limit
) ON chosen = card.key
"""  # noqa: S608
_DUE = (
    _URGENT.format("", _REVIEWS),
    _URGENT.format("", _LEFT_OVER),
    _URGENT.format("INDEXED BY ix_card_revised", _REVISED),
)
_LEARNING = f"""
SELECT key, family, {_MEMORY} FROM card WHERE {_ASKED} AND phase IN (1, 3) AND due_day = :day
ORDER BY due_at, key
"""  # noqa: S608
_NEW = f"""
SELECT key, family, position, competency FROM card WHERE {_ASKED} AND phase = 0
ORDER BY position, key LIMIT :limit
"""  # noqa: S608
_SEEN = "SELECT DISTINCT family FROM card WHERE last_day = :day"
_TIMES = """
SELECT payload FROM fact WHERE order_at >= :since AND kind = 'review' AND day > :after AND day <= :day
ORDER BY order_at DESC LIMIT :limit
"""
_STORED = f"""
SELECT card.live, card.suspended, card.buried_day, card.flagged, card.noted, {_CHANGED.format("card_body")},
       {_MEMORY}, card_body.*, deck_file.origin
FROM card JOIN card_body ON card_body.key = card.key JOIN deck_file ON deck_file.path = card_body.path
WHERE card.key = :key AND card_body.chosen = 1
"""  # noqa: S608


class _Timed(msgspec.Struct, frozen=True):
    """What the fact of an answer says of its time."""

    took_ms: int


def front_of(database: Path, clock: Clock, look: Callable[[Front], T]) -> T | None:
    """Return what is found at the front of a home; None where only the open store can tell, see `glance`.

    Args:
        database: the SQLite file; it is only read.
        clock: tells the day.
        look: reads what is wanted.
    """
    return looked(database, clock, lambda connection: look(Front(connection, clock)))


class Front:
    """A home's cards as they are before its store is open; it is only read.

    Args:
        connection: to a database that can be used.
        clock: tells the day.
    """

    def __init__(self, connection: sqlite3.Connection, clock: Clock) -> None:
        self._connection = connection
        self._clock = clock
        self.settings: Settings = settings_in(connection)
        self.now: Moment = moment(clock.now(), zone_named(self.settings.zone, clock), self.settings.rollover)
        connection.row_factory = sqlite3.Row

    @property
    def _day(self) -> StudyDay:
        return self.now.day

    def person(self) -> str:
        """Return the random id of the person whose home this is."""
        return str(self._connection.execute("SELECT value FROM meta WHERE name = 'person'").fetchone()[0])

    def is_plain_day(self) -> bool:
        """Return whether the day is not in a leave, nor in the days before one."""
        leaves = leaves_in(self._connection)
        return back_on(self._day, leaves) is None and horizon(self._day, leaves) == self._day

    def glance(self) -> Glance:
        """Return what is due."""
        return glance_in(self._connection, self._clock)

    def due_cards(self, limit: int) -> list[DueCard]:
        """Return cards to be reviewed, as the open store does; at most so many."""
        found: dict[str, tuple[float, DueCard]] = {}
        for query in _DUE:
            for row in self._rows(query, limit=limit):
                memory = memory_in(row)
                if memory is not None:
                    due = DueCard(row["key"], row["family"], memory, bool(row["changed"]))
                    found[due.key] = (-row["urgency"], due)
        ordered = sorted(found.values(), key=lambda pair: (pair[0], pair[1].key))
        return [due for _, due in ordered[:limit]]

    def learning(self) -> list[Ticket]:
        """Return the cards inside their learning steps, the next one first."""
        rows = ((row, memory_in(row)) for row in self._rows(_LEARNING))
        return [
            Ticket(row["key"], row["family"], new=False, due_at=memory.due_at)
            for row, memory in rows
            if memory is not None
        ]

    def new_cards(self, limit: int) -> list[NewCard]:
        """Return cards never reviewed, in the order of their decks; at most so many."""
        return [NewCard(*row.values()) for row in self._rows(_NEW, limit=limit)]

    def families_seen(self) -> set[str]:
        """Return the families of which a card was answered on the day."""
        return {row["family"] for row in self._rows(_SEEN)}

    def answer_times(self, days: int) -> list[int]:
        """Return the milliseconds of the newest answers of the last `days` study days."""
        since, after = (self._day - days) * DAY_MS, self._day - days
        rows = self._rows(_TIMES, since=since, after=after, limit=NEWEST)
        times = (msgspec.json.decode(row["payload"], type=_Timed).took_ms for row in rows)
        return [min(each, LONGEST_ANSWER_MS) for each in times if each > 0]

    def card(self, key: str) -> StoredCard | None:
        """Return a card with its content, or None when no deck file has it."""
        found = self._rows(_STORED, key=key)
        return stored_card(found[0]) if found else None

    def _rows(self, query: str, **values: int | str) -> list[dict[str, Any]]:
        rows = self._connection.execute(query, {"day": self._day, **values}).fetchall()
        return [dict(row) for row in rows]
