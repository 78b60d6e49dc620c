"""The shelf of scenarios and rubrics: what there is, what is due again, and the one to suggest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from csmdrill.content.places import SCENARIO, rehearsal_places
from csmdrill.content.rubric import Rubric
from csmdrill.content.scenario import Scenario
from csmdrill.content.shelf import by_key, read_shelf
from csmdrill.core.clock import StudyDay, day_date
from csmdrill.core.errors import RolePlayRejected
from csmdrill.services.record import Record, due_days, record_of
from csmdrill.services.rehearsal_views import RubricRow as RubricRow
from csmdrill.services.rehearsal_views import ScenarioRow as ScenarioRow
from csmdrill.services.rehearsal_views import Shelf as Shelf
from csmdrill.services.rehearsal_views import Suggestion as Suggestion
from csmdrill.services.scenario_list import listed, why_not
from csmdrill.services.today import load
from csmdrill.services.wording import date_words, score_words, skill_title
from csmdrill.services.workspace import Workspace


class OnShelf(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that can be played, with its rubric, and the texts of both."""

    key: str
    scenario: Scenario
    text: str
    rubric: Rubric
    rubric_key: str
    rubric_text: str


def shelf(workspace: Workspace) -> Shelf:
    """Return all scenarios and rubrics, by key; those with errors say why they are not offered."""
    return _shelf(workspace, record_of(workspace))


def suggested(workspace: Workspace) -> Suggestion | None:
    """Return the scenario to practise now and why; None where there is none to practise.

    What is due again comes first, the longest overdue before all; then what was never tried, in the
    competency practised least; then the lowest score. What was left before its end counts as never tried.
    Reserved benchmarks are never suggested, nor what was begun today; what is best with a coach only where
    nothing else is there.
    """
    record = record_of(workspace)
    today = workspace.now().day
    rows = [
        row
        for row in _shelf(workspace, record).scenarios
        if row.kind == "practice" and not row.problem and (row.key, today) not in record.tried
    ]
    pool = [row for row in rows if not row.seat] or rows
    if not pool:
        return None
    row, why = _choice(pool, record, today)
    behind = load(workspace).behind
    return Suggestion(row, f"{why} The cards that are due come first." if behind else why)


def on_shelf(workspace: Workspace, key: str) -> OnShelf:
    """Return a scenario that can be played, by its key, the end of it, or the path of its file.

    Raises:
        RolePlayRejected: there is none, several fit, or it has errors.
        ContentUnreadable: there is no file at the path.
    """
    path = Path(key)
    is_path = key.endswith(SCENARIO) or path.is_file()
    places = rehearsal_places(workspace.home, [path] if is_path else ())
    wanted = str(path.expanduser().resolve()) if is_path else _named(listed(workspace), key).path
    files = read_shelf(places, only=wanted)
    file = next(iter(files.scenarios), None)
    if file is None:
        raise RolePlayRejected(f"{path} is no scenario.", "Its name should end with .scenario.yaml.")
    wrong = why_not(file, files)
    if wrong:
        where = "csmdrill check --strict, with the file's path, tells all of it."
        raise RolePlayRejected(f"{file.key or file.path} is not offered: {wrong}", where)
    rubric_file = by_key(files.rubrics)[file.rubric]
    if file.scenario is None or rubric_file.rubric is None:
        raise RolePlayRejected(f"{file.key} cannot be read.")
    return OnShelf(
        key=file.key,
        scenario=file.scenario,
        text=file.text,
        rubric=rubric_file.rubric,
        rubric_key=file.rubric,
        rubric_text=rubric_file.text,
    )


def _shelf(workspace: Workspace, record: Record) -> Shelf:
    found = listed(workspace)
    due = due_days(record, workspace.model()) if record.attempts or record.repeats else {}
    times = Counter(each.key for each in record.attempts)
    last = {each.key: each.at.day for each in record.attempts}
    with_past = [
        msgspec.structs.replace(
            row,
            times=times[row.key],
            last_day=day_date(last[row.key]) if row.key in last else None,
            due_day=day_date(due[row.key].day) if row.key in due else None,
            score=due[row.key].score if row.key in due else None,
        )
        for row in found.scenarios
    ]
    return Shelf(tuple(with_past), found.rubrics)


def _named(found: Shelf, key: str) -> ScenarioRow:
    known = {row.key: row for row in found.scenarios if row.key}
    if key in known:
        return known[key]
    ends = [name for name in known if name.partition("/")[2] == key]
    if len(ends) == 1:
        return known[ends[0]]
    if ends:
        raise RolePlayRejected(f"Several scenarios are named {key!r}: {', '.join(sorted(ends))}.")
    import difflib

    near = difflib.get_close_matches(key, [*known, *(name.partition("/")[2] for name in known)], n=1)
    hint = f"Did you mean {near[0]}?" if near else "csmdrill roleplay lists all."
    raise RolePlayRejected(f"There is no scenario {key!r}.", hint)


def _choice(pool: Sequence[ScenarioRow], record: Record, today: StudyDay) -> tuple[ScenarioRow, str]:
    date = day_date(today)
    overdue = [row for row in pool if row.due_day is not None and row.due_day <= date]
    if overdue:
        row = min(overdue, key=lambda each: (each.due_day or date, each.key))
        since = "today" if row.due_day == date else f"since {date_words(row.due_day or date)}"
        return row, f"Due again {since}{_score_words(row)}."
    least = _least_practised(pool, record)
    played = {each.key for each in record.attempts if each.is_played}
    fresh = [row for row in pool if row.key not in played]
    if fresh:
        row = min(fresh, key=lambda each: (least.get(each.competency, 0), each.difficulty, each.key))
        is_least = least[row.competency] == min(least.values())
        tried = "Not played to its end yet" if row.times else "Not tried yet"
        return row, f"{tried}{_least_words(row) if is_least else ''}."
    scored = [row for row in pool if row.score is not None]
    if scored:
        row = min(scored, key=lambda each: (each.score or 0.0, each.key))
        return row, f"Your lowest score so far: {score_words(row.score or 0.0)} of 5."
    row = min(pool, key=lambda each: (least.get(each.competency, 0), each.last_day or date, each.key))
    return row, "Tried, but never rated."


def _least_words(row: ScenarioRow) -> str:
    return f"; {skill_title(row.competency)} was practised least" if row.competency else ""


def _score_words(row: ScenarioRow) -> str:
    return "" if row.score is None else f"; last time you gave it {score_words(row.score)} of 5"


def _least_practised(pool: Iterable[ScenarioRow], record: Record) -> Mapping[str, int]:
    """Return how often each competency of some scenarios was played."""
    played = Counter(each.said.competency for each in record.attempts if each.is_played)
    return {row.competency: played[row.competency] for row in pool}
