"""Mending: each defect of a readable database is put right, and no fact is ever thrown away."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection, insert

from csmdrill.core.clock import Clock
from csmdrill.core.home import Home
from csmdrill.storage import tables
from csmdrill.storage.backup import backups
from csmdrill.storage.contents import mend_cards
from csmdrill.storage.engine import cannot_make, raw
from csmdrill.storage.facts import Fact
from csmdrill.storage.form import mend_form, mend_meta, set_meta
from csmdrill.storage.lineage import set_unattached
from csmdrill.storage.lines import LineRejected
from csmdrill.storage.opening import unused
from csmdrill.storage.replaying import refold_all
from csmdrill.storage.sources import mend_sources
from csmdrill.storage.wholeness import (
    COLUMNS,
    LISTED,
    LOST,
    Gaps,
    Range,
    Spoilt,
    StrayText,
    gaps,
    how_many,
    missing_facts,
    spoilt_facts,
    stray_texts,
    whole_fact,
)


class Mended(msgspec.Struct, frozen=True):
    """What mending did.

    Args:
        moved: facts and texts that were moved out of the database into a file.
        file: that file; None if nothing was moved.
        found: facts that were spoilt or missing and came whole out of a backup.
        lost: facts that were not found again.
    """

    moved: int
    file: Path | None
    found: int
    lost: int


def mend(connection: Connection, home: Home, clock: Clock) -> Mended:
    """Put right everything that `health.check` can find; call it inside a writing transaction.

    What is spoilt goes to a file `facts-set-aside-<UTC>.jsonl` in the home, which is on the disk before the
    transaction ends. Whole versions of it, and of what is missing, are looked for in the backups. What is not
    found there is noted as lost, so that it is not reported for ever.

    Raises:
        StoreUnavailable: the file cannot be written; the caller's transaction must not be committed.
    """
    mend_form(connection)
    # A text may stand without its fact until the whole one is back.
    raw(connection).execute("PRAGMA defer_foreign_keys = ON")
    spoilt = spoilt_facts(connection)
    _take_out(connection, spoilt)
    whole = list(_from_backups(home, _wanted(connection, spoilt)))
    if whole:
        connection.execute(insert(tables.fact), [msgspec.structs.asdict(fact) for fact in whole])
    stray = stray_texts(connection)
    _take_out_texts(connection, stray)
    texts = mend_sources(connection, [each.path for each in backups(home)])
    set_aside = [*map(_fact_line, spoilt), *map(_text_line, stray), *texts]
    file = keep_spoilt(home, clock.now(), set_aside)
    missing = gaps(connection)
    if missing:
        set_meta(connection, {LOST: msgspec.json.encode(missing_facts(connection)).decode()})
    mend_meta(connection, clock)
    mend_cards(connection)
    refold_all(connection)
    set_unattached(connection, True)
    return Mended(len(set_aside), file, len(whole), how_many(missing))


def _wanted(connection: Connection, spoilt: Sequence[Spoilt]) -> Gaps:
    """Return the numbers of which a whole fact would be welcome."""
    wanted = missing_facts(connection)
    for each in spoilt:
        device, seq = str(each.row[0]), int(str(each.row[1]))
        wanted.setdefault(device, []).append((seq, seq))
    return wanted


def _from_backups(home: Home, wanted: Gaps) -> Iterator[Fact]:
    """Yield whole facts of those numbers, each once, from the newest backup that has it."""
    found: set[tuple[str, int]] = set()
    for backup in backups(home) if wanted else ():
        for device, ranges in wanted.items():
            for row in _rows_of(backup.path, device, ranges):
                try:
                    fact = whole_fact(row)
                except LineRejected:
                    continue
                if (fact.device_id, fact.seq) not in found:
                    found.add((fact.device_id, fact.seq))
                    yield fact


def _rows_of(path: Path, device: str, ranges: Iterable[Range]) -> list[Sequence[object]]:
    query = f"SELECT {LISTED} FROM fact WHERE device_id = ? AND seq BETWEEN ? AND ?"  # noqa: S608
    rows: list[Sequence[object]] = []
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            for first, last in ranges:
                rows += copy.execute(query, (device, first, last)).fetchall()
    except (sqlite3.Error, UnicodeError, OverflowError):
        return rows
    return rows


def _take_out(connection: Connection, spoilt: Sequence[Spoilt]) -> None:
    for each in spoilt:
        raw(connection).execute(
            "DELETE FROM fact WHERE device_id = CAST(? AS TEXT) AND seq = ?",
            (_bytes(each.row[0]), each.row[1]),
        )


def _take_out_texts(connection: Connection, stray: Sequence[StrayText]) -> None:
    for each in stray:
        raw(connection).execute(
            "DELETE FROM personal_text"
            " WHERE device_id = CAST(? AS TEXT) AND seq = ? AND name = CAST(? AS TEXT)",
            (_bytes(each.device_id), each.seq, _bytes(each.name)),
        )


def _bytes(found: object) -> bytes:
    """Return a text as it stands in the database, whether it is UTF-8 or not."""
    return str(found).encode("utf-8", "surrogateescape")


def keep_spoilt(home: Home, now: datetime, lines: Sequence[dict[str, object]]) -> Path | None:
    """Write what is taken out to a file in the home and wait until it is on the disk; None for nothing."""
    if not lines:
        return None
    path = unused(home.root / f"facts-set-aside-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.jsonl")
    try:
        with path.open("x", encoding="ascii", newline="\n") as out:
            path.chmod(0o600)
            for line in lines:
                out.write(json.dumps(line) + "\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise cannot_make(path, error) from error
    return path


def _fact_line(spoilt: Spoilt) -> dict[str, object]:
    return {"defect": spoilt.name, "why": spoilt.why, "fact": dict(zip(COLUMNS, spoilt.row, strict=True))}


def _text_line(stray: StrayText) -> dict[str, object]:
    return {"defect": "text-stray", "text": msgspec.structs.asdict(stray)}
