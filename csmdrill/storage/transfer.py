"""Facts out of the store and into it: exported in slices, imported whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from sqlalchemy import Connection, func, insert, select, tuple_

from csmdrill.core.clock import zone_of
from csmdrill.core.errors import SettingRejected
from csmdrill.storage import tables
from csmdrill.storage.facts import Fact, FactRef, ImportReport, SettingPayload, read_payload
from csmdrill.storage.fold import Folded, model_cache
from csmdrill.storage.lineage import set_unattached
from csmdrill.storage.lines import (
    LineRejected,
    PersonalText,
    is_source,
    read_line,
    read_source,
    write_line,
    write_source,
)
from csmdrill.storage.log import Head, note_numbers, read_head, write_meta
from csmdrill.storage.rehearsals import Source
from csmdrill.storage.replaying import refold_all
from csmdrill.storage.state import (
    fact_in,
    fold_keys,
    kin,
    refold_keyless,
    write_change,
)

BATCH = 10_000
BATCH_BYTES = 32_000_000
SLICE = 1000
NAMED = 1000
"""Facts named in one statement."""
FURTHEST_AHEAD_MS = 10 * 366 * 86_400_000

_NAME = tuple_(tables.fact.c.device_id, tables.fact.c.seq)
_PLACE = tuple_(tables.fact.c.order_at, tables.fact.c.device_id, tables.fact.c.seq)

_COLUMNS = ", ".join(f'"{name}"' for name in Fact.__struct_fields__)
_INSERT = f"INSERT INTO fact ({_COLUMNS}) VALUES ({', '.join('?' * len(Fact.__struct_fields__))})"  # noqa: S608
"""By the driver, which takes half the time of the same statement with names."""


class Incoming(msgspec.Struct, frozen=True):
    """A good line: its number from 1, its fact, and the text that came with it."""

    number: int
    fact: Fact
    text: PersonalText | None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """On which terms facts are let in.

    Args:
        own: they were in this home before, and all of them are taken.
        both_clocks: facts of practice clocks are taken also beside real ones.
        now_ms: the time, in ms since 1970.
        is_living: this database wrote last, so that nobody else can have gone on under its device id.
    """

    own: bool
    both_clocks: bool
    now_ms: int
    is_living: bool


class Taken(msgspec.Struct, frozen=True):
    """What became of some good lines: those added, the number known already, and those refused."""

    added: list[Incoming]
    already: int
    bad: list[tuple[int, str]]


def export_slice(
    connection: Connection, after: tuple[int, str, int] | None, with_text: bool
) -> tuple[list[bytes], tuple[int, str, int] | None]:
    """Return the next facts as lines, and the place to go on from; None after the last.

    Args:
        after: where the slice before ended; None for the first.
        with_text: what the person wrote comes along.
    """
    query = select(tables.fact).order_by(*_PLACE.clauses).limit(SLICE)
    if after is not None:
        query = query.where(after < _PLACE)
    facts = [fact_in(row) for row in connection.execute(query).mappings()]
    texts = _texts_of(connection, facts) if with_text else {}
    lines = [write_line(fact, texts.get(fact.ref)) for fact in facts]
    return lines, facts[-1].place if facts else None


def read_batches(
    lines: Iterable[bytes], bad: list[tuple[int, str]], any_zone: bool = False
) -> Iterator[list[Incoming]]:
    """Yield the good lines in batches; the others are put into `bad` with their numbers.

    Args:
        lines: facts as JSON.
        bad: takes what is left out.
        any_zone: take zones that this machine does not know.
    """
    for block in _blocks(lines):
        batch: list[Incoming] = []
        for number, line in block:
            if not line.strip():
                continue
            try:
                fact, text = read_line(line)
                if fact.kind == "setting" and not any_zone:
                    _check_zone(fact)
                batch.append(Incoming(number, fact, text))
            except LineRejected as rejected:
                bad.append((number, str(rejected)))
        yield batch


def without_sources(
    lines: Iterable[bytes], sources: list[Source], bad: list[tuple[int, str]]
) -> Iterator[bytes]:
    """Yield lines, a blank one for each text of a scenario or rubric; those are put into `sources`."""
    for number, line in enumerate(lines, start=1):
        if not is_source(line):
            yield line
            continue
        try:
            sources.append(read_source(line))
        except LineRejected as rejected:
            bad.append((number, str(rejected)))
        yield b" " * len(line)  # of the same length, so that a batch ends before it fills the memory


def export_sources(connection: Connection) -> list[bytes]:
    """Return the texts of all scenarios and rubrics that were played by, as lines."""
    query = select(tables.source).order_by(tables.source.c.hash)
    return [write_source(Source(row.hash, row.kind, row.body)) for row in connection.execute(query)]


def holds_facts(connection: Connection) -> bool:
    """Return whether there is any fact."""
    return connection.execute(select(tables.fact.c.seq).limit(1)).first() is not None


def take_in(connection: Connection, batch: Sequence[Incoming], terms: Terms) -> Taken:
    """Add the facts of a batch that are new; the state is left as it is.

    Args:
        connection: in a writing transaction.
        batch: good lines.
        terms: which are let in.
    """
    head = _adopted(connection, batch)
    known = _checksums(connection, [each.fact for each in batch])
    added: dict[FactRef, Incoming] = {}
    bad: list[tuple[int, str]] = []
    already = 0
    latest = max(head.last_order_at, terms.now_ms)
    for each in batch:
        ref = each.fact.ref
        twin = added.get(ref)
        checksum = known.get(ref) if twin is None else twin.fact.checksum
        if checksum is not None and checksum != each.fact.checksum:
            bad.append((each.number, f"Another fact is named {ref} already."))
        elif checksum is not None:
            already += 1
        elif why := _why_not(each.fact, head, latest, terms):
            bad.append((each.number, why))
        else:
            added[ref] = each
            if each.fact.order_at > latest:
                latest = each.fact.order_at
    _insert(connection, head, list(added.values()))
    return Taken(list(added.values()), already, bad)


def take_in_and_refold(connection: Connection, batch: Sequence[Incoming], terms: Terms) -> Taken:
    """Add a batch as `take_in` does and bring the state up to date, all in the caller's transaction."""
    models = model_cache()
    keys = kin(connection, {each.fact.key for each in batch if each.fact.key is not None})
    before = fold_keys(connection, keys, models)
    taken = take_in(connection, batch, terms)
    _refold(connection, taken.added, keys, before)
    return taken


def report(added: int, already: int, bad: Iterable[tuple[int, str]]) -> ImportReport:
    """Return what became of an import, bad lines in their order."""
    return ImportReport(added, already, tuple(sorted(bad)))


def _blocks(lines: Iterable[bytes]) -> Iterator[list[tuple[int, bytes]]]:
    """Yield numbered lines in blocks that are bounded in number and in bytes."""
    block: list[tuple[int, bytes]] = []
    size = 0
    for number, line in enumerate(lines, start=1):
        block.append((number, line))
        size += len(line)
        if len(block) >= BATCH or size >= BATCH_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


def _why_not(fact: Fact, head: Head, latest: int, terms: Terms) -> str:
    """Return why a new fact is not let in; empty if it is."""
    if fact.simulated and not (head.simulated or terms.both_clocks):
        return "It was recorded on a practice clock, as a demo is; this home holds real practice."
    if terms.own:
        return ""
    # Whatever comes after it has to find room, and a place so far ahead would outrank every answer to come.
    if fact.order_at > latest + FURTHEST_AHEAD_MS:
        return "Its place in the log lies more than ten years ahead of this clock."
    if terms.is_living and fact.device_id == head.device_id and fact.seq > head.last_seq:
        return "It claims to come from this very device, which has not recorded it."
    return ""


def _refold(connection: Connection, added: Sequence[Incoming], keys: set[str], before: Folded) -> None:
    renamed = {
        key for link in connection.execute(select(tables.rename.c.old, tables.rename.c.new)) for key in link
    }
    # An undo of a rename parts cards that were kin; a replay of all is always right.
    if any(fact.kind == "rename" or (fact.kind == "undo" and fact.key in renamed) for fact in _facts(added)):
        refold_all(connection)
        return
    write_change(connection, keys, before, fold_keys(connection, keys, model_cache()))
    if any(fact.key is None for fact in _facts(added)):
        refold_keyless(connection)


def _facts(incoming: Iterable[Incoming]) -> Iterator[Fact]:
    return (each.fact for each in incoming)


def _adopted(connection: Connection, batch: Sequence[Incoming]) -> Head:
    """Return the head of the log; a home without facts takes over the person of the first to come."""
    head = read_head(connection)
    if not batch or holds_facts(connection):
        return head
    # A home without facts is one of practice clocks until a real fact is among those that come.
    adopted = msgspec.structs.replace(head, person=batch[0].fact.person, simulated=True)
    write_meta(connection, person=adopted.person)
    return adopted


def _check_zone(fact: Fact) -> None:
    said = read_payload(fact.kind, fact.payload)
    if isinstance(said, SettingPayload) and said.name == "zone" and said.value != "auto":
        try:
            zone_of(str(said.value))
        except SettingRejected as error:
            raise LineRejected(f"{error.sentence} {error.hint}") from None


def _checksums(connection: Connection, facts: Sequence[Fact]) -> dict[FactRef, str]:
    """Return the checksums of those facts that are there already, by their names."""
    asked: dict[str, list[int]] = {}
    for fact in facts:
        asked.setdefault(fact.device_id, []).append(fact.seq)
    found: dict[FactRef, str] = {}
    columns = tables.fact.c
    for device_id, wanted in asked.items():
        most = connection.scalar(select(func.max(columns.seq)).where(columns.device_id == device_id)) or 0
        numbers = sorted(number for number in wanted if number <= most)
        for start in range(0, len(numbers), NAMED):
            # Numbers of one device in a list: a list of pairs would read the whole table.
            part = columns.seq.in_(numbers[start : start + NAMED])
            query = select(columns.seq, columns.checksum).where(columns.device_id == device_id, part)
            found |= {FactRef(device_id, seq): checksum for seq, checksum in connection.execute(query)}
    return found


def _insert(connection: Connection, head: Head, added: Sequence[Incoming]) -> None:
    if not added:
        return
    connection.exec_driver_sql(_INSERT, [msgspec.structs.astuple(each.fact) for each in added])
    texts = [
        {"device_id": each.fact.device_id, "seq": each.fact.seq, **msgspec.structs.asdict(each.text)}
        for each in added
        if each.text is not None
    ]
    if texts:
        connection.execute(insert(tables.personal_text), texts)
    last: dict[str, int] = {head.device_id: head.last_seq}
    for fact in _facts(added):
        if fact.seq > last.get(fact.device_id, 0):
            last[fact.device_id] = fact.seq
    own = last.pop(head.device_id)
    if last:
        note_numbers(connection, last)
    write_meta(
        connection,
        last_seq=str(own),
        last_order_at=str(max(head.last_order_at, *(each.fact.order_at for each in added))),
        simulated=str(int(head.simulated and all(each.fact.simulated for each in added))),
    )
    set_unattached(connection, True)


def _texts_of(connection: Connection, facts: Sequence[Fact]) -> dict[FactRef, PersonalText]:
    texts: dict[FactRef, PersonalText] = {}
    table = tables.personal_text.c
    name = tuple_(table.device_id, table.seq)
    for start in range(0, len(facts), 400):
        names = [(fact.device_id, fact.seq) for fact in facts[start : start + 400]]
        for row in connection.execute(select(tables.personal_text).where(name.in_(names))).mappings():
            text = PersonalText(row["name"], row["salt"], row["text"])
            texts[FactRef(row["device_id"], row["seq"])] = text
    return texts
