"""The queue and the numbers of a day are those of the decks and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill.core.clock import StudyDay
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Rating
from csmdrill.storage import queries
from csmdrill.storage.queries import Scope

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

PATH = "/d.yaml"


def test_due_cards_come_likeliest_forgotten_first(desk: Desk, make: type[Making]) -> None:
    keys = [f"p/d/{name}" for name in "abcdef"]
    desk.has(make.deck(PATH, *(make.card(key) for key in keys)))
    for number, key in enumerate(keys):
        desk.learn(key)
        for _ in range(number):
            desk.clock.pass_by(days=7)
            desk.answer(key)
    desk.clock.pass_by(days=300)
    day = desk.clock.moment.day
    rows = desk.store.due_cards(day)
    recall = [MemoryModel(0.9).predicted_recall(row.memory, day) for row in rows]
    assert sorted(row.key for row in rows) == keys
    assert recall == sorted(recall)
    assert [row.key for row in desk.store.due_cards(day, limit=2)] == [row.key for row in rows[:2]]


def test_learning_cards_are_apart_until_the_day_is_over(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck(PATH, make.card("p/d/a"), make.card("p/d/b")))
    desk.answer("p/d/b")
    desk.answer("p/d/a", Rating.AGAIN)
    day = desk.clock.moment.day
    learning = desk.store.learning_cards(day)
    assert [row.key for row in learning] == ["p/d/a", "p/d/b"]
    assert all(row.memory.due_at for row in learning)
    assert desk.store.due_cards(day) == []
    assert desk.store.counts(day).learning == 2
    tomorrow = StudyDay(day + 1)
    assert desk.store.learning_cards(tomorrow) == []
    assert len(desk.store.due_cards(tomorrow)) == 2
    assert (desk.store.counts(tomorrow).learning, desk.store.counts(tomorrow).due) == (0, 2)


def test_new_cards_come_in_the_order_of_their_decks(desk: Desk, make: type[Making]) -> None:
    desk.has(
        make.deck(
            PATH,
            make.card("p/d/z", position=0),
            make.card("p/d/a", position=1, competency="renewal-negotiation"),
        ),
        make.deck("/e.yaml", make.card("p/e/b", position=0)),
    )
    rows = desk.store.new_cards(desk.clock.moment.day, 10)
    assert [row.key for row in rows] == ["p/d/z", "p/e/b", "p/d/a"]
    assert rows[2].competency == "renewal-negotiation"
    desk.answer("p/d/z")
    assert [row.key for row in desk.store.new_cards(desk.clock.moment.day, 10)] == ["p/e/b", "p/d/a"]


def test_ones_own_new_cards_come_before_those_of_others(desk: Desk, make: type[Making]) -> None:
    desk.has(
        make.deck(PATH, make.card("p/d/a", position=0)),
        make.deck("/own.yaml", make.card("my/own/b", position=7), origin="personal"),
    )
    assert [row.key for row in desk.store.new_cards(desk.clock.moment.day, 10)] == ["my/own/b", "p/d/a"]


def test_siblings_count_once_and_rest_for_the_day(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck(PATH, make.card("p/d/a#x"), make.card("p/d/a#y"), make.card("p/d/b")))
    day = desk.clock.moment.day
    assert desk.store.counts(day).new_available == 2
    desk.learn("p/d/a#x")
    assert desk.store.families_seen(day) == {"p/d/a"}
    assert desk.store.counts(day).new_available == 1
    desk.clock.pass_by(days=1)
    desk.learn("p/d/a#y")
    desk.clock.pass_by(days=30)
    day = desk.clock.moment.day
    assert desk.store.counts(day).due == 1
    assert len(desk.store.due_cards(day)) == 2
    desk.answer("p/d/a#x")
    assert desk.store.counts(day).due == 0


def test_the_count_is_that_of_the_cards_given_from_the_first_day_on(desk: Desk, make: type[Making]) -> None:
    cards = [make.card(f"p/d/{letter}") for letter in "abcd"]
    desk.has(make.deck(PATH, *cards))
    for card in cards:
        desk.learn(card.key)
        desk.clock.pass_by(days=1)
    today = desk.clock.moment.day
    given = [len(desk.store.due_cards(StudyDay(day))) for day in range(today, today + 30)]
    assert given[0] < given[-1] == len(cards)
    assert [desk.store.counts(StudyDay(day)).due for day in range(today, today + 30)] == given


def test_the_count_is_the_same_where_very_many_are_due(
    desk: Desk, make: type[Making], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [f"p/d/{number}{part}" for number in range(6) for part in ("#x", "#y")]
    desk.has(make.deck(PATH, *(make.card(key) for key in keys)))
    for key in keys[:9]:
        desk.learn(key)
    desk.clock.pass_by(days=300)
    desk.answer(keys[0])
    counted = desk.store.counts(desk.clock.moment.day)
    monkeypatch.setattr(queries, "MANY_DUE", 3)
    assert desk.store.counts(desk.clock.moment.day) == counted
    assert (counted.due, counted.live) == (4, 12)


def test_the_numbers_of_a_day(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck(PATH, make.card("p/d/a"), make.card("p/d/b"), make.card("p/d/c")))
    desk.learn("p/d/a")
    desk.answer("p/d/b", took_ms=90_000)
    counts = desk.store.counts(desk.clock.moment.day)
    assert (counts.new_today, counts.reviews_today, counts.live, counts.due) == (2, 3, 3, 0)
    assert counts.spent_today_ms == 5000 + 5000 + 60_000
    stored = desk.store.card("p/d/a")
    assert stored is not None
    assert stored.memory is not None
    assert counts.next_due_day == stored.memory.due_day


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {"p/d/a", "p/d/b", "p/e/c"}),
        (Scope(competency="renewal-negotiation"), {"p/d/b"}),
        (Scope(tag="price"), {"p/d/a", "p/e/c"}),
        (Scope(tag="pric"), set()),
        (Scope(tag='"%'), set()),
        (Scope(deck_paths=("/e.yaml",)), {"p/e/c"}),
        (
            Scope(competency="outcome-discovery", tag="price", deck_paths=(PATH, "/e.yaml")),
            {"p/d/a", "p/e/c"},
        ),
    ],
)
def test_a_scope_narrows_queue_and_counts(
    scope: Scope, expected: set[str], desk: Desk, make: type[Making]
) -> None:
    desk.has(
        make.deck(
            PATH,
            make.card("p/d/a", tags=("price", "edge")),
            make.card("p/d/b", competency="renewal-negotiation", tags=("prices",)),
        ),
        make.deck("/e.yaml", make.card("p/e/c", tags=("price",))),
    )
    assert {row.key for row in desk.store.new_cards(desk.clock.moment.day, 10, scope)} == expected
    assert desk.store.counts(desk.clock.moment.day, scope).live == len(expected)
    for key in ("p/d/a", "p/d/b", "p/e/c"):
        desk.learn(key)
    desk.clock.pass_by(days=60)
    assert {row.key for row in desk.store.due_cards(desk.clock.moment.day, scope=scope)} == expected
    assert desk.store.counts(desk.clock.moment.day, scope).due == len(expected)


def test_knowledge_counts_the_first_answer_of_a_later_day(desk: Desk) -> None:
    desk.learn("p/d/a")
    desk.clock.pass_by(days=3)
    desk.answer("p/d/a", Rating.AGAIN)
    desk.answer("p/d/a", Rating.GOOD)
    desk.clock.pass_by(days=2)
    desk.answer("p/d/a", Rating.HARD)
    day = desk.clock.moment.day
    (row,) = desk.store.recall_by_competency(day)
    assert (row.competency, row.tested, row.recalled) == ("outcome-discovery", 2, 1)
    assert 0.02 < row.expected < 1.98
    assert desk.store.recall_by_competency(StudyDay(day + 30)) == []


def test_pace_and_week(desk: Desk) -> None:
    desk.answer("p/d/a", took_ms=4000)
    desk.clock.pass_by(days=6)
    desk.answer("p/d/b", took_ms=6000)
    desk.answer("p/d/c", took_ms=8000)
    day = desk.clock.moment.day
    assert desk.store.week(day) == (1, 0, 0, 0, 0, 0, 2)
    assert desk.store.week(StudyDay(day + 1)) == (0, 0, 0, 0, 0, 2, 0)
    assert desk.store.pace(day) == (3, 18_000)
    assert desk.store.pace(StudyDay(day + 29)) == (2, 14_000)
    assert desk.store.pace(StudyDay(day + 400)) == (0, 0)


def test_an_answered_card_without_a_deck_is_not_shown(desk: Desk) -> None:
    desk.learn("p/d/a")
    desk.clock.pass_by(days=30)
    day = desk.clock.moment.day
    assert desk.store.due_cards(day) == []
    assert desk.store.card("p/d/a") is None
    assert desk.store.counts(day).due == 0
