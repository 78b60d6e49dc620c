"""Attempts that go to a coach together: those of the last circuit, their files, and what these hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from csmdrill.core.errors import AttemptRejected
from csmdrill.services.coach_files import Submission, encoded, must_be_new, write_new
from csmdrill.services.submission import contents_of
from csmdrill.services.workspace import Workspace


def of_last_circuit(workspace: Workspace) -> tuple[str, ...]:
    """Return the benchmarks of the last study day that has any, in the order in which they were played.

    Raises:
        AttemptRejected: there is none.
    """
    made = workspace.store.benchmarks()
    if not made:
        raise AttemptRejected("There is no benchmark yet.", "csmdrill circuit plays those that are due.")
    last = max(each.day for each in made)
    return tuple(each.attempt for each in made if each.day == last)


def files_for(submissions: Sequence[Submission], target: Path) -> dict[Path, Submission]:
    """Return into which file each attempt goes: one into the file that is named, several into a folder.

    Raises:
        AttemptRejected: a file is there already, or cannot be written.
    """
    if len(submissions) == 1 and not target.is_dir():
        files = {target: submissions[0]}
    else:
        files = {target / _name(each): each for each in submissions}
    for path in files if target.is_dir() or len(files) == 1 else (target,):
        must_be_new(path)
    return files


def held_by(submissions: Sequence[Submission]) -> tuple[list[str], list[list[str]]]:
    """Return in sentences what all of some files hold, and what only each of them does, in their order."""
    told = [contents_of(each) for each in submissions]
    common = [sentence for sentence in told[0] if all(sentence in each for each in told)]
    return common, [[sentence for sentence in each if sentence not in common] for each in told]


def write_files(files: dict[Path, Submission]) -> None:
    """Write the files, and the folder that they go into where it is not there.

    Raises:
        AttemptRejected: one cannot be written; those before it are.
    """
    for path, submission in files.items():
        try:
            path.parent.mkdir(exist_ok=True)
        except OSError as error:
            raise AttemptRejected(f"{path.parent} cannot be made: {error.strerror}.") from error
        write_new(path, encoded(submission))


def _name(submission: Submission) -> str:
    return f"{submission.key.rpartition('/')[2]}-{submission.attempt.attempt}.json"
