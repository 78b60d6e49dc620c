"""A coach's inbox: the submitted files of a folder, which are rated, and in which order the rest comes."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec

from csmdrill.core.clock import StudyDay, day_date
from csmdrill.core.errors import AttemptRejected
from csmdrill.services.coach_copies import (
    WAY_OUT,
    Recording,
    copy_words,
    originals,
    rated_recordings,
    recording_of,
)
from csmdrill.services.coach_files import Submission, is_rating_file
from csmdrill.services.coach_observations import self_observation, take_in_late
from csmdrill.services.coach_views import PURPOSE, Inbox, InboxRow
from csmdrill.services.record import Given, ratings_given
from csmdrill.services.submission import VOID, read_submission, unsealed
from csmdrill.services.workspace import Workspace
from csmdrill.storage.observed import ObservationPayload

MOST_FILES = 1000


class Found(msgspec.Struct, frozen=True):
    """What a file says, by what a copy of it is known, None where it cannot be read, and its self-rating."""

    row: InboxRow
    recording: Recording | None = None
    mine: ObservationPayload | None = None


class Known(msgspec.Struct):
    """What was read of files before, by path with time and size: each is played again only once."""

    rows: dict[Path, tuple[tuple[int, int], Found]] = {}


def inbox(
    workspace: Workspace,
    folder: Path,
    rater: str = "",
    known: Known | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Inbox:
    """Return what lies in a folder; a file that cannot be used is told with its sentence.

    Where an attempt is rated here and comes again with a self-rating that was made since, that is kept.

    Args:
        workspace: the open workspace.
        folder: of submitted files; folders in it are not looked into.
        rater: only what this coach rated counts as rated; empty for any coach.
        known: what was read before; it learns what is new.
        told: is given how many files are read, and of how many.

    Raises:
        AttemptRejected: there is no such folder, or it holds too many files.
    """
    given, known = ratings_given(workspace), known or Known()
    found, paths = [], files_of(folder)
    for number, path in enumerate(paths):
        if told is not None:
            told(number, len(paths))
        each = _read(workspace, path, known)
        found.append(Found(_with_state(each.row, given, rater), each.recording, each.mine))
    late = take_in_late(workspace, [each.mine for each in found if each.mine and each.row.attempt in given])
    rows = [
        msgspec.structs.replace(row, late=row.attempt in late and not row.problem)
        for row in _each_once(workspace, found)
    ]
    rows.sort(key=lambda row: (bool(row.problem and not row.attempt), row.day or date.min, row.who, row.file))
    return Inbox(purpose=PURPOSE, folder=str(folder), day=day_date(workspace.now().day), rows=tuple(rows))


def files_of(folder: Path) -> list[Path]:
    """Return the files of an inbox by name, ratings left out.

    Raises:
        AttemptRejected: there is no such folder, or it holds too many files.
    """
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".json" and path.is_file())
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else "it cannot be read"
        raise AttemptRejected(f"{folder} is no folder of submitted files: {why}.") from error
    if len(found) > MOST_FILES:
        raise AttemptRejected(
            f"{folder} holds more than {MOST_FILES} files.", "Put those that are done into another folder."
        )
    return [path for path in found if not is_rating_file(path)]


def submissions_in(workspace: Workspace, folder: Path) -> list[Submission]:
    """Return the submitted files of a folder that can be used, each attempt once, and no copies."""
    by_attempt: dict[str, Submission] = {}
    for path in files_of(folder):
        try:
            came = read_submission(path)
        except AttemptRejected:
            continue
        by_attempt.setdefault(came.attempt.attempt, came)
    given = ratings_given(workspace)
    told = [(recording_of(came), attempt, attempt in given) for attempt, came in by_attempt.items()]
    original = originals(rated_recordings(workspace), told)
    return [by_attempt[attempt] for recording, attempt, _ in told if original[recording] == attempt]


def _each_once(workspace: Workspace, found: list[Found]) -> list[InboxRow]:
    """Return the rows, with a sentence where an attempt is there already, or is a copy of another."""
    came = [(each.recording, each.row.attempt, each.row.rated) for each in found if each.recording]
    original = originals(rated_recordings(workspace), came)
    files: dict[str, str] = {}
    for each in found:
        files.setdefault(each.row.attempt, each.row.file)
    return [_told(each, original, files) for each in found]


def _told(found: Found, original: dict[Recording, str], files: dict[str, str]) -> InboxRow:
    row = found.row
    if row.problem or found.recording is None:
        return row
    if files[row.attempt] != row.file:
        return msgspec.structs.replace(row, problem=f"The same attempt as in {files[row.attempt]}.")
    attempt = original[found.recording]
    if attempt == row.attempt:
        return row
    source = f"in {files[attempt]}" if attempt in files else f"attempt {attempt}, which is rated already"
    return msgspec.structs.replace(row, problem=copy_words(source), hint=WAY_OUT)


def _read(workspace: Workspace, path: Path, known: Known) -> Found:
    """Return what a file says, whoever rated it."""
    try:
        stat = path.stat()
    except OSError:
        return Found(InboxRow(file=path.name, problem=f"{path} is gone."))
    stamp, before = (stat.st_mtime_ns, stat.st_size), known.rows.get(path)
    if before is None or before[0] != stamp:
        before = known.rows[path] = stamp, _found(workspace, path)
    return before[1]


def _found(workspace: Workspace, path: Path) -> Found:
    try:
        came = read_submission(path)
    except AttemptRejected as error:
        problem = error.sentence.replace(str(path), "It", 1)  # the row names the file
        return Found(InboxRow(file=path.name, problem=problem, hint=error.hint))
    said = came.attempt
    row = InboxRow(
        file=path.name,
        person=came.person,
        who=came.who,
        attempt=said.attempt,
        key=came.key,
        title=said.title or came.key,
        kind=said.mode,
        spoken=said.spoken,
        day=day_date(StudyDay(came.day)),
        problem=_why_not(workspace, came),
    )
    mine = None if row.problem else self_observation(came, unsealed(came).rating)
    return Found(row, recording_of(came), mine)


def _with_state(row: InboxRow, given: dict[str, list[Given]], rater: str) -> InboxRow:
    ratings = [each for each in given.get(row.attempt, []) if rater in ("", each.said.rater)]
    if not ratings:
        return row
    return msgspec.structs.replace(row, rated=True, rater=ratings[-1].said.rater)


def _why_not(workspace: Workspace, came: Submission) -> str:
    if came.person == workspace.store.person:
        return "It is your own; somebody else rates it blind."
    if came.attempt.reason in VOID:
        return "The attempt is void; there is nothing to rate in it."
    return ""
