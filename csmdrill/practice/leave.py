"""Leave: on its days nothing is due, and half of what falls due in it may be practised in the days before."""

from __future__ import annotations

from collections.abc import Iterable

from csmdrill.core.clock import StudyDay

Period = tuple[int, int]
"""The first and the last study day of a leave."""

MOST_DAYS_BEFORE = 7
"""Days over which what falls due in a leave is spread; sooner it would hardly be worth a review."""


def spans(leaves: Iterable[Period]) -> list[Period]:
    """Return leaves in order, those that touch or overlap as one."""
    joined: list[Period] = []
    for first, last in sorted(leaves):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def back_on(day: int, leaves: Iterable[Period]) -> StudyDay | None:
    """Return the first study day after the leave that `day` lies in; None if it lies in none."""
    ends = (last for first, last in spans(leaves) if first <= day <= last)
    return next((StudyDay(last + 1) for last in ends), None)


def horizon(day: StudyDay, leaves: Iterable[Period]) -> StudyDay:
    """Return the due day up to which cards may be taken on a study day; the day itself, as a rule.

    In the days before a leave it runs ahead, evenly, to the leave's middle. What falls due in its second
    half waits until afterwards, when the minutes of a day spread it.

    Args:
        day: a study day that is not in a leave.
        leaves: all that are planned.
    """
    coming = next(((first, last) for first, last in spans(leaves) if first > day), None)
    if coming is None:
        return day
    first, last = coming
    half = (last - first + 2) // 2
    before = min(half, MOST_DAYS_BEFORE)
    passed = day - (first - before) + 1
    return StudyDay(first + passed * half // before - 1) if passed > 0 else day


def opens_on(due_day: int, day: StudyDay, leaves: Iterable[Period]) -> StudyDay:
    """Return the first study day after `day` on which a card of that due day may be taken."""
    known = spans(leaves)
    for first, last in known:
        if first <= due_day <= last or first - MOST_DAYS_BEFORE <= due_day < first:
            early = range(max(day + 1, first - MOST_DAYS_BEFORE), first)
            opened = (each for each in map(StudyDay, early) if back_on(each, known) is None)
            found = next((each for each in opened if horizon(each, known) >= due_day), None)
            if found is not None:
                return found
    return back_on(due_day, known) or StudyDay(due_day)


def overlapping(wanted: Period, leaves: Iterable[Period]) -> Period | None:
    """Return the first leave that shares a day with the one wanted; None if there is none."""
    return next((each for each in sorted(leaves) if each[0] <= wanted[1] and wanted[0] <= each[1]), None)


def days_away(leaves: Iterable[Period], day: int, days: int) -> frozenset[int]:
    """Return the study days on leave among so many that begin with `day`."""
    known = spans(leaves)
    return frozenset(
        each for first, last in known for each in range(max(first, day), min(last + 1, day + days))
    )
