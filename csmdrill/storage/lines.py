"""Facts as lines of JSON: how one is written, and every reason for which one is not taken in."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from csmdrill.core.clock import DAY_ZERO, StudyDay, day_date
from csmdrill.core.errors import SettingRejected
from csmdrill.core.text import find_unsafe
from csmdrill.practice.settings import check_setting
from csmdrill.storage.bounds import Digest
from csmdrill.storage.facts import (
    EARLIEST_AT,
    HANDLING_KINDS,
    LATEST_AT,
    LONGEST_TYPED,
    Fact,
    LeavePayload,
    RenamePayload,
    SettingPayload,
    canonical_json,
    checksum_of,
    read_payload,
    text_hash,
)
from csmdrill.storage.observed import OBSERVED_KINDS
from csmdrill.storage.played import LONGEST_SOURCE, LONGEST_WORDS, PLAYED_KINDS
from csmdrill.storage.rehearsals import Source, SourceKind, hash_of

LONGEST_PLAIN = 65_536
"""Bytes of a line of another kind; a fact with its text is far shorter."""

LONGEST_LINE = 3 * LONGEST_WORDS + LONGEST_PLAIN
"""Bytes of a line, what was said in a role-play included: an escape makes six bytes out of two."""

EPOCH = DAY_ZERO.toordinal()
FIRST = date(1969, 1, 1).toordinal() - EPOCH
LAST = date(9800, 1, 1).toordinal() - EPOCH
"""No fact is from a later day: an interval of a hundred years must still end before the calendar does."""

DEEPEST = 20
"""Levels of a payload; the kinds that are known have three."""

MOST = 2**53
MOST_FACTS = 10**9
"""Facts of one device that are believed; a person who says one every second needs thirty years for them."""

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Word = Annotated[str, Meta(min_length=1, max_length=64)]
Key = Annotated[str, Meta(min_length=1, max_length=400)]
Millis = Annotated[int, Meta(ge=EARLIEST_AT, le=LATEST_AT)]


class LineRejected(Exception):
    """A line that is left out; its text says why."""


class PersonalText(Struct, frozen=True):
    """What a person wrote, on its way in or out."""

    name: Annotated[str, Meta(max_length=64)]
    salt: Annotated[str, Meta(max_length=128)]
    text: Annotated[str, Meta(max_length=LONGEST_WORDS)]


class FactLine(Struct, frozen=True, kw_only=True):
    """A fact as a line of JSON; the columns of the log, with the day as an ISO date."""

    device: Id
    seq: Annotated[int, Meta(ge=1, le=MOST_FACTS)]
    person: Id
    order_at: Millis
    at: Millis
    offset: Annotated[int, Meta(ge=-1440, le=1440)]
    day: date
    kind: Word
    key: Key | None
    hash: Word | None
    simulated: bool
    payload: msgspec.Raw
    checksum: str
    text: PersonalText | msgspec.UnsetType = msgspec.UNSET


_FACT_LINES = msgspec.json.Decoder(FactLine)
_SORTED = msgspec.json.Encoder(order="sorted")
_PLAIN = frozenset({str, int, bool, type(None)})
"""What a payload is mostly made of, and a fraction never is."""


def write_line(fact: Fact, text: PersonalText | None = None) -> bytes:
    """Return a fact as one line of JSON, without the line's end."""
    return msgspec.json.encode(
        FactLine(
            device=fact.device_id,
            seq=fact.seq,
            person=fact.person,
            order_at=fact.order_at,
            at=fact.at,
            offset=fact.offset,
            day=day_date(StudyDay(fact.day)),
            kind=fact.kind,
            key=fact.key,
            hash=fact.hash,
            simulated=fact.simulated,
            payload=msgspec.Raw(fact.payload.encode()),
            checksum=fact.checksum,
            text=msgspec.UNSET if text is None else text,
        )
    )


def read_line(line: bytes) -> tuple[Fact, PersonalText | None]:
    """Return the fact, and the text that came with it, of one line.

    Raises:
        LineRejected: it is not a whole and harmless fact.
    """
    if len(line) > LONGEST_LINE:
        raise LineRejected(f"The line is longer than {LONGEST_LINE} bytes.")
    try:
        parsed = _FACT_LINES.decode(line)
        payload = _canonical(parsed.payload)
    except msgspec.ValidationError as error:
        raise LineRejected(f"This is no fact: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise LineRejected("This is no line of JSON.") from None
    if len(line) > LONGEST_PLAIN and parsed.kind not in PLAYED_KINDS:
        raise LineRejected(f"The line is longer than {LONGEST_PLAIN} bytes.")
    fact = _fact(parsed, payload)
    if not _is_plain(line):
        _check_characters(fact)
    _check(fact)
    return fact, _checked_text(fact, parsed.text)


class SourceLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The text of a scenario or rubric as a line of JSON; `source` is its hash."""

    source: Digest
    kind: SourceKind
    body: Annotated[str, Meta(max_length=LONGEST_SOURCE)]


SOURCE_MARK = b'{"source":'


def write_source(source: Source) -> bytes:
    """Return a source as one line of JSON, without the line's end."""
    return msgspec.json.encode(SourceLine(source=source.hash, kind=source.kind, body=source.body))


def is_source(line: bytes) -> bool:
    """Return whether a line means to be a source."""
    return line.lstrip().startswith(SOURCE_MARK)


def read_source(line: bytes) -> Source:
    """Return the source of one line.

    Raises:
        LineRejected: it is not a whole and harmless one.
    """
    if len(line) > LONGEST_LINE:
        raise LineRejected(f"The line is longer than {LONGEST_LINE} bytes.")
    try:
        parsed = msgspec.json.decode(line, type=SourceLine)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise LineRejected("This is no text of a scenario or rubric.") from None
    unsafe = find_unsafe(parsed.body)
    if unsafe:
        raise LineRejected(f"It holds a character that may not be shown: {unsafe[0][1]}.")
    if hash_of(parsed.body) != parsed.source:
        raise LineRejected("The text does not fit its hash: the line was changed or cut.")
    return Source(parsed.source, parsed.kind, parsed.body)


def _fact(parsed: FactLine, payload: str) -> Fact:
    day = parsed.day.toordinal() - EPOCH
    if not FIRST <= day <= LAST:
        raise LineRejected(f"The day {parsed.day} cannot be.")
    return Fact(
        device_id=parsed.device,
        seq=parsed.seq,
        person=parsed.person,
        order_at=parsed.order_at,
        at=parsed.at,
        offset=parsed.offset,
        day=day,
        kind=parsed.kind,
        key=parsed.key,
        hash=parsed.hash,
        payload=payload,
        simulated=parsed.simulated,
        checksum=parsed.checksum,
    )


def _canonical(raw: msgspec.Raw) -> str:
    """Return a payload in the form that is hashed; most of them have it already, which is quicker to see."""
    text, value = bytes(raw), msgspec.json.decode(raw)
    if _SORTED.encode(value) == text and not _holds_whole_fraction(value):
        return text.decode()
    return canonical_json(value)


def _holds_whole_fraction(value: object) -> bool:
    """Return whether a whole number stands as a fraction in a value, as in 1.0 or 1e3."""
    if isinstance(value, float):
        return value.is_integer()
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_holds_whole_fraction, [each for each in inner if type(each) not in _PLAIN]))


def _is_plain(line: bytes) -> bool:
    """Return whether a line of JSON can hold neither more than printable ASCII nor many levels.

    That is quicker than to look at each text of it.
    """
    is_printable = line.isascii() and b"\\" not in line and b"\x7f" not in line
    return is_printable and line.count(b"[") + line.count(b"{") <= DEEPEST


def _check_characters(fact: Fact) -> None:
    for text in (fact.kind, fact.key or "", fact.hash or "", *_strings(msgspec.json.decode(fact.payload))):
        unsafe = find_unsafe(text)
        if unsafe:
            raise LineRejected(f"It holds a character that may not be shown: {unsafe[0][1]}.")


def _check(fact: Fact) -> None:
    if checksum_of(fact) != fact.checksum:
        raise LineRejected("Its checksum does not fit: the line was changed or cut.")
    try:
        said = read_payload(fact.kind, fact.payload)
    except msgspec.DecodeError as error:
        raise LineRejected(f"Its payload is no {fact.kind}: {error}.") from None
    if fact.kind == "review":  # nearly all are, and nothing else is asked of them
        if fact.key is None or fact.hash is None:
            raise LineRejected("It is a review without a card.")
        return
    if fact.kind in HANDLING_KINDS and fact.key is None:
        raise LineRejected(f"It is a {fact.kind} without a card.")
    if fact.kind in PLAYED_KINDS and fact.key is None:
        raise LineRejected(f"It is a {fact.kind} without a scenario.")
    if fact.kind == "attempt" and fact.hash is None:
        raise LineRejected("It is an attempt without the text that was played.")
    if isinstance(said, LeavePayload) and fact.key is not None:
        raise LineRejected("It is a leave of a card.")
    if fact.kind in OBSERVED_KINDS and fact.key is not None:
        raise LineRejected(f"It is a fact of kind {fact.kind} about a card.")
    if isinstance(said, SettingPayload):
        _check_setting(said)
    if isinstance(said, RenamePayload) and said.new != fact.key:
        raise LineRejected("It is a rename of another card.")


def _check_setting(said: SettingPayload) -> None:
    # Whether a zone is known is not asked here: another machine, or a newer list, may know it.
    try:
        check_setting(said.name, said.value)
    except SettingRejected as error:
        raise LineRejected(f"{error.sentence} {error.hint}") from None


def _checked_text(fact: Fact, text: PersonalText | msgspec.UnsetType) -> PersonalText | None:
    if isinstance(text, msgspec.UnsetType):
        return None
    if len(text.text) > LONGEST_TYPED and fact.kind not in PLAYED_KINDS:
        raise LineRejected(f"The text that comes with it has more than {LONGEST_TYPED} characters.")
    said = read_payload(fact.kind, fact.payload)
    if getattr(said, "text", None) != text_hash(text.salt, text.text) or find_unsafe(text.text + text.name):
        raise LineRejected("The text that comes with it is not the one it speaks of.")
    return text


def _strings(value: object) -> list[str]:
    """Return every text in a value, names of keys among them.

    Raises:
        LineRejected: it is nested too deep, so that reading it elsewhere could fail.
    """
    found: list[str] = []
    level, depth = [value], 0
    while level:
        found += [each for each in level if isinstance(each, str)]
        tables = [each for each in level if isinstance(each, dict)]
        lists = [each for each in level if isinstance(each, list)]
        level = [item for each in tables for pair in each.items() for item in pair]
        level += [item for each in lists for item in each]
        depth += 1
        if depth > DEEPEST:
            raise LineRejected(f"Its payload is more than {DEEPEST} levels deep.")
    return found
