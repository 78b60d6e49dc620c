"""The cards of a leave ahead that a day takes: as many as the minutes have room for, soonest first."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from csmdrill.core.clock import StudyDay
from csmdrill.practice.leave import horizon
from csmdrill.practice.settings import Settings
from csmdrill.practice.workload import room_for, seconds_per_card
from csmdrill.storage import queries, statistics, tables
from csmdrill.storage.queries import EVERYTHING, Scope

PACE_DAYS = 30

SETTING = tables.setting.c


def taken_early(connection: Connection, day: StudyDay, scope: Scope = EVERYTHING) -> list[str]:
    """Return the keys of the cards that a session of a day takes although they fall due in a leave ahead."""
    if horizon(day, queries.leaves(connection)) == day:
        return []
    counts = queries.counts(connection, day, scope)
    seconds = seconds_per_card(*statistics.pace(connection, day, PACE_DAYS))
    room = room_for(counts.due + counts.learning, seconds, _minutes(connection))
    return [row.key for row in queries.early_cards(connection, day, room, scope)]


def _minutes(connection: Connection) -> int:
    said = connection.scalar(select(SETTING.value).where(SETTING.name == "minutes"))
    return Settings().minutes if said is None else msgspec.json.decode(said, type=int)
