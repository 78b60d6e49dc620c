"""Several coaches of one attempt: told apart by name, their mean, their agreement, and predictions."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from csmdrill.reports.drift_html import html
from csmdrill.reports.drift_json import json_text
from csmdrill.reports.drift_text import text
from csmdrill.services import attempts, coach_inbox, rating, submission
from csmdrill.services.attempt_text import comments_at, markdown
from csmdrill.services.coach_files import encoded
from csmdrill.services.drift_report import drift_report
from csmdrill.services.performance_record import everybody
from csmdrill.services.rehearsal_views import RatingDraft
from csmdrill.services.workspace import Workspace
from csmdrill.storage.observed import ObservationPayload
from csmdrill.tui.screens.reveal import ratings
from tests.services.conftest import Room

CRITERIA = ("asks", "waits", "sums", "closes")
SKILL = "renewal-negotiation"


def coached(room: Room, rater: str, level: int, attempt: str = "last", **about: object) -> None:
    """Rate an attempt as a coach, with the same level everywhere."""
    asked = rating.sheet(room.ws, attempt, "coach", rater)
    levels: dict[str, int | None] = dict.fromkeys(CRITERIA, level)
    rating.save_rating(room.ws, asked, RatingDraft(levels=levels, **about))  # type: ignore[arg-type]


@pytest.fixture
def exam(room: Room) -> Room:
    """A benchmark that was self-rated with 4, by Ada with 2 and by Ben with 3."""
    room.reserve()
    room.play(key="my/exam")
    room.rate(level=4)
    coached(room, "Ada", 2)
    coached(room, "Ben", 3)
    return room


def test_two_coaches_are_told_apart_and_their_mean_counts(exam: Room) -> None:
    row = attempts.attempts(exam.ws)[0]
    assert (row.coaches, row.coach_score) == (("Ada", "Ben"), 2.5)
    assert row.gap is not None
    assert (row.gap.mine, row.gap.coach) == (4.0, 2.5)
    told = markdown(attempts.load(exam.ws, "last"))
    assert told.index("## Coach's rating by Ada") < told.index("## Coach's rating by Ben")
    assert "you 4.00, Ada and Ben on average 2.50." in told
    shown = [line.plain for line in ratings(rating.reveal(exam.ws, "last"))]
    assert [line.split(" on ")[0][-6:] for line in shown if line.startswith("coach")] == ["by Ada", "by Ben"]
    assert "Ada and Ben on average 2.50" in shown[-1]


def test_comments_of_two_coaches_have_their_names_and_of_one_none(exam: Room) -> None:
    rated = attempts.load(exam.ws, "last").ratings
    given = [
        msgspec.structs.replace(each, given=msgspec.structs.replace(each.given, moments={"0": "Good."}))
        for each in rated
    ]
    assert [words for _, words in comments_at(given)] == ["Ada: Good.", "Ben: Good."]
    assert [words for _, words in comments_at(given[:2])] == ["coach: Good."]


def test_agreement_stands_in_the_report_with_the_table_and_too_few_is_said(exam: Room) -> None:
    report = drift_report(exam.ws)
    agreement = report.agreement
    assert agreement is not None
    assert (agreement.sessions, agreement.pairs, agreement.within_one) == (1, 4, 1.0)
    for form in (text, html):
        said = form(report)
        assert "agreement between coaches" in said.lower()
        assert (
            "1 attempt rated by more than one coach, 4 pairs of ratings: 100 % of them are within one" in said
        )
        assert "Too few for more: from 20 attempts on alpha is told." in said
    assert "  Ada      0      4      0      0      0\n" in text(report)
    assert "<th scope=row>Ben</th><td>0</td><td>0</td><td>4</td>" in html(report)
    found = msgspec.json.decode(json_text(report))["agreement"]
    assert (found["attempts"], found["alpha"], found["given"]["Ben"]) == (1, None, [0, 0, 4, 0, 0])


def test_one_coach_has_no_agreement_and_what_waits_for_ones_own_rating_tells_nothing(room: Room) -> None:
    room.play()
    coached(room, "Ada", 2)
    coached(room, "Ben", 3)
    assert drift_report(room.ws).agreement is None
    room.rate()
    assert drift_report(room.ws).agreement is not None
    assert [each.rater for each in drift_report(room.ws).coaches if each.mark] == ["Ada", "Ben"]
    room.play()
    coached(room, "Ben", 5)
    room.rate()
    agreement = drift_report(room.ws).agreement
    assert agreement is not None
    assert agreement.sessions == 1


def test_what_was_foretold_is_held_against_what_came(exam: Room) -> None:
    said = text(drift_report(exam.ws))
    assert "Over 1 attempt you foretold 0.5 lower than you rated yourself afterwards" in said
    assert "Over 1 attempt you foretold 1.0 higher than your coach rated you" in said
    found = msgspec.json.decode(json_text(drift_report(exam.ws)))["predictions"]
    assert found == {
        "self": {"attempts": 1, "mean": -0.5, "absolute": 0.5},
        "coach": {"attempts": 1, "mean": 1.0, "absolute": 1.0},
    }


def test_what_a_home_knows_of_its_owner_in_two_ways_counts_once(exam: Room) -> None:
    own = attempts.attempts(exam.ws)[0].id
    for attempt in (own, "elsewhere"):
        said = ObservationPayload(
            person=exam.ws.store.person,
            competency=SKILL,
            role="self",
            score=3,
            rubric="r",
            attempt=attempt,
            day=exam.ws.now().day,
        )
        exam.ws.store.observe([said], exam.ws.now())
    people = everybody(exam.ws)
    assert list(people) == [""]
    assert sorted(each.score for each in people[""].series[SKILL, "self"]) == [3.0, 4.0]


def test_a_self_rating_made_after_the_coachs_comes_with_the_next_submission(
    room: Room, tmp_path: Path
) -> None:
    room.reserve()
    room.play(key="my/exam")
    folder = tmp_path / "inbox"
    folder.mkdir()
    first = submission.submission_of(room.ws, "last")
    assert "keeps the coach's score of it" in " ".join(submission.contents_of(first))
    (folder / "a.json").write_bytes(encoded(first))
    with Workspace(type(room.home)(tmp_path / "coach"), room.clock) as coach:
        asked = submission.sheet_of(coach, first, "Ada")
        levels: dict[str, int | None] = dict.fromkeys(CRITERIA, 3)
        submission.save_for(coach, first, asked, RatingDraft(levels=levels))
        assert not coach_inbox.inbox(coach, folder).rows[0].late
        room.rate(level=5)
        again = submission.submission_of(room.ws, "last")
        assert "keeps both scores of it" in " ".join(submission.contents_of(again))
        (folder / "b.json").write_bytes(encoded(again))
        (folder / "a.json").unlink()
        row = coach_inbox.inbox(coach, folder, "Ada").rows[0]
        assert (row.rated, row.late) == (True, True)
        room.rate(level=1)
        (folder / "b.json").write_bytes(encoded(submission.submission_of(room.ws, "last")))
        assert not coach_inbox.inbox(coach, folder).rows[0].late  # the first was made without the coach's
        series = everybody(coach)[room.ws.store.person].series
        assert [[each.score for each in series[SKILL, role]] for role in ("self", "coach")] == [[5.0], [3.0]]
