"""When benchmarks fall due: circuits towards a baseline, then one a month, and one more on WATCH.

A newcomer's three circuits begin five days apart, so that they fit into two weeks even where a circuit takes
three days, because a reserved scenario counts once a study day. With a baseline a benchmark is asked for
after 30 days: a monthly lab meets that every time, half a month is left until it is late and a whole one
until the level is STALE, and what one benchmark a month finds is the first row of the published table. Twice
as many would find a one-point drop in half the time: from 14 days on one joins a circuit that has room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from csmdrill.skills.model import State

STATIONS = 3
"""In a circuit."""

CIRCUIT_EVERY = 5
"""Days from the begin of a newcomer's circuit to that of the next."""

SOONEST_DAYS, TARGET_DAYS, LATEST_DAYS = 14, 30, 45
"""After a benchmark of a competency with a baseline: from when another makes sense, is asked for, is late."""

LOOK_AGAIN_DAYS = 7
"""Within which WATCH asks for one more."""

Kind = Literal["baseline", "look-again", "retest", "due", "joins"]
"""Why a competency has a station; `joins` where another one's made the circuit due."""


class Standing(Struct, frozen=True, kw_only=True):
    """How a competency stands for the plan.

    Args:
        competency: its id.
        state: of the channel that speaks for it.
        missing: benchmarks that its baseline lacks, those that are not rated yet taken as made; 0 with one.
        has_baseline: there is one.
        since: rated benchmarks since the baseline.
        rated_day: study day of the last one that the state knows of; None without any.
        days: study day of each benchmark that was played, the earliest first.
        forms: reserved scenarios that there are of it; each counts once a study day.
    """

    competency: str
    state: State = "UNKNOWN"
    missing: int = 8
    has_baseline: bool = False
    since: int = 0
    rated_day: int | None = None
    days: tuple[int, ...] = ()
    forms: int = 1


class Turn(Struct, frozen=True):
    """Stations of one competency that are or will be asked for.

    Args:
        competency: which.
        kind: why.
        stations: how many on that day.
        day: study day from which it is asked for.
        by: study day after which it is late.
    """

    competency: str
    kind: Kind
    stations: int
    day: int
    by: int


class Circuit(Struct, frozen=True):
    """Stations to be played one after the other, by competency, and when; see `Turn`."""

    turns: tuple[Turn, ...]

    @property
    def day(self) -> int:
        """The study day from which it is asked for: what joins waits for what is due."""
        return self.turns[0].day

    @property
    def by(self) -> int:
        """The study day after which it is late."""
        return self.turns[0].by


def turn_of(standing: Standing, today: int) -> Turn | None:
    """Return when a competency has its next benchmark; None where none can be had or is wanted.

    Args:
        standing: as it was before anything was played today.
        today: study day.
    """
    if not standing.forms or (not standing.has_baseline and standing.missing <= 0):
        return None
    if not standing.has_baseline:
        return _towards_baseline(standing, today)
    last = _last_day(standing)
    is_known = last == standing.rated_day  # else the benchmark that waits for its rating answers the state
    if is_known and standing.state == "STALE":
        return Turn(standing.competency, "retest", 1, today, today)
    if is_known and standing.state == "WATCH" and not was_extra(standing.since, standing.days):
        return Turn(standing.competency, "look-again", 1, last + 1, last + LOOK_AGAIN_DAYS)
    return Turn(standing.competency, "due", 1, last + TARGET_DAYS, last + LATEST_DAYS)


def circuit_for(standings: Sequence[Standing], focus: str, today: int) -> Circuit | None:
    """Return the circuit that is due, else the one that falls due first; None where there never is one.

    What WATCH asks for comes first, alone and quickly done; then the baseline of the focus; then a circuit
    of what is due, one station for each competency, which others join while it has room.

    Args:
        standings: of all competencies, as they were before anything was played today.
        focus: the competency that gets its baseline first.
        today: study day.
    """
    turns = [turn for each in standings if (turn := turn_of(each, today)) is not None]
    wanted = [turn for turn in turns if turn.kind != "baseline" or turn.competency == focus]
    now = [turn for turn in wanted if turn.day <= today]
    for kind in ("look-again", "baseline"):
        of_kind = tuple(turn for turn in now if turn.kind == kind)
        if of_kind:
            return Circuit(of_kind[:STATIONS])
    if now:
        due = sorted(now, key=lambda turn: turn.by)[:STATIONS]
        return Circuit((*due, *_joining(standings, due, today)))
    return min((Circuit((turn,)) for turn in wanted), key=lambda circuit: circuit.day, default=None)


def asked_of(
    standing: Standing, circuit: Circuit | None, focus: str, today: int, begun: bool = False
) -> Turn | None:
    """Return what is asked of a competency next: its part in the circuit of the day, else its own turn.

    None where nothing is: another one gets its baseline first, or none can be had.

    Args:
        standing: as it is now, with what was played today.
        circuit: of the day, with the stations that are left in it; None where none is.
        focus: the competency that gets its baseline first.
        today: study day.
        begun: a benchmark of it was begun today, so its own turn comes tomorrow at the soonest.
    """
    if circuit is not None and circuit.day <= today:
        for part in circuit.turns:
            if part.competency == standing.competency:
                return part
    turn = turn_of(standing, today + begun)
    if turn is None or (turn.kind == "baseline" and standing.competency != focus):
        return None
    soonest = today + 1 if begun else turn.day
    return replace(turn, day=max(turn.day, soonest), by=max(turn.by, soonest))


def left_of(circuit: Circuit, begun: Mapping[str, int]) -> Circuit | None:
    """Return a circuit without the stations that were begun, so many by competency; None for none left."""
    left = [replace(turn, stations=turn.stations - begun.get(turn.competency, 0)) for turn in circuit.turns]
    turns = tuple(turn for turn in left if turn.stations > 0)
    return Circuit(turns) if turns else None


def chosen_focus(standings: Iterable[Standing], wanted: str = "") -> str:
    """Return the competency that gets its baseline first; empty where there is no reserved scenario.

    Without a wish it is the one that was benchmarked most; a newcomer's is the first with three reserved
    scenarios, which can be the three stations of a day.
    """
    possible = [each for each in standings if each.forms]
    if wanted and any(each.competency == wanted for each in possible):
        return wanted
    best = max(possible, key=lambda each: (len(each.days), min(each.forms, STATIONS)), default=None)
    return "" if best is None else best.competency


def was_extra(since: int, days: Sequence[int]) -> bool:
    """Return whether the last benchmark was one more already; what it shows never asks for another.

    Args:
        since: rated benchmarks since the baseline.
        days: study day of each benchmark, the earliest first.
    """
    return since > 1 and any(after - before < SOONEST_DAYS for before, after in pairwise(days[-2:]))


def _towards_baseline(standing: Standing, today: int) -> Turn:
    """Return the rest of the circuit that was begun, else the next one."""
    begun, made = _last_circuit(standing.days)
    name = standing.competency
    if begun is None:
        return Turn(name, "baseline", min(STATIONS, standing.forms), today, today)
    last = standing.days[-1]
    if made < STATIONS and today < begun + CIRCUIT_EVERY:
        day = max(last + 1, today)
        if day < begun + CIRCUIT_EVERY:
            return Turn(name, "baseline", min(STATIONS - made, standing.forms), day, day)
    day = max(begun + CIRCUIT_EVERY, last + 1)
    return Turn(name, "baseline", min(STATIONS, standing.forms), day, max(day, today))


def _last_circuit(days: Sequence[int]) -> tuple[int | None, int]:
    """Return the day on which the last circuit was begun, and how many stations of it were played."""
    begun: int | None = None
    made = 0
    for day in days:
        if begun is None or day >= begun + CIRCUIT_EVERY or (made >= STATIONS and day > begun):
            begun, made = day, 0
        made += 1
    return begun, made


def _last_day(standing: Standing) -> int:
    return max(
        (*standing.days[-1:], *(() if standing.rated_day is None else (standing.rated_day,))), default=0
    )


def _joining(standings: Iterable[Standing], due: Sequence[Turn], today: int) -> tuple[Turn, ...]:
    """Return who fills a circuit: those with a baseline, then who is nearest to one."""
    taken = {turn.competency for turn in due}
    free = [each for each in standings if each.forms and each.competency not in taken]
    ripe = [each for each in free if each.has_baseline and today >= _last_day(each) + SOONEST_DAYS]
    begun = sorted(
        (each for each in free if not each.has_baseline and each.missing > 0), key=lambda each: each.missing
    )
    joining = [*ripe, *begun][: max(0, STATIONS - len(due))]
    return tuple(Turn(each.competency, "joins", 1, today, today) for each in joining)
