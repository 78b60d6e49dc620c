"""The first schema."""

from __future__ import annotations

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

revision = "0001"
down_revision: str | None = None

WORD = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")
FLAG = Boolean().with_variant(Integer(), "sqlite")
DECIMAL: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")


def upgrade() -> None:
    """Make every table."""
    _card()
    _daily()
    _deck_file()
    _fact()
    _lineage()
    _meta()
    _rename()
    _setting()
    _card_body()
    _personal_text()


def _card() -> None:
    op.create_table(
        "card",
        Column("key", WORD, nullable=False),
        Column("family", WORD, nullable=False),
        Column("part", WORD, nullable=False),
        Column("live", FLAG, nullable=False),
        Column("phase", WHOLE, nullable=False),
        Column("step", WHOLE, nullable=True),
        Column("stability", DECIMAL, nullable=True),
        Column("difficulty", DECIMAL, nullable=True),
        Column("last_day", WHOLE, nullable=True),
        Column("last_at", WHOLE, nullable=True),
        Column("due_day", WHOLE, nullable=True),
        Column("due_at", WHOLE, nullable=True),
        Column("reps", WHOLE, nullable=False),
        Column("lapses", WHOLE, nullable=False),
        Column("seen_hash", WORD, nullable=True),
        Column("seen_revision", WHOLE, nullable=True),
        Column("hash", WORD, nullable=True),
        Column("revision", WHOLE, nullable=True),
        Column("competency", WORD, nullable=False),
        Column("position", WHOLE, nullable=False),
        Column("kind", WORD, nullable=False),
        Column("revised", FLAG, nullable=False),
        PrimaryKeyConstraint("key", name="pk_card"),
        sqlite_strict=True,
    )
    op.create_index("ix_card_family", "card", ["family"])
    op.create_index("ix_card_last_day", "card", ["last_day"])
    op.create_index(
        "ix_card_live_phase_due_day_last_day_stability_key",
        "card",
        ["live", "phase", "due_day", "last_day", "stability", "key"],
    )
    op.create_index("ix_card_live_phase_family_due_day", "card", ["live", "phase", "family", "due_day"])
    op.create_index("ix_card_live_phase_position_key", "card", ["live", "phase", "position", "key"])
    op.create_index(
        "ix_card_revised", "card", ["key"], sqlite_where=text("revised = 1"), postgresql_where=text("revised")
    )


def _daily() -> None:
    op.create_table(
        "daily",
        Column("day", WHOLE, nullable=False),
        Column("competency", WORD, nullable=False),
        Column("reviews", WHOLE, nullable=False),
        Column("new", WHOLE, nullable=False),
        Column("tested", WHOLE, nullable=False),
        Column("recalled", WHOLE, nullable=False),
        Column("expected_ppm", WHOLE, nullable=False),
        Column("spent_ms", WHOLE, nullable=False),
        PrimaryKeyConstraint("day", "competency", name="pk_daily"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _deck_file() -> None:
    op.create_table(
        "deck_file",
        Column("path", WORD, nullable=False),
        Column("digest", WORD, nullable=False),
        Column("pack", WORD, nullable=False),
        Column("origin", WORD, nullable=False),
        Column("deck_key", WORD, nullable=False),
        Column("title", Text(), nullable=False),
        Column("problems", Text(), nullable=False),
        PrimaryKeyConstraint("path", name="pk_deck_file"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _fact() -> None:
    op.create_table(
        "fact",
        Column("device_id", WORD, nullable=False),
        Column("seq", WHOLE, nullable=False),
        Column("person", WORD, nullable=False),
        Column("order_at", WHOLE, nullable=False),
        Column("at", WHOLE, nullable=False),
        Column("offset", WHOLE, nullable=False),
        Column("day", WHOLE, nullable=False),
        Column("kind", WORD, nullable=False),
        Column("key", WORD, nullable=True),
        Column("hash", WORD, nullable=True),
        Column("payload", Text(), nullable=False),
        Column("simulated", FLAG, nullable=False),
        Column("checksum", WORD, nullable=False),
        PrimaryKeyConstraint("device_id", "seq", name="pk_fact"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("ix_fact_key_order_at", "fact", ["key", "order_at"])
    op.create_index("ix_fact_order_at", "fact", ["order_at"])


def _lineage() -> None:
    op.create_table(
        "lineage",
        Column("old", WORD, nullable=False),
        Column("new", WORD, nullable=False),
        Column("place", WHOLE, nullable=False),
        PrimaryKeyConstraint("old", "new", name="pk_lineage"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _meta() -> None:
    op.create_table(
        "meta",
        Column("name", WORD, nullable=False),
        Column("value", Text(), nullable=False),
        PrimaryKeyConstraint("name", name="pk_meta"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _rename() -> None:
    op.create_table(
        "rename",
        Column("device_id", WORD, nullable=False),
        Column("seq", WHOLE, nullable=False),
        Column("old", WORD, nullable=False),
        Column("new", WORD, nullable=False),
        PrimaryKeyConstraint("device_id", "seq", name="pk_rename"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.create_index("ix_rename_new", "rename", ["new"])
    op.create_index("ix_rename_old", "rename", ["old"])


def _setting() -> None:
    op.create_table(
        "setting",
        Column("name", WORD, nullable=False),
        Column("value", Text(), nullable=False),
        PrimaryKeyConstraint("name", name="pk_setting"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )


def _card_body() -> None:
    op.create_table(
        "card_body",
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
        Column("deck_title", Text(), nullable=False),
        Column("line", WHOLE, nullable=False),
        Column("tags", Text(), nullable=False),
        Column("body", LargeBinary(), nullable=False),
        PrimaryKeyConstraint("key", "path", name="pk_card_body"),
        ForeignKeyConstraint(["path"], ["deck_file.path"], name="fk_card_body_path_deck_file"),
        sqlite_strict=True,
    )
    op.create_index("ix_card_body_path", "card_body", ["path"])


def _personal_text() -> None:
    op.create_table(
        "personal_text",
        Column("device_id", WORD, nullable=False),
        Column("seq", WHOLE, nullable=False),
        Column("name", WORD, nullable=False),
        Column("salt", WORD, nullable=False),
        Column("text", Text(), nullable=False),
        PrimaryKeyConstraint("device_id", "seq", "name", name="pk_personal_text"),
        ForeignKeyConstraint(
            ["device_id", "seq"], ["fact.device_id", "fact.seq"], name="fk_personal_text_device_id_fact"
        ),
        sqlite_strict=True,
    )
