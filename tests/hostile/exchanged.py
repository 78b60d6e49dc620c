"""How files from other programs and people are looked at: facts, tables of ratings, submissions, ratings.

A file named `.patch.json` is a merge patch (RFC 7396) of what csmdrill itself wrote of an attempt that was
played just now; its checksum is made anew, as whoever changes it on purpose would, unless it brings its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from csmdrill.core.errors import CsmdrillError
from csmdrill.core.home import Home
from csmdrill.services import coach_files, submission
from csmdrill.services.history import import_from
from csmdrill.services.rating import RatingDraft
from csmdrill.services.ratings_table import bring_ratings
from csmdrill.services.receiving import receive
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import ImportReport
from tests.hostile.corpus import Told
from tests.services.conftest import Room, ToldClock

PATCH = ".patch.json"


class Exchange:
    """A trainee with one attempt, and what went to the coach and came back.

    Args:
        folder: for their homes and for files that are made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.room = Room(folder)
        self.attempt = self.room.play()
        coach = Workspace(Home(folder / "coach"), ToldClock())
        came = submission.submission_of(self.room.ws, "last")
        asked = submission.sheet_of(coach, came, "Ada")
        draft = RatingDraft(levels={each.id: 3 for each in asked.asked}, comments={"asks": "Well."})
        back = submission.save_for(coach, came, asked, draft)
        coach.close()
        self._sound: dict[str, Any] = {
            "submissions": msgspec.to_builtins(came),
            "ratings": msgspec.to_builtins(back),
        }

    def made(self, path: Path) -> Path:
        """Return the file itself, or what its patch makes of a sound one."""
        if not path.name.endswith(PATCH):
            return path
        patch = json.loads(path.read_text(encoding="utf-8"))
        made = _merged(self._sound[path.parent.name], patch)
        if "checksum" not in patch:
            made["checksum"] = _checksum(made)
        target = self.folder / path.name
        target.write_bytes(msgspec.json.encode(made))
        return target

    def told(self, path: Path) -> Told:
        """Return what csmdrill says of a file; anything but its own errors comes through."""
        made = self.made(path)
        found = told_of_exchanged(path.parent.name, self.room.ws, made)
        named = (each.replace(str(made), "FILE").replace(self.attempt, "ATTEMPT") for each in found.problems)
        return Told(found.left, tuple(named))


def home(folder: Path, clock: ToldClock) -> Workspace:
    """Return the workspace of a home that is new."""
    return Workspace(Home(folder / "home"), clock)


def told_of_exchanged(folder: str, workspace: Workspace, path: Path) -> Told:
    """Return what csmdrill says of a file; anything but its own errors comes through."""
    try:
        return READERS[folder](workspace, path)
    except CsmdrillError as error:
        return Told("refused", (error.sentence.replace(str(path), "FILE"),))


def _merged(into: Any, patch: Any) -> Any:  # noqa: ANN401 - any JSON
    if not isinstance(patch, dict):
        return patch
    merged = dict(into) if isinstance(into, dict) else {}
    for name, value in patch.items():
        merged[name] = _merged(merged.get(name), value)
        if value is None:
            del merged[name]
    return merged


def _checksum(made: dict[str, Any]) -> str:
    try:
        if "attempt" in made:
            return coach_files.checksum_of(msgspec.convert(made, coach_files.Submission))
        return coach_files.checksum_of(msgspec.convert(made, coach_files.RatingFile))
    except msgspec.ValidationError:
        return str(made["checksum"])


def _facts(workspace: Workspace, path: Path) -> Told:
    return _counted(import_from(workspace, path))


def _table(workspace: Workspace, path: Path) -> Told:
    return _counted(bring_ratings(workspace, path))


def _counted(report: ImportReport) -> Told:
    left = f"{report.added} added, {report.already} known"
    return Told(left, tuple(f"{number}: {why}" for number, why in report.bad))


def _submission(_: Workspace, path: Path) -> Told:
    submission.read_submission(path)
    return Told("taken", ())


def _rating(workspace: Workspace, path: Path) -> Told:
    receive(workspace, path)
    return Told("taken", ())


READERS: dict[str, Callable[[Workspace, Path], Told]] = {
    "facts": _facts,
    "tables": _table,
    "submissions": _submission,
    "ratings": _rating,
}
