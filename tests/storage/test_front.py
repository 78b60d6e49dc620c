"""What is read before the store is open is what the store then says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.practice.model import Rating
from csmdrill.storage import statistics
from csmdrill.storage.front import NEWEST, Front, front_of

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

RATINGS = (Rating.GOOD, Rating.AGAIN, Rating.EASY)


def agrees(desk: Desk, limit: int = 500) -> bool:
    """Check everything that can be read at the front against the store."""

    def look(front: Front) -> bool:
        store, day = desk.store, desk.clock.moment.day
        due = [(each.key, each.family, each.memory, each.changed) for each in front.due_cards(limit)]
        assert due == [(row.key, row.family, row.memory, row.changed) for row in store.due_cards(day, limit)]
        learning = [(each.key, each.family, each.due_at) for each in front.learning()]
        assert learning == [(row.key, row.family, row.memory.due_at) for row in store.learning_cards(day)]
        new = [(each.key, each.family, each.position, each.group) for each in front.new_cards(limit)]
        assert new == [
            (row.key, row.family, row.position, row.competency) for row in store.new_cards(day, limit)
        ]
        assert front.families_seen() == store.families_seen(day)
        assert [front.answer_times(days) for days in (2, 30)] == [store.answer_times(day, d) for d in (2, 30)]
        assert [front.card(key) for key, *_ in due] == [store.card(key) for key, *_ in due]
        assert (front.settings, front.person()) == (store.settings(), store.person)
        return True

    return front_of(desk.home.database, desk.clock, look) or False


def test_it_agrees_with_the_store_day_by_day(desk: Desk, make: type[Making]) -> None:
    keys = [f"p/d/{number}{part}" for number in range(12) for part in ("#x", "#y")]
    places = {key: place for place, key in enumerate(keys)}
    found = [make.card(key, position=place % 5) for key, place in places.items()]
    desk.has(make.deck("/d.yaml", *found), make.deck("/g.yaml", make.card("p/g/a"), origin="given"))
    for number, key in enumerate([*keys[:18], *keys[:9]]):
        desk.answer(key, RATINGS[number % 3], took_ms=4000 * number)
        assert agrees(desk)
        desk.clock.pass_by(hours=5 * (number % 4))
    assert agrees(desk, limit=2)
    revised = [make.card(key, hash="h2", revision=2) for key in keys]
    desk.has(make.deck("/d.yaml", *revised, digest="d2"))
    assert agrees(desk)


def test_cards_as_urgent_as_each_other_come_in_the_same_order(desk: Desk, make: type[Making]) -> None:
    keys = [f"p/d/{number:02}" for number in range(12)]
    desk.has(make.deck("/d.yaml", *map(make.card, keys)))
    for key in keys:
        desk.answer(key, Rating.EASY)
    found = {key: desk.store.card(key) for key in keys}
    due = {key: card.memory.due_day for key, card in found.items() if card and card.memory}
    days = sorted(due.values())
    desk.clock.pass_by(days=days[len(days) // 2 - 1] - desk.clock.moment.day)
    today = [key for key in keys if due[key] <= desk.clock.moment.day]
    assert today != keys[: len(today)]  # those that are due stand among the others
    desk.has(make.deck("/d.yaml", *[make.card(key, hash="h2", revision=2) for key in keys], digest="d2"))
    assert agrees(desk)
    assert [row.key for row in desk.store.due_cards(desk.clock.moment.day, 99)] == keys


def test_it_knows_the_numbers_of_the_store() -> None:
    assert NEWEST == statistics.NEWEST
