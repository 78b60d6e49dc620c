"""An attempt goes to a coach as a file, and the rating comes back as one."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from csmdrill.core.errors import AttemptRejected
from csmdrill.core.home import Home
from csmdrill.roleplay.model import Passed, Said
from csmdrill.roleplay.transcript import lines_of
from csmdrill.services import attempts, coach_files, rating, receiving, submission
from csmdrill.services.attempt_text import markdown
from csmdrill.services.rating import RatingDraft
from csmdrill.services.record import record_of
from csmdrill.services.replayed import what_differs
from csmdrill.services.wording import gap_words
from csmdrill.services.workspace import Workspace
from csmdrill.tui.screens.reveal import ratings
from tests.services.conftest import Room, ToldClock


@pytest.fixture
def coach(tmp_path: Path) -> Iterator[Workspace]:
    """A coach with a home of their own and no scenario in it."""
    opened = Workspace(Home(tmp_path / "coach"), ToldClock())
    yield opened
    opened.close()


def sent(room: Room, path: Path, rated: bool = True) -> Path:
    """Play, rate, and write a submission."""
    room.play()
    if rated:
        room.rate(comments={"waits": "my SECRET"})
    coach_files.write_new(path, coach_files.encoded(submission.submission_of(room.ws, "last")))
    return path


def rate_sent(coach: Workspace, path: Path, level: int = 3) -> tuple[Path, submission.Sealed]:
    """Rate a submission as a coach and write the rating."""
    came = submission.read_submission(path)
    asked = submission.sheet_of(coach, came, "Ada")
    levels: dict[str, int | None] = {each.id: level for each in asked.asked}
    back = submission.save_for(coach, came, asked, RatingDraft(levels=levels, comments={"asks": "Well."}))
    target = path.with_name(f"back{level}.json")
    coach_files.write_new(target, coach_files.encoded(back))
    return target, submission.unsealed(came)


def test_an_attempt_goes_to_a_coach_and_the_rating_comes_back(
    room: Room, coach: Workspace, tmp_path: Path
) -> None:
    path = sent(room, tmp_path / "sent.json")
    text = path.read_text(encoding="utf-8")
    assert "SECRET" not in text
    assert '"predicted": null' in text
    said = submission.contents_of(submission.submission_of(room.ws, "last"))
    assert any("It went." in sentence for sentence in said)
    back, sealed = rate_sent(coach, path)
    assert sealed.rating is not None
    assert (sealed.rating.levels, sealed.comments, sealed.predicted) == (
        {"waits": 4},
        {"waits": "my SECRET"},
        3.5,
    )
    assert [each.fact.kind for each in coach.store.played()] == ["rating"]
    assert coach.store.check(deep=True) == []
    (name,) = [each.id for each in attempts.attempts(room.ws)]
    assert receiving.receive(room.ws, back).endswith(f"is here. Read it: csmdrill attempts show {name}.")
    assert "already" in receiving.receive(room.ws, back)
    told = rating.reveal(room.ws, "last")
    assert told.coach is not None
    assert (told.coach.rater, told.coach.score, told.coach.given.comments) == ("Ada", 3.0, {"asks": "Well."})
    assert room.ws.store.check(deep=True) == []


def test_a_rating_that_comes_first_waits_for_the_self_rating(
    room: Room, coach: Workspace, tmp_path: Path
) -> None:
    back, sealed = rate_sent(coach, sent(room, tmp_path / "sent.json", rated=False))
    assert sealed.rating is None
    assert "once you rated" in receiving.receive(room.ws, back)
    assert attempts.attempts(room.ws)[0].coach_score is None
    assert room.rate().coach is not None


def test_a_half_made_rating_of_a_coach_is_kept(room: Room, coach: Workspace, tmp_path: Path) -> None:
    came = submission.read_submission(sent(room, tmp_path / "sent.json"))
    half = RatingDraft(levels={"asks": 2})
    submission.keep_for(coach, submission.sheet_of(coach, came), half)
    assert submission.sheet_of(coach, came).draft == half


def test_files_that_are_no_submission_or_rating_are_refused(
    room: Room, coach: Workspace, tmp_path: Path
) -> None:
    path = sent(room, tmp_path / "sent.json")
    with pytest.raises(AttemptRejected, match="not written over"):
        coach_files.write_new(path, b"x")
    good = json.loads(path.read_text(encoding="utf-8"))
    broken = tmp_path / "broken.json"
    changes: tuple[dict[str, object], ...] = (
        {"rubric": "another"},
        {"format": "csmdrill/attempt@2"},
        {"person": "\x1b[31m"},
        {"attempt": {}},
        {"words": 7},
    )
    for change in changes:
        broken.write_text(json.dumps(good | change), encoding="utf-8")
        with pytest.raises(AttemptRejected):
            submission.read_submission(broken)
    for content in (b"", b"\xff", b"[" * 5000, b'"x"', b"x" * (coach_files.MOST_BYTES + 1)):
        broken.write_bytes(content)
        with pytest.raises(AttemptRejected):
            submission.read_submission(broken)
        with pytest.raises(AttemptRejected):
            receiving.receive(room.ws, broken)
    assert (
        submission.unsealed(msgspec.structs.replace(submission.read_submission(path), sealed="AAAA")).rating
        is None
    )
    back, _ = rate_sent(coach, path)
    with pytest.raises(AttemptRejected, match="not in this home"):
        receiving.receive(coach, back)


def test_a_packed_bomb_is_never_unpacked(room: Room, tmp_path: Path) -> None:
    came = submission.read_submission(sent(room, tmp_path / "sent.json"))
    bomb = base64.b64encode(zlib.compress(b"[" * 50_000_000)).decode()
    assert submission.unsealed(msgspec.structs.replace(came, sealed=bomb)).rating is None


def levels_of(level: int | None) -> dict[str, int | None]:
    """Return the same level for each criterion."""
    return dict.fromkeys(("asks", "waits", "sums", "closes"), level)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"levels": {}}, "Does asks is not rated"),
        ({"levels": levels_of(6)}, "asks is rated 6, and ratings are whole numbers from 1 to 5"),
        ({"levels": levels_of(4) | {"waits": "5"}}, 'waits is rated "5", and ratings are whole'),
        ({"overall": 0}, "overall is rated 0, and ratings are whole"),
        ({"rubric_hash": "0" * 64}, "by another rubric"),
        ({"attempt": "abcdef01"}, "not in this home"),
        ({"levels": levels_of(5) | {"charm": 5}}, "no criterion charm"),
        ({"asked": ["charm"]}, "no criterion charm"),
        ({"weights": {"charm": 40}}, "no criterion charm"),
        ({"blockers": ["charm"]}, "no criterion charm"),
        ({"checks": {"charm": []}}, "no criterion charm"),
        ({"checks": {"asks": ["asks-z"]}}, "no check asks-z of asks"),
        ({"evidence": {"asks": [13_000]}}, "after the end of the attempt"),
        ({"role": "self"}, "not a coach's"),
        ({"levels": levels_of(1)}, "something in it was changed"),
    ],
)
def test_a_rating_changed_by_hand_is_refused(
    room: Room, coach: Workspace, tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    back, _ = rate_sent(coach, sent(room, tmp_path / "sent.json"))
    came = json.loads(back.read_text(encoding="utf-8"))
    came["rating"] |= change
    back.write_text(json.dumps(came), encoding="utf-8")
    with pytest.raises(AttemptRejected, match=sentence) as caught:
        receiving.receive(room.ws, back)
    assert "csmdrill" in caught.value.hint
    assert room.rate().coach is None


def test_a_comment_on_an_unknown_criterion_is_refused(room: Room, coach: Workspace, tmp_path: Path) -> None:
    back, _ = rate_sent(coach, sent(room, tmp_path / "sent.json"))
    came = json.loads(back.read_text(encoding="utf-8"))
    back.write_text(json.dumps(came | {"comments": {"charm": "Much."}}), encoding="utf-8")
    with pytest.raises(AttemptRejected, match="no criterion charm"):
        receiving.receive(room.ws, back)


def test_weights_and_blockers_are_those_of_the_kept_rubric(
    room: Room, coach: Workspace, tmp_path: Path
) -> None:
    back, _ = rate_sent(coach, sent(room, tmp_path / "sent.json"))
    came = json.loads(back.read_text(encoding="utf-8"))
    came["rating"] |= {
        "levels": levels_of(5) | {"asks": 1},
        "asked": ["closes"],
        "weights": {"asks": 1, "waits": 97, "sums": 1, "closes": 1},
        "blockers": [],
        "evidence": {"asks": [12_000]},
    }
    forged = msgspec.convert(came, coach_files.RatingFile)
    came["checksum"] = coach_files.checksum_of(forged)
    back.write_text(json.dumps(came), encoding="utf-8")
    receiving.receive(room.ws, back)
    (said,) = [each.said for each in record_of(room.ws).attempts[0].ratings if each.said.role == "coach"]
    assert said.asked == ("asks", "waits", "sums", "closes")
    assert said.weights == {"asks": 40, "waits": 30, "sums": 20, "closes": 10}
    assert said.blockers == ("asks",)
    assert said.evidence == {"asks": (12_000,)}


def test_a_rating_of_somebody_elses_attempt_is_refused(room: Room, coach: Workspace, tmp_path: Path) -> None:
    back, _ = rate_sent(coach, sent(room, tmp_path / "sent.json"))
    came = json.loads(back.read_text(encoding="utf-8"))
    back.write_text(json.dumps(came | {"person": coach.store.person}), encoding="utf-8")
    with pytest.raises(AttemptRejected, match="not in this home"):
        receiving.receive(room.ws, back)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"log": "0" * 64}, "rates other words than those that are kept"),
        ({"key": "my/other"}, "rates my/other, but"),
        ({"day": "today"}, "look at day"),
    ],
)
def test_a_rating_of_something_else_is_refused(
    room: Room, coach: Workspace, tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    back, _ = rate_sent(coach, sent(room, tmp_path / "sent.json"))
    came = json.loads(back.read_text(encoding="utf-8"))
    back.write_text(json.dumps(came | change), encoding="utf-8")
    with pytest.raises(AttemptRejected, match=sentence):
        receiving.receive(room.ws, back)
    assert attempts.attempts(room.ws)[0].coach_score is None


def test_only_what_both_rated_is_compared(room: Room, coach: Workspace, tmp_path: Path) -> None:
    path = sent(room, tmp_path / "sent.json")
    came = submission.read_submission(path)
    asked = submission.sheet_of(coach, came, "Ada")
    levels: dict[str, int | None] = {"asks": 1, "waits": 3, "sums": None, "closes": 1}
    back = coach_files.encoded(submission.save_for(coach, came, asked, RatingDraft(levels=levels)))
    coach_files.write_new(tmp_path / "back.json", back)
    receiving.receive(room.ws, tmp_path / "back.json")
    told = rating.reveal(room.ws, "last")
    assert told.gap is not None
    assert (told.gap.criteria, told.gap.mine, told.gap.coach) == (1, 4.0, 3.0)
    assert gap_words(told.gap) == "On the one criterion you both rated: you 4.00, the coach 3.00."
    assert any("you 4.00, Ada 3.00." in line.plain for line in ratings(told))
    assert attempts.attempts(room.ws)[0].gap == told.gap
    assert "you 4.00, Ada 3.00." in markdown(attempts.load(room.ws, "last"))


def test_what_was_left_with_nothing_said_is_not_submitted(room: Room) -> None:
    room.reserve()
    empty = room.play(Passed(4000), key="my/exam", reason="left")
    with pytest.raises(AttemptRejected, match=f"{empty} was left before anything was said") as refused:
        submission.submission_of(room.ws, "last")
    assert "csmdrill attempts" in refused.value.hint
    room.days(1)
    room.play(Said(2000, "Hello."), key="my/exam", reason="left")
    begun = submission.submission_of(room.ws, "last")
    assert "counts for nothing" in " ".join(submission.contents_of(begun))
    assert submission.lacks_of(begun) == ""


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(AttemptRejected, match="its folder is not there"):
        coach_files.must_be_new(tmp_path / "nowhere" / "back.json")


def test_a_coach_sees_nothing_that_was_found_before_rating(
    room: Room, coach: Workspace, tmp_path: Path
) -> None:
    came = submission.read_submission(sent(room, tmp_path / "sent.json"))
    lines = submission.sheet_of(coach, came).lines
    assert any(line.tags or line.rules for line in lines_of(came.words.log))
    assert not [line for line in lines if line.read or line.tags or line.rules or line.kind == "end"]


@pytest.mark.parametrize("days", [-1, 2, 400])
def test_a_benchmark_dated_otherwise_than_it_was_drawn_is_refused(
    room: Room, coach: Workspace, tmp_path: Path, days: int
) -> None:
    came = submission.read_submission(sent(room, tmp_path / "sent.json"))
    attempt = msgspec.structs.replace(came.attempt, mode="benchmark")
    moved = msgspec.structs.replace(came, attempt=attempt, day=came.day + days)
    assert what_differs(msgspec.structs.replace(moved, checksum=coach_files.checksum_of(moved))) == "its day"
    late = msgspec.structs.replace(came, day=came.day + 400)
    with pytest.raises(AttemptRejected, match="a day that has not come"):
        submission.sheet_of(coach, late)
