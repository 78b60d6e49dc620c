"""What a coach is shown of an inbox, and in which order they rate."""

from __future__ import annotations

import hashlib
from datetime import date

import msgspec

PURPOSE = "For coaching only: never for pay, ranking or discipline."
"""Stands at the head of whatever a coach is shown."""


CHANGED = "is not as csmdrill wrote it"
"""Said of a file in which something does not fit the rest."""


class InboxRow(msgspec.Struct, frozen=True, kw_only=True):
    """A file of an inbox.

    Args:
        file: its name in the folder.
        person, who: the random id of the person, and how they are called; their short id where nobody said.
        attempt, key, title, kind, spoken: what was played.
        day: on which.
        rated: whether it is rated here.
        rater: by whom.
        late: its self-rating was made after the coach's rating, and was taken in just now.
        problem, hint: why it cannot be rated, and the way out; empty if it can.
    """

    file: str
    person: str = ""
    who: str = ""
    attempt: str = ""
    key: str = ""
    title: str = ""
    kind: str = ""
    spoken: bool = False
    day: date | None = None
    rated: bool = False
    rater: str = ""
    late: bool = False
    problem: str = ""
    hint: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the person said how they are called."""
        return not self.person.startswith(self.who)

    @property
    def label(self) -> str:
        """What is wrong with a file that names no attempt, in a few words."""
        return "not as it was written" if CHANGED in self.problem else "cannot be read"

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be rated."""
        return not self.problem and not self.rated


class Inbox(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of submitted files.

    Args:
        purpose: what all this is for.
        folder: where.
        day: the study day.
        rows: by day and person, those that cannot be read last.
    """

    purpose: str
    folder: str
    day: date
    rows: tuple[InboxRow, ...]


def in_order(found: Inbox) -> tuple[InboxRow, ...]:
    """Return what is to be rated in the random order of the day; it stays, whatever is rated meanwhile."""
    return tuple(sorted(filter(lambda row: row.is_waiting, found.rows), key=lambda row: _place(found, row)))


def _place(found: Inbox, row: InboxRow) -> bytes:
    return hashlib.sha256(f"{found.day}:{row.attempt}".encode()).digest()
