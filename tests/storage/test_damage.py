"""A database with flipped bytes, or cut short, opens clean or is called damaged; nothing else happens."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.clock import StudyDay
from csmdrill.core.errors import StoreDamaged, StoreNewer
from csmdrill.storage.prompt import due_count
from csmdrill.storage.repair import recover
from csmdrill.storage.store import open_store

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

FLIPS = 16


@pytest.fixture
def content(desk: Desk, make: type[Making]) -> bytes:
    """Return the bytes of a database with decks and practice."""
    keys = [f"p/d/c{number}" for number in range(40)]
    desk.has(make.deck("/d.yaml", *(make.card(key, tags=("price",)) for key in keys)))
    for key in keys:
        desk.learn(key)
    desk.store.undo(desk.answer(keys[0], typed="Words."), desk.clock.moment)
    desk.store.close()
    return desk.home.database.read_bytes()


def use(desk: Desk) -> None:
    """Do with a home what a session does, and more."""
    store = open_store(desk.home, desk.clock)
    try:
        day = StudyDay(desk.clock.moment.day + 40)
        store.settings()
        store.counts(day)
        store.problems()
        store.recall_by_competency(day)
        for row in store.due_cards(day):
            store.card(row.key)
        for row in store.learning_cards(desk.clock.moment.day):
            store.card(row.key)
        list(store.export_lines(with_text=True))
        store.check(deep=True)
        desk.store = store
        desk.answer("p/d/c1")
        store.rebuild()
    finally:
        store.close()


def opens_or_is_damaged(desk: Desk) -> bool:
    """Return whether the home could be used; its one excuse is damage."""
    due_count(desk.home.database, desk.clock)
    try:
        use(desk)
    except (StoreDamaged, StoreNewer):
        return False
    return True


def test_flipped_bytes(desk: Desk, content: bytes) -> None:
    chance = random.Random(20261124)  # noqa: S311
    for _ in range(FLIPS):
        # Half of the flips hit the header and the schema, where they hurt most.
        place = chance.randrange(4096 if chance.random() < 0.5 else len(content))
        spoilt = bytearray(content)
        spoilt[place] ^= 1 << chance.randrange(8)
        desk.home.database.write_bytes(spoilt)
        if not opens_or_is_damaged(desk):
            before = desk.home.database.read_bytes()
            assert recover(desk.home, desk.clock).set_aside.read_bytes() == before
            use(desk)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99])
def test_cut_short(share: float, desk: Desk, content: bytes) -> None:
    desk.home.database.write_bytes(content[: int(len(content) * share)])
    assert not opens_or_is_damaged(desk)
    recover(desk.home, desk.clock)
    use(desk)
