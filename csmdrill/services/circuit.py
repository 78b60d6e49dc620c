"""Benchmark circuits: which stations are asked for today, and why.

What is asked for follows from the facts of all days before today, so it stays the same while it is played: a
circuit that was broken off goes on at its next station, and a station that was begun is not offered again.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from csmdrill.core.clock import StudyDay, day_date
from csmdrill.core.errors import RolePlayRejected
from csmdrill.services.circuit_ground import Ground, Made, ground_of
from csmdrill.services.circuit_views import Circuit, Station
from csmdrill.services.rating import unrated
from csmdrill.services.record import Attempt, Record
from csmdrill.services.rehearsal_views import ScenarioRow
from csmdrill.services.review_skills import survey
from csmdrill.services.wording import counted, date_words, skill_title
from csmdrill.services.workspace import Workspace
from csmdrill.skills import plan
from csmdrill.skills.plan import STATIONS, Turn, turn_of

_COUNTS = {
    1: "There is one reserved scenario of it, and it counts once a day: a circuit takes three days.",
    2: "There are two reserved scenarios of it, and each counts once a day: a circuit takes two days.",
}


def planned(workspace: Workspace, competency: str = "") -> Circuit | None:
    """Return the circuit of today, else the one that falls due next; None where none ever does.

    Args:
        workspace: the open workspace.
        competency: three stations of this one, due or not; empty for what the plan says.

    Raises:
        RolePlayRejected: there is no reserved scenario of the competency.
    """
    today, wanted = workspace.now().day, workspace.settings.focus
    found = survey(workspace, today)
    made = found.made
    ground = ground_of(made, found.before, today, wanted)
    after = ground_of(made, found.now, StudyDay(today + 1), wanted)
    asked = _of_one(ground, competency) if competency else ground.circuit
    to_rate = _to_rate(workspace, made.record)
    if asked is None:
        return _only_ratings(today, to_rate) if to_rate else None
    circuit = _circuit(ground, after, asked, made)
    circuit = msgspec.structs.replace(circuit, to_rate=to_rate)
    if circuit.is_due and not circuit.calls:
        return msgspec.structs.replace(circuit, following=_following(after))
    return circuit


def _of_one(ground: Ground, competency: str) -> plan.Circuit:
    """Return a circuit of one competency, due or not; of one that was begun the stations left.

    Raises:
        RolePlayRejected: there is no reserved scenario of it.
    """
    if competency not in ground.forms:
        there = f"There are some of {', '.join(ground.forms)}." if ground.forms else ""
        raise RolePlayRejected(f"There is no reserved scenario of {competency!r}.", there)
    standing = ground.standings[competency]
    turn, day = turn_of(standing, ground.day), ground.day
    if turn is not None and turn.kind == "baseline" and turn.day <= day:
        return plan.Circuit((turn,))
    kind: plan.Kind = "due" if standing.has_baseline else "baseline"
    return plan.Circuit((Turn(competency, kind, min(STATIONS, standing.forms), day, day),))


def _circuit(ground: Ground, after: Ground, asked: plan.Circuit, made: Made) -> Circuit:
    is_due = asked.day <= ground.day
    first = asked.turns[0]
    return Circuit(
        kind=first.kind,
        title=ground.views[first.competency].title,
        why=_why(ground, after, asked),
        more=_more(ground, first),
        day=day_date(StudyDay(asked.day)),
        by=day_date(StudyDay(asked.by)),
        is_due=is_due,
        stations=tuple(
            _station(row, ground, made if is_due else None)
            for turn in asked.turns
            for row in ground.forms[turn.competency][: turn.stations]
        ),
    )


def _station(row: ScenarioRow, ground: Ground, made: Made | None) -> Station:
    level = ground.views[row.competency].headline_channel.level
    station = Station(
        key=row.key,
        title=row.title,
        competency=row.competency,
        seconds=row.seconds,
        spoken=level.spoken if level.benchmarks else row.spoken,
    )
    if made is None or not made.is_begun(row.key, ground.day):
        return station
    if row.key in made.unsettled:
        return msgspec.structs.replace(station, status="begun")
    attempts = made.record.attempts
    found = next((each for each in attempts if (each.key, each.at.day) == (row.key, ground.day)), None)
    if found is None or not found.is_played:
        return msgspec.structs.replace(station, status="lost")
    given = found.rated_as("self")
    return msgspec.structs.replace(
        station,
        status="played",
        attempt=found.said.attempt,
        rated=given is not None,
        score=given.score.value if given else None,
    )


def _why(ground: Ground, after: Ground, asked: plan.Circuit) -> str:
    """Return why a circuit is asked for; towards a baseline, and once its first is rated, how it stands."""
    first = asked.turns[0]
    level = ground.views[first.competency].headline_channel.level
    now = after.views[first.competency].headline_channel
    if first.kind == "baseline" or now.level.last_day == ground.day:
        return now.sentence
    if first.kind == "look-again":
        return "Look again: one more benchmark will tell."
    if first.kind == "retest":
        return level.note
    last = ground.standings[first.competency].rated_day
    days = "" if last is None else f"Its last benchmark was {counted(ground.day - last, 'day')} ago. "
    others = len(asked.turns) - 1
    return (
        f"{days}{counted(others, 'other')} beside it.".strip()
        if others
        else f"{days}One a month tells enough."
    )


def _more(ground: Ground, first: Turn) -> str:
    standing = ground.standings[first.competency]
    regular = turn_of(standing, ground.day)
    later = regular.day if regular is not None and regular.day > first.day else None
    day = "" if later is None else date_words(day_date(StudyDay(later)))
    if first.kind == "baseline":
        plan_says = (
            f"The plan asks for the next one on {day}; what is played sooner counts as well." if day else ""
        )
        return " ".join(filter(None, (_COUNTS.get(standing.forms, ""), plan_says)))
    if first.kind == "due" and day:
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


def _following(after: Ground) -> str:
    """Return when the next circuit falls due once what was played today is taken in."""
    asked = after.circuit
    if asked is None:
        return ""
    names = _titles(each.competency for each in asked.turns)
    when = date_words(day_date(StudyDay(max(asked.day, after.day))))
    return f"The next one is asked for on {when}: {names}."


def _titles(competencies: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(map(skill_title, competencies)))
