"""What statistics and forecasts read is what was answered, and nothing that was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill.practice.model import Rating
from csmdrill.storage import statistics

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

PATH = "/d.yaml"


def test_every_live_card_with_a_memory_is_remembered(
    desk: Desk, make: type[Making], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics, "SLICE", 2)
    desk.has(make.deck(PATH, *(make.card(f"p/d/{name}") for name in ("a#x", "b", "c", "d", "new"))))
    for name in ("a#x", "b", "c", "d", "gone"):
        desk.learn(f"p/d/{name}")
    found = desk.store.remembered()
    assert sorted(card.family for card in found) == ["p/d/a", "p/d/b", "p/d/c", "p/d/d"]
    stored = desk.store.card("p/d/b")
    assert stored is not None
    assert stored.memory is not None
    b = next(card for card in found if card.family == "p/d/b")
    memory = stored.memory
    assert b[:4] == (memory.stability, memory.difficulty, memory.last_day, memory.due_day)


def test_answers_are_counted_by_day(desk: Desk) -> None:
    first = desk.clock.moment.day
    desk.answer("p/d/a")
    desk.answer("p/d/b")
    desk.clock.pass_by(days=3)
    desk.answer("p/d/a", competency="renewal-negotiation")
    desk.answer("p/d/a")
    desk.answer("p/d/a")
    day = desk.clock.moment.day
    assert desk.store.answers_by_day(day, 30) == {first: 2, day: 3}
    assert desk.store.answers_by_day(day, 3) == {day: 3}


def test_time_is_counted_by_competency(desk: Desk) -> None:
    desk.answer("p/d/a", took_ms=4000)
    desk.answer("p/d/b", took_ms=90_000)
    desk.answer("p/d/c", competency="renewal-negotiation", took_ms=7000)
    rows = desk.store.answered_by_competency(desk.clock.moment.day)
    assert {row.competency: (row.reviews, row.spent_ms) for row in rows} == {
        "outcome-discovery": (2, 64_000),
        "renewal-negotiation": (1, 7000),
    }


def test_ratings_are_those_that_stand(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "SLICE", 2)
    desk.answer("p/d/old", Rating.HARD)
    desk.clock.pass_by(days=30)
    for number, rating in enumerate((Rating.GOOD, Rating.GOOD, Rating.AGAIN, Rating.EASY)):
        desk.answer(f"p/d/{number}", rating, took_ms=1000 * (number + 1))
        desk.clock.pass_by(minutes=1)
    taken_back = desk.answer("p/d/b", Rating.AGAIN)
    brought_back = desk.answer("p/d/c", Rating.AGAIN, took_ms=70_000)
    desk.store.undo(taken_back, desk.clock.moment)
    undone = desk.store.undo(brought_back, desk.clock.moment)
    desk.store.undo(undone, desk.clock.moment)
    found = desk.store.ratings(desk.clock.moment.day)
    assert found.counts == {1: 2, 3: 2, 4: 1}
    assert found.middle_ms == 3000
    assert desk.store.ratings(desk.clock.moment.day, 31).counts[2] == 1


def test_without_answers_there_are_no_figures(desk: Desk) -> None:
    day = desk.clock.moment.day
    assert desk.store.remembered() == []
    assert desk.store.answers_by_day(day, 30) == {}
    assert (desk.store.ratings(day).counts, desk.store.ratings(day).middle_ms) == ({}, 0)
