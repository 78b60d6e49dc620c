"""A rating of an attempt: half-made, saved, revealed, taken back; a line that was understood wrongly."""

from __future__ import annotations

import msgspec
import pytest

from csmdrill.core.errors import AttemptRejected, NothingToUndo, RolePlayRejected
from csmdrill.roleplay import engine
from csmdrill.roleplay.model import Passed, Said
from csmdrill.services import attempts, rating, rehearse, scenarios
from csmdrill.services.rating import RatingDraft
from tests.services.conftest import Room


def test_practice_rates_what_was_trained_and_a_benchmark_everything(room: Room) -> None:
    room.reserve()
    room.play()
    asked = rating.sheet(room.ws, "last")
    assert ([each.id for each in asked.asked], asked.overall_asked) == (["waits"], False)
    assert [each.id for each in rating.sheet(room.ws, "last", "coach").asked] == [
        "asks",
        "waits",
        "sums",
        "closes",
    ]
    room.play(train="sums")
    assert [each.id for each in rating.sheet(room.ws, "last").asked] == ["sums"]
    room.play(key="my/exam")
    asked = rating.sheet(room.ws, "last")
    assert (len(asked.asked), asked.overall_asked) == (4, True)
    with pytest.raises(RolePlayRejected, match="no criterion"):
        rehearse.prepare(room.ws, "call", train="sings")


def test_what_was_left_before_its_end_is_known_before_it_is_rated(room: Room) -> None:
    assert not rating.sheet(room.ws, room.play()).left
    left = room.play(Said(5000, "Hm."), Passed(60_000), reason="left")
    assert rating.sheet(room.ws, left).left


def test_a_half_made_rating_survives_a_crash(room: Room) -> None:
    name = room.play()
    asked = rating.sheet(room.ws, name)
    half = RatingDraft(checks={"waits": ("waits-x",)}, comments={"waits": "Ünï"}, evidence={"waits": (5000,)})
    rating.keep_rating(room.ws, asked, half)
    room.crash()
    assert rating.unrated(room.ws) == (name,)
    again = rating.sheet(room.ws, name)
    assert again.draft == half
    assert rating.sheet(room.ws, name, "coach").draft == RatingDraft()
    told = rating.save_rating(room.ws, again, msgspec.structs.replace(half, levels={"waits": 4}))
    assert told.mine is not None
    assert told.mine.given == msgspec.structs.replace(half, levels={"waits": 4})
    assert rating.sheet(room.ws, name).draft == RatingDraft()
    assert rating.unrated(room.ws) == ()


def test_an_unfinished_or_impossible_rating_is_refused(room: Room) -> None:
    room.play()
    asked = rating.sheet(room.ws, "last")
    for levels in ({}, {"waits": 6}, {"waits": 0}):
        with pytest.raises(AttemptRejected):
            rating.save_rating(room.ws, asked, RatingDraft(levels=levels))  # type: ignore[arg-type]
    assert attempts.attempts(room.ws)[0].rated is False


def test_the_reveal_tells_everything_and_only_after_the_self_rating(room: Room) -> None:
    room.reserve()
    room.play(key="my/exam")
    with pytest.raises(AttemptRejected, match="yourself first"):
        rating.reveal(room.ws, "last")
    asked = rating.sheet(room.ws, "last")
    levels: dict[str, int | None] = {"asks": 1, "waits": 4, "sums": None, "closes": 5}
    told = rating.save_rating(
        room.ws, asked, RatingDraft(levels=levels, overall=2, checks={"asks": ("no", "asks-y")})
    )
    assert told.mine is not None
    assert told.mine.score == pytest.approx((40 * 1 + 30 * 4 + 10 * 5) / 80)
    assert told.mine.blockers == ("Does asks",)
    assert list(told.mine.given.levels) == ["asks", "waits", "sums", "closes"]
    assert told.mine.given.checks == {"asks": ("asks-y",)}
    assert (told.end, told.passed, told.predicted, told.coach) == ("won", True, 3.5, None)
    assert told.tags == ("asked", "waited")
    assert told.metrics["held"] == 1
    assert [each.concepts for each in told.read_as] == [("outcome",), ()]
    assert told.titles == {"outcome": "asks for the outcome", "price": "price"}
    assert [each.name for each in told.examples] == ["strong"]
    assert (told.due_day, told.correctable) == (None, False)
    assert rating.reveal(room.ws, "last") == told


def test_too_little_rated_gives_no_score(room: Room) -> None:
    room.reserve()
    room.play(key="my/exam")
    levels: dict[str, int | None] = {"asks": 5, "waits": None, "sums": None, "closes": 5}
    told = rating.save_rating(room.ws, rating.sheet(room.ws, "last"), RatingDraft(levels=levels))
    assert told.mine is not None
    assert told.mine.score is None
    assert "50 %" in told.mine.why_none


def test_a_coach_rates_blind_and_is_seen_only_beside_a_self_rating(room: Room) -> None:
    name = room.play()
    asked = rating.sheet(room.ws, name, "coach", "Ada")
    assert asked.predicted is None
    rating.save_rating(
        room.ws, asked, RatingDraft(levels=dict.fromkeys(("asks", "waits", "sums", "closes"), 2))
    )
    assert attempts.attempts(room.ws)[0].coach_score is None
    assert attempts.load(room.ws, name).ratings == ()
    told = room.rate(name, 5)
    assert told.coach is not None
    assert (told.coach.rater, told.coach.score) == ("Ada", 2.0)
    assert attempts.attempts(room.ws)[0].coach_score == 2.0


def test_a_rating_that_is_taken_back_moves_the_due_day_back(room: Room) -> None:
    room.play()
    room.rate()
    attempts.take_back(room.ws, "last", "rating")
    assert scenarios.shelf(room.ws).scenarios[0].due_day is None
    with pytest.raises(NothingToUndo):
        attempts.take_back(room.ws, "last", "rating")


def test_a_corrected_line_is_understood_in_later_practice_and_replays_stay_as_they_were(room: Room) -> None:
    line = Said(5000, "What are you  AFTER this year")
    name = room.play(line, Passed(10_000))
    told = room.rate(name)
    assert told.read_as[0].concepts == ()
    rating.correct(room.ws, name, 5000, "outcome")
    assert rating.reveal(room.ws, name).read_as[0].corrected == "outcome"
    later = room.play(Said(5000, "what are you after this year"), Passed(10_000))
    assert attempts.load(room.ws, later).tags == ("asked", "waited")
    for each in (name, later):
        view = attempts.load(room.ws, each)
        assert view.log is not None
        assert view.scene is not None
        assert engine.replay(view.scene, view.log.drawn, view.log.inputs).log == view.log
    attempts.take_back(room.ws, name, "correction")
    assert attempts.load(room.ws, room.play(line, Passed(10_000))).tags == ()
    for at, concept in ((4000, "outcome"), (5000, "weather")):
        with pytest.raises(AttemptRejected):
            rating.correct(room.ws, name, at, concept)


def test_a_benchmark_is_never_corrected_nor_taken_again(room: Room) -> None:
    room.reserve()
    name = room.play(key="my/exam")
    with pytest.raises(AttemptRejected, match="benchmark"):
        rating.correct(room.ws, name, 5000, "outcome")
    with pytest.raises(AttemptRejected, match="benchmark"):
        rehearse.again(room.ws, attempts.load(room.ws, name), 12_000)
