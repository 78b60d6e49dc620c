"""The coach's confidential sheet: what the stakeholder wants, the least they take, and when they press."""

from __future__ import annotations

import msgspec

from csmdrill.content.rubric import Check, Criterion
from csmdrill.content.scenario import ClockRule
from csmdrill.roleplay.wording import cast_of, filled
from csmdrill.services.rehearsal_views import RatingDraft, Rehearsal


class Seat(msgspec.Struct, frozen=True):
    """A person to be played."""

    id: str
    name: str
    role: str
    wants: str
    floor: str


class Squeeze(msgspec.Struct, frozen=True, order=True):
    """A time in ms at which pressure is planned, and what is said then; empty for pressure without words."""

    at: int
    text: str


class SeatSheet(msgspec.Struct, frozen=True):
    """What only the coach sees.

    Args:
        people: to be played, the first first.
        opening: how it begins.
        squeezes: in order of time.
        checks: of the rubric, with their criteria, in order; a coach ticks them by number from 1.
        ends: names, and whether each is a pass.
    """

    people: tuple[Seat, ...]
    opening: tuple[str, ...]
    squeezes: tuple[Squeeze, ...]
    checks: tuple[tuple[Criterion, Check], ...]
    ends: dict[str, str]


def sheet_of(rehearsal: Rehearsal) -> SeatSheet:
    """Return the sheet of a rehearsal, names and facts put in."""
    scenario, drawn = rehearsal.scenario, rehearsal.drawn
    cast = cast_of(scenario, drawn)

    def shown(text: str) -> str:
        return filled(text, cast, scenario.vars, {})

    squeezes = [
        Squeeze(at, shown(_first(rule.do.say)))
        for rule in scenario.rules
        if isinstance(rule, ClockRule)
        for at in drawn.clock.get(rule.id, ())
    ]
    said = scenario.start.say
    return SeatSheet(
        people=tuple(
            Seat(name, drawn.names[name], person.role, shown(person.wants), shown(person.floor))
            for name, person in scenario.people.items()
        ),
        opening=tuple(map(shown, (said,) if isinstance(said, str) else said or ())),
        squeezes=tuple(sorted(squeezes)),
        checks=tuple((each, check) for each in rehearsal.rubric.criteria for check in each.checks),
        ends=dict(scenario.ends),
    )


def ticks_as_draft(sheet: SeatSheet, ticked: frozenset[str]) -> RatingDraft:
    """Return what was ticked live as the beginning of a coach's rating; ticks are `criterion/check`."""
    checks: dict[str, tuple[str, ...]] = {}
    for criterion, check in sheet.checks:
        if f"{criterion.id}/{check.id}" in ticked:
            checks[criterion.id] = (*checks.get(criterion.id, ()), check.id)
    return RatingDraft(checks=checks)


def _first(say: str | list[str] | None) -> str:
    return "" if say is None else say if isinstance(say, str) else say[0]
