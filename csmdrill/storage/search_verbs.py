"""The verbs of a store about searching."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from csmdrill.core.clock import StudyDay
from csmdrill.storage.engine import reading

if TYPE_CHECKING:
    from csmdrill.practice.query import Query
    from csmdrill.storage.found import FoundCard, Order, Shelved

# What searches is imported by the first search: it takes a while, and a session begins without one.


class SearchVerbs:
    """A part of `Store`, each verb one transaction."""

    _connection: Connection
    _database: Path
    _named: tuple[str, ...]

    def find(
        self, query: Query, day: StudyDay, limit: int, offset: int = 0, order: Order = "key"
    ) -> list[FoundCard]:
        """Return a page of the cards that a search finds; see `found.keys`."""
        from csmdrill.storage import found

        with reading(self._connection, self._database) as connection:
            keys = found.keys(connection, query, day, self._named, order=order, limit=limit, offset=offset)
            return found.found_cards(connection, keys, day)

    def found_keys(self, query: Query, day: StudyDay) -> list[str]:
        """Return the keys of all cards that a search finds, sorted."""
        from csmdrill.storage import found

        with reading(self._connection, self._database) as connection:
            return found.keys(connection, query, day, self._named)

    def found_count(self, query: Query, day: StudyDay) -> int:
        """Return how many cards a search finds."""
        from csmdrill.storage import found

        with reading(self._connection, self._database) as connection:
            return found.count(connection, query, day, self._named)

    def shelved(self) -> Shelved:
        """Return the decks, competencies and tags of all cards, with counts."""
        from csmdrill.storage import found

        with reading(self._connection, self._database) as connection:
            return found.shelved(connection, self._named)
