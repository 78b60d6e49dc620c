"""The shelf of scenarios and rubrics: what there is, what is due again, and the one to suggest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from csmdrill.content.duration import milliseconds
from csmdrill.content.places import RUBRIC, SCENARIO, find_files, rehearsal_places
from csmdrill.content.problem import Problem
from csmdrill.content.rubric import Rubric
from csmdrill.content.scenario import Scenario
from csmdrill.content.shelf import RubricFile, ScenarioFile, by_key, read_shelf
from csmdrill.content.shelf import Shelf as Files
from csmdrill.core.clock import StudyDay, day_date
from csmdrill.core.errors import RolePlayRejected
from csmdrill.services.record import Due, Record, due_days, record_of
from csmdrill.services.rehearsal_views import RubricRow as RubricRow
from csmdrill.services.rehearsal_views import ScenarioRow as ScenarioRow
from csmdrill.services.rehearsal_views import Shelf as Shelf
from csmdrill.services.rehearsal_views import Suggestion as Suggestion
from csmdrill.services.today import load
from csmdrill.services.wording import date_words, skill_title
from csmdrill.services.workspace import Workspace
from csmdrill.storage.played import LONGEST_WORDS


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
    competency practised least; then the lowest score. Reserved benchmarks are never suggested, nor what was
    played today; what is best with a coach only where nothing else is there.
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
    files = _read(workspace, [path] if is_path else ())
    file = _given(files, path) if is_path else _named(files, key)
    wrong = _why_not(file, files)
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
    files = _read(workspace)
    due = due_days(record, workspace.model()) if record.attempts or record.repeats else {}
    times = Counter(each.key for each in record.attempts)
    last = {each.key: each.at.day for each in record.attempts}
    chosen = by_key(files.scenarios)
    nameless = [file for file in files.scenarios if not file.key]
    rows = [_row(file, files, due.get(file.key)) for file in (*chosen.values(), *nameless)]
    with_past = [
        msgspec.structs.replace(
            row, times=times[row.key], last_day=day_date(last[row.key]) if row.key in last else None
        )
        for row in rows
    ]
    return Shelf(
        tuple(sorted(with_past, key=lambda row: (row.key, row.path))),
        tuple(sorted(map(_rubric_row, files.rubrics), key=lambda row: (row.key, row.path))),
    )


def _read(workspace: Workspace, given: Sequence[Path] = ()) -> Files:
    """Return the files of all places; those that stand as they stood are not read again."""
    places = rehearsal_places(workspace.home, given)
    stand = tuple(_stand(path) for suffix in (SCENARIO, RUBRIC) for _, path in find_files(places, suffix))
    known = workspace.shelf
    if known is None or known[0] != stand:
        known = (stand, read_shelf(places))
        workspace.shelf = known
    return known[1]


def _stand(path: Path) -> tuple[str, int, int]:
    """Return what changes when a file is written."""
    try:
        about = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), about.st_mtime_ns, about.st_size


def _row(file: ScenarioFile, files: Files, due: Due | None) -> ScenarioRow:
    scenario = file.scenario
    rubric = by_key(files.rubrics).get(file.rubric)
    row = ScenarioRow(
        key=file.key,
        title=file.title or file.key or Path(file.path).name,
        competency=rubric.rubric.competency if rubric and rubric.rubric else "",
        difficulty=0,
        seconds=0,
        kind="practice",
        mode="dialogue",
        spoken=False,
        seat=False,
        path=file.path,
        problem=_why_not(file, files),
        due_day=day_date(due.day) if due else None,
        score=due.score if due else None,
    )
    if scenario is None:
        return row
    return msgspec.structs.replace(
        row,
        difficulty=scenario.difficulty,
        seconds=milliseconds(scenario.timebox.total) // 1000,
        kind="benchmark" if scenario.benchmark else "practice",
        mode=scenario.mode,
        spoken=scenario.mode == "monologue" if scenario.spoken is None else scenario.spoken,
        seat=scenario.seat,
    )


def _rubric_row(file: RubricFile) -> RubricRow:
    return RubricRow(
        key=file.key,
        title=file.title,
        competency=file.rubric.competency if file.rubric else "",
        path=file.path,
        problem=_first_error(file.problems),
    )


def _why_not(file: ScenarioFile, files: Files) -> str:
    """Return why a scenario is not offered, in a sentence; empty if it is."""
    error = _first_error(file.problems)
    if error:
        return error
    rubric = by_key(files.rubrics).get(file.rubric)
    if rubric is None or rubric.rubric is None:
        return f"Its rubric {file.rubric} is not there without errors."
    if len(file.text) > LONGEST_WORDS:
        return f"Its file has more than {LONGEST_WORDS} characters."
    return "" if file.scenario is not None else "It cannot be read."


def _first_error(problems: Iterable[Problem]) -> str:
    error = next((each for each in problems if each.is_error), None)
    return "" if error is None else f"{error.path}:{error.line}:{error.col}: {error.code} {error.message}"


def _given(files: Files, path: Path) -> ScenarioFile:
    wanted = path.expanduser().resolve()
    file = next((each for each in files.scenarios if Path(each.path) == wanted), None)
    if file is None:
        raise RolePlayRejected(f"{path} is no scenario.", "Its name should end with .scenario.yaml.")
    return file


def _named(files: Files, key: str) -> ScenarioFile:
    known = by_key(files.scenarios)
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
    fresh = [row for row in pool if not row.times]
    if fresh:
        row = min(fresh, key=lambda each: (least.get(each.competency, 0), each.difficulty, each.key))
        is_least = least[row.competency] == min(least.values())
        return row, f"Not tried yet{_least_words(row) if is_least else ''}."
    scored = [row for row in pool if row.score is not None]
    if scored:
        row = min(scored, key=lambda each: (each.score or 0.0, each.key))
        return row, f"Your lowest score so far: {row.score:.1f} of 5."
    row = min(pool, key=lambda each: (least.get(each.competency, 0), each.last_day or date, each.key))
    return row, "Tried, but never rated."


def _least_words(row: ScenarioRow) -> str:
    return f"; {skill_title(row.competency)} was practised least" if row.competency else ""


def _score_words(row: ScenarioRow) -> str:
    return "" if row.score is None else f"; last time you gave it {row.score:.1f} of 5"


def _least_practised(pool: Iterable[ScenarioRow], record: Record) -> Mapping[str, int]:
    """Return how often each competency of some scenarios was played."""
    played = Counter(each.said.competency for each in record.attempts)
    return {row.competency: played[row.competency] for row in pool}
