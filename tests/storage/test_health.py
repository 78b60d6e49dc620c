"""The doctor finds what is wrong, and a rebuild puts the state right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill.storage import engine

if TYPE_CHECKING:
    from tests.storage.conftest import Desk


@pytest.fixture
def lived(desk: Desk) -> Desk:
    """Return a home with some practice."""
    for key in ("p/d/a", "p/d/b"):
        desk.learn(key)
    desk.store.undo(desk.answer("p/d/c"), desk.clock.moment)
    desk.store.set_setting("new", 5, desk.clock.moment)
    return desk


def names(desk: Desk) -> set[str]:
    """Return which checks found something."""
    return {finding.name for finding in desk.store.check(deep=True)}


def test_a_whole_store_has_no_findings(lived: Desk) -> None:
    assert lived.store.check() == []
    assert lived.store.check(deep=True) == []
    assert lived.store.totals() == (8, 2)
    assert list(lived.store.canonical_dump()) == list(lived.store.replayed_dump())


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        ("card-state", "UPDATE card SET stability = stability + 1"),
        ("card-state", "UPDATE card SET due_day = due_day + 1"),
        ("card-state", "UPDATE card SET seen_hash = 'h9'"),
        ("card-state", "UPDATE card SET phase = 0"),
        ("card-state", "DELETE FROM card"),
        ("day-state", "UPDATE daily SET reviews = reviews + 1"),
        ("day-state", "DELETE FROM daily"),
        ("day-state", "INSERT INTO daily VALUES (1, 'x', 1, 0, 0, 0, 0, 0, 0)"),
        ("setting-state", "UPDATE setting SET value = '9'"),
        ("setting-state", "DELETE FROM setting"),
    ],
)
def test_a_state_that_the_facts_do_not_give_is_found_and_rebuilt(name: str, harm: str, lived: Desk) -> None:
    before = list(lived.store.canonical_dump())
    engine.raw(lived.store._connection).execute(harm)
    assert names(lived) == {name}
    report = lived.store.rebuild()
    assert (report.changed, report.cards) == (True, 2)
    assert list(lived.store.canonical_dump()) == before
    assert names(lived) == set()
    assert not lived.store.rebuild().changed


def test_a_changed_fact_is_found_by_its_checksum(lived: Desk) -> None:
    engine.raw(lived.store._connection).execute("UPDATE fact SET at = at + 1 WHERE seq = 2")
    details = [finding.detail for finding in lived.store.check(deep=True)]
    assert any("checksum" in detail and ":2" in detail for detail in details)


def test_a_missing_fact_is_found_by_its_number(lived: Desk) -> None:
    engine.raw(lived.store._connection).execute("DELETE FROM fact WHERE seq = 3")
    assert any("1 fact is missing" in finding.detail for finding in lived.store.check())


def test_a_state_of_another_fold_is_rebuilt_when_opened(lived: Desk) -> None:
    before = list(lived.store.canonical_dump())
    raw = engine.raw(lived.store._connection)
    raw.execute("UPDATE meta SET value = '0' WHERE name = 'fold_version'")
    raw.execute("UPDATE card SET stability = 1")
    lived.reopen()
    assert list(lived.store.canonical_dump()) == before
