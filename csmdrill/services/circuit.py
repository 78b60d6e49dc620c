"""Benchmark circuits: which stations are asked for today, and why.

What is asked for follows from the facts of all days before today, so it stays the same while it is played: a
circuit that was broken off goes on at its next station, and a station that was begun is not offered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from csmdrill.core.clock import DAY_ZERO, StudyDay, day_date
from csmdrill.core.errors import RolePlayRejected
from csmdrill.services.circuit_views import Circuit, Station
from csmdrill.services.rating import unrated
from csmdrill.services.record import Attempt, Record, record_of
from csmdrill.services.rehearsal_views import ScenarioRow
from csmdrill.services.review_skills import skills
from csmdrill.services.scenario_list import listed
from csmdrill.services.skill_views import CompetencyView
from csmdrill.services.wording import counted, date_words, skill_title
from csmdrill.services.workspace import Workspace
from csmdrill.skills import plan
from csmdrill.skills.plan import STATIONS, Standing, Turn, circuit_for, turn_of
from csmdrill.storage.observations import Benchmark

WAITS_DAYS = 14
"""A benchmark that is this old and not rated is no longer waited for."""

_COUNTS = {
    1: "There is one reserved scenario of it, and it counts once a day: a circuit takes three days.",
    2: "There are two reserved scenarios of it, and each counts once a day: a circuit takes two days.",
}


class _Ground(msgspec.Struct, frozen=True):
    """What a plan is made from, as it was before a day.

    Args:
        day: that study day.
        standings: of every competency.
        views: the same as they are shown.
        forms: reserved scenarios by competency, the one that was played longest ago first.
    """

    day: StudyDay
    standings: tuple[Standing, ...]
    views: Mapping[str, CompetencyView]
    forms: Mapping[str, tuple[ScenarioRow, ...]]

    def standing(self, competency: str) -> Standing:
        """Return how a competency stands."""
        return next(each for each in self.standings if each.competency == competency)


def planned(workspace: Workspace, competency: str = "") -> Circuit | None:
    """Return the circuit of today, else the one that falls due next; None where none ever does.

    Args:
        workspace: the open workspace.
        competency: three stations of this one, due or not; empty for what the plan says.

    Raises:
        RolePlayRejected: there is no reserved scenario of the competency.
    """
    record, today = record_of(workspace), workspace.now().day
    ground = _ground(workspace, record, today)
    asked = _of_one(ground, competency) if competency else _by_plan(workspace, ground)
    to_rate = _to_rate(workspace, record)
    if asked is None:
        return _only_ratings(today, to_rate) if to_rate else None
    made = _circuit(ground, asked, record)
    made = msgspec.structs.replace(made, to_rate=to_rate)
    if made.is_due and not made.calls:
        return msgspec.structs.replace(made, following=_following(workspace, record, StudyDay(today + 1)))
    return made


def _ground(workspace: Workspace, record: Record, day: StudyDay) -> _Ground:
    played: dict[str, list[Benchmark]] = {}
    for each in workspace.store.benchmarks():
        if each.day < day:
            played.setdefault(each.competency, []).append(each)
    forms = _forms(workspace, record, day)
    views = {
        each.competency: each
        for each in skills(workspace, day_date(StudyDay(day - 1))).competencies
        if each.competency in forms
    }
    standings = [_standing(view, played.get(name, ()), len(forms[name]), day) for name, view in views.items()]
    return _Ground(day, tuple(standings), views, forms)


def _forms(workspace: Workspace, record: Record, day: int) -> dict[str, tuple[ScenarioRow, ...]]:
    last = {each.key: each.at.day for each in record.attempts if each.is_played and each.at.day < day}
    reserved = [row for row in listed(workspace).scenarios if row.kind == "benchmark" and not row.problem]
    reserved.sort(key=lambda row: (row.seat, last.get(row.key, StudyDay(-1)), row.key))
    found: dict[str, tuple[ScenarioRow, ...]] = {}
    for row in reserved:
        found[row.competency] = (*found.get(row.competency, ()), row)
    return found


def _standing(view: CompetencyView, played: Sequence[Benchmark], forms: int, day: int) -> Standing:
    level = view.headline_channel.level
    own = {each.attempt for each in played}
    brought = [each.day for each in view.headline_channel.points if each.attempt not in own]
    waiting = sum(
        day - each.day <= WAITS_DAYS and not any(given.role == "self" for given in each.ratings)
        for each in played
    )
    return Standing(
        competency=view.competency,
        state=level.state,
        missing=0 if level.baseline else level.wanted - level.benchmarks - waiting,
        has_baseline=level.baseline is not None,
        since=level.since,
        rated_day=level.last_day,
        days=tuple(sorted([*(each.day for each in played), *((each - DAY_ZERO).days for each in brought)])),
        forms=forms,
    )


def _by_plan(workspace: Workspace, ground: _Ground) -> plan.Circuit | None:
    wanted = workspace.settings.focus
    return circuit_for(ground.standings, plan.chosen_focus(ground.standings, wanted), ground.day)


def _of_one(ground: _Ground, competency: str) -> plan.Circuit:
    """Return a circuit of one competency, due or not; of one that was begun the stations left.

    Raises:
        RolePlayRejected: there is no reserved scenario of it.
    """
    if competency not in ground.forms:
        there = f"There are some of {', '.join(ground.forms)}." if ground.forms else ""
        raise RolePlayRejected(f"There is no reserved scenario of {competency!r}.", there)
    standing = ground.standing(competency)
    turn, day = turn_of(standing, ground.day), ground.day
    if turn is not None and turn.kind == "baseline" and turn.day <= day:
        return plan.Circuit((turn,))
    kind: plan.Kind = "due" if standing.has_baseline else "baseline"
    return plan.Circuit((Turn(competency, kind, min(STATIONS, standing.forms), day, day),))


def _circuit(ground: _Ground, asked: plan.Circuit, record: Record) -> Circuit:
    is_due = asked.day <= ground.day
    first = asked.turns[0]
    return Circuit(
        kind=first.kind,
        title=ground.views[first.competency].title,
        why=_why(ground, asked),
        more=_more(ground, first),
        day=day_date(StudyDay(asked.day)),
        by=day_date(StudyDay(asked.by)),
        is_due=is_due,
        stations=tuple(
            _station(row, ground, record if is_due else None)
            for turn in asked.turns
            for row in ground.forms[turn.competency][: turn.stations]
        ),
    )


def _station(row: ScenarioRow, ground: _Ground, record: Record | None) -> Station:
    level = ground.views[row.competency].headline_channel.level
    station = Station(
        key=row.key,
        title=row.title,
        competency=row.competency,
        seconds=row.seconds,
        spoken=level.spoken if level.benchmarks else row.spoken,
    )
    if record is None or (row.key, ground.day) not in record.tried:
        return station
    made = next((each for each in record.attempts if (each.key, each.at.day) == (row.key, ground.day)), None)
    if made is None or not made.is_played:
        return msgspec.structs.replace(station, status="lost")
    given = made.rated_as("self")
    return msgspec.structs.replace(
        station,
        status="played",
        attempt=made.said.attempt,
        rated=given is not None,
        score=given.score.value if given else None,
    )


def _why(ground: _Ground, asked: plan.Circuit) -> str:
    first = asked.turns[0]
    level = ground.views[first.competency].headline_channel.level
    if first.kind == "baseline":
        return f"No baseline yet: {level.note}" if level.note[:1].isdigit() else level.note
    if first.kind == "look-again":
        return "Look again: one more benchmark will tell."
    if first.kind == "retest":
        return level.note
    last = ground.standing(first.competency).rated_day
    days = "" if last is None else f"Its last benchmark was {counted(ground.day - last, 'day')} ago. "
    others = len(asked.turns) - 1
    return (
        f"{days}{counted(others, 'other')} beside it.".strip()
        if others
        else f"{days}One a month tells enough."
    )


def _more(ground: _Ground, first: Turn) -> str:
    standing = ground.standing(first.competency)
    if first.kind == "baseline":
        return _COUNTS.get(standing.forms, "")
    regular = turn_of(standing, ground.day)
    if first.kind == "due" and regular is not None and regular.day > first.day:
        day = date_words(day_date(StudyDay(regular.day)))
        return f"The plan asks for one from {day} on; what is measured sooner tells little more."
    return ""


def _only_ratings(today: StudyDay, to_rate: tuple[str, ...]) -> Circuit:
    day = day_date(today)
    return Circuit(
        kind="baseline",
        title="What you played",
        why="They count once you have rated them.",
        day=day,
        by=day,
        is_due=True,
        to_rate=to_rate,
    )


def _to_rate(workspace: Workspace, record: Record) -> tuple[str, ...]:
    waiting = reversed(unrated(workspace))
    return tuple(each for each in waiting if _is_benchmark(record.find(each)))


def _is_benchmark(attempt: Attempt | None) -> bool:
    return attempt is not None and attempt.said.mode == "benchmark"


def _following(workspace: Workspace, record: Record, day: StudyDay) -> str:
    """Return when the next circuit falls due once what was played today is taken in."""
    ground = _ground(workspace, record, day)
    asked = _by_plan(workspace, ground)
    if asked is None:
        return ""
    names = _titles(each.competency for each in asked.turns)
    when = date_words(day_date(StudyDay(max(asked.day, day))))
    return f"The next one is asked for on {when}: {names}."


def _titles(competencies: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(map(skill_title, competencies)))
