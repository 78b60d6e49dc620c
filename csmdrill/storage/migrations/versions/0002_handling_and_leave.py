"""What a person says of a card beside answering it, planned leave, and the words a card is found by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from alembic import op
from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    text,
)
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision: str | None = "0001"

WORD = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
FLAG = Boolean().with_variant(Integer(), "sqlite")
DECIMAL: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")

HANDLED = "kind IN ('bury', 'due', 'flag', 'note', 'reset', 'suspend')"


def upgrade() -> None:
    """Bring the first schema up to the second; opening the store folds the facts anew afterwards."""
    handled = text(HANDLED)
    op.create_index("ix_fact_handled", "fact", ["order_at"], sqlite_where=handled, postgresql_where=handled)
    op.create_table(
        "leave",
        Column("first", WHOLE, nullable=False),
        Column("last", WHOLE, nullable=False),
        PrimaryKeyConstraint("first", "last", name="pk_leave"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    _remake("card", _card, _CARD_INDEXES, {"suspended": "false", "flagged": "false"})
    _remake("card_body", _card_body, ("ix_card_body_path",), {"words": "''"})


_CARD_INDEXES = (
    "ix_card_live_phase_due_day_last_day_stability_key",
    "ix_card_live_phase_position_key",
    "ix_card_live_phase_family_due_day",
    "ix_card_family",
    "ix_card_last_day",
    "ix_card_revised",
)


def _remake(
    table: str, make: Callable[[], tuple[str, ...]], indexes: tuple[str, ...], given: dict[str, str]
) -> None:
    """Make a table in its new form and bring its rows over.

    SQLite would put a new column behind the others, and keep a default that a new database does not have.

    Args:
        table: its name.
        make: makes it anew; returns the columns that it had before.
        indexes: those that it had, whose names are needed again.
        given: SQL of what the columns get that may not be empty.
    """
    for index in indexes:
        op.drop_index(index, table_name=table)
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE {table}_before RENAME CONSTRAINT pk_{table} TO pk_{table}_before")
    kept = make()
    names = ", ".join((*kept, *given))
    values = ", ".join((*kept, *given.values()))
    op.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}_before")  # noqa: S608
    op.execute(f"DROP TABLE {table}_before")


def _card() -> tuple[str, ...]:
    columns: tuple[Column[Any], ...] = (
        Column("key", WORD, nullable=False),
        Column("family", WORD, nullable=False),
        Column("part", WORD, nullable=False),
        Column("live", FLAG, nullable=False),
        Column("phase", WHOLE, nullable=False),
        Column("step", WHOLE),
        Column("stability", DECIMAL),
        Column("difficulty", DECIMAL),
        Column("last_day", WHOLE),
        Column("last_at", WHOLE),
        Column("due_day", WHOLE),
        Column("due_at", WHOLE),
        Column("reps", WHOLE, nullable=False),
        Column("lapses", WHOLE, nullable=False),
        Column("seen_hash", WORD),
        Column("seen_revision", WHOLE),
        Column("suspended", FLAG, nullable=False),
        Column("buried_day", WHOLE),
        Column("flagged", FLAG, nullable=False),
        Column("noted", WORD),
        Column("hash", WORD),
        Column("revision", WHOLE),
        Column("competency", WORD, nullable=False),
        Column("position", WHOLE, nullable=False),
        Column("kind", WORD, nullable=False),
        Column("revised", FLAG, nullable=False),
    )
    op.create_table("card", *columns, PrimaryKeyConstraint("key", name="pk_card"), sqlite_strict=True)
    shown = ["live", "suspended", "phase"]
    op.create_index("ix_card_due", "card", [*shown, "due_day", "last_day", "stability", "buried_day", "key"])
    op.create_index("ix_card_new", "card", [*shown, "position", "key", "buried_day"])
    op.create_index("ix_card_family_due", "card", [*shown, "family", "due_day", "buried_day"])
    op.create_index("ix_card_family", "card", ["family"])
    op.create_index("ix_card_last_day", "card", ["last_day"])
    op.create_index(
        "ix_card_revised",
        "card",
        ["key"],
        sqlite_where=text("revised = 1"),
        postgresql_where=text("revised"),
    )
    new = {"suspended", "buried_day", "flagged", "noted"}
    return tuple(column.name for column in columns if column.name not in new)


def _card_body() -> tuple[str, ...]:
    columns: tuple[Column[Any], ...] = (
        Column("key", WORD, nullable=False),
        Column("path", WORD, nullable=False),
        Column("rank", WHOLE, nullable=False),
        Column("chosen", FLAG, nullable=False),
        Column("family", WORD, nullable=False),
        Column("part", WORD, nullable=False),
        Column("hash", WORD, nullable=False),
        Column("revision", WHOLE, nullable=False),
        Column("competency", WORD, nullable=False),
        Column("position", WHOLE, nullable=False),
        Column("kind", WORD, nullable=False),
        Column("deck_title", Text, nullable=False),
        Column("line", WHOLE, nullable=False),
        Column("tags", Text, nullable=False),
        Column("words", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_table(
        "card_body",
        *columns,
        PrimaryKeyConstraint("key", "path", name="pk_card_body"),
        ForeignKeyConstraint(["path"], ["deck_file.path"], name="fk_card_body_path_deck_file"),
        sqlite_strict=True,
    )
    op.create_index("ix_card_body_path", "card_body", ["path"])
    return tuple(column.name for column in columns if column.name != "words")
