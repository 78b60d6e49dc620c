"""The doctor's look at a store: the file, the facts, the state made from them, and the rebuilding of it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, func, select

from csmdrill.storage import tables
from csmdrill.storage.facts import checksum_of
from csmdrill.storage.fold import FOLD_VERSION, model_cache
from csmdrill.storage.log import read_head, write_meta
from csmdrill.storage.state import CARD, dump_kept, dump_of, fact_in, replay, write_replay

MOST_NAMED = 5


class Finding(msgspec.Struct, frozen=True):
    """Something that is wrong: which check found it, and a sentence."""

    name: str
    detail: str


class RebuildReport(msgspec.Struct, frozen=True):
    """What a rebuild did.

    Args:
        facts: facts about cards that were replayed.
        cards: cards with a memory.
        changed: the state was not what the facts say, and is now.
    """

    facts: int
    cards: int
    changed: bool


def check(connection: Connection, deep: bool) -> list[Finding]:
    """Return everything that is wrong.

    Args:
        connection: in a reading transaction.
        deep: read every page and every fact, and replay them.
    """
    findings = [*file_findings(connection, deep), *_numbering(connection)]
    if deep:
        findings += [*_checksums(connection), *_state(connection)]
    return findings


def rebuild(connection: Connection) -> RebuildReport:
    """Replay all facts and write the state anew if it is another; a second time changes nothing."""
    made = replay(connection, model_cache())
    changed = list(dump_kept(connection)) != list(dump_of(made))
    if changed:
        write_replay(connection, made)
    write_meta(connection, fold_version=str(FOLD_VERSION))
    return RebuildReport(made.facts, len(made.cards), changed)


def totals(connection: Connection) -> tuple[int, int]:
    """Return the number of facts and of cards with a memory."""
    facts = connection.scalar(select(func.count()).select_from(tables.fact)) or 0
    cards = connection.scalar(select(func.count()).select_from(tables.card).where(CARD.phase > 0)) or 0
    return facts, cards


def file_findings(connection: Connection, deep: bool) -> list[Finding]:
    """Return what SQLite says against the file."""
    pragma = "integrity_check" if deep else "quick_check"
    said = [str(line) for (line,) in connection.exec_driver_sql(f"PRAGMA {pragma}") if line != "ok"]
    orphans = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    return [Finding("file", f"SQLite says: {line}.") for line in said] + [
        Finding("file", f"A row of {table} belongs to nothing.") for table in orphans
    ]


def _numbering(connection: Connection) -> Iterator[Finding]:
    seq = tables.fact.c.seq
    device = tables.fact.c.device_id
    rows = connection.execute(select(device, func.count(), func.max(seq)).group_by(device).order_by(device))
    head = read_head(connection)
    for device_id, number, last in rows:
        if number != last:
            yield Finding("facts", f"{last - number} of the {last} facts of device {device_id} are missing.")
        if device_id == head.device_id and last > head.last_seq:
            yield Finding("facts", f"Device {device_id} would give the number {head.last_seq + 1} twice.")


def _checksums(connection: Connection) -> Iterator[Finding]:
    broken = [
        str(fact.ref)
        for fact in map(fact_in, connection.execute(select(tables.fact)).mappings())
        if checksum_of(fact) != fact.checksum
    ]
    if broken:
        named = ", ".join(broken[:MOST_NAMED]) + (" ..." if len(broken) > MOST_NAMED else "")
        yield Finding("facts", f"The checksum of {len(broken)} facts does not fit: {named}.")


def _state(connection: Connection) -> Iterator[Finding]:
    kept, made = list(dump_kept(connection)), list(dump_of(replay(connection, model_cache())))
    if kept != made:
        lines = len(set(kept) ^ set(made))
        yield Finding("state", f"The state is not what the facts say ({lines} lines differ); rebuild it.")
