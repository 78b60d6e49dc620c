"""The doctor's look at the facts and what was typed: which are spoilt, missing, or belong to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, func, select

from csmdrill.storage import tables
from csmdrill.storage.engine import raw
from csmdrill.storage.facts import Fact, checksum_of, text_hash
from csmdrill.storage.lines import LineRejected, read_line, write_line
from csmdrill.storage.log import LAST_NUMBERS, last_numbers, read_meta

COLUMNS = tuple(Fact.__struct_fields__)
LISTED = ", ".join(f'"{name}"' for name in COLUMNS)
LOST = "lost_facts"
"""Where `meta` keeps the numbers of facts that are known to be lost."""

Range = tuple[int, int]
Gaps = dict[str, list[Range]]
"""Numbers of facts that are not there, first and last of each stretch, by device."""


class Spoilt(msgspec.Struct, frozen=True):
    """A fact that is not whole.

    Args:
        name: the defect.
        why: a sentence.
        row: its columns as they stand; bytes that are no UTF-8 come as lone surrogates.
    """

    name: str
    why: str
    row: tuple[object, ...]

    @property
    def place(self) -> str:
        """The fact's name, as a person is told it."""
        return f"{self.row[0]}:{self.row[1]}"


class StrayText(msgspec.Struct, frozen=True):
    """A text that no fact speaks of."""

    device_id: str
    seq: int
    name: str
    salt: str
    text: str


def whole_fact(row: Sequence[object]) -> Fact:
    """Return the fact in a row of the log that may hold anything.

    Raises:
        LineRejected: it is not whole; the first word of the text is the defect, the rest a sentence.
    """
    values = dict(zip(COLUMNS, row, strict=True))
    try:
        fact = msgspec.convert(values | {"simulated": values["simulated"] == 1}, Fact)
        summed = checksum_of(fact)
    except (msgspec.MsgspecError, UnicodeError, OverflowError) as error:
        raise LineRejected(f"fact-unreadable It cannot be read: {error}.") from None
    if summed != fact.checksum:
        raise LineRejected("fact-checksum Its checksum does not fit.")
    try:
        read_line(write_line(fact))
    except LineRejected as error:
        raise LineRejected(f"fact-unreadable {error}") from None
    except (msgspec.MsgspecError, ValueError, OverflowError) as error:
        raise LineRejected(f"fact-unreadable It cannot be written: {error}.") from None
    return fact


def spoilt_facts(connection: Connection) -> list[Spoilt]:
    """Return the facts that do not fit their checksum, or whose content no fact can have."""
    found: list[Spoilt] = []
    for row in _forgiving(connection, f"SELECT {LISTED} FROM fact"):  # noqa: S608
        try:
            whole_fact(row)
        except LineRejected as error:
            name, _, why = str(error).partition(" ")
            found.append(Spoilt(name, why, tuple(row)))
    return found


def missing_facts(connection: Connection) -> Gaps:
    """Return every number that has no fact although a later one of its device has, or had."""
    fact = tables.fact.c
    counted = select(fact.device_id, func.count(), func.max(fact.seq)).where(fact.seq > 0)
    last = {
        device: (count, most) for device, count, most in connection.execute(counted.group_by(fact.device_id))
    }
    for device, number in _noted(read_meta(connection)).items():
        count, most = last.get(device, (0, 0))
        last[device] = (count, max(number, most))
    gaps: Gaps = {}
    for device, (count, most) in sorted(last.items()):
        if count != most:
            numbers = select(fact.seq).where(fact.device_id == device, fact.seq > 0).order_by(fact.seq)
            gaps[device] = list(_between(connection.scalars(numbers), most))
    return gaps


def _noted(meta: Mapping[str, str]) -> dict[str, int]:
    """Return the last number of each device as far as `meta` tells it."""
    try:
        noted = last_numbers(meta.get(LAST_NUMBERS, "{}"))
    except msgspec.DecodeError:
        noted = {}
    own = meta.get("device_id", "")
    return noted | ({own: max(_number(meta.get("last_seq")), noted.get(own, 0))} if own else {})


def known_lost(connection: Connection) -> Gaps:
    """Return the numbers that an earlier repair gave up; what has come back since is no longer missing."""
    try:
        return msgspec.json.decode(read_meta(connection).get(LOST, "{}"), type=Gaps)
    except msgspec.DecodeError:
        return {}


def gaps(connection: Connection) -> Gaps:
    """Return the numbers that are missing and not yet known to be lost."""
    lost = known_lost(connection)
    found = {d: _without(ranges, lost.get(d, [])) for d, ranges in missing_facts(connection).items()}
    return {device: ranges for device, ranges in found.items() if ranges}


def how_many(missing: Gaps) -> int:
    """Return how many numbers stretches have."""
    return sum(last - first + 1 for ranges in missing.values() for first, last in ranges)


def late_numbers(connection: Connection) -> list[str]:
    """Return in sentences where the next fact would take a number or a place that is taken."""
    meta = read_meta(connection)
    fact = tables.fact.c
    own = meta.get("device_id", "")
    most = connection.scalar(select(func.max(fact.seq)).where(fact.device_id == own)) or 0
    place = connection.scalar(select(func.max(fact.order_at))) or 0
    found = []
    if _number(meta.get("last_seq")) < most:
        found.append(f"This device would give the number {_number(meta.get('last_seq')) + 1} twice.")
    if _number(meta.get("last_order_at")) < place:
        found.append("The next fact would be placed before one that is there.")
    return found


def stray_texts(connection: Connection) -> list[StrayText]:
    """Return the texts that no fact speaks of: their fact is gone, or names another text."""
    rows = _forgiving(
        connection,
        "SELECT personal_text.device_id, personal_text.seq, name, salt, text, payload"
        " FROM personal_text LEFT JOIN fact USING (device_id, seq)",
    )
    found = []
    for device_id, seq, name, salt, text, payload in rows:
        kept = StrayText(str(device_id), int(str(seq)), str(name), str(salt), str(text))
        if payload is None or not _speaks_of(str(payload), kept):
            found.append(kept)
    return found


def _speaks_of(payload: str, kept: StrayText) -> bool:
    try:
        said = msgspec.json.decode(payload)
        return not isinstance(said, Mapping) or said.get("text") == text_hash(kept.salt, kept.text)
    except msgspec.DecodeError:
        return True  # the fact itself is the defect
    except UnicodeError:
        return False


def _forgiving(connection: Connection, query: str) -> Iterator[Sequence[object]]:
    """Yield rows also where their text is no UTF-8; within the transaction that is open."""
    driver = raw(connection)
    cursor = driver.cursor()
    usual = driver.text_factory
    driver.text_factory = _text
    try:
        rows = cursor.execute(query).fetchall()
    finally:
        driver.text_factory = usual
    yield from rows


def _text(found: bytes) -> str:
    return found.decode("utf-8", "surrogateescape")


def _between(numbers: Iterable[int], most: int) -> Iterator[Range]:
    """Yield the stretches from 1 to `most` that ordered numbers leave out."""
    expected = 1
    for number in numbers:
        if number > expected:
            yield expected, number - 1
        expected = number + 1
    if expected <= most:
        yield expected, most


def _without(ranges: Iterable[Range], known: Iterable[Range]) -> list[Range]:
    """Return stretches without the numbers of others."""
    left = list(ranges)
    for start, end in known:
        pieces = ((max(a, x), min(b, y)) for a, b in left for x, y in ((a, start - 1), (end + 1, b)))
        left = [(first, last) for first, last in pieces if first <= last]
    return sorted(left)


def _number(said: str | None) -> int:
    try:
        return int(said or "0")
    except ValueError:
        return 0
