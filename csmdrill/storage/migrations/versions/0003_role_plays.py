"""Role-plays: the texts that were played by, the list of what there is, and what is half done."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text, text

revision = "0003"
down_revision: str | None = "0002"

WORD = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")

PLAYED = "kind IN ('attempt', 'correction', 'rating', 'repeat')"


def upgrade() -> None:
    """Bring the second schema up to the third; what there is stays as it is."""
    played = text(PLAYED)
    op.create_index("ix_fact_played", "fact", ["order_at"], sqlite_where=played, postgresql_where=played)
    op.create_table(
        "source",
        Column("hash", WORD, nullable=False),
        Column("kind", WORD, nullable=False),
        Column("body", Text, nullable=False),
        PrimaryKeyConstraint("hash", name="pk_source"),
        sqlite_strict=True,
    )
    op.create_table(
        "shelf",
        Column("digest", WORD, nullable=False),
        Column("body", Text, nullable=False),
        PrimaryKeyConstraint("digest", name="pk_shelf"),
        sqlite_strict=True,
    )
    op.create_table(
        "draft",
        Column("id", WORD, nullable=False),
        Column("kind", WORD, nullable=False),
        Column("body", Text, nullable=False),
        Column("touched", WHOLE, nullable=False),
        PrimaryKeyConstraint("id", "kind", name="pk_draft"),
        sqlite_strict=True,
    )
