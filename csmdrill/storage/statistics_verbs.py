"""The verbs of a store that count: what was known, how long answers took, and what is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from csmdrill.core.clock import StudyDay
from csmdrill.storage import statistics
from csmdrill.storage.engine import reading
from csmdrill.storage.statistics import Answered, Ratings, Recall

if TYPE_CHECKING:
    from csmdrill.practice.model import Remembered
    from csmdrill.storage.facts import Fact


class StatisticsVerbs:
    """A part of `Store`; no verb changes anything."""

    _connection: Connection
    _database: Path
    _named: tuple[str, ...]

    def recall_by_competency(self, day: StudyDay, days: int = 30) -> list[Recall]:
        """Return what was known of what was tested in the last `days` study days."""
        with reading(self._connection, self._database) as connection:
            return statistics.recall_by_competency(connection, day, days)

    def pace(self, day: StudyDay, days: int = 30) -> tuple[int, int]:
        """Return answers and the milliseconds they took, over the last `days` study days."""
        with reading(self._connection, self._database) as connection:
            return statistics.pace(connection, day, days)

    def answer_times(self, day: StudyDay, days: int = 30) -> list[int]:
        """Return the milliseconds of the newest answers of the last `days` study days, at most 500."""
        with reading(self._connection, self._database) as connection:
            return statistics.answer_times(connection, day, days)

    def answered_ahead(self, day: StudyDay) -> statistics.AnsweredAhead | None:
        """Return what was answered after a day and waits for one after it."""
        with reading(self._connection, self._database) as connection:
            return statistics.answered_ahead(connection, day)

    def week(self, day: StudyDay) -> tuple[int, ...]:
        """Return the answers of each of the last seven study days, oldest first."""
        with reading(self._connection, self._database) as connection:
            return statistics.week(connection, day)

    def remembered(self) -> list[Remembered]:
        """Return every card with a memory, for a forecast; no transaction is open between the slices."""
        found: list[Remembered] = []
        after = ""
        while True:
            with reading(self._connection, self._database) as connection:
                cards, after = statistics.remembered(connection, after, named=self._named)
            found += cards
            if not after:
                return found

    def answers_by_day(self, day: StudyDay, days: int) -> dict[int, int]:
        """Return the answers of each of the last `days` study days that has any."""
        with reading(self._connection, self._database) as connection:
            return statistics.answers_by_day(connection, day, days)

    def answered_by_competency(self, day: StudyDay, days: int = 30) -> list[Answered]:
        """Return answers and their time of the last `days` study days, by competency."""
        with reading(self._connection, self._database) as connection:
            return statistics.answered_by_competency(connection, day, days)

    def ratings(self, day: StudyDay, days: int = 30) -> Ratings:
        """Return which ratings were chosen in the last `days` study days, and how long an answer took."""
        found: list[Fact] = []
        after: tuple[int, str, int] | None = None
        while True:
            with reading(self._connection, self._database) as connection:
                facts, after = statistics.review_facts(connection, day, days, after)
            found += facts
            if after is None:
                return statistics.ratings_of(found, day, days)
