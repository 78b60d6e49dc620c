"""The verbs of a store about what a person does with cards beside answering them, and about leave."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection

from csmdrill.core.clock import Moment, StudyDay
from csmdrill.practice.leave import Period
from csmdrill.storage import handling, history, queries
from csmdrill.storage.engine import reading, writing
from csmdrill.storage.facts import Fact, FactRef, Handling, LeavePayload
from csmdrill.storage.fold import CardState, model_cache
from csmdrill.storage.history import Event
from csmdrill.storage.log import Writer
from csmdrill.storage.state import states_of


class HandlingVerbs:
    """A part of `Store`, each verb one transaction."""

    _connection: Connection
    _database: Path
    _writer: Writer

    def handle(self, keys: Iterable[str], said: Handling, at: Moment) -> tuple[FactRef, ...]:
        """Record one handling of each card; notes are for `note`."""
        with writing(self._connection, self._database) as connection:
            return handling.handle(connection, keys, said, at, self._writer)

    def note(self, keys: Iterable[str], words: str, group: str, at: Moment) -> tuple[FactRef, ...]:
        """Note words about each card, in place of earlier ones; no words take a note away."""
        with writing(self._connection, self._database) as connection:
            return handling.note(connection, keys, words, group, at, self._writer)

    def undo_group(self, group: str, at: Moment) -> int:
        """Take back every fact of an action that still stands; returns their number.

        Raises:
            NothingToUndo: none of them does.
        """
        with writing(self._connection, self._database) as connection:
            return handling.undo_group(connection, group, at, self._writer)

    def facts_of_group(self, group: str) -> list[Fact]:
        """Return the facts of an action that still stand, oldest first."""
        with reading(self._connection, self._database) as connection:
            return handling.facts_of_group(connection, group)

    def last_group(self) -> str | None:
        """Return the newest action of which something stands; None without any."""
        with reading(self._connection, self._database) as connection:
            return handling.last_group(connection)

    def states(self, keys: Iterable[str]) -> dict[str, CardState]:
        """Return what the facts say of some cards; nothing of those that no fact speaks of."""
        with reading(self._connection, self._database) as connection:
            return states_of(connection, keys)

    def known_keys(self, keys: Iterable[str]) -> set[str]:
        """Return those of some keys that decks or facts know."""
        with reading(self._connection, self._database) as connection:
            return handling.known_keys(connection, keys)

    def note_of(self, key: str) -> str:
        """Return what is noted about a card; empty where nothing is, or where it was erased."""
        with reading(self._connection, self._database) as connection:
            return handling.note_of(connection, key)

    def history(self, key: str) -> list[Event]:
        """Return everything that happened to a card, oldest first, what was taken back included."""
        with reading(self._connection, self._database) as connection:
            return history.history(connection, key, model_cache())

    def failed(self, day: StudyDay, days: int = 7) -> list[str]:
        """Return the cards rated Again in the last `days` study days, by the keys they have now."""
        with reading(self._connection, self._database) as connection:
            return history.failed(connection, day, days)

    def set_leave(self, first: StudyDay, last: StudyDay, at: Moment, on: bool = True) -> FactRef:
        """Plan a leave, or take one away; both days are part of it."""
        said = LeavePayload(first=first, last=last, on=on)
        with writing(self._connection, self._database) as connection:
            return handling.set_leave(connection, said, at, self._writer)

    def leaves(self) -> tuple[Period, ...]:
        """Return the leaves that are planned or past, the earliest first."""
        with reading(self._connection, self._database) as connection:
            return queries.leaves(connection)
