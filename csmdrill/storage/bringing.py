"""Facts brought in, up to the state they lead to: many of them in steps that can be broken off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

from sqlalchemy import Connection, func, select

from csmdrill.storage import tables
from csmdrill.storage.engine import reading, writing
from csmdrill.storage.facts import ImportReport
from csmdrill.storage.fold import model_cache
from csmdrill.storage.rehearsals import Source, keep_sources
from csmdrill.storage.replaying import is_behind, let_many_in, mark_stale, work_on
from csmdrill.storage.transfer import (
    Terms,
    read_batches,
    report,
    take_in,
    take_in_and_refold,
    without_sources,
)

MANY = 20_000
"""Facts from which on an index is better made anew than kept up."""

Told = Callable[[int, int], None]
"""Takes how many facts the state holds so far and how many it will; called while no transaction is open."""


def untold(_done: int, _total: int) -> None:
    """Tell nobody."""


def bring_in(
    connection: Connection, database: Path, lines: Iterable[bytes], terms: Terms, told: Told = untold
) -> ImportReport:
    """Add the facts that are new, and bring the state up to date; bad lines are left out and reported.

    A batch is one transaction with the state it leads to. Several batches mark the state as behind first, and
    the state is worked out at their end: whatever breaks off in between, facts that were taken in stay, and
    the same import goes on.

    Args:
        connection: in no transaction.
        database: the file.
        lines: facts as JSON.
        terms: which are let in.
        told: is told how far the state is.
    """
    bad: list[tuple[int, str]] = []
    sources: list[Source] = []
    batches = read_batches(without_sources(lines, sources, bad), bad, any_zone=terms.own)
    first, second = next(batches, []), next(batches, None)
    with reading(connection, database):
        behind = is_behind(connection)
        before = connection.scalar(select(func.count()).select_from(tables.fact)) or 0
    if second is None and not behind:
        with writing(connection, database):
            keep_sources(connection, sources)
            taken = take_in_and_refold(connection, first, terms)
        return report(len(taken.added), taken.already, [*bad, *taken.bad])
    added = already = 0
    for batch in chain([first], [second or []], batches):
        with writing(connection, database):
            keep_sources(connection, sources)
            sources.clear()
            taken = take_in(connection, batch, terms)
            if taken.added:
                mark_stale(connection)
            if added > max(MANY, before):
                let_many_in(connection)
        added, already = added + len(taken.added), already + taken.already
        bad += taken.bad
    catch_up(connection, database, told)
    return report(added, already, bad)


def catch_up(connection: Connection, database: Path, told: Told = untold) -> None:
    """Work the state out where it is behind the facts, from where it was left."""
    models = model_cache()
    while True:
        with writing(connection, database):
            way = work_on(connection, models)
        if way is None:
            return
        told(way.done, way.total)
