"""Whether a submitted attempt follows from what it contains: played again, measured again, compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest

from csmdrill.content.deck import FakeFact
from csmdrill.content.duration import clock_text
from csmdrill.content.expressions import ExpressionProblem
from csmdrill.content.rubric import Rubric
from csmdrill.content.scenario import Scenario
from csmdrill.content.scenario_file import read_scenario
from csmdrill.content.shelf import rubric_of
from csmdrill.content.terms import TermProblem
from csmdrill.core.clock import StudyDay, day_date
from csmdrill.roleplay import engine, seated
from csmdrill.roleplay.chance import draw
from csmdrill.roleplay.model import YOU, Drawn, Event, Log, Said
from csmdrill.roleplay.scene import Scene, compile_scene
from csmdrill.roleplay.seated import Seated
from csmdrill.roleplay.transcript import TranscriptLine, lines_of
from csmdrill.services.blind import blind_lines
from csmdrill.services.coach_files import Submission, checksum_of
from csmdrill.services.kept import outcome_of
from csmdrill.storage.played import AttemptPayload
from csmdrill.storage.rehearsals import hash_of

MOST_ACTS = 20_000
"""More than anybody does in one attempt; what is handed over must not keep the coach's machine busy."""


LATEST_MS = 24 * 60 * 60 * 1000

UNSEEN = "a word, a name or a number somewhere in it"
"""The place where only the checksum tells that something was changed."""


def what_differs(submission: Submission) -> str:
    """Return the first place at which an attempt is not what comes of playing it again; empty if it is.

    The scenario, the rubric and what chance decided are those that it contains. Nothing here proves who
    played: whoever types other words and plays them has an attempt that follows from itself.
    """
    if hash_of(submission.scenario) != submission.source:
        return "the text of its scenario"
    if hash_of(submission.rubric) != submission.attempt.rubric_hash:
        return "the text of its rubric"
    scenario = read_scenario(submission.scenario.encode(), "scenario").scenario
    rubric = rubric_of(submission.rubric)
    if scenario is None:
        return "its scenario, which has errors"
    if rubric is None:
        return "its rubric, which has errors"
    words = submission.words
    if not set(words.understood.values()) <= set(scenario.concepts):
        return "what lines were read as"
    try:
        scene = compile_scene(scenario, words.understood)
    except (TermProblem, ExpressionProblem):
        return "its scenario, which has errors"
    if words.log.drawn.seed != submission.attempt.seed:
        return "its seed"
    if not _is_of_its_day(submission):
        return "its day"
    return (
        _in_what_was_drawn(scenario, words.log.drawn)
        or _in_the_log(scene, words.log, submission.attempt)
        or _in_what_it_came_to(submission, scenario, rubric)
        or ("" if checksum_of(submission) == submission.checksum else UNSEEN)
    )


def _is_of_its_day(submission: Submission) -> bool:
    """Return whether a benchmark ended on the day on which it was drawn, or in the night after it.

    Practice may be gone on with, or taken again from a line, on any later day.
    """
    try:
        drawn = date.fromisoformat(submission.words.log.drawn.day)
    except ValueError:
        return False
    days = (day_date(StudyDay(submission.day)) - drawn).days
    return days in (0, 1) if submission.attempt.mode == "benchmark" else days >= 0


def _in_what_was_drawn(scenario: Scenario, drawn: Drawn) -> str:
    """Return what chance cannot have decided; made-up words may be others in another version."""
    try:
        date.fromisoformat(drawn.day)
    except ValueError:
        return "its day"
    again = draw(scenario, drawn.seed, drawn.day, stand_ins=True)
    made_up = {name for name, fact in scenario.facts.items() if isinstance(fact, FakeFact)}
    if drawn.clock != again.clock:
        return "when its clock presses"
    if set(drawn.names) != set(again.names) or not all(map(str.strip, drawn.names.values())):
        return "the names in it"
    if set(drawn.facts) != set(again.facts):
        return "its facts"
    changed = [name for name in again.facts if name not in made_up and drawn.facts[name] != again.facts[name]]
    return f"its fact {changed[0]}" if changed else ""


def _in_the_log(scene: Scene, log: Log, said: AttemptPayload) -> str:
    if len(log.inputs) > MOST_ACTS or len(log.events) > MOST_ACTS:
        return f"its log, which has more than {MOST_ACTS} entries"
    if not all(0 <= entry.at <= LATEST_MS for entry in (*log.inputs, *log.events)):
        return "the times in its log"
    again = _noted_again(scene, log) if said.seat else engine.replay(scene, log.drawn, log.inputs).log
    place = _in_lines(blind_lines(lines_of(log)), blind_lines(lines_of(again)))
    if place or again == log:
        return place
    for one, other in zip_longest(log.events, again.events):
        if one != other:
            return _event_words(one or other)
    return "the acts of the trainee"


def _noted_again(scene: Scene, log: Log) -> Log:
    """Return the log that a coach at the table would have noted; what they said themselves is as it is."""
    run, mine = Seated(scene=scene, drawn=log.drawn), iter(log.inputs)
    for event in log.events:
        act = next(mine, None) if event.kind == "you" else None
        if isinstance(act, Said):
            run = seated.said(run, act.at, YOU, act.text)
        elif event.kind == "line" and event.who in scene.people:
            run = seated.said(run, event.at, event.who, event.text)
        elif event.kind == "tag":
            run = seated.ticked(run, event.at, event.name)
        elif event.kind == "end":
            run = seated.ended(run, event.at, event.name)
        else:
            run = seated.passed(run, event.at)
    return run.log


def _in_lines(given: Sequence[TranscriptLine], again: Sequence[TranscriptLine]) -> str:
    for number, (one, other) in enumerate(zip_longest(given, again), start=1):
        found = one or other
        if one != other and found is not None:
            return f"line {number} of its transcript, at {found.clock}"
    return ""


def _event_words(event: Event | None) -> str:
    if event is None:
        return "its log"
    what = "how it ended" if event.kind == "end" else f"its log ({event.kind})"
    return f"{what}, at {clock_text(event.at)}"


def _in_what_it_came_to(submission: Submission, scenario: Scenario, rubric: Rubric) -> str:
    """Return what the attempt says of itself that its log, scenario and rubric do not."""
    said, log = submission.attempt, submission.words.log
    found = outcome_of(log, scenario)
    reason = "timeout" if found.timeout else "ended" if found.end else said.reason
    pairs: Mapping[str, tuple[object, object]] = {
        "its title": (said.title, scenario.title),
        "its competency": (said.competency, rubric.competency),
        "what it was for": (said.mode, "benchmark" if scenario.benchmark else "practice"),
        "how it ended": ((said.end, said.passed), (found.end, found.passed)),
        "why it was over": (said.reason, reason),
        "how long it took": (said.seconds, found.seconds),
        "its evidence": (said.tags, found.tags),
        "its metrics": (said.metrics, found.metrics),
    }
    return next((name for name, (one, other) in pairs.items() if one != other), "")
