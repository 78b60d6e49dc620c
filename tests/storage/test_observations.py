"""Observed performance in the store: told together, read back in one pass, taken back, and carried along."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from csmdrill.practice.model import Rating
from csmdrill.skills.recall_drift import evidence_ppm
from csmdrill.storage import observations
from csmdrill.storage.facts import checksum_of
from csmdrill.storage.lines import LineRejected, read_line, write_line
from csmdrill.storage.observed import BaselinePayload, KnownPayload, ObservationPayload
from csmdrill.storage.played import AttemptPayload, RatingPayload
from csmdrill.storage.rehearsals import ToTell

if TYPE_CHECKING:
    from pathlib import Path

    from tests.storage.conftest import Desk, Making

SKILL = "renewal-negotiation"
DIGEST = "a" * 64


def seen(day: int = 20000, **about: Any) -> ObservationPayload:  # noqa: ANN401 - any field of it
    """Return that somebody was rated."""
    said: dict[str, Any] = {
        "person": "ada",
        "competency": SKILL,
        "role": "coach",
        "score": 3.5,
        "rubric": "r",
    }
    return ObservationPayload(day=day, **(said | about))


def known(day: int = 20000, **about: Any) -> KnownPayload:  # noqa: ANN401 - any field of it
    """Return what somebody knew."""
    said: dict[str, Any] = {"person": "ada", "competency": SKILL, "tested": 10, "recalled": 8}
    return KnownPayload(day=day, **(said | {"expected_ppm": 9_000_000, "evidence_ppm": 120_000} | about))


def rebased(day: int = 20000) -> BaselinePayload:
    """Return that a baseline was set anew."""
    return BaselinePayload(person="ada", competency=SKILL, channel="coach", day=day)


def attempt(name: str, day_of: str = "", **about: Any) -> ToTell:  # noqa: ANN401 - any field of it
    """Return a benchmark that was played."""
    said: dict[str, Any] = {"rubric": "p/r", "rubric_hash": DIGEST, "seed": 1, "mode": "benchmark"}
    said |= {"reason": "ended", "seconds": 200, "competency": SKILL}
    return ToTell(said=AttemptPayload(attempt=name, **(said | about)), key=day_of or f"p/{name}", hash=DIGEST)


def rating(name: str, level: int, role: Any = "self", rater: str = "me") -> ToTell:  # noqa: ANN401
    """Return that an attempt was rated."""
    said = RatingPayload(
        attempt=name,
        rater=rater,
        role=role,
        rubric="p/r",
        rubric_hash=DIGEST,
        asked=("a",),
        weights={"a": 1},
        levels={"a": level},
    )
    return ToTell(said=said, key=f"p/{name}", hash=DIGEST)


def test_what_was_observed_is_read_back_of_all_people_in_order(desk: Desk) -> None:
    at = desk.clock.moment
    desk.store.observe([seen(20002), seen(20001, person="bo", name="Bo", spoken=True), known(20003)], at)
    desk.store.observe([known(20001), rebased(), seen(20000, role="self")], at)
    assert [(each.person, each.day, each.role) for each in desk.store.observations()] == [
        ("ada", 20002, "coach"),
        ("bo", 20001, "coach"),
        ("ada", 20000, "self"),
    ]
    first = desk.store.observations()[1]
    assert (first.name, first.score, first.rubric, first.spoken) == ("Bo", 3.5, "r", True)
    assert [each.day for each in desk.store.known_days()] == [20003, 20001]
    assert [each.said for each in desk.store.rebaselines()] == [rebased()]
    assert desk.store.check(deep=True) == []


def test_each_can_be_taken_back_and_brought_back(desk: Desk) -> None:
    at = desk.clock.moment
    refs = desk.store.observe([seen(), known(), rebased(), seen(20001)], at)

    def standing() -> tuple[int, int, int]:
        store = desk.store
        return len(store.observations()), len(store.known_days()), len(store.rebaselines())

    undos = [desk.store.undo(ref, at) for ref in refs[:3]]
    assert standing() == (1, 0, 0)
    assert desk.store.observations()[0].day == 20001
    desk.store.undo(undos[0], at)
    assert standing() == (2, 0, 0)
    assert desk.store.check(deep=True) == []


def test_many_are_read_in_parts_and_none_is_lost(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(observations, "AT_ONCE", 2)
    refs = desk.store.observe([seen(20000 + place) for place in range(5)], desk.clock.moment)
    assert [each.day for each in desk.store.observations()] == [20000, 20001, 20002, 20003, 20004]
    desk.store.undo(refs[3], desk.clock.moment)
    assert [each.day for each in desk.store.observations()] == [20000, 20001, 20002, 20004]


def test_an_undo_of_something_else_takes_nothing_back(desk: Desk) -> None:
    desk.store.observe([seen()], desk.clock.moment)
    desk.store.undo(desk.store.set_setting("minutes", 7, desk.clock.moment), desk.clock.moment)
    desk.store.undo(desk.answer("p/d/a"), desk.clock.moment)
    assert len(desk.store.observations()) == 1


def test_they_travel_and_come_a_second_time_as_known(desk: Desk, make: type[Making], tmp_path: Path) -> None:
    from csmdrill.core.home import Home

    refs = desk.store.observe([seen(), known(), rebased(), seen(20001)], desk.clock.moment)
    desk.store.undo(refs[0], desk.clock.moment)
    other = make.desk(Home(tmp_path / "other"), make.clock())
    lines = list(desk.store.export_lines())
    assert other.store.import_lines(lines).bad == ()
    assert other.store.import_lines(lines).added == 0
    for name in ("observations", "known_days", "rebaselines"):
        assert getattr(other.store, name)() == getattr(desk.store, name)() != []
    other.store.rebuild()
    assert other.store.observations() == desk.store.observations()
    other.store.close()


BAD = [
    ("observation", {"score": 5.5}),
    ("observation", {"score": 0.9}),
    ("observation", {"role": "boss"}),
    ("observation", {"competency": ""}),
    ("observation", {"rubric": "x" * 201}),
    ("observation", {"day": 3_000_000}),
    ("baseline", {"channel": "knowledge"}),
    ("known", {"recalled": 11}),
    ("known", {"expected_ppm": 10_000_001}),
    ("known", {"tested": -1}),
    ("known", {"person": ""}),
]


@pytest.mark.parametrize(("kind", "change"), BAD)
def test_what_cannot_be_is_not_taken_in(desk: Desk, kind: str, change: dict[str, object]) -> None:
    desk.store.observe([seen(), known(), rebased()], desk.clock.moment)
    lines = (json.loads(line) for line in desk.store.export_lines())
    line = next(each for each in lines if each["kind"] == kind)
    line["payload"] |= change
    with pytest.raises(LineRejected, match=f"no {kind}"):
        read_line(resealed(line))


def test_an_observation_belongs_to_no_card(desk: Desk) -> None:
    desk.store.observe([seen()], desk.clock.moment)
    line = json.loads(list(desk.store.export_lines())[-1])
    read_line(resealed(line))
    with pytest.raises(LineRejected, match="about a card"):
        read_line(resealed(line | {"key": "p/d/a"}))


def resealed(line: dict[str, Any]) -> bytes:
    """Return a line with the checksum that fits it."""
    from datetime import date

    from csmdrill.storage.facts import Fact, canonical_json

    fact = Fact(
        device_id=line["device"],
        day=(date.fromisoformat(line["day"]) - date(1970, 1, 1)).days,
        payload=canonical_json(line["payload"]),
        checksum="",
        **{
            n: line[n]
            for n in ("seq", "person", "order_at", "at", "offset", "kind", "key", "hash", "simulated")
        },
    )
    return write_line(msgspec.structs.replace(fact, checksum=checksum_of(fact)))


def test_a_spoilt_one_says_nothing_and_the_others_stay(desk: Desk) -> None:
    desk.store.observe([seen(20000), seen(20001), seen(20002)], desk.clock.moment)
    desk.store.close()
    with closing(sqlite3.connect(desk.home.database)) as connection:
        connection.execute("UPDATE fact SET payload = 'no json' WHERE payload LIKE '%20001%'")
        connection.commit()
    desk.reopen()
    assert [each.day for each in desk.store.observations()] == [20000, 20002]


def test_the_evidence_of_a_day_is_that_of_its_first_answers_and_undo_is_exact(desk: Desk) -> None:
    desk.learn("p/d/a")
    desk.learn("p/d/b")
    assert desk.store.own_known_days() == []
    desk.clock.pass_by(days=3)
    before = list(desk.store.canonical_dump())
    refs = [desk.answer("p/d/a", Rating.AGAIN), desk.answer("p/d/b"), desk.answer("p/d/a")]
    (day,) = desk.store.own_known_days()
    predicted = [
        json.loads(line)["payload"]["predicted"] for line in desk.store.export_lines() if b'"review"' in line
    ][-3:-1]
    assert (day.tested, day.recalled) == (2, 1)
    wanted = evidence_ppm(predicted[0], False) + evidence_ppm(predicted[1], True)
    assert abs(day.evidence_ppm - wanted) <= 20  # predictions are kept with six decimals
    assert day.evidence_ppm > 0
    for ref in reversed(refs):
        desk.store.undo(ref, desk.clock.moment)
    assert list(desk.store.canonical_dump()) == before == list(desk.store.replayed_dump())


def test_own_benchmarks_count_once_a_day_when_played_to_their_end(desk: Desk) -> None:
    at = desk.clock.moment
    for told in (
        attempt("good"),
        attempt("practised", mode="practice"),
        attempt("left", reason="left"),
        attempt("broken", "p/again", reason="interrupted"),
        attempt("second", "p/again"),
        attempt("late", reason="timeout"),
        attempt("nameless", competency=""),
        rating("good", 2),
        rating("good", 4),
        rating("good", 3, "coach", "Ada"),
        rating("good", 5, "coach", "Bo"),
    ):
        desk.store.tell(told, at)
    found = desk.store.benchmarks()
    assert [each.attempt for each in found] == ["good", "late"]
    assert [(given.role, given.rater, given.levels) for given in found[0].ratings] == [
        ("self", "me", {"a": 4}),
        ("coach", "Ada", {"a": 3}),
        ("coach", "Bo", {"a": 5}),
    ]
    assert found[1].ratings == ()


def test_a_benchmark_or_rating_that_was_taken_back_counts_no_longer(desk: Desk) -> None:
    at = desk.clock.moment
    first = desk.store.tell(attempt("one", "p/same"), at)
    desk.store.tell(attempt("two"), at)
    given = desk.store.tell(rating("two", 4), at)
    desk.store.undo(first, at)
    desk.store.undo(given, at)
    desk.store.tell(attempt("again", "p/same"), at)  # it was tried that day all the same
    assert [(each.attempt, each.ratings) for each in desk.store.benchmarks()] == [("two", ())]


def test_reading_uses_the_index_for_the_kinds(desk: Desk) -> None:
    wanted = (
        "SELECT payload FROM fact WHERE kind IN ('baseline', 'known', 'observation', 'undo') AND kind = ?"
    )
    with closing(sqlite3.connect(desk.home.database)) as connection:
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN {wanted} ORDER BY device_id, seq", ("known",)
        ).fetchall()
    assert ["ix_fact_observed" in step[3] for step in plan] == [True]
