"""The prompt's count is that of the home screen, without loading the store."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.clock import study_day, zone_named
from csmdrill.practice.queue import is_behind
from csmdrill.practice.workload import seconds_per_card
from csmdrill.storage import behind, engine, fold, prompt, tables
from csmdrill.storage.prompt import due_count

if TYPE_CHECKING:
    from pathlib import Path

    from csmdrill.core.home import Home
    from tests.storage.conftest import Desk, Making, ToldClock


def counted(desk: Desk) -> int:
    """Return what the home screen counts."""
    settings = desk.store.settings()
    day = study_day(desk.clock.now(), zone_named(settings.zone, desk.clock), settings.rollover)
    counts = desk.store.counts(day)
    due = counts.due + counts.learning
    if is_behind(due, seconds_per_card(*desk.store.pace(day)), settings.minutes):
        return due
    return due + min(max(0, settings.new - counts.new_today), counts.new_available)


def test_agrees_with_the_store_day_by_day(desk: Desk, make: type[Making]) -> None:
    keys = [f"p/d/{number}{part}" for number in range(14) for part in ("#x", "#y")]
    desk.has(make.deck("/d.yaml", *(make.card(key) for key in keys)))
    seen = {due_count(desk.home.database, desk.clock)}
    for number, key in enumerate(keys):
        assert due_count(desk.home.database, desk.clock) == counted(desk)
        desk.answer(key)
        desk.clock.pass_by(hours=7 * (number % 3))
        if number == 9:
            desk.store.set_setting("new", 2, desk.clock.moment)
            desk.store.set_setting("zone", "Asia/Tokyo", desk.clock.moment)
        if number == 19:
            desk.store.set_setting("minutes", 1, desk.clock.moment)
        seen.add(due_count(desk.home.database, desk.clock))
    assert len(seen) > 5
    assert None not in seen


def test_a_revised_card_counts(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/d.yaml", make.card("p/d/a")))
    desk.learn("p/d/a")
    desk.clock.pass_by(days=1)
    assert due_count(desk.home.database, desk.clock) == 0
    desk.has(make.deck("/d.yaml", make.card("p/d/a", revision=2)))
    assert due_count(desk.home.database, desk.clock) == counted(desk) == 1


def test_without_a_usable_database_it_says_so(home: Home, clock: ToldClock) -> None:
    assert due_count(home.database, clock) is None
    home.root.mkdir()
    for content in (b"", b"junk" * 2000):
        home.database.write_bytes(content)
        assert due_count(home.database, clock) is None
        assert home.database.read_bytes() == content


def test_without_decks_it_leaves_the_count_to_others(desk: Desk) -> None:
    assert due_count(desk.home.database, desk.clock) is None


@pytest.mark.parametrize(
    "change",
    [
        "PRAGMA user_version = 9",
        "PRAGMA application_id = 9",
        "UPDATE meta SET value = '0' WHERE name = 'fold_version'",
    ],
)
def test_a_database_to_be_opened_properly_first(change: str, desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/d.yaml", make.card("p/d/a")))
    assert due_count(desk.home.database, desk.clock) == 1
    engine.raw(desk.store._connection).execute(change)
    assert due_count(desk.home.database, desk.clock) is None


@pytest.mark.parametrize(("name", "value"), [("zone", '"Moon/Base"'), ("minutes", '"ten"'), ("new", "true")])
def test_a_setting_that_cannot_be_is_passed_over(
    name: str, value: str, desk: Desk, make: type[Making]
) -> None:
    desk.has(make.deck("/d.yaml", make.card("p/d/a")))
    engine.raw(desk.store._connection).execute("INSERT INTO setting VALUES (?, ?)", (name, value))
    assert due_count(desk.home.database, desk.clock) == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are of Unix")
def test_a_pipe_is_not_waited_for(tmp_path: Path, desk: Desk) -> None:
    os.mkfifo(tmp_path / "practice.db")
    assert due_count(tmp_path / "practice.db", desk.clock) is None


def test_a_practice_clock_is_not_for_real_homes(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/d.yaml", make.card("p/d/a")))
    assert due_count(desk.home.database, make.clock(simulated=True)) is None


def test_it_knows_the_numbers_of_the_store() -> None:
    assert prompt.APPLICATION_ID == tables.APPLICATION_ID
    assert prompt.SCHEMA == tables.SCHEMA
    assert str(fold.FOLD_VERSION) == behind.FOLD_VERSION


def test_it_loads_nothing_heavy() -> None:
    heavy = "{'sqlalchemy', 'alembic', 'fsrs', 'yaml', 'textual', 'faker'}"
    script = f"import sys, csmdrill.storage.prompt; sys.exit(len({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
