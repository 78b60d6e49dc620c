"""When benchmarks fall due: a baseline in two weeks, then one in 14 to 45 days, and one more on WATCH."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.skills.model import State
from csmdrill.skills.plan import (
    LATEST_DAYS,
    LOOK_AGAIN_DAYS,
    SOONEST_DAYS,
    STATIONS,
    Circuit,
    Standing,
    Turn,
    asked_of,
    chosen_focus,
    circuit_for,
    left_of,
    turn_of,
)

NAMES = ("outcome-discovery", "adoption-intervention", "renewal-negotiation", "executive-communication")


def steady(
    name: str, *days: int, state: State = "STEADY", since: int = 1, rated: int | None = None
) -> Standing:
    """Return a competency with a baseline."""
    return Standing(
        competency=name,
        state=state,
        missing=0,
        has_baseline=True,
        since=since,
        rated_day=days[-1] if rated is None else rated,
        days=days,
    )


def days_to_baseline(forms: int, first: int = 100) -> list[int]:
    """Return the days of the stations of somebody who plays what is asked for, up to the baseline."""
    days: list[int] = []
    today = first
    while len(days) < 8:
        standing = Standing(competency=NAMES[0], missing=8 - len(days), days=tuple(days), forms=forms)
        circuit = circuit_for([standing], NAMES[0], today)
        assert circuit is not None
        if circuit.day <= today:
            assert [turn.kind for turn in circuit.turns] == ["baseline"]
            assert circuit.turns[0].stations <= forms
            days += [today] * circuit.turns[0].stations
        today += 1
    return days


@pytest.mark.parametrize(
    ("forms", "days"),
    [
        (3, [0, 0, 0, 5, 5, 5, 10, 10, 10]),
        (2, [0, 0, 1, 5, 5, 6, 10, 10]),
        (1, [0, 1, 2, 5, 6, 7, 10, 11]),
        (5, [0, 0, 0, 5, 5, 5, 10, 10, 10]),
    ],
)
def test_a_newcomer_has_a_baseline_of_the_focus_within_two_weeks(forms: int, days: list[int]) -> None:
    assert days_to_baseline(forms) == [100 + day for day in days]


def test_a_circuit_with_a_void_station_is_completed_on_the_next_day() -> None:
    begun = Standing(competency=NAMES[0], missing=6, days=(100, 100), forms=3)
    turn = turn_of(begun, 101)
    assert turn is not None
    assert (turn.stations, turn.day) == (1, 101)
    late = turn_of(begun, 107)
    assert late is not None
    assert (late.stations, late.day) == (3, 105)  # too late for it: a new one, since two days


def test_the_focus_is_what_one_wants_else_what_was_benchmarked_most_else_what_fills_a_day() -> None:
    new = [Standing(competency=name, forms=3 if name == NAMES[2] else 1) for name in NAMES]
    assert chosen_focus(new) == NAMES[2]
    assert chosen_focus(new, NAMES[3]) == NAMES[3]
    begun = [*new[:3], Standing(competency=NAMES[3], days=(90,), missing=7)]
    assert chosen_focus(begun) == NAMES[3]
    assert chosen_focus([Standing(competency=NAMES[0], forms=0)]) == ""
    assert circuit_for([Standing(competency=NAMES[0], forms=0)], "", 100) is None


def test_watch_asks_for_one_more_within_a_week_and_that_one_for_none() -> None:
    watch = steady(NAMES[0], 60, 100, state="WATCH", since=2)
    circuit = circuit_for([watch, steady(NAMES[1], 60)], NAMES[0], 103)
    assert circuit is not None
    assert [(turn.competency, turn.kind, turn.stations) for turn in circuit.turns] == [
        (NAMES[0], "look-again", 1)
    ]
    assert (circuit.day, circuit.by) == (101, 107)
    again = turn_of(steady(NAMES[0], 60, 100, 107, state="WATCH", since=3), 108)
    assert again is not None
    assert (again.kind, again.day) == ("due", 137)


def test_what_a_coach_has_not_rated_yet_answers_watch_and_stale_as_well() -> None:
    for state in ("WATCH", "STALE"):
        turn = turn_of(steady(NAMES[0], 60, 100, 104, state=state, since=2, rated=100), 105)
        assert turn is not None
        assert (turn.kind, turn.day) == ("due", 134)


def test_a_stale_level_is_retested_at_once() -> None:
    turn = turn_of(steady(NAMES[0], 60, 100, state="STALE"), 170)
    assert turn is not None
    assert (turn.kind, turn.stations, turn.day) == ("retest", 1, 170)


def test_a_circuit_of_what_is_due_is_joined_by_what_is_ripe_then_by_what_is_nearest_to_a_baseline() -> None:
    due, ripe, fresh = steady(NAMES[0], 70), steady(NAMES[1], 86), steady(NAMES[1], 87)
    none = Standing(competency=NAMES[2], missing=8)
    half = Standing(competency=NAMES[3], missing=4, days=(10, 20, 30, 40))

    def names(*standings: Standing) -> list[str]:
        circuit = circuit_for(standings, NAMES[0], 100)
        assert circuit is not None
        return [turn.competency for turn in circuit.turns]

    assert names(due, ripe, none, half) == [NAMES[0], NAMES[1], NAMES[3]]
    assert names(due, fresh, none, half) == [NAMES[0], NAMES[3], NAMES[2]]
    assert names(steady(NAMES[0], 71), ripe, none, half) == [NAMES[0]]  # not due before 101


@settings(max_examples=150, deadline=None)
@given(
    late=st.lists(st.integers(0, 40), min_size=1, max_size=6),
    states=st.lists(st.sampled_from(["STEADY", "WATCH", "DRIFT", "IMPROVED"]), min_size=1, max_size=8),
    rated=st.lists(st.booleans(), min_size=1, max_size=5),
    others=st.lists(st.integers(50, 100), max_size=3),
)
def test_benchmarks_are_14_days_apart_but_for_watch_and_are_asked_for_before_45(
    late: list[int], states: list[State], rated: list[bool], others: list[int]
) -> None:
    """Somebody plays what is asked for, sooner or later, in any state, rated at once or not."""
    days: list[list[int]] = [[100], *([day] for day in others)]
    known = [each[-1] for each in days]
    state: list[State] = ["STEADY" for _ in days]
    asked_at, turns = 0, 0
    for today in range(101, 500):
        standings = [
            steady(
                NAMES[at],
                *each,
                state="STALE" if today - known[at] > 60 else state[at],
                since=len(each),
                rated=known[at],
            )
            for at, each in enumerate(days)
        ]
        for each in standings:
            turn = turn_of(each, today)
            assert turn is not None
            assert turn.day <= max(each.days[-1] + LATEST_DAYS, today)
            if turn.kind == "look-again":
                assert turn.by <= each.days[-1] + LOOK_AGAIN_DAYS
                assert len(each.days) < 2 or each.days[-1] - each.days[-2] >= SOONEST_DAYS
        circuit = circuit_for(standings, NAMES[0], today)
        assert circuit is not None
        if circuit.day > today:
            asked_at = 0
            continue
        assert 1 <= len(circuit.turns) <= STATIONS
        assert len({turn.competency for turn in circuit.turns}) == len(circuit.turns)
        asked_at = asked_at or today
        if today < asked_at + late[turns % len(late)]:
            continue
        turns, asked_at = turns + 1, 0
        _play(circuit, days, known, state, today, states[turns % len(states)], rated[turns % len(rated)])


def _play(
    circuit: Circuit,
    days: list[list[int]],
    known: list[int],
    state: list[State],
    today: int,
    comes: State,
    is_rated: bool,
) -> None:
    for turn in circuit.turns:
        at = NAMES.index(turn.competency)
        assert turn.kind == "look-again" or today - days[at][-1] >= SOONEST_DAYS
        days[at].append(today)
        if is_rated:
            known[at], state[at] = today, comes


@st.composite
def standings_of_four(draw: st.DrawFn) -> list[Standing]:
    """Any four competencies as they may stand before day 200."""
    found = []
    for name in NAMES:
        days = sorted(draw(st.lists(st.integers(100, 199), max_size=9)))
        based = len(days) > 2 and draw(st.booleans())
        rated = draw(st.sampled_from(days)) if days else None
        found.append(
            Standing(
                competency=name,
                state=draw(st.sampled_from(["STALE", "DRIFT", "IMPROVED", "WATCH", "STEADY"]))
                if based
                else "UNKNOWN",
                missing=0 if based else draw(st.integers(0, 8)),
                has_baseline=based,
                since=draw(st.integers(0, 4)),
                rated_day=rated,
                days=tuple(days),
                forms=draw(st.integers(0, 3)),
            )
        )
    return found


@settings(max_examples=200, deadline=None)
@given(
    standings=standings_of_four(), wanted=st.sampled_from(["", *NAMES]), begun=st.sets(st.sampled_from(NAMES))
)
def test_what_is_asked_of_each_is_what_the_circuit_asks_for(
    standings: list[Standing], wanted: str, begun: set[str]
) -> None:
    today, focus = 200, chosen_focus(standings, wanted)
    circuit = circuit_for(standings, focus, today)
    steps = {each.competency: asked_of(each, circuit, focus, today) for each in standings}
    asked: list[Turn] = [turn for turn in steps.values() if turn is not None]
    assert all(turn.competency == focus for turn in asked if turn.kind == "baseline")
    if circuit is None:
        assert asked == []
        return
    assert all(steps[turn.competency] == turn for turn in circuit.turns)
    if circuit.day > today:
        assert all(turn.day >= circuit.day for turn in asked)
        return
    left = left_of(
        circuit, {turn.competency: turn.stations for turn in circuit.turns if turn.competency in begun}
    )
    for each in standings:
        turn = asked_of(each, left, focus, today, each.competency in begun)
        assert turn is None or each.competency not in begun or turn.day > today
        assert each.competency in begun or turn == steps[each.competency]
