"""The facts: what each kind of fact says, and the checksum by which it is known to be whole."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal, Self

import msgspec
from msgspec import Meta, Struct

from csmdrill.practice.model import Rating
from csmdrill.storage.bounds import Count, Day, Name, Retention, Share
from csmdrill.storage.coached import CalibrationPayload
from csmdrill.storage.observed import BaselinePayload, KnownPayload, ObservationPayload, Observed
from csmdrill.storage.played import (
    AttemptPayload,
    CorrectionPayload,
    Played,
    RatingPayload,
    RepeatPayload,
)

LONGEST_TYPED = 4000
"""Characters of a typed reply that are kept."""

EARLIEST_AT, LATEST_AT = -86_400_000 * 366, 247_000_000_000_000
"""The times that a fact may carry, in ms since 1970: from 1969 to 9797, so that each has a calendar day."""

Scalar = int | float | str


class FactRef(Struct, frozen=True, order=True):
    """The name of a fact: the device that wrote it and its number there, counted from 1."""

    device_id: str
    seq: int

    def __str__(self) -> str:
        return f"{self.device_id}:{self.seq}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the reference that `str` made.

        Raises:
            ValueError: it is none.
        """
        device_id, _, seq = text.rpartition(":")
        if not device_id:
            raise ValueError(text)
        return cls(device_id, int(seq))


class Fact(Struct, frozen=True, kw_only=True):
    """One fact as it stands in the log.

    Args:
        device_id, seq: its name; `seq` has no gap on a device.
        person: whose it is.
        order_at: place in the log in ms; never before an earlier fact of the same device, nor past LATEST_AT.
        at: ms since 1970 as the clock said.
        offset: minutes east of UTC.
        day: study day.
        kind: what it is; an unknown kind is kept and passed over.
        key: the card it is about, or None.
        hash: the content it is about, or None.
        payload: canonical JSON; what stands in it depends on the kind.
        simulated: recorded on a practice clock.
        checksum: see `checksum_of`.
    """

    device_id: str
    seq: int
    person: str
    order_at: int
    at: int
    offset: int
    day: int
    kind: str
    key: str | None
    hash: str | None
    payload: str
    simulated: bool
    checksum: str

    @property
    def ref(self) -> FactRef:
        """The fact's name."""
        return FactRef(self.device_id, self.seq)

    @property
    def place(self) -> tuple[int, str, int]:
        """Where it stands in the order of all facts."""
        return self.order_at, self.device_id, self.seq


class ReviewPayload(Struct, frozen=True, kw_only=True):
    """A card was rated.

    Args:
        rating: 1-4.
        took_ms: time from question to rating.
        revision: of the card as shown.
        model, parameters, retention: the memory model that was in use.
        predicted: chance of recall that day, 6 decimals; None on a first review.
        competency: of the card as shown; may be empty.
        session: id of the session.
        suggested: the rating offered.
        text: hash of what was typed; the words stand in `personal_text`.
        phase_before: where the card stood.
        scheduled: the answer counts for the memory; without, it was given for practice only.
    """

    rating: Rating
    took_ms: Count
    revision: Count
    model: Name
    parameters: Name
    retention: Retention
    predicted: Share | None = None
    competency: Name = ""
    session: Name = ""
    suggested: Rating | None = None
    text: Name | None = None
    phase_before: Annotated[int, Meta(ge=0, le=3)] = 0
    scheduled: bool = True


class UndoPayload(Struct, frozen=True, kw_only=True):
    """An earlier fact stands no longer; undoing an undo brings it back."""

    device: Name
    seq: Count


class SettingPayload(Struct, frozen=True, kw_only=True):
    """A setting was given a value."""

    name: Name
    value: Scalar


class SessionPayload(Struct, frozen=True, kw_only=True):
    """A session began or ended."""

    event: Literal["start", "end"]
    session: Name
    minutes: Count | None = None
    scope: str = ""
    answered: Count | None = None
    reason: Name = ""


class RenamePayload(Struct, frozen=True, kw_only=True, rename={"old": "from", "new": "to"}):
    """The history of one key went over to another."""

    old: str
    new: str


class InstallPayload(Struct, frozen=True, kw_only=True):
    """A device began to write facts of a person."""

    person: str


class SuspendPayload(Struct, frozen=True, kw_only=True):
    """A card is left out from now on, or no longer; `group` joins facts of one action."""

    on: bool
    group: Name = ""


class BuryPayload(Struct, frozen=True, kw_only=True):
    """A card is left out on one study day."""

    day: Day
    group: Name = ""


class ResetPayload(Struct, frozen=True, kw_only=True):
    """What is remembered of a card counts no longer: it is new again."""

    group: Name = ""


class DuePayload(Struct, frozen=True, kw_only=True):
    """A card that was reviewed before falls due on this study day, until its next review."""

    day: Day
    group: Name = ""


class FlagPayload(Struct, frozen=True, kw_only=True):
    """A card got a flag, or lost it."""

    on: bool
    group: Name = ""


class NotePayload(Struct, frozen=True, kw_only=True):
    """A note to oneself about a card; `text` is its hash, None where the note was taken away."""

    text: Name | None = None
    group: Name = ""


class LeavePayload(Struct, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """Leave from one study day to another, both included, was planned, or is no longer."""

    first: Day
    last: Day
    on: bool = True

    def __post_init__(self) -> None:
        """Refuse a leave that ends before it begins."""
        if self.last < self.first:
            raise ValueError("a leave ends before it begins")


Handling = SuspendPayload | BuryPayload | ResetPayload | DuePayload | FlagPayload | NotePayload
Payload = (
    ReviewPayload
    | UndoPayload
    | SettingPayload
    | SessionPayload
    | RenamePayload
    | InstallPayload
    | LeavePayload
    | Handling
    | Played
    | Observed
    | CalibrationPayload
)

KINDS: dict[type[Payload], str] = {
    ReviewPayload: "review",
    UndoPayload: "undo",
    SettingPayload: "setting",
    SessionPayload: "session",
    RenamePayload: "rename",
    InstallPayload: "install",
    LeavePayload: "leave",
    SuspendPayload: "suspend",
    BuryPayload: "bury",
    ResetPayload: "reset",
    DuePayload: "due",
    FlagPayload: "flag",
    NotePayload: "note",
    AttemptPayload: "attempt",
    RatingPayload: "rating",
    CorrectionPayload: "correction",
    RepeatPayload: "repeat",
    ObservationPayload: "observation",
    BaselinePayload: "baseline",
    KnownPayload: "known",
    CalibrationPayload: "calibration",
}
HANDLING_KINDS = ("bury", "due", "flag", "note", "reset", "suspend")
"""The kinds of what is done with a card beside answering it."""

_DECODERS: dict[str, msgspec.json.Decoder[Payload]] = {
    kind: msgspec.json.Decoder(payload) for payload, kind in KINDS.items()
}


class ReviewDraft(Struct, frozen=True, kw_only=True):
    """An answer to be recorded.

    Args:
        key, hash, revision, competency: the card as it was shown.
        rating: what the person chose.
        took_ms: time from question to rating.
        session: id of the session.
        suggested: the rating offered.
        typed: what was typed, kept apart from the facts.
        scheduled: the answer counts for the memory.
    """

    key: str
    hash: str
    revision: int
    competency: str
    rating: Rating
    took_ms: int
    session: str = ""
    suggested: Rating | None = None
    typed: str | None = None
    scheduled: bool = True


class ImportReport(Struct, frozen=True):
    """What became of the lines of an import.

    Args:
        added: facts that were new.
        already: facts that were there.
        bad: line number from 1 and a sentence, for each line left out.
    """

    added: int
    already: int
    bad: tuple[tuple[int, str], ...] = ()


def read_payload(kind: str, payload: str | bytes) -> Payload | None:
    """Return what a fact says, or None for a kind that this version does not know.

    Raises:
        msgspec.DecodeError: the payload does not have the shape of its kind.
    """
    decoder = _DECODERS.get(kind)
    return None if decoder is None else decoder.decode(payload)


def canonical_json(value: object) -> str:
    """Return JSON in the one form that is hashed: keys sorted, no spaces, whole numbers without a fraction.

    Other programs may write 1.0 as 1; the form is the same for both.
    """
    return msgspec.json.encode(_whole_numbers(msgspec.to_builtins(value)), order="sorted").decode()


def checksum_of(fact: Fact) -> str:
    """Return the checksum of a fact: SHA-256 over the canonical JSON of its other columns, 32 hex digits."""
    columns = [
        fact.device_id,
        fact.seq,
        fact.person,
        fact.order_at,
        fact.at,
        fact.offset,
        fact.day,
        fact.kind,
        fact.key,
        fact.hash,
        fact.payload,
        fact.simulated,
    ]
    return hashlib.sha256(msgspec.json.encode(columns)).hexdigest()[:32]


def sealed(fact: Fact) -> Fact:
    """Return the fact with its checksum."""
    return msgspec.structs.replace(fact, checksum=checksum_of(fact))


def text_hash(salt: str, text: str) -> str:
    """Return what a fact carries of a personal text: SHA-256 over salt and text, as hex."""
    return hashlib.sha256((salt + text).encode()).hexdigest()


def _whole_numbers(value: object) -> object:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {name: _whole_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(item) for item in value]
    return value
