"""A sheet for a 1:1, in Markdown: of each person one quote, one question and one next act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import msgspec

from csmdrill.content.rubric import Criterion, Rubric
from csmdrill.core.clock import StudyDay, day_date
from csmdrill.core.errors import AttemptRejected
from csmdrill.roleplay.transcript import TranscriptLine, lines_of
from csmdrill.services.attempt_text import line_words, plain_markdown
from csmdrill.services.calibration_marks import calibration_mark_of
from csmdrill.services.coach_files import Submission
from csmdrill.services.coach_inbox import ratings_given, submissions_in
from csmdrill.services.coach_views import PURPOSE
from csmdrill.services.kept import read_sources
from csmdrill.services.rated import comments_in, moments_in
from csmdrill.services.record import Given, gap_of
from csmdrill.services.submission import read_submission, unsealed
from csmdrill.services.wording import date_words, skill_title
from csmdrill.services.workspace import Workspace
from csmdrill.storage.played import RatingPayload

DAYS = 7
"""In how many days the next act is to be done."""

WIDE_GAP = 2
SHORTEST_ID = 4


class Session(msgspec.Struct, frozen=True):
    """A submitted attempt and what this home's coach gave it.

    Args:
        submission: the attempt.
        rubric: by which it is rated.
        given: the newest rating of a coach here; None if it is not rated yet.
        comments, moments: that came with it.
    """

    submission: Submission
    rubric: Rubric
    given: Given | None
    comments: dict[str, str]
    moments: dict[int, str]


def sheets(workspace: Workspace, wanted: Sequence[str], folder: Path) -> str:
    """Return the sheets of some people, one after the other, in Markdown.

    Only what somebody submitted is in them: submitting is the consent.

    Args:
        workspace: the open workspace.
        wanted: for each a submitted file, or a name or the beginning of an id; empty for everybody.
        folder: where the submissions of people who are named lie.

    Raises:
        AttemptRejected: nobody of that name submitted anything there, or a file cannot be read.
    """
    found = _people(workspace, wanted, folder)
    if not found:
        raise AttemptRejected(
            f"There is nothing submitted in {folder}.",
            "A trainee writes it: csmdrill submit ATTEMPT -o FILE.",
        )
    given = ratings_given(workspace)
    return "\n---\n\n".join(
        _sheet(workspace, [_session(workspace, each, given) for each in p]) for p in found
    )


def _people(workspace: Workspace, wanted: Sequence[str], folder: Path) -> list[list[Submission]]:
    """Return the submissions of each person who is wanted, in the order in which they are."""
    found: dict[str, dict[str, Submission]] = {}
    lying: list[Submission] | None = None
    for name in wanted:
        if Path(name).is_file():
            fitting: Iterable[Submission] = [read_submission(Path(name))]
        else:
            lying = submissions_in(workspace, folder) if lying is None else lying
            fitting = _of(name, lying, folder)
        for came in fitting:
            found.setdefault(came.person, {})[came.attempt.attempt] = came
    if not wanted:
        for came in submissions_in(workspace, folder):
            found.setdefault(came.person, {})[came.attempt.attempt] = came
    return [sorted(by_id.values(), key=lambda came: came.day) for by_id in found.values()]


def _of(name: str, lying: Sequence[Submission], folder: Path) -> list[Submission]:
    asked = name.casefold()
    people = {
        came.person
        for came in lying
        if came.name.casefold() == asked or (len(asked) >= SHORTEST_ID and came.person.startswith(asked))
    }
    if len(people) != 1:
        said = (
            f"Several people are called {name!r}." if people else f"Nobody called {name!r} submitted anything"
        )
        raise AttemptRejected(
            said if people else f"{said} in {folder}.",
            "csmdrill coach inbox FOLDER lists who did; a sheet is made only for people who submitted.",
        )
    return [came for came in lying if came.person in people]


def _session(workspace: Workspace, came: Submission, given: dict[str, list[Given]]) -> Session:
    rubric = read_sources(came.scenario, came.rubric, came.words.understood).rubric
    if rubric is None:
        raise AttemptRejected("The rubric in it cannot be read by this csmdrill.")
    mine = given.get(came.attempt.attempt, [])
    last = mine[-1] if mine else None
    words = workspace.store.words_of([last.ref]).get(last.ref, "") if last else ""
    return Session(came, rubric, last, comments_in(words), moments_in(words))


def _sheet(workspace: Workspace, sessions: Sequence[Session]) -> str:
    rated = [each for each in sessions if each.given is not None]
    chosen = (rated or sessions)[-1]
    today = day_date(workspace.now().day)
    person = plain_markdown(chosen.submission.who)
    lines = [
        f"# 1:1 with {person}",
        "",
        f"{PURPOSE} {date_words(today)} {today.year}.",
        "",
        "## Submitted",
        "",
    ]
    lines += [f"- {_told(each)}" for each in sessions]
    lines += [f"- {mark}" for mark in sorted({_mark(workspace, each) for each in rated} - {""})]
    focus = _focus(chosen)
    quote, why = _quote(chosen, focus)
    lines += ["", "## One quote", ""]
    lines += [f"> {quote.clock} {plain_markdown(line_words(quote))}" if quote else "Nothing was said."]
    lines += ["", why] if why else []
    lines += ["", "## One question", "", _question(chosen, focus, quote)]
    lines += ["", "## One next act", "", f"- [ ] {_act(chosen, focus, today + timedelta(days=DAYS))}"]
    return "\n".join(lines) + "\n"


def _told(session: Session) -> str:
    came, mine = session.submission, unsealed(session.submission).rating
    day = date_words(day_date(StudyDay(came.day)))
    head = f"{day}: {plain_markdown(came.attempt.title or came.key)}, {came.attempt.mode}"
    if session.given is None:
        return f"{head}; not rated yet"
    score = session.given.score
    said = f"; coach {score.value:.1f}" if score.value is not None else f"; {score.why_none}"
    gap = gap_of(mine, session.given.said) if mine else None
    return f"{head}{said}" + (
        f"; on what both rated: self {gap.mine:.1f}, coach {gap.coach:.1f}" if gap else ""
    )


def _mark(workspace: Workspace, session: Session) -> str:
    if session.given is None:
        return ""
    return calibration_mark_of(workspace, session.given.said.rater)


def _focus(session: Session) -> Criterion:
    """Return what to talk about: where both differ widely, else what was rated lowest, else the trained."""
    criteria = list(session.rubric.criteria)
    if session.given is None:
        trained = [each for each in criteria if each.id == session.submission.attempt.train]
        return (trained or criteria)[0]
    levels = session.given.said.levels
    rated = [each for each in criteria if levels.get(each.id) is not None] or criteria
    gaps = _gaps(session)
    widest = max(rated, key=lambda each: (abs(gaps.get(each.id, 0)), each.weight))
    if abs(gaps.get(widest.id, 0)) >= WIDE_GAP:
        return widest
    return min(rated, key=lambda each: (levels.get(each.id) or 5, -each.weight))


def _gaps(session: Session) -> dict[str, int]:
    """Return self minus coach by criterion."""
    mine = unsealed(session.submission).rating
    if mine is None or session.given is None:
        return {}
    pairs = {name: (mine.levels.get(name), level) for name, level in session.given.said.levels.items()}
    return {
        name: own - theirs for name, (own, theirs) in pairs.items() if own is not None and theirs is not None
    }


def _quote(session: Session, focus: Criterion) -> tuple[TranscriptLine | None, str]:
    """Return a line, and the coach's words on it: one with a comment first, then evidence, then any."""
    lines = [line for line in lines_of(session.submission.words.log) if line.kind in ("you", "said")]
    mine = [line for line in lines if line.kind == "you"]
    said = session.given.said if session.given else None
    proof = said.evidence.get(focus.id, ()) if said else ()
    pinned = sorted(session.moments, key=lambda at: (at not in proof, at))
    if pinned:
        return _at(lines, pinned[0]), f"The coach: {plain_markdown(session.moments[pinned[0]])}"
    comment = session.comments.get(focus.id, "")
    why = f"The coach: {plain_markdown(comment)}" if comment else ""
    if proof:
        return _at(lines, proof[0]), why
    return (max(mine, key=lambda line: len(line.text)) if mine else None), why


def _at(lines: Sequence[TranscriptLine], at: int) -> TranscriptLine | None:
    """Return what the trainee said at a time, else what was last said before it."""
    here = [line for line in lines if line.at == at]
    own = [line for line in here if line.kind == "you"]
    before = [line for line in lines if line.at <= at]
    return next(iter([*own, *here, *before[-1:], *lines[:1]]), None)


def _question(session: Session, focus: Criterion, quote: TranscriptLine | None) -> str:
    when = f"At {quote.clock}: " if quote else ""
    title, gap = plain_markdown(focus.title), _gaps(session).get(focus.id, 0)
    said = session.given.said if session.given else None
    level = said.levels.get(focus.id) if said else None
    mine = unsealed(session.submission).rating
    if abs(gap) >= WIDE_GAP and mine is not None:
        own = mine.levels.get(focus.id)
        return f"{when}you gave yourself {own} on “{title}”, I gave {level}. What do you see that I do not?"
    if level is not None and level >= 4:
        return f"{when}“{title}” went well. What exactly did you do there that you want to keep?"
    strong = plain_markdown(focus.anchors.high).rstrip(".")
    return f"{when}what would you say there so that it looks like this: “{strong}”?"


def _act(session: Session, focus: Criterion, by: date) -> str:
    came = session.submission
    said: RatingPayload | None = session.given.said if session.given else None
    done = said.checks.get(focus.id, ()) if said else ()
    open_checks = [check for check in focus.checks if check.id not in done] or list(focus.checks)
    aim = f"and watch one thing: {plain_markdown(open_checks[0].text)}"
    day = f"By {date_words(by)}"
    if came.attempt.mode == "benchmark":
        # A benchmark is never practised; what it measures is.
        skill = skill_title(came.attempt.competency).lower()
        return f"{day}: practise a role-play of {skill} (`csmdrill roleplay` lists them), {aim}"
    return f"{day}: play it again (`csmdrill roleplay {came.key}`), {aim}"
