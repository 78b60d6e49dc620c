"""A sheet for a 1:1, in Markdown: of each person one quote, one question and one next act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from datetime import date, timedelta
from pathlib import Path

import msgspec

from csmdrill.content.rubric import Criterion, Rubric
from csmdrill.core.clock import StudyDay, day_date
from csmdrill.core.errors import AttemptRejected
from csmdrill.roleplay.transcript import TranscriptLine, lines_of
from csmdrill.services.attempt_text import line_words, plain_markdown
from csmdrill.services.calibration_marks import calibration_mark_of
from csmdrill.services.coach_files import SHORT_ID, Submission
from csmdrill.services.coach_inbox import submissions_in
from csmdrill.services.coach_views import PURPOSE
from csmdrill.services.comments import Spot, place_of, places_of
from csmdrill.services.kept import read_sources
from csmdrill.services.rated import comments_in, moments_in
from csmdrill.services.record import Given, gap_of, ratings_given
from csmdrill.services.submission import read_submission, unsealed
from csmdrill.services.wording import date_words, score_words, skill_title
from csmdrill.services.workspace import Workspace

DAYS = 7
"""In how many days the next act is to be done."""

WIDE_GAP = 2
WELL, BEST = 4, 5
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
    moments: dict[Spot, str]


class Topic(msgspec.Struct, frozen=True):
    """What a sheet is about: quote, question and act belong to the same criterion.

    Args:
        focus: the criterion.
        quote: a line of the transcript; None where nothing was said.
        why: the coach's words on it; may be empty.
        is_proof: the line was picked as evidence of the criterion.
    """

    focus: Criterion
    quote: TranscriptLine | None
    why: str
    is_proof: bool


def sheets(workspace: Workspace, wanted: Sequence[str], folder: Path) -> str:
    """Return the sheets of some people, one after the other, in Markdown.

    Only what somebody submitted is in them: submitting is the consent.

    Args:
        workspace: the open workspace.
        wanted: for each a submitted file, or what names a person (see `submissions_of`); empty for everybody.
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
            fitting = submissions_of(name, lying, folder)
        for came in fitting:
            found.setdefault(came.person, {})[came.attempt.attempt] = came
    if not wanted:
        for came in submissions_in(workspace, folder):
            found.setdefault(came.person, {})[came.attempt.attempt] = came
    return [sorted(by_id.values(), key=lambda came: came.day) for by_id in found.values()]


def submissions_of(name: str, lying: Sequence[Submission], folder: Path) -> list[Submission]:
    """Return the submissions of one person, by their name, the beginning of a part of it or of their id.

    Raises:
        AttemptRejected: nobody is called so, or several are.
    """
    asked = " ".join(name.casefold().split())
    people = {came.person for came in lying if came.name.casefold() == asked}
    people = people or {came.person for came in lying if _fits(came, asked)}
    if len(people) == 1:
        return [came for came in lying if came.person in people]
    if people:
        raise AttemptRejected(f"Several people fit {name!r}.", f"Name one of them: {_named(lying, people)}.")
    everybody = _named(lying, {came.person for came in lying})
    raise AttemptRejected(
        f"Nobody called {name!r} submitted anything in {folder}.",
        f"There are submissions of: {everybody}." if everybody else "Name their folder with --in.",
    )


def _fits(came: Submission, asked: str) -> bool:
    words = came.name.casefold().split()
    parts = [" ".join(words[place:]) for place in range(len(words))]
    by_id = len(asked) >= SHORTEST_ID and came.person.startswith(asked)
    return bool(asked) and (by_id or any(part.startswith(asked) for part in parts))


def _named(lying: Sequence[Submission], people: Set[str]) -> str:
    """Return the names of people; of those who share one also the beginning of the id."""
    who = {came.person: came.who for came in lying if came.person in people}
    twice = {name for name, count in Counter(who.values()).items() if count > 1}
    return ", ".join(
        sorted(f"{name} ({person[:SHORT_ID]})" if name in twice else name for person, name in who.items())
    )


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
    topic = _topic(chosen)
    quote, why = topic.quote, topic.why
    lines += ["", "## One quote", ""]
    lines += [f"> {quote.clock} {plain_markdown(line_words(quote))}" if quote else "Nothing was said."]
    lines += ["", why] if why else []
    lines += ["", "## One question", "", _question(chosen, topic)]
    lines += ["", "## One next act", "", f"- [ ] {_act(chosen, topic.focus, today + timedelta(days=DAYS))}"]
    return "\n".join(lines) + "\n"


def _told(session: Session) -> str:
    came, mine = session.submission, unsealed(session.submission).rating
    day = date_words(day_date(StudyDay(came.day)))
    head = f"{day}: {plain_markdown(came.attempt.title or came.key)}, {came.attempt.mode}"
    if session.given is None:
        return f"{head}; not rated yet"
    score = session.given.score
    said = f"; coach {score_words(score.value)}" if score.value is not None else f"; {score.why_none}"
    gap = gap_of(mine, session.given.said) if mine else None
    return f"{head}{said}" + (
        f"; on what both rated: self {score_words(gap.mine)}, coach {score_words(gap.coach)}" if gap else ""
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


def _topic(session: Session) -> Topic:
    """Return what to talk about: a moment with a comment first, then evidence, then any line.

    Where the moment was picked as evidence of a criterion, that one is talked about; the focus before others.
    """
    lines = lines_of(session.submission.words.log)
    said, focus = session.given.said if session.given else None, _focus(session)
    proofs = {name: set(times) for name, times in said.evidence.items()} if said else {}
    for criterion in sorted(session.rubric.criteria, key=lambda each: each.id != focus.id):
        proof = proofs.get(criterion.id, set())
        for spot in sorted(session.moments):
            if spot.at in proof:
                return Topic(criterion, _line_at(lines, spot), _words(session.moments[spot]), is_proof=True)
    if session.moments:
        first = min(session.moments)
        return Topic(focus, _line_at(lines, first), _words(session.moments[first]), is_proof=False)
    why = _words(session.comments.get(focus.id, ""))
    spoken = [line for line in lines if line.kind in ("you", "said")]
    if proofs.get(focus.id):
        return Topic(focus, _at(spoken, min(proofs[focus.id])), why, is_proof=True)
    mine = [line for line in spoken if line.kind == "you"]
    return Topic(focus, max(mine, key=lambda line: len(line.text)) if mine else None, why, is_proof=False)


def _words(comment: str) -> str:
    return f"The coach: {plain_markdown(comment)}" if comment else ""


def _line_at(lines: Sequence[TranscriptLine], spot: Spot) -> TranscriptLine | None:
    """Return the very line that a comment is on."""
    place = place_of(places_of(lines), spot)
    return lines[place] if place is not None else next(iter(lines), None)


def _at(lines: Sequence[TranscriptLine], at: int) -> TranscriptLine | None:
    """Return what the trainee said at a time, else what was last said before it."""
    here = [line for line in lines if line.at == at]
    own = [line for line in here if line.kind == "you"]
    before = [line for line in lines if line.at <= at]
    return next(iter([*own, *here, *before[-1:], *lines[:1]]), None)


def _question(session: Session, topic: Topic) -> str:
    focus, quote = topic.focus, topic.quote
    when = f"{'At' if topic.is_proof else 'Looking at'} {quote.clock}: " if quote else ""
    title, gap = plain_markdown(focus.title), _gaps(session).get(focus.id, 0)
    said = session.given.said if session.given else None
    level = said.levels.get(focus.id) if said else None
    mine = unsealed(session.submission).rating
    if abs(gap) >= WIDE_GAP and mine is not None:
        own = mine.levels.get(focus.id)
        return f"{when}you gave yourself {own} on “{title}”, I gave {level}. What do you see that I do not?"
    if level is not None and level >= WELL:
        return f"{when}“{title}” went well. What exactly did you do there that you want to keep?"
    return f"{when}what would you say there today, with “{title}” in mind?"


def _act(session: Session, focus: Criterion, by: date) -> str:
    """Return what to practise until when, and what the criterion looks like at its best."""
    came = session.submission
    level = session.given.said.levels.get(focus.id) if session.given else None
    title, best = plain_markdown(focus.title), plain_markdown(focus.anchors.high)
    if level == BEST:
        aim = f"Keep “{title}” at a {BEST}: “{best}”"
    else:
        step = f", one step up from a {level}" if level is not None else ""
        aim = f"Work on “{title}”{step}. A {BEST} looks like this: “{best}”"
    if came.attempt.mode == "benchmark":
        # A benchmark is never practised; what it measures is.
        skill = skill_title(came.attempt.competency).lower()
        return f"By {date_words(by)}: practise a role-play of {skill} (`csmdrill roleplay` lists them). {aim}"
    return f"By {date_words(by)}: play it again (`csmdrill roleplay {came.key}`). {aim}"
