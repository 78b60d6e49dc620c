"""Repair: a damaged database is set aside under another name, and every whole fact in it is saved."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from csmdrill.core.clock import Clock
from csmdrill.core.home import Home
from csmdrill.storage.engine import cannot_make, translated
from csmdrill.storage.facts import Fact, FactRef, read_payload, text_hash
from csmdrill.storage.lines import PersonalText, write_line
from csmdrill.storage.log import new_id
from csmdrill.storage.opening import MAGIC, unused
from csmdrill.storage.store import open_store

COMPANIONS = ("-journal", "-wal", "-shm")
COLUMNS = tuple(Fact.__struct_fields__)
_LISTED = ", ".join(f'"{name}"' for name in COLUMNS)

FIXED_BYTES = ((0, MAGIC), (20, b"\x00\x40\x20\x20"))
"""Bytes of the header that are the same in every database; without them SQLite reads nothing."""


class Recovery(msgspec.Struct, frozen=True):
    """What a recovery saved.

    Args:
        set_aside: the damaged file under its new name.
        facts: facts that were saved.
        left_out: facts known to have been there that could not be.
    """

    set_aside: Path
    facts: int
    left_out: int


def recover(home: Home, clock: Clock) -> Recovery:
    """Set the damaged database of a home aside, and make a new one of what can be read.

    Nothing is overwritten. The decks are read again when the program next looks at them.

    Raises:
        StoreUnavailable: the new database cannot be made; the damaged one stands aside then.
    """
    kept = set_aside(home.database, clock.now())
    salvaged = salvage(kept)
    store = open_store(home, clock)
    try:
        report = store.import_lines(salvaged.lines)
    finally:
        store.close()
    return Recovery(kept, report.added, salvaged.missing + len(report.bad))


def set_aside(database: Path, now: datetime) -> Path:
    """Rename a database and what belongs to it to `practice.db.damaged-<UTC time>`; returns the new name."""
    kept = unused(database.with_name(f"{database.name}.damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"))
    try:
        for companion in COMPANIONS:
            beside = database.with_name(database.name + companion)
            if beside.exists():
                beside.rename(kept.with_name(kept.name + companion))
        database.rename(kept)
    except OSError as error:
        raise cannot_make(kept, error) from error
    return kept


class Salvaged(msgspec.Struct, frozen=True):
    """What could be read: facts as lines of JSON, and how many more there must have been."""

    lines: list[bytes]
    missing: int


def salvage(damaged: Path) -> Salvaged:
    """Return the facts that can be read in a damaged database; the file itself is only copied.

    Raises:
        StoreUnavailable: there is no room for the copy.
    """
    if not damaged.is_file():
        return Salvaged([], 0)
    copy = damaged.with_name(f"{damaged.name}.copy-{new_id()}")
    try:
        _copy(damaged, copy)
        with translated(copy), closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            facts = _readable_facts(connection)
            texts = _readable_texts(connection)
            named = {*facts, *_names(connection)}
    except OSError as error:
        raise cannot_make(copy, error) from error
    finally:
        for suffix in ("", *COMPANIONS):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    ordered = sorted(facts.values(), key=lambda fact: fact.place)
    lines = [line for fact in ordered for line in _line(fact, texts.get(fact.ref))]
    return Salvaged(lines, _missing(named) + len(named) - len(lines))


def _copy(damaged: Path, copy: Path) -> None:
    """Copy a database with its journal, the unchanging bytes of its header put right."""
    for suffix in ("", *COMPANIONS):
        source = damaged.with_name(damaged.name + suffix)
        if source.is_file():
            shutil.copyfile(source, copy.with_name(copy.name + suffix))
    if copy.stat().st_size > len(MAGIC):
        with copy.open("r+b") as file:
            for position, right in FIXED_BYTES:
                file.seek(position)
                file.write(right)


def _readable_facts(connection: sqlite3.Connection) -> dict[FactRef, Fact]:
    """Read from the front until it breaks, from the back until it breaks, then one by one by name."""
    found: dict[FactRef, Fact] = {}
    for order in ("device_id, seq", "device_id DESC, seq DESC"):
        for row in _rows(connection, f"SELECT {_LISTED} FROM fact ORDER BY {order}"):  # noqa: S608
            _note(found, row)
    one = f"SELECT {_LISTED} FROM fact WHERE device_id = ? AND seq = ?"  # noqa: S608
    for ref in _names(connection) - found.keys():
        for row in _rows(connection, one, (ref.device_id, ref.seq)):
            _note(found, row)
    return found


def _note(found: dict[FactRef, Fact], row: tuple[object, ...]) -> None:
    values = dict(zip(COLUMNS, row, strict=True))
    try:
        fact = msgspec.convert(values | {"simulated": values["simulated"] == 1}, Fact)
    except msgspec.ValidationError:
        return
    found[fact.ref] = fact


def _names(connection: sqlite3.Connection) -> set[FactRef]:
    """Return the facts that an index still names, whether or not they can be read themselves."""
    query = "SELECT device_id, seq FROM fact INDEXED BY {} ORDER BY {}"
    names: set[FactRef] = set()
    for index, order in (("ix_fact_order_at", "order_at"), ("ix_fact_key_order_at", "key, order_at")):
        for device_id, seq in _rows(connection, query.format(index, order)):
            if isinstance(device_id, str) and isinstance(seq, int):
                names.add(FactRef(device_id, seq))
    return names


def _readable_texts(connection: sqlite3.Connection) -> dict[FactRef, PersonalText]:
    texts: dict[FactRef, PersonalText] = {}
    for device_id, seq, *words in _rows(
        connection, "SELECT device_id, seq, name, salt, text FROM personal_text"
    ):
        try:
            text = msgspec.convert(dict(zip(("name", "salt", "text"), words, strict=True)), PersonalText)
            texts[msgspec.convert({"device_id": device_id, "seq": seq}, FactRef)] = text
        except msgspec.ValidationError:
            continue
    return texts


def _rows(
    connection: sqlite3.Connection, query: str, values: tuple[object, ...] = ()
) -> Iterator[tuple[object, ...]]:
    """Yield rows until the file breaks."""
    try:
        yield from connection.execute(query, values)
    except sqlite3.Error:
        return


def _line(fact: Fact, text: PersonalText | None) -> list[bytes]:
    """Return the fact as a line, with its text if that is whole; nothing if it cannot be written."""
    try:
        said = read_payload(fact.kind, fact.payload)
        fits = text is not None and getattr(said, "text", None) == text_hash(text.salt, text.text)
        return [write_line(fact, text if fits else None)]
    except (msgspec.MsgspecError, UnicodeError, OverflowError):
        return []


def _missing(named: set[FactRef]) -> int:
    """Return how many numbers lie between those of a device without a fact."""
    last: dict[str, int] = {}
    for ref in named:
        last[ref.device_id] = max(last.get(ref.device_id, 0), ref.seq)
    return sum(last.values()) - len(named)
