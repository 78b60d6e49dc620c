"""What circuits and next acts are both planned from: how competencies stand, and their reserved scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from csmdrill.core.clock import DAY_ZERO, StudyDay
from csmdrill.services.kept import drafts
from csmdrill.services.record import Record, record_of
from csmdrill.services.rehearsal_views import ScenarioRow
from csmdrill.services.scenario_list import listed
from csmdrill.services.skill_views import CompetencyView
from csmdrill.services.workspace import Workspace
from csmdrill.skills.plan import Circuit, Standing, chosen_focus, circuit_for, left_of
from csmdrill.storage.observations import Benchmark

WAITS_DAYS = 14
"""A benchmark that is this old and not rated is no longer waited for."""


class Made(msgspec.Struct, frozen=True):
    """What was ever played, and what there is to play.

    Args:
        record: all attempts.
        benchmarks: those that count.
        reserved: scenarios.
        today: the present study day.
        unsettled: keys of benchmarks that are on now, or were broken off and not settled yet.
    """

    record: Record
    benchmarks: tuple[Benchmark, ...]
    reserved: tuple[ScenarioRow, ...]
    today: StudyDay
    unsettled: frozenset[str]

    def by_nobody(self) -> Made:
        """Return the same scenarios, none of them played."""
        record = Record((), {}, (), (), frozenset())
        return Made(record, (), self.reserved, self.today, frozenset())

    def is_begun(self, key: str, day: StudyDay) -> bool:
        """Return whether a scenario was begun on a day; what is unsettled can be begun no second time now."""
        return (key, day) in self.record.tried or (day == self.today and key in self.unsettled)


class Ground(msgspec.Struct, frozen=True):
    """What a plan is made from, as it was before a day.

    Args:
        day: that study day.
        focus: the competency that gets its baseline first; empty where none can.
        standings: of every competency, by its id.
        views: the same as they are shown.
        forms: reserved scenarios by competency, the one that was played longest ago first.
    """

    day: StudyDay
    focus: str
    standings: Mapping[str, Standing]
    views: Mapping[str, CompetencyView]
    forms: Mapping[str, tuple[ScenarioRow, ...]]

    @property
    def circuit(self) -> Circuit | None:
        """The circuit of the day, else the one that falls due next."""
        return circuit_for(tuple(self.standings.values()), self.focus, self.day)

    def left(self, made: Made) -> Circuit | None:
        """Return the circuit of the day without the stations that were begun; None where none is left."""
        asked = self.circuit
        if asked is None or asked.day > self.day:
            return None
        begun = {
            turn.competency: sum(
                made.is_begun(row.key, self.day) for row in self.forms[turn.competency][: turn.stations]
            )
            for turn in asked.turns
        }
        return left_of(asked, begun)


def made_of(workspace: Workspace) -> Made:
    """Return what was ever played in a home, and what there is to play."""
    return Made(
        record=record_of(workspace),
        benchmarks=tuple(workspace.store.benchmarks()),
        reserved=tuple(
            row for row in listed(workspace).scenarios if row.kind == "benchmark" and not row.problem
        ),
        today=workspace.now().day,
        unsettled=frozenset(kept.key for kept in drafts(workspace) if kept.kind == "benchmark"),
    )


def ground_of(made: Made, views: Sequence[CompetencyView], day: StudyDay, wanted: str = "") -> Ground:
    """Return what a plan is made from.

    Args:
        made: what was played.
        views: how competencies stood at the end of the day before.
        day: of the plan.
        wanted: the competency in focus, as set by the person; empty for the plan's choice.
    """
    played: dict[str, list[Benchmark]] = {}
    for each in made.benchmarks:
        if each.day < day:
            played.setdefault(each.competency, []).append(each)
    forms = _forms(made, day)
    standings = {
        view.competency: _standing(
            view, played.get(view.competency, ()), len(forms.get(view.competency, ())), day
        )
        for view in views
    }
    return Ground(
        day=day,
        focus=chosen_focus(standings.values(), wanted),
        standings=standings,
        views={view.competency: view for view in views},
        forms=forms,
    )


def _forms(made: Made, day: int) -> dict[str, tuple[ScenarioRow, ...]]:
    last = {each.key: each.at.day for each in made.record.attempts if each.is_played and each.at.day < day}
    found: dict[str, tuple[ScenarioRow, ...]] = {}
    for row in sorted(made.reserved, key=lambda row: (row.seat, last.get(row.key, StudyDay(-1)), row.key)):
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
