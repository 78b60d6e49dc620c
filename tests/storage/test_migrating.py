"""Migrations lead to the schema that a new database has, and nothing is changed without a backup."""

from __future__ import annotations

import gzip
import json
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
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
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


def test_a_home_of_the_first_schema_loses_nothing(desk: Desk) -> None:
    # Made by the last csmdrill of schema 1: forty days of answers, undos, typed words and a renamed card.
    desk.store.close()
    for path in desk.home.root.iterdir():
        path.unlink()
    desk.home.database.write_bytes(gzip.decompress((FROZEN / "schema1.db.gz").read_bytes()))
    with closing(sqlite3.connect(desk.home.database)) as before:
        facts = before.execute("SELECT * FROM fact ORDER BY device_id, seq").fetchall()
        live = before.execute("SELECT key, live, hash, position FROM card ORDER BY key").fetchall()
        texts = before.execute("SELECT * FROM personal_text").fetchall()
    desk.reopen()
    now = [json.loads(line) for line in desk.store.canonical_dump()]
    kept = [json.loads(line) for line in (FROZEN / "schema1.dump").read_text(encoding="utf-8").splitlines()]
    others = [line[:9] if line[0] == "day" else line for line in now if line[0] != "card"]
    assert others == [line for line in kept if line[0] != "card"]
    assert [line[:14] for line in now if line[0] == "card"] == [line for line in kept if line[0] == "card"]
    assert all(line[14:] == [0, None, 0, None] for line in now if line[0] == "card")
    assert list(desk.store.canonical_dump()) == list(desk.store.replayed_dump())
    assert desk.store.check(deep=True) == []
    desk.store.close()
    with closing(sqlite3.connect(desk.home.database)) as after:
        assert after.execute("SELECT * FROM fact ORDER BY device_id, seq").fetchall() == facts
        assert after.execute("SELECT key, live, hash, position FROM card ORDER BY key").fetchall() == live
        assert after.execute("SELECT * FROM personal_text").fetchall() == texts != []
    (backup,) = desk.home.backups.iterdir()
    assert backup.name.startswith("practice-schema1-")
    desk.reopen()


def rows_of(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    """Return the rows of a table."""
    return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608


def test_a_home_of_the_third_schema_loses_nothing_and_learns_its_evidence(desk: Desk) -> None:
    # Made by the last csmdrill of schema 3: forty days of answers, undos, a setting, a rated role-play.
    desk.store.close()
    for path in desk.home.root.iterdir():
        path.unlink()
    desk.home.database.write_bytes(gzip.decompress((FROZEN / "schema3.db.gz").read_bytes()))
    tables = ("fact", "card", "setting", "source", "personal_text")
    with closing(sqlite3.connect(desk.home.database)) as before:
        assert before.execute("PRAGMA user_version").fetchone() == (3,)
        rows = {name: rows_of(before, name) for name in tables}
    desk.reopen()
    now = [json.loads(line) for line in desk.store.canonical_dump()]
    kept = [json.loads(line) for line in (FROZEN / "schema3.dump").read_text(encoding="utf-8").splitlines()]
    assert [line[:9] if line[0] == "day" else line for line in now] == kept
    evidence = [line[9] for line in now if line[0] == "day"]
    assert any(each > 0 for each in evidence)
    assert any(each < 0 for each in evidence)
    assert list(desk.store.canonical_dump()) == list(desk.store.replayed_dump())
    assert desk.store.check(deep=True) == []
    desk.store.close()
    with closing(sqlite3.connect(desk.home.database)) as after:
        assert after.execute("PRAGMA user_version").fetchone() == (4,)
        for name in tables:
            assert rows_of(after, name) == rows[name]
    (backup,) = desk.home.backups.iterdir()
    assert backup.name.startswith("practice-schema3-")
    desk.reopen()
