"""The drift report of a home: who is in it, what it tells of them, and when it is made anew."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import unescape
from itertools import count
from pathlib import Path

import pytest

from csmdrill.core.clock import day_date
from csmdrill.core.home import Home
from csmdrill.reports.model import DriftReport
from csmdrill.services import report_forms
from csmdrill.services.drift_report import drift_report
from csmdrill.services.report_forms import FORMS, drift_report_as
from csmdrill.services.review_skills import skills
from csmdrill.services.workspace import Workspace
from csmdrill.skills.model import Role
from csmdrill.storage.coached import CalibrationPayload
from csmdrill.storage.observed import KnownPayload, ObservationPayload
from tests.services.conftest import ToldClock

STEADY = (3.5, 3.5, 3.25, 3.75, 3.5, 3.5, 3.25, 3.75)
FALLEN = (*STEADY, 2.0, 2.0, 2.0, 2.0)


@pytest.fixture
def coach(tmp_path: Path) -> Workspace:
    """A coach's home."""
    return Workspace(Home(tmp_path / "home"), ToldClock())


def rate(
    ws: Workspace,
    person: str,
    scores: Sequence[float],
    role: Role = "coach",
    ago: int = 0,
    every: int = 10,
    rater: str = "",
) -> None:
    """Rate benchmarks of a person's renewals; the last one was some days ago."""
    last = ws.now().day - ago
    said = [
        ObservationPayload(
            person=person,
            name=person.title(),
            competency="renewal-negotiation",
            role=role,
            rater=rater,
            score=score,
            rubric="r",
            attempt=f"{person}{place}",
            day=last - every * (len(scores) - 1 - place),
        )
        for place, score in enumerate(scores)
    ]
    ws.store.observe(said, ws.now())


def know_less(ws: Workspace, person: str, ago: int = 0) -> None:
    """Let a person recall half of what was tested; the last time was some days ago."""
    known = [
        KnownPayload(
            person=person,
            competency="renewal-negotiation",
            day=ws.now().day - ago - back,
            tested=20,
            recalled=10,
            expected_ppm=18_000_000,
            evidence_ppm=4_000_000,
        )
        for back in (14, 7, 0)
    ]
    ws.store.observe(known, ws.now())


def states(report: DriftReport) -> dict[str, str]:
    """Return the state of everybody's renewals."""
    found = ((each.name, skill) for each in report.people for skill in each.skills)
    return {name: skill.speaks.state for name, skill in found if skill.competency == "renewal-negotiation"}


def test_who_drifts_comes_first_and_since_when_is_told(coach: Workspace) -> None:
    rate(coach, "abel", STEADY)
    rate(coach, "zoe", FALLEN)
    report = drift_report(coach)
    assert states(report) == {"Zoe": "DRIFT", "Abel": "STEADY"}
    assert [(alert.person.name, alert.channel) for alert in report.alerts] == [("Zoe", "coach")]
    began = report.alerts[0].since
    assert began is not None
    assert 0 <= (report.day - began).days <= 20
    assert (report.expected.rated, report.expected.tested) == (2, 0)
    assert 0.05 < report.expected.a_year < 0.12


def test_cards_known_less_well_are_an_alert_of_their_own(coach: Workspace) -> None:
    rate(coach, "abel", STEADY)
    know_less(coach, "abel")
    report = drift_report(coach)
    assert [(alert.channel, alert.person.name) for alert in report.alerts] == [("knowledge", "Abel")]
    assert report.expected.tested == 1


def test_not_practised_is_stale_and_whoever_left_is_only_counted(coach: Workspace) -> None:
    rate(coach, "rested", FALLEN, ago=61)
    rate(coach, "left", STEADY, ago=400)
    report = drift_report(coach)
    assert states(report) == {"Rested": "STALE"}
    assert report.alerts == ()
    assert report.left_out == 1


def test_self_and_coach_far_apart_are_told_and_are_no_alert(coach: Workspace) -> None:
    rate(coach, "abel", STEADY)
    rate(coach, "abel", [score + 1.25 for score in STEADY], role="self")
    report = drift_report(coach)
    leaning = next(skill.leaning for skill in report.people[0].skills if skill.leaning)
    assert leaning.sessions == 8
    assert leaning.points > 0.5
    assert report.alerts == ()


def test_a_state_is_summed_up_over_five_people_and_no_fewer(coach: Workspace) -> None:
    for name in ("a", "b", "c", "d"):
        rate(coach, name, STEADY)
    assert all(group.states is None for group in drift_report(coach).groups)
    rate(coach, "e", FALLEN)
    summed = {group.title: group.states for group in drift_report(coach).groups}
    assert list((summed["Renewal negotiation"] or {}).items()) == [("DRIFT", 1), ("STEADY", 4)]
    assert summed["Outcome discovery"] is None


def test_benchmarks_after_this_day_do_not_count_yet(coach: Workspace) -> None:
    rate(coach, "abel", FALLEN, ago=-35)
    assert states(drift_report(coach)) == {"Abel": "STEADY"}


def test_what_is_known_after_this_day_does_not_count_yet(coach: Workspace) -> None:
    know_less(coach, "abel", ago=-35)
    report = drift_report(coach)
    assert (report.people, report.alerts, report.left_out) == ((), (), 0)


def test_the_newest_alert_comes_first_whoever_it_is_about(coach: Workspace) -> None:
    rate(coach, "abel", FALLEN, ago=30)
    rate(coach, "ruth", FALLEN, ago=15)
    rate(coach, "zoe", FALLEN)
    report = drift_report(coach)
    assert [each.name for each in report.people] == ["Abel", "Ruth", "Zoe"]
    assert [alert.person.name for alert in report.alerts] == ["Zoe", "Ruth", "Abel"]


def test_a_coach_is_spoken_of_by_the_newest_rating_whomever_it_is_of(coach: Workspace) -> None:
    rate(coach, "abel", STEADY, rater="Ada")
    rate(coach, "ruth", STEADY, rater="Cleo", ago=400)
    rate(coach, "zoe", STEADY, rater="Ada", ago=400)
    rate(coach, "abel", STEADY[:4], rater="Ben", ago=400)
    rate(coach, "zoe", STEADY[:4], rater="Ben")
    assert [each.rater for each in drift_report(coach).coaches] == ["Ada", "Ben"]


def test_a_chart_that_would_begin_later_than_today_shows_the_way_from_yesterday(coach: Workspace) -> None:
    rate(coach, "abel", FALLEN)
    today = coach.now().day
    report = drift_report(coach, since=day_date(today) + timedelta(days=9))
    drawn = next(skill.band for skill in report.people[0].skills if skill.band)
    assert [day for day, *_ in drawn] == [today - 10, today]
    assert report.since == day_date(today) - timedelta(days=1)


def test_a_report_is_kept_until_a_fact_or_the_day_is_new(
    coach: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_forms, "WORTH_KEEPING", 1)
    numbers = count(1)
    monkeypatch.setattr(report_forms, "_made", lambda *_: f"report {next(numbers)}")
    rate(coach, "abel", STEADY)
    assert [drift_report_as(coach, "html") for _ in range(3)] == ["report 1"] * 3
    coach.store.keep_list("scenarios", "[]")
    assert drift_report_as(coach, "html") == "report 1"
    assert coach.store.listed("scenarios") == "[]"
    ref = coach.store.observe(
        [ObservationPayload(competency="x", role="self", score=3, rubric="r", day=1)], coach.now()
    )[0]
    assert drift_report_as(coach, "html") == "report 2"
    assert coach.store.listed("scenarios") == "[]"
    coach.store.undo(ref, coach.now())
    assert drift_report_as(coach, "html") == "report 3"
    assert drift_report_as(coach, "csv") == "report 4"
    coach.clock.time += timedelta(days=1)  # type: ignore[attr-defined]
    assert drift_report_as(coach, "csv") == "report 5"


def test_facts_that_an_import_brings_make_a_new_report(
    coach: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_forms, "WORTH_KEEPING", 1)
    rate(coach, "abel", STEADY)
    lines = list(coach.store.export_lines())
    with Workspace(Home(tmp_path / "other"), ToldClock()) as other:
        other.store.import_lines(lines[:-1])
        before = drift_report_as(other, "csv")
        other.store.import_lines(lines)
        assert drift_report_as(other, "csv") != before


def test_a_rebuilt_state_gives_the_same_report(coach: Workspace) -> None:
    rate(coach, "abel", FALLEN)
    before = drift_report_as(coach, "json")
    coach.store.rebuild()
    assert drift_report_as(coach, "json") == before


def test_the_noise_is_called_measured_only_where_ten_have_a_baseline(coach: Workspace) -> None:
    for number in range(9):
        rate(coach, f"p{number}", STEADY)
    rate(coach, "p9", STEADY[:3])
    assert [each.measured for each in drift_report(coach).expected.noise] == [False]
    rate(coach, "me", STEADY, role="self")
    rate(coach, "p10", [*STEADY[:6], 1.5, 5.0])
    noise = {each.channel: each for each in drift_report(coach).expected.noise}
    assert (noise["coach"].measured, noise["self"].measured) == (True, False)
    assert noise["coach"].points != noise["self"].points == pytest.approx(0.7)
    said = drift_report_as(coach, "text")
    assert "by 0.7 where people rate themselves, assumed until ten people have a baseline" in said
    assert f"by {noise['coach'].points:.1f} where a coach rates, measured over these people" in said


def test_a_gap_that_is_small_once_drawn_to_zero_is_nothing_to_talk_about(coach: Workspace) -> None:
    rate(coach, "abel", STEADY[:5])
    rate(coach, "abel", [score + 0.75 for score in STEADY[:5]], role="self")
    assert not any(skill.leaning for skill in drift_report(coach).people[0].skills)


def test_the_mode_with_a_baseline_speaks_for_a_channel(coach: Workspace) -> None:
    aloud = [
        ObservationPayload(
            person="abel",
            competency="renewal-negotiation",
            role="coach",
            score=score,
            rubric="r",
            spoken=True,
            day=coach.now().day - 50 + 5 * place,
        )
        for place, score in enumerate(STEADY)
    ]
    coach.store.observe(aloud, coach.now())
    rate(coach, "abel", STEADY[:3])
    skill = next(each for each in drift_report(coach).people[0].skills if each.speaks.benchmarks)
    assert (skill.coach.spoken, skill.coach.state, skill.coach.benchmarks) == (True, "STEADY", 8)


def test_a_coach_without_a_fresh_calibration_is_marked_in_every_form(coach: Workspace) -> None:
    for place, rater in enumerate(("Ada", "Ben", "")):
        rated = ObservationPayload(
            person="abel",
            competency="renewal-negotiation",
            role="coach",
            rater=rater,
            score=3,
            rubric="r",
            attempt=f"a{place}",
            day=coach.now().day,
        )
        coach.store.observe([rated], coach.now())
    close = CalibrationPayload(
        rater="Ben", day=coach.now().day - 90, transcripts=5, ratings=20, absolute=0.4, lean=0.0, criteria={}
    )
    coach.store.calibrate(close, coach.now())
    mark = "Ada: coach not calibrated yet."
    for form in FORMS:
        said = unescape(drift_report_as(coach, form))
        assert mark in said or (form == "json" and "Coach not calibrated yet." in said)
        assert "Ben: " not in said
        assert "came without a coach's name" in said
    assert mark in skills(coach, person="abel").competencies[2].coach.marks
    coach.clock.time += timedelta(days=1)  # type: ignore[attr-defined]
    assert "Ben: coach last calibrated 91 days ago, more than 90." in drift_report_as(coach, "text")


def test_what_does_not_count_is_said(coach: Workspace) -> None:
    rate(coach, "abel", STEADY, ago=100)
    newer = ObservationPayload(
        person="abel",
        competency="renewal-negotiation",
        role="coach",
        score=3,
        rubric="s",
        attempt="z",
        day=coach.now().day,
    )
    coach.store.observe([newer], coach.now())
    rate(coach, "zoe", STEADY[:2], ago=-40)
    for form in FORMS:
        said = drift_report_as(coach, form)
        assert "8 ratings by an older rubric are not counted." in said
        assert "2 benchmarks lie after this day and do not count yet." in said


def test_whose_home_it_is_is_spoken_to(coach: Workspace) -> None:
    rate(coach, "", FALLEN, role="self")
    for form in ("text", "html"):
        said = drift_report_as(coach, form)
        assert "You rate yourself 0." in said or "You rate yourself 1." in said
        assert "than at your baseline" in said
        assert "Self-ratings are" not in said
