"""A home of every schema that landed is brought up with all it holds, however often that is broken off."""

from __future__ import annotations

import gzip
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Engine, event

from csmdrill.core.errors import StoreUnavailable
from csmdrill.core.home import Home
from csmdrill.storage import tables
from csmdrill.storage.facts import KINDS
from csmdrill.storage.store import Store, open_store

if TYPE_CHECKING:
    from tests.storage.conftest import Making, ToldClock

FROZEN = Path(__file__).parent / "frozen"
SCHEMAS = tuple(range(1, tables.SCHEMA + 1))
EVERY = int(os.environ.get("CSMDRILL_EVERY_STATEMENT", "0"))
"""At every how many statements an upgrade is broken off; 0 for six places in all."""

KEPT_NOTES = ("device_id", "person", "simulated", "last_seq", "last_order_at", "older_sqlite")
LATER = {"card": [0, None, 0, None], "day": None}
"""What older schemas did not say of a card and of a day; None where it follows from the facts."""

DIES = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.storage.store import open_store

after, seen = int(sys.argv[2]), 0

@event.listens_for(Engine, "connect")
def small(driver, _):
    driver.execute("PRAGMA cache_size = 1")

@event.listens_for(Engine, "before_cursor_execute")
def die(*_):
    global seen
    seen += 1
    if seen > after:
        os.kill(os.getpid(), signal.SIGKILL)

open_store(Home(Path(sys.argv[1])), SystemClock())
"""

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def clock(make: type[Making]) -> ToldClock:
    """Return a clock of today's practice."""
    return make.clock()


def thawed(schema: int, folder: Path) -> Home:
    """Return a home as the last csmdrill of a schema left it."""
    home = Home(folder)
    folder.mkdir()
    home.database.write_bytes(gzip.decompress((FROZEN / f"schema{schema}.db.gz").read_bytes()))
    return home


def rows_in(database: Path) -> Rows:
    """Return every row of every table, by table."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        return {name: [dict(row) for row in connection.execute(f"SELECT * FROM {name}")] for name in names}  # noqa: S608


def schema_in(database: Path) -> int:
    """Return the number of the schema that a file has."""
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def script_of(database: Path) -> list[str]:
    """Return all that a file holds, as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def holds(now: Rows, before: Rows) -> None:
    """Every row of before is there, with every value in the column that it had."""
    for table, rows in before.items():
        if table == "meta":
            notes = {row["name"]: row["value"] for row in now["meta"]}
            for row in rows:
                assert row["name"] not in KEPT_NOTES or notes[row["name"]] == row["value"]
            continue
        columns = rows[0].keys() if rows else ()
        found = [{name: row[name] for name in columns} for row in now[table]]
        assert sorted(map(str, found)) == sorted(map(str, rows)), table


def means_the_same(store: Store, schema: int) -> None:
    """The state is what the csmdrill of that schema made of the facts, and what the facts make of it now."""
    dump = list(store.canonical_dump())
    kept = [json.loads(line) for line in (FROZEN / f"schema{schema}.dump").read_text("utf-8").splitlines()]
    for line, before in zip(map(json.loads, dump), kept, strict=True):
        later = line[len(before) :]
        assert line[: len(before)] == before
        assert not later or LATER[line[0]] in (later, None)
    assert dump == list(store.replayed_dump())
    assert store.check(deep=True) == []


@contextmanager
def opened(home: Home, clock: ToldClock) -> Iterator[Store]:
    """Open a home, and close it."""
    store = open_store(home, clock)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def failing_after(statements: int) -> Iterator[list[int]]:
    """Let every statement after so many fail as on a disk that is full; counts them."""
    counted = [0]

    def count(*_: object) -> None:
        counted[0] += 1
        if counted[0] > statements:
            raise sqlite3.OperationalError("database or disk is full")

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield counted
    finally:
        event.remove(Engine, "before_cursor_execute", count)


def statements_of(schema: int, folder: Path, clock: ToldClock) -> int:
    """Return how many statements it takes to open a home of a schema."""
    with failing_after(sys.maxsize) as counted, opened(thawed(schema, folder), clock):
        return counted[0]


def whole(home: Home, schema: int, before: Rows, clock: ToldClock) -> None:
    """Open a home that was broken off at some point: nothing is missing, and nothing half done."""
    with opened(home, clock) as store:
        means_the_same(store, schema)
    holds(rows_in(home.database), before)
    assert schema_in(home.database) == tables.SCHEMA


def test_the_present_schema_is_frozen_with_every_kind_of_fact_and_every_table(tmp_path: Path) -> None:
    rows = rows_in(thawed(tables.SCHEMA, tmp_path / "home").database)
    assert {row["kind"] for row in rows["fact"]} == set(KINDS.values())
    assert all(rows[name] for name in tables.metadata.tables)
    assert {path.name for path in FROZEN.iterdir()} == {
        f"schema{number}.{end}" for number in SCHEMAS for end in ("db.gz", "dump")
    }


@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_home_of_each_schema_loses_nothing(schema: int, tmp_path: Path, clock: ToldClock) -> None:
    home = thawed(schema, tmp_path / "home")
    assert schema_in(home.database) == schema
    before = rows_in(home.database)
    whole(home, schema, before, clock)
    backups = sorted(home.backups.iterdir()) if home.backups.is_dir() else []
    assert [path.name.split("-")[1] for path in backups] == [f"schema{schema}"] * (schema < tables.SCHEMA)
    for kept in backups:
        assert (rows_in(kept), schema_in(kept)) == (before, schema)
    after = script_of(home.database)
    with opened(home, clock):
        pass
    assert script_of(home.database) == after
    assert len(backups) == (len(list(home.backups.iterdir())) if backups else 0)


@pytest.mark.parametrize("schema", SCHEMAS[:-1])
def test_an_upgrade_that_fails_at_any_statement_is_repeated_whole(
    schema: int, tmp_path: Path, clock: ToldClock
) -> None:
    statements = statements_of(schema, tmp_path / "counted", clock)
    for number in range(0, statements, EVERY or statements // 5):
        home = thawed(schema, tmp_path / str(number))
        before, script = rows_in(home.database), script_of(home.database)
        with failing_after(number), pytest.raises((StoreUnavailable, sqlite3.OperationalError)):
            open_store(home, clock).close()
        assert (script_of(home.database) == script) == (schema_in(home.database) == schema)
        whole(home, schema, before, clock)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
@pytest.mark.parametrize("schema", SCHEMAS[:-1])
def test_an_upgrade_that_is_killed_is_repeated_whole(schema: int, tmp_path: Path, clock: ToldClock) -> None:
    statements = statements_of(schema, tmp_path / "counted", clock)
    home = thawed(schema, tmp_path / "home")
    before = rows_in(home.database)
    words = [sys.executable, "-c", DIES, str(home.root), str(statements // 2)]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    whole(home, schema, before, clock)
