"""Leave, planned ahead: its days ask for nothing, and due dates do not move."""

from __future__ import annotations

from datetime import date

import msgspec

from csmdrill.core.clock import DAY_ZERO, StudyDay, day_date
from csmdrill.core.errors import LeaveOverlaps, LeaveRejected, NothingToUndo
from csmdrill.practice.handling import FARTHEST_DAYS
from csmdrill.practice.leave import overlapping
from csmdrill.services.wording import date_words
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import FactRef

LONGEST_DAYS = 366


class Leave(msgspec.Struct, frozen=True, kw_only=True):
    """A leave, from its first to its last study day.

    Args:
        number: counted from 1 in the order of the days; it changes when a leave is added or removed.
        first, last: its days, both included.
        days: how many.
        when: `past`, `now` or `ahead`.
    """

    number: int
    first: date
    last: date
    days: int
    when: str


class LeaveChange(msgspec.Struct, frozen=True):
    """A leave that was planned, or taken away.

    Args:
        sentence: says so.
        first, last: its study days, both included.
        on: it was planned.
        ref: the fact, to take it back by.
    """

    sentence: str
    first: StudyDay
    last: StudyDay
    on: bool
    ref: FactRef


def leaves(workspace: Workspace) -> tuple[Leave, ...]:
    """Return every leave, the earliest first."""
    today = workspace.now().day
    return tuple(
        Leave(
            number=number,
            first=day_date(StudyDay(first)),
            last=day_date(StudyDay(last)),
            days=last - first + 1,
            when="past" if last < today else "ahead" if first > today else "now",
        )
        for number, (first, last) in enumerate(workspace.store.leaves(), start=1)
    )


def add_leave(workspace: Workspace, first: date, last: date) -> str:
    """Plan a leave, as `plan_leave` does; returns a sentence."""
    return plan_leave(workspace, first, last).sentence


def remove_leave(workspace: Workspace, number: int) -> str:
    """Take a leave away, as `drop_leave` does; returns a sentence."""
    return drop_leave(workspace, number).sentence


def plan_leave(workspace: Workspace, first: date, last: date) -> LeaveChange:
    """Plan a leave.

    Raises:
        LeaveRejected: it ends before it begins, is over already, too long or too far away.
        LeaveOverlaps: it shares days with another.
    """
    begin, end = _day(first), _day(last)
    if end < begin:
        raise LeaveRejected(
            f"A leave from {first} to {last} ends before it begins.", "Give the first day first."
        )
    if end - begin >= LONGEST_DAYS:
        raise LeaveRejected("A leave can be a year long at most.", "Without one, nothing is lost either.")
    today = workspace.now().day
    if end > today + FARTHEST_DAYS:
        last_year = day_date(today).year + FARTHEST_DAYS // 365 - 1
        raise LeaveRejected(f"A leave to {last} is too far away.", f"Take days to the end of {last_year}.")
    if end < today:
        raise LeaveRejected(f"A leave to {last} is over already.", "What was missed then is due now.")
    other = overlapping((begin, end), workspace.store.leaves())
    if other is not None:
        raise LeaveOverlaps(
            f"It overlaps with your leave from {_span(*other)}.",
            "csmdrill leave list numbers them; csmdrill leave remove takes one away.",
        )
    ref = workspace.store.set_leave(begin, end, workspace.now())
    back = date_words(day_date(StudyDay(end + 1)))
    said = f"Leave from {_span(begin, end)}: nothing will be due. Back on {back}."
    return LeaveChange(said, begin, end, True, ref)


def drop_leave(workspace: Workspace, number: int) -> LeaveChange:
    """Take a leave away.

    Args:
        workspace: the open workspace.
        number: as `leaves` counts.

    Raises:
        LeaveRejected: there is no leave of that number.
    """
    found = workspace.store.leaves()
    if not 1 <= number <= len(found):
        raise LeaveRejected(f"There is no leave {number}.", "csmdrill leave list numbers them.")
    first, last = map(StudyDay, found[number - 1])
    ref = workspace.store.set_leave(first, last, workspace.now(), on=False)
    return LeaveChange(f"Your leave from {_span(first, last)} is taken away.", first, last, False, ref)


def take_leave_change_back(workspace: Workspace, change: LeaveChange) -> str:
    """Take the planning or the removal of a leave back; returns a sentence.

    Raises:
        NothingToUndo: it was taken back, or changed once more, already.
        LeaveRejected: the leave would come back onto days of one that was planned since.
    """
    span, period = _span(change.first, change.last), (change.first, change.last)
    planned = workspace.store.leaves()
    if change.on is not (period in planned):
        raise NothingToUndo(f"Your leave from {span} was changed elsewhere since.")
    other = None if change.on else overlapping(period, planned)
    if other is not None:
        raise LeaveRejected(
            f"Your leave from {span} would overlap with that from {_span(*other)}.",
            "Remove that one first.",
        )
    workspace.store.undo(change.ref, workspace.now())
    return f"Your leave from {span} is {'taken away' if change.on else 'back'}."


def _day(day: date) -> StudyDay:
    return StudyDay((day - DAY_ZERO).days)


def _span(first: int, last: int) -> str:
    begin, end = day_date(StudyDay(first)), day_date(StudyDay(last))
    year = f" {begin.year}" if begin.year != end.year else ""
    return f"{date_words(begin)}{year} to {date_words(end)} {end.year}"
