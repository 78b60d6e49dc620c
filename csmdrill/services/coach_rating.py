"""A coach rates a submitted attempt: blind, then the gap, comments on moments, and the file to send back."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from csmdrill.core.errors import AttemptRejected
from csmdrill.core.text import make_safe
from csmdrill.roleplay.transcript import TranscriptLine, lines_of
from csmdrill.services.blind import called
from csmdrill.services.calibration_marks import calibration_mark_of
from csmdrill.services.coach_copies import refuse_copy
from csmdrill.services.coach_files import (
    MOST_PINNED,
    RatingFile,
    Submission,
    encoded,
    must_be_new,
    read_plain,
    typed,
    write_new,
)
from csmdrill.services.comments import Spot, places_of, settled
from csmdrill.services.rated import words_from
from csmdrill.services.rating import LONGEST_COMMENT
from csmdrill.services.record import ratings_given
from csmdrill.services.rehearsal_views import RatingDraft, RatingSheet
from csmdrill.services.submission import file_of, read_submission, save_for, sheet_of
from csmdrill.services.workspace import Workspace
from csmdrill.storage.rehearsals import ToTell

MOST_TARGETS = 100


class ToRate(msgspec.Struct, frozen=True):
    """A submitted file, and what a coach needs to rate it."""

    path: Path
    submission: Submission
    sheet: RatingSheet


class CoachRated(msgspec.Struct, frozen=True):
    """A rating that was saved.

    Args:
        submission: what was rated.
        sheet: as it was asked.
        back: for the trainee.
        target: the file in which it stands.
        mark: what must be said of the coach; empty if nothing.
    """

    submission: Submission
    sheet: RatingSheet
    back: RatingFile
    target: Path
    mark: str = ""

    @property
    def moments(self) -> dict[Spot, str]:
        """The comments pinned so far, by the line that each is on."""
        given = {Spot(each.at, each.line): each.text for each in self.back.moments}
        return settled(self.lines, given)

    @property
    def lines(self) -> tuple[TranscriptLine, ...]:
        """The whole transcript, its ending included."""
        return called(lines_of(self.submission.words.log), self.submission.called)


def open_file(workspace: Workspace, path: Path, rater: str = "") -> ToRate:
    """Return what is needed to rate a submitted file; a half-made rating goes on.

    Raises:
        AttemptRejected: it cannot be read, was edited, is void, or is a copy of one that is rated.
    """
    came = read_submission(path)
    refuse_copy(workspace, came)
    return ToRate(path, came, sheet_of(workspace, came, rater))


def save(workspace: Workspace, asked: ToRate, rating: RatingDraft, target: Path | None = None) -> CoachRated:
    """Keep a rating, and write the file for the trainee beside the submission.

    Raises:
        AttemptRejected: the rating is not whole, or the file cannot be written.
    """
    target = target or _free_target(asked)
    must_be_new(target)
    back = save_for(workspace, asked.submission, asked.sheet, rating)
    write_new(target, encoded(back))
    mark = calibration_mark_of(workspace, asked.sheet.rater)
    return CoachRated(asked.submission, asked.sheet, back, target, mark)


def pin(workspace: Workspace, rated: CoachRated, spot: Spot, text: str) -> CoachRated:
    """Pin a comment to a line, in place of one that stands there; without words it goes.

    The rating itself stays as it was given blind.

    Raises:
        AttemptRejected: there is no such line, there are too many, or the file cannot be written.
    """
    if spot not in {(at, number) for at, _, number in places_of(rated.lines)}:
        raise AttemptRejected("No line stands at that time.", "Take a time of the transcript.")
    moments = {**rated.moments, spot: make_safe(text[:LONGEST_COMMENT]).strip()}
    moments = {when: words for when, words in sorted(moments.items()) if words}
    if len(moments) > MOST_PINNED:
        raise AttemptRejected(f"There are {MOST_PINNED} comments already.", "A trainee reads three.")
    if moments == rated.moments:
        return rated
    said, words = rated.back.rating, words_from(rated.back.comments, moments)
    back = file_of(workspace, rated.submission, said, words, rated.back.day)
    # Told anew: the newest rating of a coach is the one that counts, and facts are never changed.
    told = ToTell(said=said, key=rated.sheet.key, hash=rated.sheet.source, words=words)
    workspace.store.tell(told, workspace.now())
    _write_over(rated.target, encoded(back))
    return msgspec.structs.replace(rated, back=back)


def given_back(workspace: Workspace, path: Path, rater: str = "") -> CoachRated | None:
    """Return a rating that was given before, its file written again where it is gone; None without one.

    Raises:
        AttemptRejected: the submission cannot be read, or the file cannot be written.
    """
    came = read_submission(path)
    ratings = [
        each
        for each in ratings_given(workspace).get(came.attempt.attempt, [])
        if rater in ("", each.said.rater)
    ]
    if not ratings:
        return None
    last = ratings[-1]
    words = workspace.store.words_of([last.ref]).get(last.ref, "")
    back = file_of(workspace, came, last.said, words, last.day)
    asked = ToRate(path, came, sheet_of(workspace, came, last.said.rater))
    there = _file_with(asked, back)
    target = there[0] if there else _free_target(asked)
    if there is None:
        write_new(target, encoded(back))
    elif there[1] != back:
        _write_over(target, encoded(back))
    return CoachRated(came, asked.sheet, back, target, calibration_mark_of(workspace, last.said.rater))


def _free_target(asked: ToRate) -> Path:
    """Return where a rating goes: beside the submission, under a name that nobody took."""
    stem = asked.path.with_suffix("")
    names = [f"{stem}.rating.json", *(f"{stem}.rating-{n}.json" for n in range(2, MOST_TARGETS))]
    return next((path for path in map(Path, names) if not path.exists()), Path(names[0]))


def _file_with(asked: ToRate, back: RatingFile) -> tuple[Path, RatingFile] | None:
    """Return the file beside the submission that holds this coach's rating of it, if one does."""
    stem = asked.path.stem
    for path in sorted(asked.path.parent.glob("*.rating*.json")):
        with suppress(AttemptRejected):
            if path.name.startswith(f"{stem}.rating"):
                found = typed(path, read_plain(path, "a rating"), RatingFile, "a rating")
                if found.log == back.log and found.rating.rater == back.rating.rater:
                    return path, found
    return None


def _write_over(target: Path, content: bytes) -> None:
    """Put a newer text in place of a file of ours, whole or not at all.

    Raises:
        AttemptRejected: it cannot be written.
    """
    fresh = target.with_name(f"{target.name}.new")
    try:
        with fresh.open("wb") as out:
            fresh.chmod(0o600)
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(target)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise AttemptRejected(
            f"{target} cannot be written: {error.strerror}.",
            "Your comment is kept; coach rate writes it again.",
        ) from error
