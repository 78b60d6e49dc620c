"""Observed performance in the store: facts appended together, and read back in one pass of each kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, bindparam, literal_column, select, tuple_

from csmdrill.core.clock import Moment
from csmdrill.skills.model import Observation, Role
from csmdrill.storage import quick, tables
from csmdrill.storage.facts import Fact, FactRef
from csmdrill.storage.fold import fallen, undone_by
from csmdrill.storage.log import Saying, Writer, append
from csmdrill.storage.observed import BaselinePayload, Observed
from csmdrill.storage.state import DAILY, facts_where

_FACT = tables.fact.c
_NAME = tuple_(_FACT.device_id, _FACT.seq)
_OBSERVED: ColumnElement[bool] = literal_column(tables.OBSERVED)
_PLAYED: ColumnElement[bool] = literal_column(tables.PLAYED)
_PAYLOADS = (
    select(_FACT.payload)
    .where(_OBSERVED, _FACT.kind == bindparam("b_kind"))
    .order_by(_FACT.device_id, _FACT.seq)
)
_NAMED = _PAYLOADS.add_columns(_FACT.device_id, _FACT.seq)

_T = TypeVar("_T")

AT_ONCE = 200
"""Facts that are decoded together: many, and yet a text that is small beside what is made of it."""


class Seen(Observation, frozen=True, kw_only=True, gc=False):
    """An observation, and whose it is: `person` is empty for oneself, `name` may be empty.

    `recording` is that by which a copy is known; empty where that cannot be told.
    """

    person: str = ""
    name: str = ""
    competency: str
    role: Role
    recording: str = ""


class KnownDay(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A summary of reviews; see `KnownPayload`. One's own have no person."""

    person: str = ""
    name: str = ""
    competency: str
    day: int
    tested: int
    recalled: int
    expected_ppm: int
    evidence_ppm: int


class Rebaseline(msgspec.Struct, frozen=True):
    """A new baseline that stands, and its fact."""

    ref: FactRef
    said: BaselinePayload


class BenchmarkRating(msgspec.Struct, frozen=True, kw_only=True):
    """What the fact of a rating says of a score."""

    attempt: str
    rater: str
    role: Role
    rubric_hash: str
    weights: dict[str, int]
    levels: dict[str, int | None]


class Benchmark(msgspec.Struct, frozen=True, kw_only=True):
    """An own benchmark that was played to its end, with the newest rating of each role and rater."""

    attempt: str
    competency: str
    spoken: bool
    day: int
    ratings: tuple[BenchmarkRating, ...]


class _Attempt(msgspec.Struct, frozen=True):
    """What the fact of an attempt says of a benchmark."""

    attempt: str
    mode: str
    reason: str
    competency: str = ""
    spoken: bool = False


_SEEN: msgspec.json.Decoder[list[Seen]] = msgspec.json.Decoder(list[Seen])
_KNOWN: msgspec.json.Decoder[list[KnownDay]] = msgspec.json.Decoder(list[KnownDay])
_ATTEMPT: msgspec.json.Decoder[_Attempt] = msgspec.json.Decoder(_Attempt)
_RATING: msgspec.json.Decoder[BenchmarkRating] = msgspec.json.Decoder(BenchmarkRating)
_BASELINE: msgspec.json.Decoder[BaselinePayload] = msgspec.json.Decoder(BaselinePayload)


def observe(
    connection: Connection, said: Sequence[Observed], at: Moment, writer: Writer
) -> tuple[FactRef, ...]:
    """Append facts about observed performance, all of them or none."""
    if not said:
        return ()
    return tuple(fact.ref for fact in append(connection, [Saying(each) for each in said], at, writer))


def observations(connection: Connection) -> list[Seen]:
    """Return every observation that stands, of all people, a device's in order; own attempts are apart."""
    return _standing(connection, "observation", _SEEN)


def known_days(connection: Connection) -> list[KnownDay]:
    """Return the summaries of other people's reviews that stand, a device's in order."""
    return _standing(connection, "known", _KNOWN)


def own_known_days(connection: Connection) -> list[KnownDay]:
    """Return what was tested on each day of one's own practice, by competency and day."""
    columns = (DAILY.competency, DAILY.day, DAILY.tested, DAILY.recalled)
    query = select(*columns, DAILY.expected_ppm, DAILY.evidence_ppm).where(DAILY.tested > 0)
    rows = connection.execute(query.order_by(DAILY.competency, DAILY.day)).all()
    return [
        KnownDay(
            competency=competency,
            day=day,
            tested=tested,
            recalled=recalled,
            expected_ppm=expected,
            evidence_ppm=evidence,
        )
        for competency, day, tested, recalled, expected, evidence in rows
    ]


def rebaselines(connection: Connection) -> list[Rebaseline]:
    """Return the new baselines that stand, the oldest first."""
    gone = _gone(connection)
    columns = (_FACT.device_id, _FACT.seq, _FACT.payload)
    query = select(*columns).where(_OBSERVED, _FACT.kind == "baseline")
    ordered = query.order_by(_FACT.order_at, _FACT.device_id, _FACT.seq)
    rows = [(FactRef(row.device_id, row.seq), row.payload) for row in connection.execute(ordered)]
    read = [(ref, _one(_BASELINE, payload)) for ref, payload in rows if ref not in gone]
    return [Rebaseline(ref, said) for ref, said in read if said is not None]


def benchmarks(connection: Connection) -> list[Benchmark]:
    """Return one's own benchmarks, the oldest first.

    A benchmark counts if it was played to its end as the first attempt of its scenario on a study day; one
    that was taken back, broken off or void was an attempt all the same.
    """
    columns = (_FACT.device_id, _FACT.seq, _FACT.kind, _FACT.key, _FACT.day, _FACT.payload)
    query = select(*columns).where(_PLAYED, _FACT.kind.in_(("attempt", "rating")))
    rows = connection.execute(query.order_by(_FACT.order_at, _FACT.device_id, _FACT.seq)).all()
    gone = _gone_played(connection) if rows else set()
    ratings: dict[str, dict[tuple[str, str], BenchmarkRating]] = {}
    tried: set[tuple[str | None, int]] = set()
    played: dict[str, tuple[_Attempt, int]] = {}
    for device_id, seq, kind, key, day, payload in rows:
        stands = FactRef(device_id, seq) not in gone
        if kind == "rating":
            given = _one(_RATING, payload) if stands else None
            if given is not None:
                of_attempt = ratings.setdefault(given.attempt, {})
                of_attempt.pop((given.role, given.rater), None)
                of_attempt[given.role, given.rater] = given
            continue
        said = _one(_ATTEMPT, payload)
        is_first = (key, day) not in tried
        tried.add((key, day))
        if said is not None and stands and is_first and _counts(said):
            played.setdefault(said.attempt, (said, day))
    return [
        Benchmark(
            attempt=said.attempt,
            competency=said.competency,
            spoken=said.spoken,
            day=day,
            ratings=tuple(ratings.get(said.attempt, {}).values()),
        )
        for said, day in played.values()
    ]


def _counts(said: _Attempt) -> bool:
    return said.mode == "benchmark" and said.reason in ("ended", "timeout") and bool(said.competency)


def _standing(connection: Connection, kind: str, decoder: msgspec.json.Decoder[list[_T]]) -> list[_T]:
    """Return what the standing facts of a kind say, a device's in order; an unreadable one says nothing."""
    gone = _gone(connection)
    found: list[_T] = []
    for some in _portions(connection, _NAMED if gone else _PAYLOADS, kind):
        if gone:
            found += _all(decoder, [payload for payload, *name in some if FactRef(*name) not in gone])
        else:
            found += _all(decoder, [payload for (payload,) in some])
    return found


def _portions(connection: Connection, query: Select[Any], kind: str) -> Iterator[list[Any]]:
    """Yield the rows about a kind by the driver itself: there are hundreds of thousands in a large team."""
    rows = quick.run(connection, query, {"b_kind": kind})
    while some := rows.fetchmany(AT_ONCE):
        yield some


def _all(decoder: msgspec.json.Decoder[list[_T]], payloads: Sequence[str]) -> list[_T]:
    """Return what payloads say; together they are decoded much quicker than one by one."""
    try:
        return decoder.decode(f"[{','.join(payloads)}]")
    except msgspec.DecodeError:
        return [each for payload in payloads for each in _one(decoder, f"[{payload}]") or ()]


def _gone(connection: Connection) -> set[FactRef]:
    """Return the facts about observed performance that an undo took back."""
    return _fallen(connection, facts_where(connection, _OBSERVED, _FACT.kind == "undo", _FACT.key.is_(None)))


def _gone_played(connection: Connection) -> set[FactRef]:
    """Return the facts about role-plays that an undo took back."""
    keys = select(_FACT.key).where(_PLAYED)
    return _fallen(connection, facts_where(connection, _OBSERVED, _FACT.kind == "undo", _FACT.key.in_(keys)))


def _fallen(connection: Connection, undos: list[Fact]) -> set[FactRef]:
    aims = sorted({aim for undo in undos if (aim := undone_by(undo)) is not None})
    targets: dict[FactRef, Fact] = {undo.ref: undo for undo in undos}
    for start in range(0, len(aims), 400):
        names = [(aim.device_id, aim.seq) for aim in aims[start : start + 400]]
        targets |= {fact.ref: fact for fact in facts_where(connection, _NAME.in_(names))}
    return fallen(list(targets.values()))


def _one(decoder: msgspec.json.Decoder[_T], payload: str) -> _T | None:
    try:
        return decoder.decode(payload)
    except msgspec.DecodeError:
        return None
