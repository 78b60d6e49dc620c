"""The drift report: who practised here or agreed by submitting, in three channels, and how often it errs."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

import msgspec

from csmdrill.content.competency import TITLES
from csmdrill.core.clock import DAY_ZERO
from csmdrill.reports.model import (
    FEWEST,
    Alert,
    Channel,
    Coach,
    DriftReport,
    Expected,
    Group,
    Known,
    Leaning,
    Person,
    Rated,
    Scatter,
    Skill,
)
from csmdrill.services.calibration_marks import marks_of
from csmdrill.services.coach_agreement import coach_agreement, foretold
from csmdrill.services.known_skills import DAYS, knowledge_of
from csmdrill.services.performance_record import ROLES, everybody, noise_of, series_of
from csmdrill.services.performance_record import Person as Recorded
from csmdrill.services.record import ratings_given, record_of
from csmdrill.services.review_skills import RebaseKey, both_rated, rebased_days
from csmdrill.services.skill_words import ahead_words
from csmdrill.services.wording import skill_title
from csmdrill.services.workspace import Workspace
from csmdrill.skills.gaps import bias_of
from csmdrill.skills.level import (
    DAYS_A_MONTH,
    STANDARD,
    Course,
    Settings,
    assess,
    by_mode,
    course_of,
    headline,
    level_of,
    points_of,
)
from csmdrill.skills.level_words import left_out
from csmdrill.skills.model import Level, Role, State
from csmdrill.skills.noise import Noise
from csmdrill.skills.published import at_pace, recall_at_pace
from csmdrill.skills.raters import marked_words
from csmdrill.skills.series import Series
from csmdrill.storage.observations import KnownDay

GONE_DAYS = 365
"""Whoever had no benchmark and no review for so long has left, and is only counted."""
SHOWN_DAYS = 365
LEAST_LEANING = 0.5
"""Points; where self and coach are less apart, there is nothing to talk about."""
YOU = "You"


class _Case:
    """What everything in one report is reckoned with.

    Args:
        workspace: the open workspace.
        since: the day that was asked for.
    """

    def __init__(self, workspace: Workspace, since: date | None) -> None:
        self.today = workspace.now().day
        asked = self.today - SHOWN_DAYS if since is None else (since - DAY_ZERO).days
        self.first = min(asked, self.today - 1)
        store = workspace.store
        self.people = everybody(workspace)
        self.rebased: Mapping[RebaseKey, int] = rebased_days(store.rebaselines(), self.today)
        self.series = series_of(self.people.values(), self.today)
        self.noise: Mapping[Role, Noise] = noise_of(self.people, self.today, self.rebased, self.series)
        self.settings: Mapping[Role, Settings] = {
            role: msgspec.structs.replace(STANDARD, noise=noise.variance)
            for role, noise in self.noise.items()
        }
        self.known = self._known(chain(store.own_known_days(), store.known_days()), store.person)
        self.record = record_of(workspace)
        self.agreement = coach_agreement(self.record, ratings_given(workspace), self.today)
        marginals = self.agreement.marginals if self.agreement else ()
        raters: dict[str, int] = {each.rater: self.today for each in marginals}
        for person in self.people.values():
            for of in person.coaches.values():
                raters |= {rater: max(day, raters.get(rater, day)) for rater, day in of.items()}
        self.marks = marks_of(workspace, raters, self.today)

    def _known(self, days: Iterable[KnownDay], owner: str) -> dict[str, dict[str, list[KnownDay]]]:
        """Return what was tested up to today by person and competency; who is new joins the people."""
        together: defaultdict[tuple[str, str], list[KnownDay]] = defaultdict(list)
        for each in days:
            if each.day <= self.today:
                together[each.person, each.competency].append(each)
        known: dict[str, dict[str, list[KnownDay]]] = {"": {}}
        for (person, competency), found in together.items():
            whose = "" if person == owner else person
            if whose not in known:
                known[whose] = {}
                self.people.setdefault(whose, Recorded(whose, found[0].name, {}))
            known[whose].setdefault(competency, []).extend(found)
        return known


def drift_report(workspace: Workspace, since: date | None = None) -> DriftReport:
    """Return the drift report of a home.

    Args:
        workspace: the open workspace.
        since: the charts begin here; None for a year ago, or the first benchmark if that is later. Levels
            know everything before, too.
    """
    case = _Case(workspace, since)
    day = _date(case.today)
    here = {each.id: _is_present(each, case) for each in case.people.values()}
    gone = sum(_last_day(each, case) is not None for each in case.people.values() if not here[each.id])
    people = [_person(each, case) for each in case.people.values() if here[each.id]]
    people.sort(key=lambda each: (-_urgency(each), bool(each.id), each.name.casefold(), each.id))
    alerts = [alert for person in people for alert in _alerts(person)]
    alerts.sort(key=lambda each: -(each.since - DAY_ZERO).days if each.since else 0)
    return DriftReport(
        day=day,
        since=_first_shown(people, day, since),
        people=tuple(people),
        alerts=tuple(alerts),
        expected=_expected(people, case),
        groups=_groups(people),
        coaches=tuple(Coach(rater, mark) for rater, mark in case.marks.items()),
        agreement=case.agreement,
        foretold=foretold(case.record, case.today),
        left_out=gone,
        synthetic=workspace.synthetic,
        practice_clock=workspace.store.simulated,
    )


def _person(person: Recorded, case: _Case) -> Person:
    known = case.known.get(person.id, {})
    rated = {competency for competency, _ in person.series}
    names = [*TITLES, *sorted((rated | known.keys()) - {*TITLES, ""})]
    name = person.name or (f"Person {person.id[:6]}" if person.id else YOU)
    return Person(person.id, name, tuple(_skill(each, person, known.get(each, []), case) for each in names))


def _skill(name: str, person: Recorded, known: list[KnownDay], case: _Case) -> Skill:
    coach, own = (_spoken_for(name, role, person, case) for role in ROLES[::-1])
    speaks = coach if coach.level.baseline is not None else own
    role, level = speaks.role, speaks.level
    settings = case.settings[role]
    points = () if speaks.course is None else points_of(speaks.course, case.today, settings, case.first)
    return Skill(
        competency=name,
        title=skill_title(name),
        headline=role,
        coach=_rated(coach, _ahead(person, name, "coach", case), _marks(person, name, case)),
        own=_rated(own, _ahead(person, name, "self", case)),
        known=_known(known, case.today),
        band=tuple([(each.day, each.level, each.low, each.high) for each in points]),
        leaning=_leaning(person, name, case.today),
        since=_began(person, name, speaks, case) if level.state == "DRIFT" else None,
    )


class _Channel(NamedTuple):
    """A channel of a competency: its level, and the series that it is of with its way."""

    role: Role
    level: Level
    series: Series | None = None
    course: Course | None = None


def _spoken_for(name: str, role: Role, person: Recorded, case: _Case) -> _Channel:
    """Return a channel by the one of its modes that speaks for it."""
    settings = case.settings[role]
    found = []
    for spoken in (False, True):
        key = (person.id, name, role, spoken)
        series = case.series.get(key)
        if series is not None:
            course = course_of(series, rebased=case.rebased.get(key), settings=settings)
            found.append(_Channel(role, level_of(series, course, case.today, settings), series, course))
    if not found:
        return _Channel(role, assess((), case.today, settings=settings))
    level = headline([each.level for each in found])
    return next(each for each in found if each.level is level)


def _ahead(person: Recorded, name: str, role: Role, case: _Case) -> int:
    """Return how many benchmarks of a channel lie after the day, as where a clock was set back."""
    keys = ((person.id, name, role, spoken) for spoken in (False, True))
    come = sum(case.series[key].benchmarks + case.series[key].left_out for key in keys if key in case.series)
    return len(person.series.get((name, role), ())) - come


def _marks(person: Recorded, name: str, case: _Case) -> tuple[str, ...]:
    raters = sorted(person.coaches.get(name, ()))
    return tuple(marked_words(rater, mark) for rater in raters if (mark := case.marks.get(rater)))


def _rated(channel: _Channel, ahead: int, marks: tuple[str, ...] = ()) -> Rated:
    role, level = channel.role, channel.level
    outside = left_out(channel.series) if channel.series is not None else ""
    return Rated(
        channel=role,
        state=level.state,
        baseline=level.baseline.mean if level.baseline else None,
        level=level.level,
        half_width=level.half_width,
        drop=level.drop,
        z=level.z,
        benchmarks=level.benchmarks,
        wanted=level.wanted,
        since=level.since,
        last=None if level.last_day is None else _date(level.last_day),
        note=level.note,
        spoken=level.spoken,
        dots=channel.series.rated if channel.series is not None else (),
        outside=f"{outside} {ahead_words(ahead)}".strip(),
        marks=marks,
    )


def _began(person: Recorded, name: str, speaks: _Channel, case: _Case) -> date | None:
    """Return the day of the benchmark since which the series has been in DRIFT without a break."""
    spoken = speaks.level.spoken
    observations = by_mode(person.series[name, speaks.role])[spoken]
    rebased = case.rebased.get((person.id, name, speaks.role, spoken))
    settings, began = case.settings[speaks.role], None
    for day in sorted({each.day for each in observations if each.day <= case.today}, reverse=True):
        if assess(observations, day, rebased=rebased, settings=settings).state != "DRIFT":
            break
        began = day
    return None if began is None else _date(began)


def _known(days: list[KnownDay], today: int) -> Known:
    if not days:
        return Known(state="UNKNOWN")
    found = knowledge_of(days, today, averaged=False)
    return Known(
        state=found.state,
        tested=found.tested,
        recalled=found.recalled,
        expected=found.expected,
        low=found.low,
        high=found.high,
        since=found.since,
    )


def _leaning(person: Recorded, name: str, today: int) -> Leaning | None:
    mine, coach = person.series.get((name, "self")), person.series.get((name, "coach"))
    if not mine or not coach:
        return None
    gaps = [own - theirs for _, own, theirs in both_rated(mine, coach, today)]
    if abs(math.fsum(gaps)) <= LEAST_LEANING * len(gaps):
        return None
    bias = bias_of(gaps)
    return Leaning(bias.shrunk, bias.sessions) if bias.verdict and abs(bias.shrunk) >= LEAST_LEANING else None


def _alerts(person: Person) -> Iterable[Alert]:
    for skill in person.skills:
        if skill.speaks.state == "DRIFT":
            channel: Channel = skill.headline
            yield Alert(person, skill, channel, skill.since)
        if skill.known.state == "DRIFT":
            yield Alert(person, skill, "knowledge", skill.known.since)


def _urgency(person: Person) -> int:
    if any(True for _ in _alerts(person)):
        return 2
    return int(any(skill.leaning for skill in person.skills))


def _expected(people: Sequence[Person], case: _Case) -> Expected:
    """Return the false alerts of a year: the published rate at the pace of each skill that is watched."""
    rated = [
        skill.speaks for person in people for skill in person.skills if skill.speaks.baseline is not None
    ]
    shares = [at_pace(_a_month(each, case.today))[1].false_alarm for each in rated]
    tested = [skill.known.tested for person in people for skill in person.skills if skill.known.tested]
    recall = [recall_at_pace(count / DAYS)[1].false_alarm for count in tested]
    channels = {each.channel for each in rated}
    return Expected(
        rated=len(rated),
        tested=len(tested),
        a_year=math.fsum((*shares, *recall)),
        low=min(shares, default=0.0),
        high=max(shares, default=0.0),
        noise=tuple(
            Scatter(role, math.sqrt(noise.variance), noise.measured)
            for role, noise in case.noise.items()
            if role in channels
        ),
    )


def _a_month(rated: Rated, today: int) -> float:
    """Return the benchmarks a month of the last year, or since the first if that is shorter."""
    days = [day for day, _ in rated.dots if day > today - SHOWN_DAYS]
    return len(days) / (max(today - min(days), DAYS_A_MONTH) / DAYS_A_MONTH) if days else 0.0


def _groups(people: Sequence[Person]) -> tuple[Group, ...]:
    states: dict[str, list[State]] = {}
    for person in people:
        for skill in person.skills:
            of_title = states.setdefault(skill.title, [])
            if skill.speaks.baseline is not None:
                of_title.append(skill.speaks.state)
    return tuple(
        Group(
            title,
            len(found),
            {state: found.count(state) for state in sorted(set(found))} if len(found) >= FEWEST else None,
        )
        for title, found in states.items()
    )


def _last_day(person: Recorded, case: _Case) -> int | None:
    """Return the day on which a person was last heard of; None if never up to today."""
    keys = ((person.id, *series, spoken) for series in person.series for spoken in (False, True))
    rated = (case.series[key].last_day for key in keys if key in case.series)
    known = (max([each.day for each in days]) for days in case.known.get(person.id, {}).values())
    return max((day for day in chain(rated, known) if day is not None), default=None)


def _is_present(person: Recorded, case: _Case) -> bool:
    """Return whether somebody was heard of within a year, or will be by a benchmark of a later day."""
    last = _last_day(person, case)
    if last is not None and last > case.today - GONE_DAYS:
        return True
    return any(_ahead(person, name, role, case) for name, role in person.series)


def _first_shown(people: Iterable[Person], day: date, asked: date | None) -> date:
    if asked is not None:
        return min(asked, day - timedelta(days=1))
    rated = (each for person in people for skill in person.skills for each in (skill.coach, skill.own))
    first = _date(min((each.dots[0][0] for each in rated if each.dots), default=0) - 2)
    return min(max(day - timedelta(days=SHOWN_DAYS), first), day - timedelta(days=30))


def _date(day: int) -> date:
    return DAY_ZERO + timedelta(days=day)
