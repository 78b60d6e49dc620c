"""Skills as a person sees them: three channels, never blended, a headline, a sentence and a next act."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from csmdrill.core.clock import DAY_ZERO
from csmdrill.core.errors import AttemptRejected
from csmdrill.core.home import Home
from csmdrill.roleplay.model import Said
from csmdrill.services import rating, submission
from csmdrill.services.coach_files import encoded
from csmdrill.services.performance_record import everybody
from csmdrill.services.rating import RatingDraft
from csmdrill.services.review_skills import rebaseline, skills
from csmdrill.services.skill_views import CompetencyView
from csmdrill.services.workspace import Workspace
from csmdrill.storage.observed import KnownPayload, ObservationPayload
from tests.services.conftest import Room, ToldClock, scenario_text

SKILL = "renewal-negotiation"
TODAY = date(2026, 11, 24)


def day_of(days_ago: int) -> int:
    """Return a study day so long ago."""
    return (TODAY - timedelta(days=days_ago) - DAY_ZERO).days


def observe(room: Room, *scores: float, last: int = 3, every: int = 14, **about: Any) -> None:  # noqa: ANN401
    """Keep benchmarks, the newest `last` days ago and the others so many days apart."""
    said: dict[str, Any] = {"competency": SKILL, "role": "coach", "rubric": "r"} | about
    ages = [last + every * place for place in reversed(range(len(scores)))]
    room.ws.store.observe(
        [
            ObservationPayload(score=score, day=day_of(age), **said)
            for score, age in zip(scores, ages, strict=True)
        ],
        room.ws.now(),
    )


def renewal(room: Room, **about: Any) -> CompetencyView:  # noqa: ANN401 - handed on
    """Return how the competency stands."""
    return next(each for each in skills(room.ws, **about).competencies if each.competency == SKILL)


STEADY = (3.0, 4.0, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5)


def test_nobody_knows_before_anything_was_done(room: Room) -> None:
    view = skills(room.ws)
    assert [each.competency for each in view.competencies] == [
        "outcome-discovery",
        "adoption-intervention",
        SKILL,
        "executive-communication",
    ]
    assert {(each.state, each.headline, each.next.kind) for each in view.competencies} == {
        ("UNKNOWN", "self", "nothing")
    }
    assert "no reserved scenario" in view.competencies[2].next.why
    room.reserve()
    assert renewal(room).next.kind == "circuit"
    assert {each.knowledge.state for each in view.competencies} == {"UNKNOWN"}
    assert all("warm up" in each.self_rated.sentence for each in view.competencies)


def test_own_ratings_speak_until_the_coach_has_a_baseline(room: Room) -> None:
    observe(room, *STEADY, role="self")
    observe(room, 3.0, 3.0, 3.0)
    view = renewal(room)
    assert (view.headline, view.state, view.headline_channel.label) == ("self", "STEADY", "self-rated")
    assert view.coach.level.state == "UNKNOWN"
    observe(room, *STEADY, rubric="r2", last=1)
    view = renewal(room)
    assert (view.headline, view.headline_channel.label) == ("coach", "coach-rated")
    assert [point.counted for point in view.coach.points].count(False) == 3
    assert view.self_rated.level.level == pytest.approx(3.5)
    assert view.coach.baseline_days is not None


def test_a_fall_is_drift_of_the_coach_and_never_of_the_self_rating(room: Room) -> None:
    scores = (*STEADY, 2.0, 1.5, 1.5, 1.5)
    observe(room, *scores)
    observe(room, *scores, role="self", competency="outcome-discovery")
    view = renewal(room)
    assert (view.state, view.coach.words, view.next.kind) == ("DRIFT", "drifting", "cards")
    assert "drifting" in view.coach.sentence
    mine = skills(room.ws).competencies[0].self_rated
    assert mine.level.state == "DRIFT"
    assert "lower" in mine.words
    assert "drift" not in f"{mine.words} {mine.sentence} {mine.note}".lower()
    assert [point.score for point in view.coach.points] == list(scores)
    assert view.coach.track[0].level == pytest.approx(3.5)
    assert view.coach.track[-1].level == view.coach.level.level
    assert view.coach.track[-1].unused < view.coach.track[0].unused
    assert all(1 <= point.low <= point.level <= point.high <= 5 for point in view.coach.track)


def test_what_to_do_next_goes_by_state_and_time(room: Room) -> None:
    room.reserve()
    observe(room, *STEADY, last=3)
    act = renewal(room).next
    assert (act.kind, act.day, act.by) == ("nothing", TODAY + timedelta(days=27), None)
    assert act.why == "The next benchmark is asked for from Mon 21 Dec on."
    due = renewal(room, at=TODAY + timedelta(days=27)).next
    assert (due.kind, due.why, due.by) == (
        "benchmark",
        "The last one was 30 days ago.",
        TODAY + timedelta(days=42),
    )
    assert renewal(room, at=TODAY + timedelta(days=90)).next.kind == "retest"
    assert renewal(room, at=TODAY + timedelta(days=90)).state == "STALE"
    observe(room, 2.0, last=2)
    view = renewal(room)
    assert (view.state, view.next.kind, view.next.by) == ("WATCH", "benchmark", TODAY + timedelta(days=5))
    assert "one benchmark in ten" in view.coach.note
    observe(room, 2.75, last=1)  # the one more, which asks for no other
    assert (renewal(room).state, renewal(room).next.kind) == ("WATCH", "nothing")


def test_a_day_of_the_past_knows_nothing_of_later_ones(room: Room) -> None:
    observe(room, *STEADY, 1.0, 1.0, 1.0)
    before = renewal(room, at=TODAY - timedelta(days=40))
    assert (before.state, before.coach.level.since, before.coach.ahead) == ("STEADY", 0, 3)
    assert "3 benchmarks lie after this day" in before.coach.note
    assert renewal(room).state == "DRIFT"


def test_a_clock_set_back_is_told_and_changes_no_baseline(room: Room) -> None:
    observe(room, *STEADY)
    observe(room, 1.0, last=-5)
    view = renewal(room)
    assert (view.state, view.coach.ahead) == ("STEADY", 1)
    assert "1 benchmark lies after this day and does not count yet." in view.coach.note


def test_a_changed_rubric_is_never_mixed_in(room: Room) -> None:
    observe(room, *STEADY, last=20)
    observe(room, 5.0, rubric="new")
    view = renewal(room)
    assert view.coach.level.state == "UNKNOWN"
    assert "The rubric changed on 21 Nov 2026: 1 of 6 by the new one." in view.coach.sentence
    assert view.coach.note == "8 ratings by an older rubric are not counted."


def test_a_late_rating_by_an_older_rubric_is_left_out_and_told(room: Room) -> None:
    observe(room, *STEADY, last=20, rubric="new")
    observe(room, 1.0, last=400, rubric="old", attempt="z1")
    observe(room, 1.0, last=20, rubric="old", attempt="z2")
    view = renewal(room).coach
    assert view.level.benchmarks == 8
    assert view.left_out == "2 ratings by an older rubric are not counted."
    assert view.left_out in view.note
    assert sum(each.counted for each in view.points) == 8


def test_a_new_baseline_is_offered_where_it_improved_and_can_be_taken_back(room: Room) -> None:
    observe(room, *STEADY, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0)
    view = renewal(room)
    assert (view.state, view.coach.can_rebaseline) == ("IMPROVED", True)
    ref = rebaseline(room.ws, SKILL, "coach")
    after = renewal(room)
    assert (after.state, after.coach.can_rebaseline) == ("STEADY", False)
    assert after.coach.level.baseline is not None
    assert after.coach.level.baseline.mean == pytest.approx(5.0)
    assert renewal(room, at=TODAY - timedelta(days=30)).coach.level.baseline == view.coach.level.baseline
    with pytest.raises(AttemptRejected, match="since its coach-rated baseline"):
        rebaseline(room.ws, SKILL, "coach")
    room.ws.store.undo(ref, room.ws.now())
    assert renewal(room) == view


def test_no_new_baseline_without_an_old_one(room: Room) -> None:
    observe(room, 3.0, 3.0)
    with pytest.raises(AttemptRejected, match="no coach-rated baseline yet") as told:
        rebaseline(room.ws, SKILL, "coach")
    assert "then 6 for the baseline" in told.value.hint
    with pytest.raises(AttemptRejected, match="no competency"):
        rebaseline(room.ws, "cooking", "coach")


def test_typed_and_spoken_have_baselines_of_their_own(room: Room) -> None:
    observe(room, *STEADY, last=30)
    observe(room, *(5.0,) * 8, spoken=True)
    view = renewal(room)
    assert view.coach.level.spoken
    assert view.coach.level.level == pytest.approx(5.0)
    assert {point.score for point in view.coach.points} == {5.0}


def test_self_against_coach_shows_dots_and_says_nothing_too_soon(room: Room) -> None:
    observe(room, 3.0, 3.25, 3.0, 2.75, role="coach")
    observe(room, 4.0, 4.25, 4.25, 4.0, role="self")
    gap = renewal(room).gap
    assert (gap.dots[0].self_score, gap.dots[0].coach_score) == (4.0, 3.0)
    assert gap.sentence == (
        "4 benchmarks rated by both; from 5 on it is told whether one of you rates higher."
    )
    observe(room, 3.0, 3.0, role="coach", last=1, every=1)
    observe(room, 4.0, 4.25, role="self", last=1, every=1)
    gap = renewal(room).gap
    assert gap.bias.verdict == "over"
    assert "points higher than your coach, over 6 benchmarks" in gap.sentence


def test_cards_tell_of_their_own_channel(room: Room) -> None:
    def known(age: int, recalled: int, evidence: int) -> KnownPayload:
        said = {"person": "ada", "name": "Ada", "competency": SKILL, "tested": 10, "expected_ppm": 9_000_000}
        return KnownPayload(day=day_of(age), recalled=recalled, evidence_ppm=evidence, **said)  # type: ignore[arg-type]

    room.ws.store.observe([known(50, 9, -900_000), known(20, 4, 3_000_000)], room.ws.now())
    view = renewal(room, person="ada")
    assert (view.knowledge.state, view.knowledge.tested, view.knowledge.recalled) == ("STEADY", 10, 4)
    assert view.knowledge.expected == 9
    assert view.knowledge.low < 0.4 < view.knowledge.high
    room.ws.store.observe([known(3, 3, 4_000_000)], room.ws.now())
    view = renewal(room, person="ada")
    assert (view.knowledge.state, view.knowledge.since) == ("DRIFT", TODAY - timedelta(days=3))
    assert "drifting" in view.knowledge.sentence
    assert view.knowledge.average[-1].share == pytest.approx(0.35)
    assert renewal(room).knowledge.state == "UNKNOWN"  # nothing of it is one's own
    assert skills(room.ws, person="ada").name == "Ada"


def test_nothing_is_known_of_a_stranger(room: Room) -> None:
    with pytest.raises(AttemptRejected, match="Nothing is known of zoe"):
        skills(room.ws, person="zoe")


def test_enough_people_measure_the_noise_themselves(room: Room) -> None:
    observe(room, *STEADY)
    wide = renewal(room).coach.level.half_width
    for number in range(10):
        observe(room, *STEADY, person=f"p{number}")
    assert wide is not None
    assert (renewal(room).coach.level.half_width or 9) < wide


@pytest.fixture
def exam(room: Room) -> Room:
    """A person with a reserved scenario."""
    room.reserve()
    return room


def test_own_benchmarks_count_from_the_rating_and_practice_never(exam: Room) -> None:
    exam.play(key="my/exam")
    assert renewal(exam).self_rated.level.benchmarks == 0
    exam.rate(level=4)
    exam.play()
    exam.rate(level=1)
    view = renewal(exam)
    assert [(point.score, point.day) for point in view.self_rated.points] == [(4.0, TODAY)]
    assert view.coach.level.benchmarks == 0


def test_a_coach_s_rating_waits_for_one_s_own(exam: Room) -> None:
    exam.play(key="my/exam")
    for name, level in (("Ada", 3), ("Bo", 4)):
        asked = rating.sheet(exam.ws, "last", "coach", name)
        levels: dict[str, int | None] = {each.id: level for each in asked.asked}
        rating.save_rating(exam.ws, asked, RatingDraft(levels=levels))
    view = renewal(exam)
    assert (view.waiting, view.coach.points) == (1, ())
    exam.rate(level=4)
    view = renewal(exam)
    assert view.waiting == 0
    assert [(point.score, point.rater) for point in view.coach.points] == [(3.5, "Ada, Bo")]


def rated_by_coach(
    exam: Room, coach: Workspace, path: Path, name: str = "Ada Moreno", level: int = 3
) -> None:
    """Send the last attempt to a coach, who rates it."""
    came = submission.submission_of(exam.ws, "last", name)
    path.write_bytes(encoded(came))
    came = submission.read_submission(path)
    asked = submission.sheet_of(coach, came, "Coach Kim")
    levels: dict[str, int | None] = {each.id: level for each in asked.asked}
    submission.save_for(coach, came, asked, RatingDraft(levels=levels))


def test_a_coach_keeps_what_was_rated_of_whom(exam: Room, tmp_path: Path) -> None:
    with Workspace(Home(tmp_path / "coach"), ToldClock()) as coach:
        exam.play(key="my/exam")
        exam.rate(level=5)
        rated_by_coach(exam, coach, tmp_path / "one.json")
        rated_by_coach(exam, coach, tmp_path / "one.json", "Ada M.", level=4)
        person = everybody(coach)[exam.ws.store.person]
        assert person.name == "Ada M."
        told = {role: [each.score for each in found] for (_, role), found in person.series.items()}
        assert told == {"coach": [4.0], "self": [5.0]}
        view = skills(coach, person=exam.ws.store.person)
        assert view.name == "Ada M."
        assert coach.store.check(deep=True) == []
        exam.play(Said(5000, "Another price?"))
        exam.rate(level=2)
        rated_by_coach(exam, coach, tmp_path / "practice.json")
        assert len(coach.store.observations()) == 4  # practice tells nothing of a skill


def test_a_benchmark_without_a_self_rating_tells_of_the_coach_alone(exam: Room, tmp_path: Path) -> None:
    exam.has("exam.scenario.yaml", scenario_text("exam", benchmark="true", title="An exam"))
    with Workspace(Home(tmp_path / "coach"), ToldClock()) as coach:
        exam.play(key="my/exam")
        rated_by_coach(exam, coach, tmp_path / "one.json", "")
        assert [(each.role, each.rater, each.name) for each in coach.store.observations()] == [
            ("coach", "Coach Kim", "")
        ]


def test_several_coaches_of_one_attempt_count_as_their_mean(room: Room) -> None:
    for rater, score in (("Kim", 3.0), ("Lee", 4.0), ("Kim", 2.0)):
        observe(room, score, person="ada", attempt="a1", rater=rater)
    points = renewal(room, person="ada").coach.points
    assert [(point.score, point.rater) for point in points] == [(3.0, "Kim, Lee")]


def test_what_a_home_rates_of_its_own_attempts_is_told_once(exam: Room, tmp_path: Path) -> None:
    exam.play(key="my/exam")
    exam.rate(level=5)
    rated_by_coach(exam, exam.ws, tmp_path / "own.json")
    assert exam.ws.store.observations() == []
    assert [point.score for point in renewal(exam).coach.points] == [3.0]


def test_a_name_is_shown_before_it_is_written(exam: Room) -> None:
    exam.play(key="my/exam")
    told = submission.contents_of(submission.submission_of(exam.ws, "last", "  Ada\n Moreno\x07 "))
    assert "your name: Ada Moreno\ufffd" in told
    assert not any(
        "name" in line for line in submission.contents_of(submission.submission_of(exam.ws, "last"))
    )
