"""The verbs of a store about coaches: calibrations are recorded, and the newest of each coach is found."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
from sqlalchemy import Connection

from csmdrill.core.clock import Moment
from csmdrill.storage import tables
from csmdrill.storage.coached import CALIBRATION_KEY, CalibrationPayload
from csmdrill.storage.engine import reading, writing
from csmdrill.storage.facts import FactRef, read_payload
from csmdrill.storage.fold import fallen
from csmdrill.storage.log import Saying, Writer, append
from csmdrill.storage.rehearsals import drop_draft
from csmdrill.storage.state import facts_where


class CoachVerbs:
    """A part of `Store`, each verb one transaction."""

    _connection: Connection
    _database: Path
    _writer: Writer

    def calibrate(self, said: CalibrationPayload, at: Moment, instead_of: Iterable[str] = ()) -> FactRef:
        """Record a calibration; the half-made ratings that it was made of go in the same transaction."""
        with writing(self._connection, self._database) as connection:
            for draft in instead_of:
                drop_draft(connection, draft, "rating")
            return append(connection, [Saying(said, CALIBRATION_KEY)], at, self._writer)[0].ref

    def calibrations(self) -> list[CalibrationPayload]:
        """Return the calibrations that stand, the oldest first."""
        with reading(self._connection, self._database) as connection:
            facts = facts_where(connection, tables.fact.c.key == CALIBRATION_KEY)
        gone = fallen(facts)
        found = []
        for fact in sorted(facts, key=lambda each: each.place):
            try:
                said = read_payload(fact.kind, fact.payload)
            except msgspec.DecodeError:
                continue
            if isinstance(said, CalibrationPayload) and fact.ref not in gone:
                found.append(said)
        return found
