"""Review skills: how each competency stands in its three channels, what that means, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter

import msgspec

from csmdrill.content.competency import TITLES
from csmdrill.core.clock import DAY_ZERO, StudyDay, day_date
from csmdrill.core.errors import AttemptRejected, NothingToUndo
from csmdrill.services.calibration_marks import marks_of
from csmdrill.services.circuit_ground import Made, ground_of, made_of
from csmdrill.services.known_skills import knowledge_of
from csmdrill.services.next_act import next_acts
from csmdrill.services.performance_record import Person, everybody, settings_of
from csmdrill.services.skill_views import (
    ChannelView,
    CompetencyView,
    Dot,
    GapView,
    SkillPoint,
    SkillsView,
    TrackPoint,
)
from csmdrill.services.skill_words import ahead_words, doubt_words, gap_words, state_words
from csmdrill.services.wording import skill_title
from csmdrill.services.workspace import Workspace
from csmdrill.skills.drift import expected_without_use
from csmdrill.skills.gaps import bias_of
from csmdrill.skills.level import (
    DAYS_A_MONTH,
    Course,
    Settings,
    assess,
    by_mode,
    course_of,
    headline,
    level_of,
    points_of,
)
from csmdrill.skills.level_words import left_out, sentence
from csmdrill.skills.model import Level, Observation, Role
from csmdrill.skills.raters import marked_words
from csmdrill.skills.series import Series, series_in_force
from csmdrill.storage.facts import FactRef
from csmdrill.storage.observations import KnownDay, Rebaseline
from csmdrill.storage.observed import BaselinePayload

LABELS: Mapping[Role, str] = {"coach": "coach-rated", "self": "self-rated"}
_SESSION = attrgetter("day", "attempt", "rubric", "spoken")

RebaseKey = tuple[str, str, Role, bool]
"""Person, competency, channel, and whether it is spoken."""


class Way(msgspec.Struct, frozen=True):
    """The benchmarks of a channel in one mode, which of them count, and the level that they come to."""

    observations: Sequence[Observation]
    series: Series
    course: Course | None
    level: Level


class Survey(msgspec.Struct, frozen=True):
    """How a person's skills stand, without what is next.

    Args:
        name: of the person; empty for oneself.
        now: every competency on the day.
        before: the same without what was played on the day, as far as a plan needs it: levels and points.
        made: what was played in this home; of somebody else nothing was.
    """

    name: str
    now: list[CompetencyView]
    before: list[CompetencyView]
    made: Made


def skills(workspace: Workspace, at: date | None = None, person: str = "") -> SkillsView:
    """Return how a person's skills stand.

    Args:
        workspace: the open workspace.
        at: a day, as if it were today; None for the present study day.
        person: whose; empty for whose home this is.

    Raises:
        AttemptRejected: nothing is known of such a person.
    """
    today = workspace.now().day if at is None else StudyDay((at - DAY_ZERO).days)
    found = survey(workspace, today, person)
    made, wanted = found.made, "" if person else workspace.settings.focus
    after = ground_of(made, found.now, StudyDay(today + 1), wanted)
    acts = next_acts(made, ground_of(made, found.before, today, wanted), after)
    return SkillsView(
        day=day_date(today),
        person=person,
        name=found.name,
        competencies=tuple(msgspec.structs.replace(view, next=acts[view.competency]) for view in found.now),
        simulated=workspace.store.simulated,
    )


def survey(workspace: Workspace, today: StudyDay, person: str = "") -> Survey:
    """Return how a person's skills stand on a day and stood the day before, and what was played.

    Raises:
        AttemptRejected: nothing is known of such a person.
    """
    made = made_of(workspace)
    people = everybody(workspace, made.benchmarks)
    store = workspace.store
    known = (
        [each for each in store.known_days() if each.person == person] if person else store.own_known_days()
    )
    found = people.get(person) or (_only_known(person, known) if known else None)
    if found is None:
        raise AttemptRejected(f"Nothing is known of {person}.")
    newest = store.rebaselines()
    settings = settings_of(people, today, rebased_days(newest, today))
    names = _competencies(found, known)
    rebased = rebased_days(newest, today)
    now = [
        _marked(workspace, found, _competency(name, found, known, today, rebased, settings), today)
        for name in names
    ]
    rebased = rebased_days(newest, today - 1)
    played = {each.attempt for each in made.benchmarks if each.day == today and not person}
    without = _without(found, played)
    before = [_stood(view, without, today, rebased, settings) for view in now]
    return Survey(found.name, now, before, made.by_nobody() if person else made)


def rebaseline(
    workspace: Workspace, competency: str, channel: Role, spoken: bool | None = None, person: str = ""
) -> FactRef:
    """Hold a channel against its last benchmarks from now on; returns the fact, to undo it by.

    Args:
        workspace: the open workspace.
        competency, channel: which.
        spoken: which mode; None for the one that speaks for the channel.
        person: whose; empty for whose home this is.

    Raises:
        AttemptRejected: there is no baseline that a new one could take the place of, or nothing came since.
    """
    view = next(
        (each for each in skills(workspace, person=person).competencies if each.competency == competency),
        None,
    )
    if view is None:
        raise AttemptRejected(f"There is no competency {competency!r}.", f"There are {', '.join(TITLES)}.")
    shown = view.coach if channel == "coach" else view.self_rated
    level = shown.level
    if spoken is not None and spoken != level.spoken:
        level = _levels(workspace, person, competency, channel)[spoken]
    if level.baseline is None or level.last_day is None:
        raise AttemptRejected(
            f"{view.title} has no {shown.label} baseline yet, so there is none to take the place of.",
            level.note,
        )
    if not level.since:
        raise AttemptRejected(
            f"Nothing was benchmarked in {view.title} since its {shown.label} baseline.",
            "Take a benchmark first: csmdrill roleplay lists them.",
        )
    said = BaselinePayload(
        person=person, competency=competency, channel=channel, spoken=level.spoken, day=level.last_day
    )
    return workspace.store.observe([said], workspace.now())[0]


def undo_rebaseline(workspace: Workspace, competency: str, channel: Role, person: str = "") -> FactRef:
    """Take back the newest baseline that was set by hand in a channel; returns the undo's fact.

    Raises:
        NothingToUndo: there is none.
    """
    found = [
        each.ref
        for each in workspace.store.rebaselines()
        if (each.said.person, each.said.competency, each.said.channel) == (person, competency, channel)
    ]
    if not found:
        raise NothingToUndo("No baseline was set by hand there.")
    return workspace.store.undo(found[-1], workspace.now())


def rebased_days(found: Iterable[Rebaseline], today: int) -> dict[RebaseKey, int]:
    """Return the day of the newest baseline that was set by hand, for each series; later ones are not yet."""
    said = (each.said for each in found)
    return {
        (each.person, each.competency, each.channel, each.spoken): each.day
        for each in said
        if each.day <= today
    }


def _marked(workspace: Workspace, person: Person, view: CompetencyView, today: int) -> CompetencyView:
    """Return a competency with what must be said of the coaches who rated it."""
    marks = marks_of(workspace, person.coaches.get(view.competency, {}), today)
    said = tuple(marked_words(rater, mark) for rater, mark in marks.items() if mark)
    return msgspec.structs.replace(view, coach=msgspec.structs.replace(view.coach, marks=said))


def _only_known(person: str, known: Sequence[KnownDay]) -> Person:
    return Person(person, next((each.name for each in known if each.name), ""), {})


def _competencies(person: Person, known: Iterable[KnownDay]) -> list[str]:
    others = {name for name, _ in person.series} | {each.competency for each in known if each.competency}
    return [*TITLES, *sorted(others - set(TITLES))]


def _levels(workspace: Workspace, person: str, competency: str, channel: Role) -> tuple[Level, Level]:
    """Return the levels of the typed and the spoken series of a channel."""
    today, people = workspace.now().day, everybody(workspace)
    rebased = rebased_days(workspace.store.rebaselines(), today)
    settings = settings_of(people, today, rebased)[channel]
    typed, spoken = by_mode(people[person].series.get((competency, channel), []))
    key = (person, competency, channel)
    return (
        assess(typed, today, rebased=rebased.get((*key, False)), settings=settings),
        assess(spoken, today, rebased=rebased.get((*key, True)), settings=settings),
    )


def _competency(
    name: str,
    person: Person,
    known: Sequence[KnownDay],
    today: StudyDay,
    rebased: Mapping[RebaseKey, int],
    settings: Mapping[Role, Settings],
) -> CompetencyView:
    coach = _channel(name, "coach", person, today, rebased, settings["coach"])
    mine = _channel(name, "self", person, today, rebased, settings["self"])
    speaks = coach if coach.level.baseline is not None else mine
    knowledge = knowledge_of([each for each in known if each.competency == name], today)
    return CompetencyView(
        competency=name,
        title=skill_title(name),
        headline=speaks.channel,
        state=speaks.level.state,
        coach=coach,
        self_rated=mine,
        knowledge=knowledge,
        gap=_gap(person.series.get((name, "self"), []), person.series.get((name, "coach"), []), today),
        waiting=person.waiting.get(name, 0),
    )


def _without(person: Person, attempts: Container[str]) -> Person:
    """Return a person without some attempts; what was brought along on the day stays."""
    series = {
        key: [each for each in found if each.attempt not in attempts] for key, found in person.series.items()
    }
    return msgspec.structs.replace(person, series=series)


def _stood(
    view: CompetencyView,
    person: Person,
    today: StudyDay,
    rebased: Mapping[RebaseKey, int],
    settings: Mapping[Role, Settings],
) -> CompetencyView:
    """Return a competency with its channels as before the day's benchmarks, without their tracks."""
    name = view.competency
    coach = _channel(name, "coach", person, today, rebased, settings["coach"], drawn=False)
    mine = _channel(name, "self", person, today, rebased, settings["self"], drawn=False)
    speaks = coach if coach.level.baseline is not None else mine
    return msgspec.structs.replace(
        view, headline=speaks.channel, state=speaks.level.state, coach=coach, self_rated=mine
    )


def _channel(
    name: str,
    channel: Role,
    person: Person,
    today: StudyDay,
    rebased: Mapping[RebaseKey, int],
    settings: Settings,
    drawn: bool = True,
) -> ChannelView:
    observations = person.series.get((name, channel), [])
    ways = [
        _way(mode, today, rebased.get((person.id, name, channel, spoken)), settings)
        for spoken, mode in zip((False, True), by_mode(observations), strict=True)
    ]
    level = headline([each.level for each in ways if each.observations] or [ways[0].level])
    shown = ways[level.spoken]
    series = shown.series
    base = level.baseline
    ahead = sum(each.day > today for each in observations)
    in_the_way = level.note if base and level.state != "STALE" else ""  # else the sentence says it
    outside, doubt = left_out(series), doubt_words(level.state, channel)
    return ChannelView(
        channel=channel,
        label=LABELS[channel],
        level=level,
        words=state_words(level.state, channel),
        sentence=sentence(level, channel),
        note=" ".join(filter(None, (in_the_way, outside, doubt, ahead_words(ahead)))),
        points=_points(shown.observations, today, series.rubric),
        track=_track(shown.course, today, settings) if drawn and shown.course else (),
        baseline_days=(_date(base.first_day), _date(base.last_day)) if base else None,
        can_rebaseline=level.state == "IMPROVED",
        ahead=ahead,
        left_out=outside,
    )


def _way(observations: Sequence[Observation], today: int, rebased: int | None, settings: Settings) -> Way:
    series = series_in_force(observations, today, settings.run_in, settings.n0)
    course = course_of(series, rebased=rebased, settings=settings)
    return Way(observations, series, course, level_of(series, course, today, settings))


def _points(observations: Iterable[Observation], today: int, rubric: str) -> tuple[SkillPoint, ...]:
    ordered = sorted(
        (each for each in observations if each.day <= today),
        key=lambda each: (each.day, each.attempt, each.score),
    )
    return tuple(
        SkillPoint(
            day=_date(each.day),
            score=each.score,
            attempt=each.attempt,
            rater=each.rater,
            counted=each.rubric == rubric,
        )
        for each in ordered
    )


def _track(course: Course, today: int, settings: Settings) -> tuple[TrackPoint, ...]:
    points = points_of(course, today, settings)
    first, used = points[0], points[0].day
    found = []
    for point in points:
        months = (point.day - used) / DAYS_A_MONTH
        unused = expected_without_use(first.level, months)
        found.append(TrackPoint(_date(point.day), point.level, point.low, point.high, unused))
    return tuple(found)


def both_rated(
    mine: Sequence[Observation], coach: Sequence[Observation], today: int
) -> list[tuple[int, float, float]]:
    """Return day, own score and coach's score of each benchmark that both rated, the oldest first.

    Those that were brought along have no attempt: they belong together where a day has one of each.
    """
    own, theirs = _by_session(mine), _by_session(coach)
    both = [key for key in own.keys() & theirs.keys() if key[0] <= today]
    return sorted((key[0], own[key], theirs[key]) for key in both)


def _gap(mine: Sequence[Observation], coach: Sequence[Observation], today: int) -> GapView:
    """Return self against coach over the benchmarks that both rated."""
    pairs = both_rated(mine, coach, today)
    dots = tuple(Dot(_date(day), own, theirs) for day, own, theirs in pairs)
    bias = bias_of([own - theirs for _, own, theirs in pairs])
    return GapView(dots, bias, gap_words(bias))


def _by_session(observations: Sequence[Observation]) -> dict[tuple[int, str, str, bool], float]:
    """Return the score of each session that has but one: nobody can tell several apart."""
    keys = list(map(_SESSION, observations))
    found = dict(zip(keys, [each.score for each in observations], strict=True))
    if len(found) < len(keys):
        rated = Counter(keys)
        return {key: score for key, score in found.items() if rated[key] == 1}
    return found


def _date(day: int) -> date:
    return DAY_ZERO + timedelta(days=day)
