"""An attempt on its way to a coach, and the rating on its way back: one file each."""

from __future__ import annotations

import base64
import binascii
import zlib
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from csmdrill.content.rubric import Rubric
from csmdrill.core.errors import AttemptRejected
from csmdrill.core.text import is_safe
from csmdrill.roleplay.transcript import lines_of
from csmdrill.services.attempts import chosen, load
from csmdrill.services.kept import KeptWords, read_sources
from csmdrill.services.rated import comments_in
from csmdrill.services.rating import OVERALL, asked_of, draft_in, payload_of
from csmdrill.services.record import record_of
from csmdrill.services.rehearsal_views import RatingDraft, RatingSheet
from csmdrill.services.workspace import Workspace
from csmdrill.storage.bounds import Count, Day, Name
from csmdrill.storage.played import LONGEST_SOURCE, LONGEST_WORDS, AttemptPayload, RatingPayload
from csmdrill.storage.rehearsals import Draft, ToTell, hash_of, source_from

MOST_BYTES = 3 * LONGEST_WORDS
SEALED_BYTES = 200_000

_T = TypeVar("_T")
Text = Annotated[str, Meta(max_length=LONGEST_SOURCE)]


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt as a coach gets it.

    Args:
        format: says what the file is.
        person: the random id of whose attempt it is.
        key: of the scenario.
        day: the study day.
        attempt: what the fact says, the prediction left out.
        words: what was said, and the reflection.
        scenario, rubric: their texts.
        sealed: the self-rating and the prediction, packed, so that nobody reads them by accident; no secret.
    """

    format: Literal["csmdrill/attempt@1"] = "csmdrill/attempt@1"
    person: Name
    key: Name
    day: Day
    attempt: AttemptPayload
    words: KeptWords
    scenario: Text
    rubric: Text
    sealed: Annotated[str, Meta(max_length=SEALED_BYTES)] = ""


class Sealed(msgspec.Struct, frozen=True):
    """What a coach sees only after saving: the self-rating with its comments, and the prediction."""

    rating: RatingPayload | None
    comments: dict[str, str]
    predicted: float | None


class RatingFile(msgspec.Struct, frozen=True, kw_only=True):
    """A coach's rating as it comes back; `person` and `attempt` say whose and of what."""

    format: Literal["csmdrill/rating@1"] = "csmdrill/rating@1"
    person: Name
    key: Name
    day: Count
    rating: RatingPayload
    comments: Annotated[dict[Name, Annotated[str, Meta(max_length=4000)]], Meta(max_length=13)] = {}


def submission_of(workspace: Workspace, attempt: str) -> Submission:
    """Return an attempt as a coach would get it.

    Raises:
        AttemptRejected: there is none, or what was said or played is no longer kept.
    """
    view, found = load(workspace, attempt), chosen(record_of(workspace), attempt)
    texts = workspace.store.sources_of([view.source, view.rubric_source])
    if view.log is None or len(texts) < 2:
        raise AttemptRejected(
            f"What was said in {view.row.id} is no longer kept; there is nothing to submit."
        )
    mine = found.rated_as("self")
    words = workspace.store.words_of([mine.ref]).get(mine.ref, "") if mine else ""
    sealed = Sealed(mine.said if mine else None, comments_in(words), found.said.predicted)
    return Submission(
        person=workspace.store.person,
        key=found.key,
        day=found.at.day,
        attempt=msgspec.structs.replace(found.said, predicted=None, text=None),
        words=KeptWords(log=view.log, reflection=view.reflection, understood=dict(view.understood)),
        scenario=texts[view.source],
        rubric=texts[view.rubric_source],
        sealed=_seal(sealed),
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
    if submission.words.reflection:
        found.append(f"your reflection: {submission.words.reflection}")
    if unsealed(submission).rating is not None:
        found.append("your self-rating and prediction, sealed: shown to the coach only after they rated")
    return found


def encoded(value: Submission | RatingFile) -> bytes:
    """Return a file's content as JSON."""
    return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"


def read_submission(path: Path) -> Submission:
    """Return the attempt in a file.

    Raises:
        AttemptRejected: the file cannot be read, or holds no attempt that is whole and harmless.
    """
    submission = _decoded(path, Submission, "an attempt")
    if hash_of(submission.rubric) != submission.attempt.rubric_hash:
        raise AttemptRejected(f"{path} is not whole: its rubric is not the one that the attempt names.")
    return submission


def sheet_of(workspace: Workspace, submission: Submission, rater: str = "") -> RatingSheet:
    """Return what a coach needs to rate a submitted attempt, blind to the self-rating.

    Raises:
        AttemptRejected: its rubric cannot be read, or it is void.
    """
    said, words = submission.attempt, submission.words
    played = read_sources(submission.scenario, submission.rubric, words.understood)
    if played.rubric is None:
        raise AttemptRejected("The rubric in it cannot be read by this csmdrill.")
    if said.reason in ("void", "interrupted"):
        raise AttemptRejected("The attempt is void; it cannot be rated.")
    asked, overall = asked_of(played.rubric, "coach", said.mode, said.train)
    kept = workspace.store.draft_of(f"{said.attempt}:coach", "rating")
    return RatingSheet(
        attempt=said.attempt,
        key=submission.key,
        source=hash_of(submission.scenario),
        title=said.title,
        kind=said.mode,
        role="coach",
        rater=rater or workspace.store.person,
        rubric=played.rubric,
        rubric_key=said.rubric,
        rubric_source=said.rubric_hash,
        asked=asked,
        overall_asked=overall,
        lines=lines_of(words.log, played.scene),
        predicted=None,
        draft=draft_in(kept.body) if kept else RatingDraft(),
    )


def save_for(
    workspace: Workspace, submission: Submission, asked: RatingSheet, rating: RatingDraft
) -> tuple[RatingFile, Sealed]:
    """Keep a coach's rating of a submitted attempt in the coach's own history.

    Returns:
        The file for the trainee, and what was sealed.

    Raises:
        AttemptRejected: the rating is not whole.
    """
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
    workspace.store.tell(told, now)
    back = RatingFile(
        person=submission.person, key=asked.key, day=now.day, rating=said, comments=comments_in(words)
    )
    return back, unsealed(submission)


def must_be_new(target: Path) -> None:
    """Refuse a file that is there already, before somebody works for it.

    Raises:
        AttemptRejected: it is there.
    """
    if target.exists():
        raise AttemptRejected(f"{target} is there already, and is not written over.", "Name another with -o.")


def write_new(target: Path, content: bytes) -> None:
    """Write a file that is not there yet, for nobody else to read.

    Raises:
        AttemptRejected: it is there already, or cannot be written.
    """
    must_be_new(target)
    try:
        with target.open("xb") as out:
            target.chmod(0o600)
            out.write(content)
    except OSError as error:
        raise AttemptRejected(
            f"{target} cannot be written: {error.strerror}.", "Name another file."
        ) from error


def is_rating_file(path: Path) -> bool:
    """Return whether a file means to be a coach's rating."""
    try:
        with path.open("rb") as file:
            return b'"csmdrill/rating@1"' in file.read(200)
    except OSError:
        return False


def receive(workspace: Workspace, path: Path) -> str:
    """Take in a coach's rating of an own attempt; returns a sentence. A second time changes nothing.

    Raises:
        AttemptRejected: the file cannot be read, is not about an attempt of this home, or does not fit it.
    """
    came = _decoded(path, RatingFile, "a rating")
    said = came.rating
    found = record_of(workspace).find(said.attempt)
    if found is None or came.person != workspace.store.person:
        raise AttemptRejected(f"{path} rates an attempt that is not in this home.")
    if said.rubric_hash != found.said.rubric_hash:
        raise AttemptRejected(f"{path} rates {said.attempt} by another rubric than it was made by.")
    said = _checked(workspace, path, came, found.said)
    before = next(
        (each for each in found.ratings if each.said.role == "coach" and each.said.rater == said.rater), None
    )
    if before is not None and msgspec.structs.replace(before.said, text=None) == said:
        return f"The rating of {said.attempt} is known already."
    comments = msgspec.json.encode(came.comments, order="sorted").decode() if came.comments else ""
    told = ToTell(said=said, key=found.key, hash=found.source, words=comments)
    workspace.store.tell(told, workspace.now())
    if found.rated_as("self"):
        return f"A coach's rating of {found.said.title} ({said.attempt}) is here."
    return f"A coach's rating of {found.said.title} ({said.attempt}) is here; it is shown once you rated it."


def _checked(workspace: Workspace, path: Path, came: RatingFile, attempt: AttemptPayload) -> RatingPayload:
    """Return a rating with all that the kept rubric decides taken from there.

    Raises:
        AttemptRejected: it does not fit the rubric or the attempt.
    """
    said, source = came.rating, attempt.rubric_hash
    rubric = read_sources(None, workspace.store.sources_of([source]).get(source), {}).rubric
    if rubric is None:
        raise AttemptRejected(f"The rubric of {said.attempt} is not kept; no rating of it can be taken in.")
    wrong = _misfit(came, rubric, (attempt.seconds + 1) * 1000)
    if wrong:
        raise AttemptRejected(f"{path} is no rating that csmdrill wrote: {wrong}")
    return msgspec.structs.replace(
        said,
        rubric=attempt.rubric,
        asked=tuple(each.id for each in rubric.criteria),
        weights={each.id: each.weight for each in rubric.criteria},
        blockers=tuple(each.id for each in rubric.criteria if each.blocker),
        text=None,
    )


def _misfit(came: RatingFile, rubric: Rubric, over: int) -> str:
    """Return in a sentence why a rating does not fit, or nothing; the attempt is over at so many ms."""
    said, known = came.rating, {each.id: {check.id for check in each.checks} for each in rubric.criteria}
    if said.role != "coach":
        return "it is not a coach's."
    named = (said.asked, said.weights, said.blockers, said.levels, said.checks, said.evidence)
    unknown = {name for names in named for name in names}.union(set(came.comments) - {OVERALL}) - set(known)
    if unknown:
        return f"the rubric has no criterion {min(unknown)}."
    missing = [each.title for each in rubric.criteria if each.id not in said.levels]
    if missing:
        return f"{missing[0]} is not rated."
    for name, checks in said.checks.items():
        if not known[name].issuperset(checks):
            return f"the rubric has no check {min(set(checks) - known[name])} of {name}."
    if any(at >= over for times in said.evidence.values() for at in times):
        return "its evidence is from after the end of the attempt."
    return ""


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


def _seal(sealed: Sealed) -> str:
    return base64.b64encode(zlib.compress(msgspec.json.encode(sealed))).decode()


def _decoded(path: Path, kind: type[_T], what: str) -> _T:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise AttemptRejected(f"{path} cannot be read: {error.strerror}.", "Look at the spelling.") from error
    if len(content) > MOST_BYTES:
        raise AttemptRejected(f"{path} is larger than {MOST_BYTES} bytes; that is not {what}.")
    try:
        value = msgspec.json.decode(content, type=kind)
        plain = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise AttemptRejected(f"{path} is not {what} that csmdrill wrote.") from None
    if not _is_harmless(plain):
        raise AttemptRejected(f"{path} holds a character that no screen may be sent.")
    return value


def _is_harmless(value: object) -> bool:
    if isinstance(value, str):
        return is_safe(value)
    if isinstance(value, dict):
        return all(_is_harmless(name) and _is_harmless(item) for name, item in value.items())
    return all(map(_is_harmless, value)) if isinstance(value, list) else True
