"""Circuits: which stations a day asks for, what is left when one is broken off, how a baseline comes."""

from __future__ import annotations

import random
from datetime import date

import pytest

from csmdrill.core.clock import day_date
from csmdrill.core.errors import RolePlayRejected
from csmdrill.services import attempts, rehearse
from csmdrill.services.adjust import adjust
from csmdrill.services.circuit import planned
from csmdrill.services.circuit_views import Circuit
from csmdrill.services.demo_stories import STORIES, Life, Story, told
from csmdrill.services.review_skills import skills
from csmdrill.storage.observed import ObservationPayload
from tests.services.conftest import Room, rubric_text, scenario_text

RENEWAL, DISCOVERY = "renewal-negotiation", "outcome-discovery"


@pytest.fixture
def three(room: Room) -> Room:
    """A person with three reserved scenarios of one competency, and one of another."""
    for name in ("exam-a", "exam-b", "exam-c"):
        room.has(f"{name}.scenario.yaml", scenario_text(name, benchmark="true", title=name))
    room.has("ask.rubric.yaml", rubric_text("ask", DISCOVERY))
    room.has("quiz.scenario.yaml", scenario_text("quiz", benchmark="true", title="quiz", rubric="ask"))
    return room


def now(room: Room, competency: str = "") -> Circuit:
    """Return the circuit of today."""
    circuit = planned(room.ws, competency)
    assert circuit is not None
    return circuit


def following(room: Room, competency: str) -> tuple[str, date | None, date | None]:
    """Return what Skills say is next: what, from when, and by when."""
    act = next(each.next for each in skills(room.ws).competencies if each.competency == competency)
    return act.kind, act.day, act.by


def walk(room: Room, competency: str = "", level: int = 4) -> list[str]:
    """Play what is asked for, then rate all of it; returns the stations."""
    played = []
    while (station := now(room, competency).next_station) is not None:
        room.play(key=station.key)
        played.append(station.key)
    for attempt in now(room, competency).to_rate:
        room.rate(attempt, level)
    return played


def benchmarked(room: Room, competency: str, *days_ago: int, score: float = 3.0) -> None:
    """Bring benchmarks along that were rated so many days before the day of the room's clock."""
    today = room.ws.now().day
    room.ws.store.observe(
        [
            ObservationPayload(competency=competency, role="self", score=score, rubric="r", day=today - ago)
            for ago in days_ago
        ],
        room.ws.now(),
    )


def test_a_newcomer_has_a_baseline_after_three_circuits_in_two_weeks(three: Room) -> None:
    first = now(three)
    assert (first.kind, first.title, first.is_due, first.more) == (
        "baseline",
        "Renewal negotiation",
        True,
        "",
    )
    assert first.why == "No baseline yet: 0 of 2 to warm up, then 6 for the baseline."
    assert [each.key for each in first.stations] == ["my/exam-a", "my/exam-b", "my/exam-c"]
    assert first.minutes == 6
    assert walk(three) == ["my/exam-a", "my/exam-b", "my/exam-c"]
    done = now(three)
    assert [(each.status, each.score) for each in done.stations] == [("played", 4.0)] * 3
    assert not done.calls
    assert done.following == "The next one is asked for on Sun 29 Nov: Renewal negotiation."
    for days in (4, 1, 5):
        three.days(days)
        due = now(three)
        assert due.is_due is (days != 4)
        assert due.day == (date(2026, 11, 29) if days == 4 else due.by)
        walk(three)
    (level,) = [each.self_rated.level for each in skills(three.ws).competencies if each.competency == RENEWAL]
    assert (level.state, level.benchmarks, level.since) == ("STEADY", 9, 1)
    assert level.baseline is not None
    assert level.baseline.mean == 4.0
    after = now(three)
    assert after.following == "The next one is asked for on Sun 3 Jan: Renewal negotiation."


def test_a_baseline_that_was_brought_along_today_is_asked_for_no_more(three: Room) -> None:
    benchmarked(three, RENEWAL, 21, 19, 17, 15, 13, 11, 9, 0)
    assert following(three, RENEWAL)[0] == "nothing"
    assert now(three, RENEWAL).kind == "due"


def test_circuit_and_skills_count_alike_on_every_step_to_a_baseline(three: Room) -> None:
    """From no benchmark to nine, before and after each rating: one count, and one next step."""
    for done in range(10):
        level = next(each.self_rated for each in skills(three.ws).competencies if each.competency == RENEWAL)
        assert level.level.benchmarks == done
        assert now(three, RENEWAL).why == level.sentence
        agrees(three)
        if done == 9:
            break
        while (station := now(three, RENEWAL).next_station) is None:
            three.days(1)
            agrees(three)
        three.play(key=station.key)
        agrees(three)
        three.rate()
        agrees(three)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_skills_and_circuit_never_contradict_each_other_in_any_story_of_the_demo(
    three: Room, story: Story
) -> None:
    today = three.ws.now().day
    said = told(Life("", "", story, RENEWAL), random.Random(1), today - 274, today - 2)  # noqa: S311
    three.ws.store.observe([each for each in said if isinstance(each, ObservationPayload)], three.ws.now())
    for days in (0, 6, 9, 10, 20, 20):
        three.days(days)
        agrees(three)


def agrees(room: Room) -> None:
    """Check that what Skills call next is what the circuit of the plan asks for."""
    today = day_date(room.ws.now().day)
    circuit = planned(room.ws)
    assert circuit is not None
    left = (
        {each.competency for each in circuit.stations if each.status == "open"} if circuit.is_due else set()
    )
    for view in skills(room.ws).competencies:
        act = view.next
        if view.competency in left:
            assert act.kind in ("circuit", "benchmark", "retest"), act
            assert act.day is None
        elif act.kind == "rate":
            assert circuit.to_rate
        elif act.kind in ("circuit", "benchmark", "retest") and not circuit.calls:
            assert act.day is not None, act
            assert act.day > today


def test_a_circuit_that_was_killed_goes_on_at_its_next_station(three: Room) -> None:
    three.play(key="my/exam-a")
    three.begin("my/exam-b")
    three.crash()
    assert [each.status for each in now(three).stations] == ["played", "begun", "open"]
    (left,) = rehearse.interrupted(three.ws)
    assert not left.resumable
    circuit = now(three)
    assert [each.status for each in circuit.stations] == ["played", "lost", "open"]
    assert circuit.next_station is circuit.stations[2]
    assert walk(three) == ["my/exam-c"]
    three.days(1)
    assert walk(three) == ["my/exam-b"]  # the rest of the circuit, on another day


def test_a_station_that_was_left_or_taken_back_is_not_offered_again(three: Room) -> None:
    three.play(key="my/exam-a", reason="left")
    attempts.take_back(three.ws, three.play(key="my/exam-b"))
    assert [each.status for each in now(three).stations] == ["lost", "lost", "open"]


def test_where_a_day_has_one_station_a_circuit_takes_three_and_the_plan_says_so(three: Room) -> None:
    circuit = now(three, DISCOVERY)
    assert circuit.more == (
        "There is one reserved scenario of it, and it counts once a day: a circuit takes three days."
    )
    assert walk(three, DISCOVERY) == ["my/quiz"]
    assert not now(three, DISCOVERY).calls
    three.days(1)
    assert walk(three, DISCOVERY) == ["my/quiz"]
    assert now(three).title == "Outcome discovery"  # benchmarked most, so it is in focus now


def test_the_setting_says_whose_baseline_comes_first(three: Room) -> None:
    adjust(three.ws, "focus", DISCOVERY)
    assert now(three).title == "Outcome discovery"
    adjust(three.ws, "focus", "executive-communication")  # which has no reserved scenario here
    assert now(three).title == "Renewal negotiation"


def test_what_waits_for_its_rating_is_asked_for_after_the_last_station_and_on_later_days(three: Room) -> None:
    name = three.play(key="my/exam-a")
    assert now(three).next_station is not None
    three.days(2)
    circuit = now(three)
    assert circuit.to_rate == (name,)
    assert circuit.calls
    three.rate(name)
    assert now(three).to_rate == ()


def test_a_month_after_the_baseline_one_of_it_is_due_and_others_join(three: Room) -> None:
    benchmarked(three, RENEWAL, 80, 70, 60, 55, 50, 48, 46, 29)
    waits = now(three)
    assert (waits.is_due, waits.day, waits.next_station) == (False, date(2026, 11, 25), None)
    three.days(1)
    due = now(three)
    assert (due.kind, due.is_due, due.day, due.by) == (
        "due",
        True,
        date(2026, 11, 25),
        date(2026, 12, 10),
    )
    assert due.why == "Its last benchmark was 30 days ago. 1 other beside it."
    assert [each.key for each in due.stations] == ["my/exam-a", "my/quiz"]
    assert following(three, RENEWAL) == ("benchmark", None, due.by)
    assert following(three, DISCOVERY) == ("benchmark", None, None)  # it joins


def test_a_fall_asks_for_one_more_and_that_one_for_none(three: Room) -> None:
    benchmarked(three, RENEWAL, 80, 70, 60, 55, 50, 48, 46, 44, score=4.0)
    benchmarked(three, RENEWAL, 2, score=2.0)
    circuit = now(three)
    assert (circuit.kind, len(circuit.stations), circuit.by) == ("look-again", 1, date(2026, 11, 29))
    assert circuit.why == "Look again: one more benchmark will tell."
    assert following(three, RENEWAL) == ("benchmark", None, circuit.by)
    benchmarked(three, RENEWAL, 1, score=3.9)
    assert [each.state for each in skills(three.ws).competencies if each.competency == RENEWAL] == ["WATCH"]
    assert now(three).is_due is False
    assert following(three, RENEWAL) == ("nothing", now(three).day, None)


def test_nothing_but_a_retest_is_said_of_a_stale_one(three: Room) -> None:
    benchmarked(three, RENEWAL, *range(70, 150, 10))
    circuit = now(three)
    assert (circuit.kind, circuit.why) == ("retest", "The last benchmark was 70 days ago: retest.")


def test_one_that_is_named_is_played_though_it_is_not_due_and_is_told_so(three: Room) -> None:
    benchmarked(three, RENEWAL, 80, 70, 60, 55, 50, 48, 46, 10)
    circuit = now(three, RENEWAL)
    assert [each.key for each in circuit.stations] == ["my/exam-a", "my/exam-b", "my/exam-c"]
    assert circuit.more == (
        "The plan asks for one from Mon 14 Dec on; what is measured sooner tells little more."
    )
    with pytest.raises(RolePlayRejected, match="no reserved scenario of 'juggling'"):
        planned(three.ws, "juggling")


def test_without_a_reserved_scenario_there_is_no_circuit(room: Room) -> None:
    assert planned(room.ws) is None


def test_stations_are_said_aloud_where_the_benchmarks_so_far_were(three: Room) -> None:
    three.rate(three.play(key="my/exam-a", spoken=True))
    three.days(1)
    assert {each.spoken for each in now(three).stations} == {True}
