"""Migrations: an older schema is backed up and brought up to the present one; the only user of alembic."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from csmdrill.core.errors import StoreDamaged
from csmdrill.core.home import Home
from csmdrill.storage import tables
from csmdrill.storage.engine import WAY_BACK, cannot_make, open_engine, pragma, raw, translated, writing
from csmdrill.storage.opening import recognise, stamp, unused

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
    kept = back_up(connection, home, now)
    with writing(connection, home.database):
        # Another program may have been quicker while this one waited for the lock.
        schema = int(str(connection.exec_driver_sql("PRAGMA user_version").scalar_one()))
        if schema < tables.SCHEMA:
            upgrade(connection, schema)
            stamp(connection)
    return kept


def back_up(connection: Connection, home: Home, now: datetime) -> Path:
    """Copy the database into the folder of backups, and check the copy."""
    try:
        home.backups.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise cannot_make(home.backups, error) from error
    schema = pragma(connection, "user_version")
    copy = unused(home.backups / f"practice-schema{schema}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db")
    raw(connection).execute("VACUUM INTO ?", (str(copy),))
    recognise(copy)
    engine = open_engine(copy)
    try:
        with translated(copy), engine.connect() as opened:
            found = pragma(opened, "quick_check")
    finally:
        engine.dispose()
    if found != "ok":
        raise StoreDamaged(f"{home.database} could not be copied whole before its migration.", WAY_BACK)
    return copy


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
