"""Migrations: an older schema is backed up and brought up to the present one; the only user of alembic."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from csmdrill.core.home import Home
from csmdrill.storage import backup, tables
from csmdrill.storage.engine import writing
from csmdrill.storage.opening import schema_of, stamp

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(connection: Connection, home: Home, now: datetime) -> Path:
    """Back the database up and bring its schema to the present one, in one transaction.

    Args:
        connection: no transaction is open.
        home: where the database is.
        now: dates the backup.

    Returns:
        The backup.

    Raises:
        StoreDamaged: the backup is not whole; nothing was changed.
    """
    kept = backup.make(connection, home, now, schema=schema_of(connection)).path
    with writing(connection, home.database):
        # Another program may have been quicker while this one waited for the lock.
        schema = int(str(connection.exec_driver_sql("PRAGMA user_version").scalar_one()))
        if schema < tables.SCHEMA:
            upgrade(connection, schema)
            stamp(connection)
    return kept


def upgrade(connection: Connection, schema: int) -> None:
    """Run the migrations that follow a schema, inside the caller's transaction.

    Args:
        schema: number of the schema that is there; 0 for none.
    """
    config = Config()
    # Alembic reads % in a path as the beginning of a name.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if schema:
        MigrationContext.configure(connection).stamp(ScriptDirectory.from_config(config), f"{schema:04d}")
    command.upgrade(config, "head")
    # The file's user_version says where it stands; two such notes could differ.
    connection.exec_driver_sql("DROP TABLE alembic_version")
