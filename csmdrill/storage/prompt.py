"""The day for a prompt and a first frame: read by the standard library alone, as that is quick to start."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec

from csmdrill.core.clock import Clock, StudyDay, study_day, zone_named
from csmdrill.core.errors import SettingRejected
from csmdrill.practice.leave import Period, back_on, horizon
from csmdrill.practice.queue import is_behind
from csmdrill.practice.settings import Settings, settings_from
from csmdrill.practice.workload import (
    LATELY_DAYS,
    Glance,
    minutes,
    room_for,
    seconds_per_card,
    shared_out,
)
from csmdrill.storage.behind import FOLD_VERSION

APPLICATION_ID = 0x43534D44
SCHEMA = 4
PACE_DAYS = 30
WAIT_SECONDS = 0.2

_UNUSABLE = (
    OSError,
    sqlite3.Error,
    ValueError,
    TypeError,
    ArithmeticError,
    LookupError,
    msgspec.MsgspecError,
    SettingRejected,
)
"""What a file that is no database of ours, or a damaged one, leads to."""

T = TypeVar("T")

AWAKE = "{0}.live = 1 AND {0}.suspended = 0 AND ({0}.buried_day IS NULL OR {0}.buried_day <> :day)"
CARD = AWAKE.format("card")
GIVEN = """SELECT key FROM card_body WHERE chosen = 1
               AND path IN (SELECT path FROM deck_file WHERE origin = 'given')"""
_WITH = f"""
WITH given AS ({GIVEN}),
     seen AS (SELECT family FROM card WHERE last_day = :day),
     others AS (SELECT family FROM card WHERE {CARD} AND phase IN (1, 3) AND due_day < :day
                AND key NOT IN given
                UNION SELECT family FROM card INDEXED BY ix_card_revised
                WHERE revised = 1 AND phase = 2 AND {CARD} AND key NOT IN given)
"""  # noqa: S608
_NO_SIBLING_DUE = f"""
NOT EXISTS (SELECT 1 FROM card AS other WHERE {AWAKE.format("other")} AND other.phase = 2
            AND other.family = {{}}.family AND other.due_day <= {{}})
"""  # noqa: S608
_DUE = f"""{_WITH}
SELECT (SELECT count(*) FROM (SELECT DISTINCT family FROM card WHERE {CARD} AND phase = 2
                              AND due_day <= :day AND family NOT IN seen AND key NOT IN given))
     + (SELECT count(*) FROM others WHERE family NOT IN seen AND {_NO_SIBLING_DUE.format("others", ":day")})
     + (SELECT count(DISTINCT family) FROM card WHERE {CARD} AND phase IN (1, 3) AND due_day = :day
        AND key NOT IN given)
"""  # noqa: S608
_FRESH = f"""{_WITH}
SELECT count(*) FROM (
    SELECT DISTINCT family FROM card WHERE {CARD} AND phase = 0 AND family NOT IN seen AND key NOT IN given
    AND family NOT IN others AND {_NO_SIBLING_DUE.format("card", ":until")} LIMIT :most)
"""  # noqa: S608
_EARLY = f"""{_WITH}
SELECT count(*) FROM (
    SELECT DISTINCT family FROM card WHERE {CARD} AND phase = 2 AND due_day > :day AND due_day <= :until
    AND family NOT IN seen AND key NOT IN given AND family NOT IN others
    AND {_NO_SIBLING_DUE.format("card", ":day")} LIMIT :most)
"""  # noqa: S608
_PACE = "SELECT coalesce(sum(reviews), 0), coalesce(sum(spent_ms), 0) FROM daily WHERE day > ? AND day <= ?"
_MET = "SELECT coalesce(sum(new), 0) FROM daily WHERE day = ?"
_LATELY = "SELECT coalesce(sum(reviews), 0) FROM daily WHERE day > ? AND day <= ?"


def glance(database: Path, clock: Clock) -> Glance | None:
    """Return the day as the home screen counts it.

    Args:
        database: the SQLite file; it is only read.
        clock: tells the day.

    Returns:
        None when the file has to be opened properly first: it is missing, older or newer, damaged, without
        decks, or not for this clock.
    """
    return looked(database, clock, lambda connection: glance_in(connection, clock))


def looked(database: Path, clock: Clock, look: Callable[[sqlite3.Connection], T]) -> T | None:
    """Return what a look into a database finds; None when it has to be opened properly first, see `glance`.

    Args:
        database: the SQLite file; it is only read.
        clock: whose practice it must be of.
        look: reads what is wanted.
    """
    try:
        if not database.is_file():
            return None  # SQLite would wait for a writer of a pipe
        address = f"{database.resolve(strict=True).as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS)) as connection:
            return look(connection) if _usable(connection, clock) else None
    except _UNUSABLE:
        return None


def due_count(database: Path, clock: Clock) -> int | None:
    """Return the cards of today, new ones included; None where `glance` has nothing to tell."""
    seen = glance(database, clock)
    return None if seen is None else seen.due + seen.new


def _usable(connection: sqlite3.Connection, clock: Clock) -> bool:
    if _one(connection, "PRAGMA application_id") != APPLICATION_ID:
        return False
    if _one(connection, "PRAGMA user_version") != SCHEMA:
        return False
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    if meta.get("fold_version") != FOLD_VERSION or (clock.simulated and meta.get("simulated") != "1"):
        return False
    return bool(_one(connection, "SELECT EXISTS (SELECT 1 FROM deck_file)"))


def glance_in(connection: sqlite3.Connection, clock: Clock) -> Glance:
    """Return the day as the home screen counts it, of a database that can be used."""
    settings = settings_in(connection)
    day = study_day(clock.now(), zone_named(settings.zone, clock), settings.rollover)
    leaves = leaves_in(connection)
    if back_on(day, leaves) is not None:
        return Glance(0, 0, 0, behind=False, box=settings.minutes, lately=0)
    due = int(connection.execute(_DUE, {"day": day}).fetchone()[0])
    seconds = seconds_per_card(*connection.execute(_PACE, (day - PACE_DAYS, day)).fetchone())
    behind = is_behind(due, seconds, settings.minutes)
    early, new = _more(connection, day, horizon(day, leaves), settings, due, seconds)
    return Glance(
        due=due + early,
        new=new,
        minutes=minutes(due + early + new, seconds),
        behind=behind,
        box=settings.minutes,
        lately=int(connection.execute(_LATELY, (day - LATELY_DAYS, day)).fetchone()[0]),
    )


def _more(
    connection: sqlite3.Connection,
    day: StudyDay,
    until: StudyDay,
    settings: Settings,
    due: int,
    seconds: float,
) -> tuple[int, int]:
    """Return how many cards of a leave ahead, and new ones, a session of today would bring."""
    new = early = 0
    if not is_behind(due, seconds, settings.minutes):
        met = int(connection.execute(_MET, (day,)).fetchone()[0])
        most = max(0, settings.new - met)
        new = int(connection.execute(_FRESH, {"day": day, "until": until, "most": most}).fetchone()[0])
    room = room_for(due, seconds, settings.minutes)
    if until > day and room:
        early = int(connection.execute(_EARLY, {"day": day, "until": until, "most": room}).fetchone()[0])
    return shared_out(due, early, new, seconds, settings.minutes)


def leaves_in(connection: sqlite3.Connection) -> list[Period]:
    """Return the leaves that are planned or past."""
    return [(first, last) for first, last in connection.execute("SELECT first, last FROM leave")]


def settings_in(connection: sqlite3.Connection) -> Settings:
    """Return the person's settings."""
    rows = connection.execute("SELECT name, value FROM setting")
    return settings_from({name: msgspec.json.decode(value) for name, value in rows})


def _one(connection: sqlite3.Connection, query: str) -> object:
    row = connection.execute(query).fetchone()
    return None if row is None else row[0]
