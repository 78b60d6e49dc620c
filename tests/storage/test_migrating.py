"""Migrations lead to the schema that a new database has, and nothing is changed without a backup."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import StoreDamaged
from csmdrill.storage import migrating, opening, tables
from csmdrill.storage.engine import open_engine, raw, writing

if TYPE_CHECKING:
    from tests.storage.conftest import Desk


FROZEN = Path(__file__).parent / "frozen"


def schema(database: Path) -> dict[str, str]:
    """Return each table and index as SQL, spaces aside."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: " ".join(sql.split()) for name, sql in rows}


def test_migrations_from_nothing_give_the_schema_of_a_new_database(desk: Desk, tmp_path: Path) -> None:
    migrated = tmp_path / "migrated.db"
    engine = open_engine(migrated)
    with engine.connect() as connection, writing(connection, migrated):
        migrating.upgrade(connection, 0)
    engine.dispose()
    assert schema(migrated) == schema(desk.home.database)
    assert len(schema(migrated)) >= len(tables.metadata.tables)


def test_the_last_migration_is_the_present_schema() -> None:
    newest = max(int(path.name[:4]) for path in migrating.MIGRATIONS.glob("versions/[0-9]*.py"))
    assert newest == tables.SCHEMA


def test_an_older_database_is_backed_up_brought_up_and_keeps_its_facts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.learn("p/d/a")
    lines, dump = list(desk.store.export_lines()), list(desk.store.canonical_dump())
    steps = []
    # Another schema stands in for the next release: its step is noted, not taken.
    now, following = tables.SCHEMA, tables.SCHEMA + 1
    monkeypatch.setattr(tables, "SCHEMA", following)
    monkeypatch.setattr(migrating, "upgrade", lambda connection, number: steps.append(number))
    desk.reopen()
    assert steps == [now]
    assert list(desk.store.export_lines()) == lines
    assert list(desk.store.canonical_dump()) == dump
    assert opening.schema_of(desk.store._connection) == following
    (kept,) = desk.home.backups.iterdir()
    assert kept.name == f"practice-schema{now}-20261124T091100Z.db"
    desk.reopen()
    assert steps == [now]
    desk.store.close()
    monkeypatch.undo()
    kept.replace(desk.home.database)
    desk.reopen()
    assert list(desk.store.canonical_dump()) == dump


def test_a_migration_that_fails_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.learn("p/d/a")
    dump = list(desk.store.canonical_dump())
    desk.store.close()
    monkeypatch.setattr(tables, "SCHEMA", tables.SCHEMA + 1)

    def failing(connection: object, number: int) -> None:
        raw(desk.store._connection) if False else None
        raise sqlite3.OperationalError("broken half-way")

    monkeypatch.setattr(migrating, "upgrade", failing)
    with pytest.raises(StoreDamaged):
        desk.reopen()
    monkeypatch.undo()
    desk.reopen()
    assert list(desk.store.canonical_dump()) == dump
    assert desk.store.check(deep=True) == []


def test_alembic_stays_unloaded_while_the_schema_is_present() -> None:
    import subprocess
    import sys

    script = "import sys, csmdrill.storage.store; sys.exit('alembic' in sys.modules or 'fsrs' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
