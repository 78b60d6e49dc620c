"""Skills: what each day's answers speak for, and a way to the facts about observed performance."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, Text, text

revision = "0004"
down_revision: str | None = "0003"

WORD = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE = BigInteger().with_variant(Integer(), "sqlite")

OBSERVED = "kind IN ('baseline', 'known', 'observation', 'undo')"
KEPT = "day, competency, reviews, new, tested, recalled, expected_ppm, spent_ms"


def upgrade() -> None:
    """Bring the third schema up to the fourth; opening the store folds the facts anew afterwards."""
    seen = text(OBSERVED)
    op.create_index("ix_fact_observed", "fact", ["kind"], sqlite_where=seen, postgresql_where=seen)
    # SQLite would keep a default that a new database does not have.
    op.execute("ALTER TABLE daily RENAME TO daily_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE daily_before RENAME CONSTRAINT pk_daily TO pk_daily_before")
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
        Column("evidence_ppm", WHOLE, nullable=False),
        PrimaryKeyConstraint("day", "competency", name="pk_daily"),
        sqlite_with_rowid=False,
        sqlite_strict=True,
    )
    op.execute(f"INSERT INTO daily ({KEPT}, evidence_ppm) SELECT {KEPT}, 0 FROM daily_before")  # noqa: S608
    op.execute("DROP TABLE daily_before")
