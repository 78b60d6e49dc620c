"""Calibration: a coach rates a set of transcripts blind, then sees the consensus and how far off it is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import msgspec

from csmdrill.content.calibration import Agreed, Calibration
from csmdrill.content.calibration_file import read_calibrations
from csmdrill.content.duration import milliseconds
from csmdrill.content.places import Place, existing, rehearsal_places, shipped_root
from csmdrill.content.shelf import RubricFile, by_key, read_rubrics
from csmdrill.core.clock import StudyDay, day_date
from csmdrill.core.errors import AttemptRejected
from csmdrill.core.text import make_safe
from csmdrill.roleplay.transcript import TranscriptLine
from csmdrill.services.calibration_marks import calibration_mark_of as calibration_mark_of
from csmdrill.services.calibration_marks import error_of
from csmdrill.services.rating import OVERALL, draft_in
from csmdrill.services.rehearsal_views import RatingDraft, RatingSheet
from csmdrill.services.workspace import Workspace
from csmdrill.skills.rater_error import MOST_DAYS, RaterError, rater_error
from csmdrill.storage.coached import CalibrationPayload, CriterionOff
from csmdrill.storage.rehearsals import Draft

FOLDER = "calibration"


class Station(msgspec.Struct, frozen=True, kw_only=True):
    """A transcript to be rated.

    Args:
        calibration: as it stands in its file, consensus included.
        sheet: what a coach sees of it, with what was rated before.
    """

    calibration: Calibration
    sheet: RatingSheet

    @property
    def is_done(self) -> bool:
        """Whether everything in it is rated."""
        draft = self.sheet.draft
        return draft.overall is not None and all(each.id in draft.levels for each in self.sheet.asked)

    def rated(self, draft: RatingDraft) -> Station:
        """Return it with a rating."""
        return msgspec.structs.replace(self, sheet=msgspec.structs.replace(self.sheet, draft=draft))


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One rating beside the consensus; `given` is None for N/A."""

    criterion: str
    title: str
    given: int | None
    agreed: int
    reason: str


class TranscriptResult(msgspec.Struct, frozen=True, kw_only=True):
    """A transcript, rating by rating, the global one last."""

    id: str
    title: str
    ratings: tuple[Compared, ...]


class Calibrated(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a calibration.

    Args:
        rater: whose.
        day: on which.
        expires: the last day on which it counts.
        error: how far off; the global ratings are no part of it.
        titles: of criteria, by their name in the error.
        transcripts: rating by rating.
        mark: what must be said of the coach now; empty if nothing.
    """

    rater: str
    day: date
    expires: date
    error: RaterError
    titles: dict[str, str]
    transcripts: tuple[TranscriptResult, ...]
    mark: str


def stations(workspace: Workspace, rater: str = "", folder: Path | None = None) -> tuple[Station, ...]:
    """Return the transcripts of a set in the random order of the day.

    Args:
        workspace: the open workspace.
        rater: the coach; empty for the person of the home.
        folder: of a set of one's own; None for the shipped one.

    Raises:
        AttemptRejected: there is none, or one of its files has errors.
        ContentUnreadable: there is no such folder.
    """
    rubrics = by_key(read_rubrics(rehearsal_places(workspace.home, [folder] if folder else [])))
    found = _read(folder, rubrics)
    day = workspace.now().day
    ordered = sorted(found, key=lambda each: hashlib.sha256(f"{day}:{each.id}".encode()).digest())
    name = rater or workspace.store.person
    return tuple(
        Station(calibration=each, sheet=_sheet(workspace, each, rubrics[each.rubric], name))
        for each in ordered
    )


def keep(workspace: Workspace, sheet: RatingSheet, draft: RatingDraft) -> None:
    """Keep a rating of a transcript as far as it has come."""
    body = msgspec.json.encode(draft).decode()
    workspace.store.keep_draft(Draft(_draft_id(sheet), "rating", body, workspace.now().at))


def finish(workspace: Workspace, done: Sequence[Station]) -> Calibrated:
    """Make a whole calibration a fact, and return what came of it.

    Raises:
        AttemptRejected: something is not rated yet, or nothing but N/A was given.
    """
    if not done or not all(each.is_done for each in done):
        raise AttemptRejected("Not everything is rated yet.", "csmdrill coach calibrate goes on with it.")
    for level in (each for s in done for each in (*s.sheet.draft.levels.values(), s.sheet.draft.overall)):
        if level is not None and not 1 <= level <= 5:
            raise AttemptRejected(f"{level} is no rating.", "Ratings go from 1 to 5.")
    agreed = {(s.calibration.id, _name(s, c)): a.rating for s in done for c, a in _consensus(s).items()}
    given = {
        (s.calibration.id, _name(s, c)): s.sheet.draft.levels.get(c) for s in done for c in _consensus(s)
    }
    error = rater_error(given, agreed)
    if error.absolute is None or error.lean is None:
        raise AttemptRejected("Nothing was rated but n/a, so nothing can be compared.")
    now, rater = workspace.now(), done[0].sheet.rater
    said = CalibrationPayload(
        rater=rater,
        day=now.day,
        set=_digest(done),
        transcripts=len(done),
        ratings=error.ratings,
        missing=error.missing,
        absolute=error.absolute,
        lean=error.lean,
        criteria={
            each.criterion: CriterionOff(ratings=each.ratings, absolute=each.absolute, lean=each.lean)
            for each in error.criteria
        },
    )
    workspace.store.calibrate(said, now, [_draft_id(each.sheet) for each in done])
    return Calibrated(
        rater=rater,
        day=day_date(now.day),
        expires=day_date(StudyDay(now.day + MOST_DAYS)),
        error=error_of(said),
        titles={_name(s, c.id): c.title for s in done for c in s.sheet.asked},
        transcripts=tuple(_result(each) for each in done),
        mark=calibration_mark_of(workspace, rater),
    )


def _read(folder: Path | None, rubrics: dict[str, RubricFile]) -> list[Calibration]:
    root = existing(folder) if folder else shipped_root("scenarios").resolve() / FOLDER
    known = {key: file.rubric for key, file in rubrics.items() if file.rubric is not None}
    files = read_calibrations([Place(root, "given" if folder else "shipped")], known)
    wrong = next((each for file in files for each in file.problems if each.is_error), None)
    if wrong is not None:
        raise AttemptRejected(f"The calibration set has errors: {wrong}.", f"csmdrill check {root}")
    found = {file.calibration.id: file.calibration for file in files if file.calibration is not None}
    if not found:
        raise AttemptRejected(
            f"There is no calibration set in {root}.", "Its files end in .calibration.yaml."
        )
    return list(found.values())


def _sheet(workspace: Workspace, made: Calibration, rubric: RubricFile, rater: str) -> RatingSheet:
    assert rubric.rubric is not None  # noqa: S101 - a file whose rubric has errors is refused before
    empty = RatingSheet(
        attempt=f"calibration:{made.id}",
        key=made.scenario,
        source="",
        title=make_safe(made.title),
        kind="practice",
        role="coach",
        rater=rater,
        rubric=rubric.rubric,
        rubric_key=made.rubric,
        rubric_source=rubric.digest,
        asked=tuple(rubric.rubric.criteria),
        overall_asked=True,
        lines=tuple(
            TranscriptLine(at=milliseconds(each.at), kind=each.kind, name=each.name, text=each.text)
            for each in made.transcript
        ),
        predicted=None,
        draft=RatingDraft(),
    )
    kept = workspace.store.draft_of(_draft_id(empty), "rating")
    return msgspec.structs.replace(empty, draft=draft_in(kept.body)) if kept else empty


def _result(done: Station) -> TranscriptResult:
    draft, agreed = done.sheet.draft, _consensus(done)
    rows = [
        _row(each.id, each.title, draft.levels.get(each.id), agreed[each.id]) for each in done.sheet.asked
    ]
    rows.append(_row(OVERALL, "All in all", draft.overall, done.calibration.overall))
    return TranscriptResult(id=done.calibration.id, title=done.calibration.title, ratings=tuple(rows))


def _row(name: str, title: str, given: int | None, agreed: Agreed) -> Compared:
    return Compared(
        criterion=name, title=title, given=given, agreed=agreed.rating, reason=" ".join(agreed.reason.split())
    )


def _consensus(station: Station) -> dict[str, Agreed]:
    return station.calibration.consensus


def _name(station: Station, criterion: str) -> str:
    """Return the name of a criterion among those of all rubrics of a set."""
    return f"{station.calibration.rubric.rpartition('/')[2]}/{criterion}"


def _digest(done: Sequence[Station]) -> str:
    """Return SHA-256, as hex, of a set: its transcripts and what was agreed on."""
    whole = sorted((each.calibration for each in done), key=lambda each: each.id)
    return hashlib.sha256(msgspec.json.encode(whole, order="sorted")).hexdigest()


def _draft_id(sheet: RatingSheet) -> str:
    return f"{sheet.attempt}:{sheet.rater}"
