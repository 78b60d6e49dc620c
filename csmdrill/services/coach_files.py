"""The files between trainee and coach: an attempt on its way there, a rating on its way back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from csmdrill.core.errors import AttemptRejected
from csmdrill.core.text import is_safe
from csmdrill.roleplay.model import Log
from csmdrill.services.kept import KeptWords
from csmdrill.services.targets import in_the_way
from csmdrill.storage.bounds import Count, Day, Digest, Name
from csmdrill.storage.coached import CalibrationPayload
from csmdrill.storage.played import LONGEST_SOURCE, LONGEST_WORDS, AttemptPayload, RatingPayload
from csmdrill.storage.rehearsals import hash_of

MOST_BYTES = 3 * LONGEST_WORDS
SEALED_BYTES = 200_000
MOST_PINNED = 100
UNSUMMED = "0" * 64
"""Stands for a checksum while it is made."""

LONGEST_NAME = 80

_T = TypeVar("_T")
Text = Annotated[str, Meta(max_length=LONGEST_SOURCE)]

SHORT_ID = 8


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt as a coach gets it.

    Args:
        format: says what the file is.
        person: the random id of whose attempt it is.
        key: of the scenario.
        source: the hash of its text.
        day: the study day.
        attempt: what the fact says, the prediction left out.
        words: what was said, and the reflection.
        scenario, rubric: their texts.
        sealed: the self-rating and the prediction, packed, so that nobody reads them by accident; no secret.
        name: how the trainee wants to be called; may be empty.
        checksum: of all the rest; it finds a slip of the hand, and anybody can make it anew.
    """

    format: Literal["csmdrill/attempt@1"] = "csmdrill/attempt@1"
    person: Name
    key: Name
    source: Digest
    day: Day
    attempt: AttemptPayload
    words: KeptWords
    scenario: Text
    rubric: Text
    sealed: Annotated[str, Meta(max_length=SEALED_BYTES)] = ""
    name: Annotated[str, Meta(max_length=LONGEST_NAME)] = ""
    checksum: Digest = UNSUMMED

    @property
    def who(self) -> str:
        """How the trainee is called: by their name, else by the beginning of their id."""
        return self.name or self.person[:SHORT_ID]

    @property
    def called(self) -> str:
        """How the trainee is called in a transcript: by their first name, else what they are."""
        return next(iter(self.name.split()), "trainee")


class Pinned(msgspec.Struct, frozen=True, omit_defaults=True):
    """A comment on what happened.

    Args:
        at: ms from the start.
        text: the comment.
        line: which of the lines of that ms, from 1; 0, and then not written, where nobody said.
    """

    at: Count
    text: Annotated[str, Meta(max_length=4000)]
    line: Annotated[int, Meta(ge=0, le=99_999)] = 0


class RatingFile(msgspec.Struct, frozen=True, kw_only=True):
    """A coach's rating as it comes back.

    Args:
        format: says what the file is.
        person, key: whose attempt it rates, and of which scenario.
        log: the hash of what was rated.
        day: of the rating.
        rating: what the fact says.
        comments: by criterion.
        moments: comments pinned to moments of the transcript.
        calibration: how the coach stood when they rated; None where they never calibrated.
        checksum: of all the rest; it finds a slip of the hand, and anybody can make it anew.
    """

    format: Literal["csmdrill/rating@1"] = "csmdrill/rating@1"
    person: Name
    key: Name
    log: Digest
    day: Count
    rating: RatingPayload
    comments: Annotated[dict[Name, Annotated[str, Meta(max_length=4000)]], Meta(max_length=13)] = {}
    moments: Annotated[tuple[Pinned, ...], Meta(max_length=MOST_PINNED)] = ()
    calibration: CalibrationPayload | None = None
    checksum: Digest = UNSUMMED


def hash_of_log(log: Log) -> str:
    """Return the name of a log: SHA-256, as hex, of its JSON with sorted keys."""
    return hash_of(msgspec.json.encode(log, order="sorted").decode())


def checksum_of(file: Submission | RatingFile) -> str:
    """Return SHA-256, as hex, of a file's JSON with sorted keys, its checksum 64 zeros."""
    bare = msgspec.structs.replace(file, checksum=UNSUMMED)
    return hash_of(msgspec.json.encode(bare, order="sorted").decode())


def encoded(value: Submission | RatingFile) -> bytes:
    """Return a file's content as JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def read_plain(path: Path, what: str) -> object:
    """Return what a file says as JSON, not looked at any closer.

    Raises:
        AttemptRejected: it cannot be read, is too large, no JSON, or holds what no screen may be sent.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AttemptRejected(f"{path} cannot be read: {error.strerror}.", "Look at the spelling.") from error
    if len(content) > MOST_BYTES:
        raise AttemptRejected(f"{path} is larger than {MOST_BYTES} bytes; that is not {what}.")
    try:
        plain: object = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise AttemptRejected(f"{path} is not {what} that csmdrill wrote.") from None
    if not _is_harmless(plain):
        raise AttemptRejected(f"{path} holds a character that no screen may be sent.")
    return plain


def typed(path: Path, plain: object, kind: type[_T], what: str) -> _T:
    """Return what a file says as what it should be.

    Raises:
        AttemptRejected: it is something else; the sentence names the key.
    """
    try:
        return msgspec.convert(plain, kind)
    except (msgspec.ValidationError, RecursionError) as error:
        place = str(error).rpartition("`$.")[2] if "`$." in str(error) else ""
        where = f": look at {place.rstrip('`')}" if place else ""
        raise AttemptRejected(f"{path} is not {what} that csmdrill wrote{where}.") from None


def must_be_new(target: Path) -> None:
    """Refuse a file that is there already or cannot come to be, before somebody works for it.

    Raises:
        AttemptRejected: it is there, or its folder is not or cannot be written.
    """
    if target.exists():
        raise AttemptRejected(
            in_the_way(target),
            "Name another with -o, or take that one away first.",
        )
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise AttemptRejected(
            f"{target} cannot be written: its folder is not there, or not yours to write to.",
            "Name another file with -o.",
        )


def write_new(target: Path, content: bytes) -> None:
    """Write a file that is not there yet, for nobody else to read.

    Raises:
        AttemptRejected: it is there already, or cannot be written.
    """
    must_be_new(target)
    try:
        with target.open("xb") as out:
            target.chmod(0o600)
            out.write(content)
    except OSError as error:
        raise AttemptRejected(
            f"{target} cannot be written: {error.strerror}.", "Name another file."
        ) from error


def is_rating_file(path: Path) -> bool:
    """Return whether a file means to be a coach's rating."""
    try:
        with path.open("rb") as file:
            return b'"csmdrill/rating@1"' in file.read(200)
    except OSError:
        return False


def _is_harmless(value: object) -> bool:
    waiting = [value]  # a stack of its own, since depth is in the hands of whoever wrote the file
    while waiting:
        part = waiting.pop()
        if isinstance(part, str) and not is_safe(part):
            return False
        if isinstance(part, dict):
            waiting += (*part, *part.values())
        elif isinstance(part, list):
            waiting += part
    return True
