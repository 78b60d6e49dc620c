"""A coach's rating as it comes back: looked at against the attempt and its rubric, then taken in."""

from __future__ import annotations

from pathlib import Path

import msgspec

from csmdrill.content.rubric import Rubric
from csmdrill.core.errors import AttemptRejected
from csmdrill.services.attempts import load
from csmdrill.services.coach_files import RatingFile, checksum_of, hash_of_log, read_plain, typed
from csmdrill.services.comments import Spot
from csmdrill.services.kept import read_sources
from csmdrill.services.rated import words_from
from csmdrill.services.rating import OVERALL
from csmdrill.services.record import Attempt, Given, record_of
from csmdrill.services.workspace import Workspace
from csmdrill.storage.played import AttemptPayload, RatingPayload
from csmdrill.storage.rehearsals import ToTell

WHAT = "a rating"
AGAIN = "Ask your coach to rate the file again: csmdrill rate FILE --as coach."
HERE = "Take it in where the attempt was made; csmdrill attempts lists what is here."


def receive(workspace: Workspace, path: Path) -> str:
    """Take in a coach's rating of an own attempt; returns a sentence. A second time changes nothing.

    Raises:
        AttemptRejected: the file cannot be read, is not about an attempt of this home, or does not fit it.
    """
    plain = read_plain(path, WHAT)
    _check_levels(path, plain)
    came = typed(path, plain, RatingFile, WHAT)
    said = came.rating
    found = record_of(workspace).find(said.attempt)
    if found is None or came.person != workspace.store.person:
        raise AttemptRejected(f"{path} rates an attempt that is not in this home.", HERE)
    if came.key != found.key:
        raise AttemptRejected(f"{path} rates {came.key}, but {said.attempt} is {found.key}.", AGAIN)
    if said.rubric_hash != found.said.rubric_hash:
        raise AttemptRejected(f"{path} rates {said.attempt} by another rubric than it was made by.", AGAIN)
    log = load(workspace, said.attempt).log
    if log is not None and hash_of_log(log) != came.log:
        raise AttemptRejected(f"{path} rates other words than those that are kept of {said.attempt}.", AGAIN)
    said = _checked(workspace, path, came, found.said)
    if checksum_of(came) != came.checksum:
        raise AttemptRejected(f"{path} is not as csmdrill wrote it: something in it was changed.", AGAIN)
    comments = words_from(came.comments, {Spot(each.at, each.line): each.text for each in came.moments})
    _learn_calibration(workspace, came)
    if any(_is_same(workspace, each, said, comments) for each in found.ratings):
        return f"The rating of {said.attempt} is known already. {_where(found)}"
    told = ToTell(said=said, key=found.key, hash=found.source, words=comments)
    workspace.store.tell(told, workspace.now())
    return f"A coach's rating of {found.said.title} ({said.attempt}) is here. {_where(found)}"


def _is_same(workspace: Workspace, given: Given, said: RatingPayload, comments: str) -> bool:
    """Return whether a rating that is here says the same; one whose comments were erased does."""
    if msgspec.structs.replace(given.said, text=None) != said:
        return False
    kept = workspace.store.words_of([given.ref]).get(given.ref, "")
    return kept == comments or (not kept and given.said.text is not None)


def _learn_calibration(workspace: Workspace, came: RatingFile) -> None:
    """Keep how the coach stood, unless it is known."""
    told = came.calibration
    if told is not None and told.rater == came.rating.rater and told not in workspace.store.calibrations():
        workspace.store.calibrate(told, workspace.now())


def _where(found: Attempt) -> str:
    """Return how to read what came."""
    name = found.said.attempt
    if found.rated_as("self"):
        return f"Read it: csmdrill attempts show {name}."
    return f"It is shown once you rated the attempt yourself: csmdrill rate {name}."


def _check_levels(path: Path, plain: object) -> None:
    """Refuse ratings that are none, before anything else is said of the file.

    Raises:
        AttemptRejected: one is neither 1 to 5 nor n/a.
    """
    rating = plain.get("rating") if isinstance(plain, dict) else None
    levels = rating.get("levels") if isinstance(rating, dict) else None
    if not isinstance(rating, dict) or not isinstance(levels, dict):
        return
    for name, level in {**levels, OVERALL: rating.get("overall")}.items():
        if level is not None and (type(level) is not int or not 1 <= level <= 5):
            shown = msgspec.json.encode(level).decode()[:20]
            raise AttemptRejected(
                f"{path} is no rating that csmdrill wrote: {name[:80]} is rated {shown}, "
                "and ratings are whole numbers from 1 to 5.",
                AGAIN,
            )


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
        raise AttemptRejected(f"{path} is no rating that csmdrill wrote: {wrong}", AGAIN)
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
    if any(each.at >= over for each in came.moments):
        return "a comment is on a moment after the end of the attempt."
    return ""
