"""Runs the few statements that stand between a rating and the next card, with no more than the driver needs.

A person waits for them. SQLAlchemy writes each once; what it then does for every run, to find and wrap what
it wrote, takes several times as long as SQLite does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ClauseElement, Connection, Select
from sqlalchemy.dialects.sqlite import dialect

from csmdrill.storage.engine import patiently, raw


def run(connection: Connection, statement: ClauseElement, values: Mapping[str, object]) -> sqlite3.Cursor:
    """Run a statement inside the open transaction and return the driver's cursor.

    Args:
        connection: a transaction must be open.
        statement: one that is made once, as each is compiled for good; without lists that grow.
        values: by the name of their parameters.
    """
    words, fixed, _ = _compiled(statement)
    return raw(connection).execute(words, {**fixed, **values})


def run_many(
    connection: Connection, statement: ClauseElement, values: Sequence[Mapping[str, object]]
) -> None:
    """Run a statement once for each of some values; see `run`."""
    words, fixed, _ = _compiled(statement)
    raw(connection).executemany(words, [{**fixed, **each} for each in values])


def first(connection: Connection, query: Select[Any], values: Mapping[str, object]) -> dict[str, Any] | None:
    """Return the first row that a query gives, by the names of its columns, or None; see `run`."""
    found = run(connection, query, values)
    row = found.fetchone()
    found.close()  # a query that is not at its end would keep its lock
    return None if row is None else dict(zip(_compiled(query)[2], row, strict=True))


def ask(connection: Connection, query: Select[Any], values: Mapping[str, object]) -> dict[str, Any] | None:
    """Return the first row that a query gives, see `first`; no transaction may be open."""
    return patiently(raw(connection), lambda: first(connection, query, values))


@cache
def _compiled(statement: ClauseElement) -> tuple[str, dict[str, object], tuple[str, ...]]:
    """Return the words of a statement, the values fixed in it, and the names of a query's columns."""
    made = statement.compile(dialect=dialect(paramstyle="named"))
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    return str(made), dict(made.params), tuple(column.name for column in columns)
