"""An attempt that goes to a coach: written, read, rated there."""

from __future__ import annotations

import base64
import binascii
import zlib
from pathlib import Path

import msgspec

from csmdrill import __version__
from csmdrill.core.clock import StudyDay, day_date
from csmdrill.core.errors import AttemptRejected
from csmdrill.core.text import make_safe
from csmdrill.roleplay.transcript import lines_of
from csmdrill.services.attempts import chosen, load
from csmdrill.services.blind import blind_lines, called
from csmdrill.services.calibration_marks import last_calibration
from csmdrill.services.coach_copies import refuse_copy
from csmdrill.services.coach_files import (
    LONGEST_NAME,
    MOST_PINNED,
    SEALED_BYTES,
    Pinned,
    RatingFile,
    Submission,
    checksum_of,
    hash_of_log,
    read_plain,
    typed,
)
from csmdrill.services.coach_observations import observations_in
from csmdrill.services.coach_views import CHANGED
from csmdrill.services.kept import KeptWords, read_sources
from csmdrill.services.rated import comments_in, moments_in
from csmdrill.services.rating import asked_of, draft_in, payload_of
from csmdrill.services.record import record_of
from csmdrill.services.rehearsal_views import RatingDraft, RatingSheet
from csmdrill.services.replayed import what_differs
from csmdrill.services.workspace import Workspace
from csmdrill.storage.played import RatingPayload
from csmdrill.storage.rehearsals import Draft, ToTell, source_from

WHAT = "an attempt"
VOID = ("void", "interrupted")
"""Why an attempt was over that nobody rates."""


class Sealed(msgspec.Struct, frozen=True):
    """What a coach sees only after saving: the self-rating with its comments, and the prediction."""

    rating: RatingPayload | None
    comments: dict[str, str]
    predicted: float | None


def submission_of(workspace: Workspace, attempt: str, name: str = "") -> Submission:
    """Return an attempt as a coach would get it.

    Args:
        workspace: the open workspace.
        attempt: its id, the beginning of it, or `last`.
        name: how the trainee wants to be called; empty for the random id alone.

    Raises:
        AttemptRejected: there is none, it is void or was left with nothing said, what was said or played is
            no longer kept, or another version of csmdrill made it, in which it went otherwise.
    """
    view, found = load(workspace, attempt), chosen(record_of(workspace), attempt)
    texts = workspace.store.sources_of([view.source, view.rubric_source])
    if view.log is None or len(texts) < 2:
        raise AttemptRejected(
            f"What was said in {view.row.id} is no longer kept; there is nothing to submit."
        )
    if view.row.reason in VOID:
        raise AttemptRejected(f"{view.row.id} is void; there is nothing to rate in it.")
    if view.row.reason == "left" and not any(event.kind == "you" for event in view.log.events):
        raise AttemptRejected(
            f"{view.row.id} was left before anything was said; there is nothing to rate in it.",
            "csmdrill attempts lists the others.",
        )
    mine = found.rated_as("self")
    words = workspace.store.words_of([mine.ref]).get(mine.ref, "") if mine else ""
    sealed = Sealed(mine.said if mine else None, comments_in(words), found.said.predicted)
    made = Submission(
        person=workspace.store.person,
        key=found.key,
        source=view.source,
        day=found.at.day,
        attempt=msgspec.structs.replace(found.said, predicted=None, text=None),
        words=KeptWords(log=view.log, reflection=view.reflection, understood=dict(view.understood)),
        scenario=texts[view.source],
        rubric=texts[view.rubric_source],
        sealed=_seal(sealed),
        name=make_safe(" ".join(name.split()))[:LONGEST_NAME],
    )
    made = msgspec.structs.replace(made, checksum=checksum_of(made))
    place = what_differs(made)
    if place:
        raise AttemptRejected(
            f"{view.row.id} comes out otherwise when it is played again, so no coach could take it: {place}.",
            _versions(made),
        )
    return made


def lacks_of(submission: Submission) -> str:
    """Return in two lines what a coach will miss and how it gets in; empty where nothing is missing."""
    if submission.attempt.reason not in ("ended", "timeout") or unsealed(submission).rating is not None:
        return ""
    return (
        "You have not rated it yourself, so there will be no gap for your coach to see.\n"
        f"Rate it first: csmdrill rate {submission.attempt.attempt}"
    )


def contents_of(submission: Submission) -> list[str]:
    """Return in sentences what a submission holds, to be read before it is written."""
    lines = sum(event.kind == "you" for event in submission.words.log.events)
    found = [
        f"the attempt {submission.attempt.attempt} of {submission.attempt.title}: kind, end, tags, metrics",
        f"every word of its transcript, {lines} lines of yours among them",
        "the texts of the scenario and of the rubric",
        "your random id, and the study day",
    ]
    if submission.name:
        found.append(f"your name: {submission.name}")
    if submission.attempt.mode == "benchmark":
        found.append(f"a benchmark: {_benchmark_words(submission)}")
    if submission.words.reflection:
        found.append(f"your reflection: {submission.words.reflection}")
    sealed = unsealed(submission)
    mine = ["self-rating"] if sealed.rating is not None else []
    mine += ["prediction"] if sealed.predicted is not None else []
    if mine:
        found.append(f"your {' and '.join(mine)}, sealed: shown to the coach only after they rated")
    return found


def _benchmark_words(submission: Submission) -> str:
    if submission.attempt.reason not in ("ended", "timeout"):
        return "left before its end, it counts for nothing"
    if unsealed(submission).rating is None:
        return "the coach's program keeps the coach's score of it, as a point of your skill"
    return "the coach's program keeps both scores of it, as points of your skill"


def read_submission(path: Path) -> Submission:
    """Return the attempt in a file, once it was played again and came out the same.

    Raises:
        AttemptRejected: the file cannot be read, or holds no attempt that is whole and harmless and follows
            from its own scenario, draw and acts.
    """
    submission = typed(path, read_plain(path, WHAT), Submission, WHAT)
    place = what_differs(submission)
    if not place:
        return submission
    again = f"Ask for the file again: csmdrill submit {submission.attempt.attempt} -o FILE."
    raise AttemptRejected(
        f"{path} {CHANGED}. What does not fit the rest of it: {place}.",
        f"{again} {_versions(submission)}".rstrip(),
    )


def sheet_of(workspace: Workspace, submission: Submission, rater: str = "") -> RatingSheet:
    """Return what a coach needs to rate a submitted attempt, blind to its ending and the self-rating.

    Raises:
        AttemptRejected: its rubric cannot be read, or it is void.
    """
    said, words = submission.attempt, submission.words
    played = read_sources(submission.scenario, submission.rubric, words.understood)
    if played.rubric is None:
        raise AttemptRejected("The rubric in it cannot be read by this csmdrill.")
    if said.reason in VOID:
        raise AttemptRejected("The attempt is void; it cannot be rated.")
    if submission.day > workspace.now().day + 1:  # a day ahead is a time zone further east
        raise AttemptRejected(
            f"It is dated {day_date(StudyDay(submission.day))}, a day that has not come.",
            "Look at the clocks of both machines.",
        )
    asked, overall = asked_of(played.rubric, "coach", said.mode, said.train)
    kept = workspace.store.draft_of(f"{said.attempt}:coach", "rating")
    return RatingSheet(
        attempt=said.attempt,
        key=submission.key,
        source=submission.source,
        title=said.title,
        kind=said.mode,
        role="coach",
        rater=rater or workspace.store.person,
        rubric=played.rubric,
        rubric_key=said.rubric,
        rubric_source=said.rubric_hash,
        asked=asked,
        overall_asked=overall,
        lines=called(blind_lines(lines_of(words.log)), submission.called),
        predicted=None,
        draft=draft_in(kept.body) if kept else RatingDraft(),
    )


def save_for(
    workspace: Workspace, submission: Submission, asked: RatingSheet, rating: RatingDraft
) -> RatingFile:
    """Keep a coach's rating of a submitted attempt in the coach's own history; returns the trainee's file.

    Raises:
        AttemptRejected: the rating is not whole, or the attempt is a copy of one that is rated.
    """
    refuse_copy(workspace, submission)
    said, words = payload_of(asked, rating)
    sources = source_from("scenario", submission.scenario), source_from("rubric", submission.rubric)
    now = workspace.now()
    told = ToTell(
        said=said,
        key=asked.key,
        hash=asked.source,
        words=words,
        sources=sources,
        instead_of=(f"{asked.attempt}:coach", "rating"),
    )
    if submission.person != workspace.store.person:  # one's own attempts tell of themselves
        seen = observations_in(submission, said, unsealed(submission).rating)
        workspace.store.observe(seen, now)
    workspace.store.tell(told, now)
    return file_of(workspace, submission, said, words, now.day)


def file_of(
    workspace: Workspace, submission: Submission, said: RatingPayload, words: str, day: int
) -> RatingFile:
    """Return a coach's rating as it goes back to the trainee; the words are its comments as JSON."""
    pinned = sorted(moments_in(words).items())[:MOST_PINNED]
    back = RatingFile(
        person=submission.person,
        key=submission.key,
        log=hash_of_log(submission.words.log),
        day=day,
        rating=msgspec.structs.replace(said, text=None),
        comments=comments_in(words),
        moments=tuple(Pinned(moment.at, text, moment.line) for moment, text in pinned),
        calibration=last_calibration(workspace, said.rater),
    )
    return msgspec.structs.replace(back, checksum=checksum_of(back))


def keep_for(workspace: Workspace, asked: RatingSheet, draft: RatingDraft) -> None:
    """Keep a half-made rating of a submitted attempt."""
    body = msgspec.json.encode(draft).decode()
    workspace.store.keep_draft(Draft(f"{asked.attempt}:coach", "rating", body, workspace.now().at))


def unsealed(submission: Submission) -> Sealed:
    """Return what was sealed; what cannot be read is as good as nothing."""
    try:
        packed = zlib.decompressobj().decompress(
            base64.b64decode(submission.sealed, validate=True), SEALED_BYTES
        )
        return msgspec.json.decode(packed, type=Sealed)
    except (binascii.Error, zlib.error, ValueError, msgspec.DecodeError):
        return Sealed(None, {}, None)


def _versions(submission: Submission) -> str:
    """Return that another version made an attempt, if one did."""
    made_by = submission.attempt.engine
    if made_by == __version__:
        return ""
    return f"It was played with csmdrill {made_by}; this is {__version__}, which may play it otherwise."


def _seal(sealed: Sealed) -> str:
    return base64.b64encode(zlib.compress(msgspec.json.encode(sealed))).decode()
