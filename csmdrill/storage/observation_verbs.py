"""The verbs of a store about observed performance: what skills are made of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from csmdrill.core.clock import Moment
from csmdrill.storage import kept_reports, observations
from csmdrill.storage.engine import reading, writing
from csmdrill.storage.facts import FactRef
from csmdrill.storage.log import Writer
from csmdrill.storage.observations import Benchmark, KnownDay, Rebaseline, Seen
from csmdrill.storage.observed import Observed


class ObservationVerbs:
    """A part of `Store`, each verb one transaction."""

    _connection: Connection
    _database: Path
    _writer: Writer

    def observe(self, said: Sequence[Observed], at: Moment) -> tuple[FactRef, ...]:
        """Record facts about observed performance, all or none; when this returns they are on the disk."""
        with writing(self._connection, self._database) as connection:
            return observations.observe(connection, said, at, self._writer)

    def observations(self) -> list[Seen]:
        """Return every observation that stands, of all people; own attempts are told by `benchmarks`."""
        with reading(self._connection, self._database) as connection:
            return observations.observations(connection)

    def known_days(self) -> list[KnownDay]:
        """Return the summaries of other people's reviews, by person, competency and day."""
        with reading(self._connection, self._database) as connection:
            return observations.known_days(connection)

    def own_known_days(self) -> list[KnownDay]:
        """Return what was tested on each day of one's own practice, by competency and day."""
        with reading(self._connection, self._database) as connection:
            return observations.own_known_days(connection)

    def rebaselines(self) -> list[Rebaseline]:
        """Return the new baselines that stand, the oldest first."""
        with reading(self._connection, self._database) as connection:
            return observations.rebaselines(connection)

    def benchmarks(self) -> list[Benchmark]:
        """Return one's own benchmarks that count, the oldest first, with their ratings."""
        with reading(self._connection, self._database) as connection:
            return observations.benchmarks(connection)

    def log_mark(self) -> tuple[str, int]:
        """Return what changes with every fact that comes, and the number of facts."""
        with reading(self._connection, self._database) as connection:
            return kept_reports.log_mark(connection)

    def kept_report(self, digest: str) -> str | None:
        """Return the report that was kept under this digest, if there is one."""
        with reading(self._connection, self._database) as connection:
            return kept_reports.kept_report(connection, digest)

    def keep_report(self, digest: str, text: str) -> None:
        """Keep a report under what it was made of, in place of the one before."""
        with writing(self._connection, self._database) as connection:
            kept_reports.keep_report(connection, digest, text)
