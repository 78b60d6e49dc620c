"""The tables: facts that are only ever appended, and the state and content kept beside them."""

from __future__ import annotations

from sqlalchemy import (
    REAL,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    event,
    text,
)
from sqlalchemy.types import TypeEngine

SCHEMA = 4
"""The number of the schema below; in SQLite it is the file's `user_version`."""

APPLICATION_ID = 0x43534D44
"""`CSMD`, which marks an SQLite file as csmdrill's."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

HANDLED = "kind IN ('bury', 'due', 'flag', 'note', 'reset', 'suspend')"
"""What marks facts about the handling of a card, in words that a query must repeat to use their index."""

PLAYED = "kind IN ('attempt', 'correction', 'rating', 'repeat')"
"""What marks facts about role-plays, in the same way."""

OBSERVED = "kind IN ('baseline', 'known', 'observation', 'undo')"
"""What marks facts about observed performance, and undos, which are few, in the same way."""

# SQLite's strict tables know five types; PostgreSQL gets its own, and ids that collate by bytes as in SQLite.
WORD: TypeEngine[str] = Text().with_variant(Text(collation="C"), "postgresql")
WHOLE: TypeEngine[int] = BigInteger().with_variant(Integer(), "sqlite")
FLAG: TypeEngine[bool] = Boolean().with_variant(Integer(), "sqlite")
DECIMAL: TypeEngine[float] = Double().with_variant(REAL(), "sqlite")

WHERE = "where"
"""Under which an index of some rows keeps its condition for PostgreSQL."""

metadata = MetaData(naming_convention=NAMING)


def _of_some(name: str, column: str, where: str, elsewhere: str | None = None) -> Index:
    """Return an index of the rows for which a condition holds.

    PostgreSQL learns it only when the tables are made there: to name it here would load all of its dialect.

    Args:
        name: of the index.
        column: what it is of.
        where: the condition.
        elsewhere: the condition in PostgreSQL, if it is another one there.
    """
    return Index(name, column, sqlite_where=text(where), info={WHERE: elsewhere or where})


@event.listens_for(metadata, "before_create")
def _tell_postgresql(target: MetaData, connection: Connection, **_: object) -> None:
    """Give the indexes of some rows their conditions in PostgreSQL."""
    if connection.dialect.name == "postgresql":
        for index in (each for table in target.tables.values() for each in table.indexes):
            if WHERE in index.info:
                index.dialect_options["postgresql"]["where"] = text(index.info[WHERE])


fact = Table(
    "fact",
    metadata,
    Column("device_id", WORD, primary_key=True),
    Column("seq", WHOLE, primary_key=True, autoincrement=False),
    Column("person", WORD, nullable=False),
    Column("order_at", WHOLE, nullable=False),
    Column("at", WHOLE, nullable=False),
    Column("offset", WHOLE, nullable=False),
    Column("day", WHOLE, nullable=False),
    Column("kind", WORD, nullable=False),
    Column("key", WORD),
    Column("hash", WORD),
    Column("payload", Text, nullable=False),
    Column("simulated", FLAG, nullable=False),
    Column("checksum", WORD, nullable=False),
    Index(None, "order_at"),
    Index(None, "key", "order_at"),
    _of_some("ix_fact_handled", "order_at", HANDLED),
    _of_some("ix_fact_played", "order_at", PLAYED),
    _of_some("ix_fact_observed", "kind", OBSERVED),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

personal_text = Table(
    "personal_text",
    metadata,
    Column("device_id", WORD, primary_key=True),
    Column("seq", WHOLE, primary_key=True, autoincrement=False),
    Column("name", WORD, primary_key=True),
    Column("salt", WORD, nullable=False),
    Column("text", Text, nullable=False),
    ForeignKeyConstraint(["device_id", "seq"], ["fact.device_id", "fact.seq"]),
    sqlite_strict=True,
)

meta = Table(
    "meta",
    metadata,
    Column("name", WORD, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

setting = Table(
    "setting",
    metadata,
    Column("name", WORD, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

_SHOWN = ("live", "suspended", "phase")

card = Table(
    "card",
    metadata,
    Column("key", WORD, primary_key=True),
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
    Index("ix_card_due", *_SHOWN, "due_day", "last_day", "stability", "buried_day", "key"),
    Index("ix_card_new", *_SHOWN, "position", "key", "buried_day"),
    Index("ix_card_family_due", *_SHOWN, "family", "due_day", "buried_day"),
    Index(None, "family"),
    Index(None, "last_day"),
    _of_some("ix_card_revised", "key", "revised = 1", elsewhere="revised"),
    sqlite_strict=True,
)

deck_file = Table(
    "deck_file",
    metadata,
    Column("path", WORD, primary_key=True),
    Column("digest", WORD, nullable=False),
    Column("pack", WORD, nullable=False),
    Column("origin", WORD, nullable=False),
    Column("deck_key", WORD, nullable=False),
    Column("title", Text, nullable=False),
    Column("problems", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

card_body = Table(
    "card_body",
    metadata,
    Column("key", WORD, primary_key=True),
    Column("path", WORD, ForeignKey("deck_file.path"), primary_key=True),
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
    Index(None, "path"),
    sqlite_strict=True,
)

lineage = Table(
    "lineage",
    metadata,
    Column("old", WORD, primary_key=True),
    Column("new", WORD, primary_key=True),
    Column("place", WHOLE, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

rename = Table(
    "rename",
    metadata,
    Column("device_id", WORD, primary_key=True),
    Column("seq", WHOLE, primary_key=True, autoincrement=False),
    Column("old", WORD, nullable=False),
    Column("new", WORD, nullable=False),
    Index(None, "old"),
    Index(None, "new"),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

leave = Table(
    "leave",
    metadata,
    Column("first", WHOLE, primary_key=True, autoincrement=False),
    Column("last", WHOLE, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

daily = Table(
    "daily",
    metadata,
    Column("day", WHOLE, primary_key=True, autoincrement=False),
    Column("competency", WORD, primary_key=True),
    Column("reviews", WHOLE, nullable=False),
    Column("new", WHOLE, nullable=False),
    Column("tested", WHOLE, nullable=False),
    Column("recalled", WHOLE, nullable=False),
    Column("expected_ppm", WHOLE, nullable=False),
    Column("spent_ms", WHOLE, nullable=False),
    Column("evidence_ppm", WHOLE, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

source = Table(
    "source",
    metadata,
    Column("hash", WORD, primary_key=True),
    Column("kind", WORD, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_strict=True,
)

shelf = Table(
    "shelf",
    metadata,
    Column("digest", WORD, primary_key=True),
    Column("body", Text, nullable=False),
    sqlite_strict=True,
)

draft = Table(
    "draft",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("kind", WORD, primary_key=True),
    Column("body", Text, nullable=False),
    Column("touched", WHOLE, nullable=False),
    sqlite_strict=True,
)
