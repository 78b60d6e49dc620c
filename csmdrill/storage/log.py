"""The log: facts are appended, in order and without a gap, inside the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from sqlalchemy import Connection, bindparam, case, delete, func, insert, or_, select, update

from csmdrill.core.clock import Moment
from csmdrill.core.errors import ClockRejected
from csmdrill.storage import quick, tables
from csmdrill.storage.facts import (
    KINDS,
    LATEST_AT,
    Fact,
    InstallPayload,
    Payload,
    canonical_json,
    sealed,
)
from csmdrill.storage.witness import fits, new_mark


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Who writes to the log, and how far it has come.

    Args:
        device_id: of this copy of the home.
        person: whose home it is.
        simulated: the home holds nothing but facts of practice clocks.
        last_seq: number of this device's last fact, 0 before the first.
        last_order_at: place of the last fact of any device.
        file_id: the mark beside the file when this device last wrote; see `witness`.
    """

    device_id: str
    person: str
    simulated: bool
    last_seq: int
    last_order_at: int
    file_id: str


class Writer(msgspec.Struct, frozen=True):
    """Where a run appends, and by what clock.

    Args:
        database: the open file.
        simulated: the clock is a practice clock.
    """

    database: Path
    simulated: bool


class Saying(msgspec.Struct, frozen=True):
    """A fact to be appended: what it says, and the card and content it is about."""

    payload: Payload
    key: str | None = None
    hash: str | None = None


LAST_NUMBERS = "last_seqs"
"""Where `meta` keeps the number of the last fact of every device but the present one."""

_READ_META = select(tables.meta.c.name, tables.meta.c.value)
_WRITE_META = (
    update(tables.meta).where(tables.meta.c.name == bindparam("b_name")).values(value=bindparam("b_value"))
)
_APPEND = insert(tables.fact)
_CAME = ("last_seq", "last_order_at", "file_id")
_WRITE_CAME = (
    update(tables.meta)
    .where(or_(*(tables.meta.c.name == name for name in _CAME)))
    .values(value=case({name: bindparam(f"b_{name}") for name in _CAME}, value=tables.meta.c.name))
)
"""What every fact changes, in one statement, as a person waits for it."""


def new_id() -> str:
    """Return a random id of a device or a person."""
    return secrets.token_hex(16)


def read_meta(connection: Connection) -> dict[str, str]:
    """Return what the store says about itself."""
    return dict(quick.run(connection, _READ_META, {}).fetchall())


def write_meta(connection: Connection, **values: str) -> None:
    """Change what the store says about itself; a name must be there already."""
    rows = [{"b_name": name, "b_value": value} for name, value in values.items()]
    quick.run_many(connection, _WRITE_META, rows)


def note_last(connection: Connection, last: Fact, mark: str) -> None:
    """Note how far the log has come, and the mark beside the file."""
    came = {"b_last_seq": str(last.seq), "b_last_order_at": str(last.order_at), "b_file_id": mark}
    quick.run(connection, _WRITE_CAME, came)


def last_numbers(said: str) -> dict[str, int]:
    """Return the last number of each device from the note in `meta`.

    Raises:
        msgspec.DecodeError: it cannot be read.
    """
    return msgspec.json.decode(said, type=dict[str, int])


def note_numbers(connection: Connection, seen: Mapping[str, int]) -> None:
    """Note that devices came as far as these numbers, so that facts lacking at the end are missed."""
    try:
        known = last_numbers(read_meta(connection).get(LAST_NUMBERS, ""))
    except msgspec.DecodeError:
        known = {}
    most = known | {device: max(number, known.get(device, 0)) for device, number in seen.items()}
    connection.execute(delete(tables.meta).where(tables.meta.c.name == LAST_NUMBERS))
    value = msgspec.json.encode(most, order="sorted").decode()
    connection.execute(insert(tables.meta), {"name": LAST_NUMBERS, "value": value})


def learn_numbers(connection: Connection) -> None:
    """Note how far devices have come by the facts that are there."""
    fact = tables.fact.c
    rows = connection.execute(select(fact.device_id, func.max(fact.seq)).group_by(fact.device_id))
    note_numbers(connection, {device: number for device, number in rows if number > 0})


def read_head(connection: Connection) -> Head:
    """Return the head of the log.

    Raises:
        msgspec.ValidationError: the store does not say who writes.
    """
    return msgspec.convert(read_meta(connection), Head, strict=False)


def append(connection: Connection, sayings: Sequence[Saying], at: Moment, writer: Writer) -> list[Fact]:
    """Append facts and return them; call it inside a writing transaction.

    The first fact of a device says whose it is. A copied or restored file gets a device id of its own, so
    that no two copies give one name to different facts. The first fact of a real clock makes the home one of
    real practice.

    Args:
        sayings: what to say, in order.
        at: when.
        writer: where, and by what clock.

    Raises:
        ClockRejected: a practice clock, and another program has put real practice here meanwhile.
        StoreUnavailable: the mark beside the database cannot be written.
    """
    head = read_head(connection)
    if writer.simulated and not head.simulated:
        raise real_practice()
    if not fits(head.file_id, writer.database):
        if head.last_seq:
            note_numbers(connection, {head.device_id: head.last_seq})
        head = msgspec.structs.replace(head, device_id=new_id(), last_seq=0)
        write_meta(connection, device_id=head.device_id)
    if head.simulated and not writer.simulated:
        write_meta(connection, simulated="0")
    head = msgspec.structs.replace(head, simulated=writer.simulated)
    begun = head.last_seq > 0
    said = [*sayings] if begun else [Saying(InstallPayload(person=head.person)), *sayings]
    facts = [_fact(head, number, saying, at) for number, saying in enumerate(said, start=1)]
    quick.run_many(connection, _APPEND, [msgspec.structs.asdict(fact) for fact in facts])
    note_last(connection, facts[-1], new_mark(writer.database))
    return facts if begun else facts[1:]


def real_practice() -> ClockRejected:
    """Return the error for a practice clock in a home with real practice."""
    return ClockRejected(
        "CSMDRILL_NOW is set, but this home holds real practice.",
        "Unset CSMDRILL_NOW, or set CSMDRILL_HOME to a folder of its own.",
    )


def _fact(head: Head, number: int, saying: Saying, at: Moment) -> Fact:
    place = max(at.at, head.last_order_at + 1) + number - 1
    return sealed(
        Fact(
            device_id=head.device_id,
            seq=head.last_seq + number,
            person=head.person,
            # Beyond the last place that an import takes, the facts of a device are ordered by number alone.
            order_at=min(place, LATEST_AT),
            at=at.at,
            offset=at.offset,
            day=at.day,
            kind=KINDS[type(saying.payload)],
            key=saying.key,
            hash=saying.hash,
            payload=canonical_json(saying.payload),
            simulated=head.simulated,
            checksum="",
        )
    )
