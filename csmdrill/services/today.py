"""The state of the day: what is due, how long it takes, and what is known."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from csmdrill.core.clock import StudyDay, day_date
from csmdrill.practice.knowledge import wilson
from csmdrill.practice.queue import is_behind
from csmdrill.practice.workload import minutes, seconds_per_card, shared_out
from csmdrill.services.views import Know, TodayView
from csmdrill.services.wording import counted, date_words, leave_words
from csmdrill.services.workspace import Workspace
from csmdrill.storage.queries import EVERYTHING, Counts, Scope


class Load(msgspec.Struct, frozen=True):
    """A day's work.

    Args:
        due: reviews due, learning cards included, and those taken early.
        new: new cards that a session would bring; none while behind or on leave.
        minutes: whole minutes at the person's own pace.
        behind: the due reviews need more than the day's minutes.
        counts: as the store has them.
        early: cards that fall due in a leave ahead, as many as the minutes have room for.
    """

    due: int
    new: int
    minutes: int
    behind: bool
    counts: Counts
    early: int = 0


def load(
    workspace: Workspace, scope: Scope = EVERYTHING, extra_new: int | None = None, days_ahead: int = 0
) -> Load:
    """Return the work of a study day, the present one unless told otherwise.

    Args:
        workspace: the open workspace.
        scope: which cards. A deck that was named brings new cards even when those of the day are met.
        extra_new: new cards on top of the day's; 0 means none at all, None the day's.
        days_ahead: which later day, as things stand now.
    """
    day = workspace.now().day
    settings = workspace.settings
    counts = workspace.store.counts(StudyDay(day + days_ahead), scope)
    seconds = seconds_per_card(*workspace.store.pace(day))
    due = counts.due + counts.learning
    behind = is_behind(due, seconds, settings.minutes)
    met = 0 if scope.deck_paths else counts.new_today
    allowed = 0 if counts.back_day is not None else max(0, settings.new - met)
    usual = 0 if behind or extra_new == 0 else min(allowed, counts.new_available)
    early, new = shared_out(due, counts.early, usual, seconds, settings.minutes)
    if extra_new and not behind:
        new = min(new + extra_new, counts.new_available)
    return Load(due + early, new, minutes(due + early + new, seconds), behind, counts, early)


def today(workspace: Workspace) -> TodayView:
    """Return what the home screen shows."""
    moment = workspace.now()
    work = load(workspace)
    store = workspace.store
    next_due = work.counts.next_due_day
    back = work.counts.back_day
    problems = store.problems()
    return TodayView(
        day=day_date(moment.day),
        due=work.due,
        new=work.new,
        new_waiting=work.counts.new_available,
        minutes=work.minutes,
        behind=work.behind,
        box=workspace.settings.minutes,
        next_due=day_date(StudyDay(next_due)) if next_due is not None else None,
        cards=work.counts.live,
        reviewed=work.counts.reviews_today,
        know=tuple(_know(workspace, moment.day)),
        week=store.week(moment.day),
        problems=len(problems),
        simulated=store.simulated,
        clock=workspace.local_time(),
        journal=store.journal_note,
        back=day_date(StudyDay(back)) if back is not None else None,
        check=_check_words(workspace, {problem.path for problem in problems}),
    )


def left_out(workspace: Workspace, scope: Scope) -> str:
    """Return that decks named for a session have errors, and what tells where; empty if they have none."""
    errors = [each for each in workspace.store.problems() if each.is_error and each.path in scope.deck_paths]
    if not errors:
        return ""
    where = _check_words(workspace, {each.path for each in errors})
    return f"{counted(len(errors), 'problem')} in it; left out is what is wrong: {where} where."


def _check_words(workspace: Workspace, paths: Iterable[str]) -> str:
    """Return the command that tells what is wrong with files: `csmdrill check decks tells`.

    Without a path it looks at the decks of every day, so those that were named must be named to it, too.
    """
    rest = set(paths)
    named: list[Path] = []
    for given in workspace.deck_paths:
        root = given.expanduser().resolve()
        below = {path for path in rest if Path(path).is_relative_to(root)}
        if below:
            named.append(given)
            rest -= below
    words = ["csmdrill check"] if rest else []
    if named:
        words.append(f"csmdrill check {' '.join(map(_quoted, named))}")
    return f"{' and '.join(words)} {'tells' if len(words) == 1 else 'tell'}" if words else ""


def _quoted(path: Path) -> str:
    """Return a path as it can be typed in any shell."""
    return f'"{path}"' if " " in str(path) else str(path)


def why_nothing(workspace: Workspace, scope: Scope = EVERYTHING, extra_new: int | None = None) -> str:
    """Return why there is nothing to practise, and what can be done about it.

    Args:
        workspace: the open workspace.
        scope: which cards were asked for.
        extra_new: as for `load`.
    """
    counts = workspace.store.counts(workspace.now().day, scope)
    broken = [problem for problem in workspace.store.problems() if problem.path in scope.deck_paths]
    if not counts.live and broken:
        return f"No card of it can be read. The first problem: {broken[0]}"
    if not counts.live and scope.tag:
        return f"No card has the tag {scope.tag}."
    if not counts.live:
        return "There are no cards here."
    if counts.back_day is not None:
        return leave_words(day_date(StudyDay(counts.back_day)))
    if counts.new_available:
        waiting = counted(counts.new_available, "new card")
        if extra_new == 0:
            return f"Nothing is due. With --new 0 no new card comes; {waiting} without it."
        return f"Nothing is due. The day's new cards are met; {waiting} more with practice --new N."
    next_due = counts.next_due_day
    return (
        f"Nothing is due. Next: {date_words(day_date(StudyDay(next_due)))}."
        if next_due
        else "Nothing is due."
    )


def _know(workspace: Workspace, day: StudyDay) -> list[Know]:
    rows = []
    for row in workspace.store.recall_by_competency(day):
        if row.tested:
            low, high = wilson(row.recalled, row.tested)
            rows.append(Know(row.competency, row.recalled, row.tested, low, high))
    return rows
