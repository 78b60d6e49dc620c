"""The last facts of a device are missed when they go, also of a device that writes here no longer."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.home import Home
from csmdrill.storage.care import Care
from csmdrill.storage.restoring import restore

if TYPE_CHECKING:
    from csmdrill.storage.health import Finding
    from tests.storage.conftest import Desk, Making

FORGET = "DELETE FROM meta WHERE name = 'last_seqs'"


def harm(desk: Desk, *statements: str) -> None:
    """Change a home behind the program's back."""
    desk.store.close()
    with closing(sqlite3.connect(desk.home.database, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def look(desk: Desk) -> list[Finding]:
    """Return what the doctor finds."""
    with Care(desk.home, desk.clock) as care:
        return care.check()


def details(desk: Desk) -> dict[str, str]:
    """Return what the doctor finds, by the defects' names."""
    return {each.name: each.detail for each in look(desk)}


def last_of(desk: Desk) -> tuple[str, int]:
    """Practise; return this device and the number of its last fact."""
    for name in "abcd":
        desk.learn(f"p/d/{name}")
    ref = desk.answer("p/d/a")
    return ref.device_id, ref.seq


@pytest.fixture
def restored(desk: Desk, make: type[Making]) -> Iterator[tuple[Desk, str, int]]:
    """Return a second home, restored from a backup and gone on in; the first device and its last number."""
    device, last = last_of(desk)
    kept = desk.store.back_up(desk.clock.now()).path
    home = Home(desk.home.root.with_name("second"))
    restore(home, desk.clock, kept)
    second = make.desk(home, desk.clock)
    second.answer("p/d/b")
    yield second, device, last
    second.store.close()


def test_after_a_restore_the_end_of_the_earlier_device_is_missed_and_noted_as_lost(
    restored: tuple[Desk, str, int],
) -> None:
    second, device, last = restored
    assert look(second) == []
    harm(second, f"DELETE FROM fact WHERE device_id = '{device}' AND seq >= 5")  # noqa: S608
    assert f"{last - 4} facts are missing of device {device}: 5-{last}." in details(second)["fact-gap"]
    with Care(second.home, second.clock) as care:
        assert care.mend(care.check()).lost == last - 4
        assert care.standing().lost == last - 4
    assert look(second) == []


def test_they_come_back_out_of_a_backup_of_the_home(restored: tuple[Desk, str, int]) -> None:
    second, device, last = restored
    before = list(second.store.canonical_dump())
    second.store.back_up(second.clock.now())
    harm(second, f"DELETE FROM fact WHERE device_id = '{device}' AND seq >= 5")  # noqa: S608
    with Care(second.home, second.clock) as care:
        done = care.mend(care.check())
    assert (done.found, done.lost) == (last - 4, 0)
    assert look(second) == []
    assert list(second.reopen().canonical_dump()) == before


def test_of_a_home_without_any_fact_all_are_missing(restored: tuple[Desk, str, int]) -> None:
    second, _, last = restored
    facts = second.store.totals()[0]
    assert facts > last
    harm(second, "DELETE FROM fact")
    with Care(second.home, second.clock) as care:
        assert care.mend(care.check()).lost == facts


def test_the_end_of_an_imported_history_is_missed(desk: Desk, make: type[Making]) -> None:
    device, last = last_of(desk)
    other = make.desk(Home(desk.home.root.with_name("other")), desk.clock)
    other.answer("p/d/z")
    other.store.import_lines(desk.store.export_lines())
    harm(other, f"DELETE FROM fact WHERE device_id = '{device}' AND seq = {last}")  # noqa: S608
    assert f"1 fact is missing of device {device}: {last}." in details(other)["fact-gap"]


def test_a_copied_home_misses_the_end_of_what_it_was_copied_from(desk: Desk, make: type[Making]) -> None:
    device, last = last_of(desk)
    desk.store.close()
    home = Home(desk.home.root.with_name("copied"))
    shutil.copytree(desk.home.root, home.root)
    copied = make.desk(home, desk.clock)
    assert copied.answer("p/d/z").device_id != device
    harm(copied, f"DELETE FROM fact WHERE device_id = '{device}' AND seq = {last}")  # noqa: S608
    assert "fact-gap" in details(copied)


def test_a_home_that_never_noted_how_far_devices_came_learns_it_when_it_is_opened(
    restored: tuple[Desk, str, int],
) -> None:
    second, device, last = restored
    harm(second, FORGET)
    second.reopen()
    harm(second, f"DELETE FROM fact WHERE device_id = '{device}' AND seq = {last}")  # noqa: S608
    assert "fact-gap" in details(second)


def test_a_state_that_knows_more_than_the_facts_is_told_before_it_is_rebuilt(
    restored: tuple[Desk, str, int],
) -> None:
    second, device, _ = restored
    harm(second, FORGET, f"DELETE FROM fact WHERE device_id = '{device}' AND seq >= 5")  # noqa: S608
    assert "It knows of 6 answers that no fact tells of" in details(second)["card-state"]


def test_a_note_that_cannot_be_read_is_made_anew(restored: tuple[Desk, str, int]) -> None:
    second, device, last = restored
    harm(second, "UPDATE meta SET value = 'many' WHERE name = 'last_seqs'")
    assert details(second) == {"meta": "Its last_seqs cannot be read."}
    with Care(second.home, second.clock) as care:
        care.mend(care.check())
    harm(second, f"DELETE FROM fact WHERE device_id = '{device}' AND seq = {last}")  # noqa: S608
    assert "fact-gap" in details(second)
