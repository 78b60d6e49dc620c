"""Repair: a damaged database is set aside under another name, and every whole fact in it is saved."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from csmdrill.core.clock import Clock
from csmdrill.core.errors import BackupRejected, ClockRejected, StoreUnavailable
from csmdrill.core.home import Home
from csmdrill.storage.backup import backups, look_into
from csmdrill.storage.engine import cannot_make, read_only, translated
from csmdrill.storage.facts import Fact, FactRef, checksum_of, text_hash
from csmdrill.storage.lines import PersonalText, write_line, write_source
from csmdrill.storage.log import new_id
from csmdrill.storage.opening import MAGIC, unused
from csmdrill.storage.pages import rows_in
from csmdrill.storage.rehearsals import Draft, DraftKind, Source, bodies
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
        backed: of the facts, those that came out of the newest backup.
    """

    set_aside: Path
    facts: int
    left_out: int
    backed: int


def recover(home: Home, clock: Clock) -> Recovery:
    """Set the damaged database of a home aside, and make a new one of what can be read.

    What the newest whole backup holds comes along. Nothing is overwritten. The decks are read again when the
    program next looks at them.

    Raises:
        ClockRejected: a practice clock, and the facts are real ones; nothing was done.
        StoreUnavailable: the new database cannot be made; the damaged one stands aside then.
    """
    salvaged = salvage(home.database)
    backed_up = next((salvage(each.path) for each in backups(home) if _is_whole(each.path)), NOTHING)
    if clock.simulated and not (salvaged.simulated and backed_up.simulated):
        raise ClockRejected(
            "CSMDRILL_NOW is set, but the damaged home holds real practice.", "Unset CSMDRILL_NOW."
        )
    kept = set_aside(home.database, clock.now())
    store = open_store(home, clock)
    try:
        report = store.import_lines(salvaged.lines, own=True)
        backed = store.import_lines(backed_up.lines, own=True)
        for draft in salvaged.drafts:
            store.keep_draft(draft)
    finally:
        store.close()
    missing = _missing({*salvaged.names, *backed_up.names})
    return Recovery(kept, report.added + backed.added, missing + len(report.bad), backed.added)


def set_aside(database: Path, now: datetime, why: str = "damaged") -> Path:
    """Rename a database and what belongs to it to `practice.db.damaged-<UTC time>`; returns the new name.

    Args:
        database: the file.
        now: dates the name.
        why: the word in the name.
    """
    kept = unused(database.with_name(f"{database.name}.{why}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"))
    try:
        for companion in COMPANIONS:
            beside = database.with_name(database.name + companion)
            if beside.exists():
                beside.rename(kept.with_name(kept.name + companion))
        database.rename(kept)
    except OSError as error:
        raise read_only(database) from error
    return kept


def left_aside(home: Home) -> list[Path]:
    """Return the files that repairs and restores have set aside in a home, sorted."""
    patterns = (
        f"{home.database.name}.damaged-*",
        f"{home.database.name}.before-restore-*",
        "facts-set-aside-*",
    )
    found = (path for pattern in patterns for path in home.root.glob(pattern))
    return sorted(path for path in found if not path.name.endswith(COMPANIONS))


class Salvaged(msgspec.Struct, frozen=True):
    """What could be read.

    Args:
        lines: facts as lines of JSON.
        names: of these facts.
        simulated: none of the facts is from real practice.
        drafts: attempts and ratings half done.
    """

    lines: list[bytes]
    names: list[FactRef]
    simulated: bool
    drafts: tuple[Draft, ...] = ()


NOTHING = Salvaged([], [], simulated=True)


def salvage(damaged: Path) -> Salvaged:
    """Return the facts that can be read in a damaged database; the file itself is only copied.

    Raises:
        StoreUnavailable: there is no room for the copy.
    """
    if not damaged.is_file():
        return NOTHING
    copy = damaged.with_name(f"{damaged.name}.copy-{new_id()}")
    try:
        _copy(damaged, copy)
        with translated(copy), closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            rows, whole = _readable(connection, f"SELECT {_LISTED} FROM fact")  # noqa: S608
            texts = _readable_texts(connection)
            sources, drafts = _readable_sources(connection), _readable_drafts(connection)
        if not whole:
            rows += rows_in(copy.read_bytes(), len(COLUMNS))
    except OSError as error:
        raise cannot_make(copy, error) from error
    finally:
        for suffix in ("", *COMPANIONS):
            copy.with_name(copy.name + suffix).unlink(missing_ok=True)
    facts = _whole_facts(rows)
    ordered = sorted(facts.values(), key=lambda fact: fact.place)
    lines = [write_line(fact, texts.get(fact.ref)) for fact in ordered]
    lines = [*map(write_source, sources), *lines]
    return Salvaged(lines, [*facts], all(fact.simulated for fact in ordered), drafts)


def _is_whole(backup: Path) -> bool:
    try:
        look_into(backup)
    except (BackupRejected, StoreUnavailable):
        return False
    return True


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


def _readable(connection: sqlite3.Connection, query: str) -> tuple[list[Sequence[object]], bool]:
    """Return the rows until the file breaks, and whether it did not."""
    rows: list[Sequence[object]] = []
    try:
        rows.extend(connection.execute(query))
    except (sqlite3.Error, UnicodeDecodeError):
        return rows, False
    return rows, True


def _whole_facts(rows: Iterable[Sequence[object]]) -> dict[FactRef, Fact]:
    """Return the rows that are facts and fit their checksums."""
    facts: dict[FactRef, Fact] = {}
    for row in rows:
        values = dict(zip(COLUMNS, row, strict=True))
        try:
            fact = msgspec.convert(values | {"simulated": values["simulated"] == 1}, Fact)
            if checksum_of(fact) == fact.checksum:
                facts[fact.ref] = fact
        except (msgspec.ValidationError, UnicodeError, OverflowError):
            continue
    return facts


def _readable_texts(connection: sqlite3.Connection) -> dict[FactRef, PersonalText]:
    rows, _ = _readable(
        connection,
        "SELECT device_id, seq, name, salt, text, payload"
        " FROM personal_text JOIN fact USING (device_id, seq)",
    )
    texts: dict[FactRef, PersonalText] = {}
    for device_id, seq, name, salt, text, payload in rows:
        try:
            kept = msgspec.convert({"name": name, "salt": salt, "text": text}, PersonalText)
            ref = msgspec.convert({"device_id": device_id, "seq": seq}, FactRef)
            if text_hash(kept.salt, kept.text) in str(payload):
                texts[ref] = kept
        except (msgspec.ValidationError, UnicodeError):
            continue
    return texts


def _readable_sources(connection: sqlite3.Connection) -> list[Source]:
    rows, _ = _readable(connection, "SELECT hash, kind, body FROM source")
    return bodies({str(name): (str(kind), str(body)) for name, kind, body in rows})


def _readable_drafts(connection: sqlite3.Connection) -> tuple[Draft, ...]:
    rows, _ = _readable(connection, "SELECT id, kind, body, touched FROM draft")
    try:
        return tuple(Draft(*msgspec.convert(row, tuple[str, DraftKind, str, int])) for row in rows)
    except msgspec.ValidationError:
        return ()


def _missing(facts: Iterable[FactRef]) -> int:
    """Return how many facts are not there: the numbers of a device have no gap."""
    number: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for ref in facts:
        number[ref.device_id] += 1
        last[ref.device_id] = max(last[ref.device_id], ref.seq)
    return last.total() - number.total()
