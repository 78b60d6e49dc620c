"""The state worked out of all facts in slices, each a transaction: it can be broken off and gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, union

from csmdrill.storage import tables
from csmdrill.storage.facts import Fact
from csmdrill.storage.fold import (
    FOLD_VERSION,
    CardState,
    DayCell,
    Folded,
    Models,
    Tally,
    add_days,
    fold,
    model_cache,
)
from csmdrill.storage.log import LAST_NUMBERS, read_meta, write_meta
from csmdrill.storage.state import (
    CARD,
    HAS_STATE,
    add_many_days,
    add_renames,
    fact_in,
    facts_where,
    refold_keyless,
    standing_renames,
    write_cards,
)

STALE = "0"
"""The fold version of a state that the facts have outrun; opening such a store brings it up to date."""

WAY = "replaying"
"""Where `meta` keeps how far the state has been worked out."""

SLICE = 10_000
"""Facts of one transaction."""

ON_THE_WAY = ("device_id", "last_seq", "last_order_at", LAST_NUMBERS)
"""What changes in `meta` with every fact: what was worked out before then counts for nothing."""

_FACT = tables.fact.c
_RENAMED = union(select(tables.rename.c.old), select(tables.rename.c.new))
_INDEXES = tuple(tables.fact.indexes)


class Way(msgspec.Struct, frozen=True):
    """How far the state has been worked out.

    Args:
        log: the end of the log when it was begun.
        total: facts about cards.
        done: of these, the ones gone through.
        after: the last key gone through.
    """

    log: tuple[str, ...]
    total: int
    done: int = 0
    after: str = ""


def mark_stale(connection: Connection) -> None:
    """Note that facts are ahead of the state; a program that dies now leaves a store that mends itself."""
    write_meta(connection, fold_version=STALE)
    _forget_way(connection)


def is_behind(connection: Connection) -> bool:
    """Return whether the state is not the one of the facts and the present fold."""
    return read_meta(connection).get("fold_version") != str(FOLD_VERSION)


def let_many_in(connection: Connection) -> None:
    """Do without the indexes of facts: to keep them up costs several times what making them anew does.

    Only while the state is behind: `work_on` begins by making them.
    """
    for index in _INDEXES:
        index.drop(connection, checkfirst=True)


def work_on(connection: Connection, models: Models) -> Way | None:
    """Work out the state of the next cards; call it in a writing transaction until it returns None.

    The states of cards not gone through yet stay as they were. Facts that come meanwhile begin it anew.
    """
    if not is_behind(connection):
        return None
    way = _kept_way(connection) or _begin(connection)
    done, last, folded = _next(connection, way.after, models)
    if done == 0:
        _finish(connection, way.after, models)
        return None
    _write(connection, folded, CARD.key > way.after, CARD.key <= last, CARD.key.not_in(_RENAMED))
    way = msgspec.structs.replace(way, done=way.done + done, after=last)
    _keep_way(connection, way)
    return way


def refold_all(connection: Connection) -> None:
    """Replace the state by a replay of all facts, in the caller's transaction."""
    mark_stale(connection)
    models = model_cache()
    while work_on(connection, models):
        pass


def way_in(said: str) -> Way:
    """Return what `meta` keeps.

    Raises:
        msgspec.DecodeError: it cannot be read.
    """
    return msgspec.json.decode(said, type=Way)


def _begin(connection: Connection) -> Way:
    """Make what all slices go by: the indexes, the renames, and days without answers."""
    for index in _INDEXES:
        index.create(connection, checkfirst=True)
    connection.execute(delete(tables.rename))
    add_renames(connection, standing_renames(connection))
    connection.execute(delete(tables.daily))
    total = connection.scalar(select(func.count()).where(_FACT.key.is_not(None))) or 0
    return Way(_log(connection), total)


def _next(connection: Connection, after: str, models: Models) -> tuple[int, str, Folded]:
    """Return the number of facts of the next cards, the last of their keys, and the fold; no renamed ones."""
    states: dict[str, CardState] = {}
    days: dict[DayCell, Tally] = {}
    done, last = 0, after
    for key, facts in _by_key(connection, after):
        folded = fold(facts, models)
        states |= folded.states
        add_days(days, folded.days.items())
        done, last = done + len(facts), key
        if done >= SLICE:
            break
    return done, last, Folded(states, days)


def _finish(connection: Connection, after: str, models: Models) -> None:
    """Work out what is not of one card alone, and note that the state is up to date."""
    folded = fold(facts_where(connection, _FACT.key.in_(_RENAMED)), models)
    _write(connection, folded, or_(CARD.key > after, CARD.key.in_(_RENAMED)))
    refold_keyless(connection)
    write_meta(connection, fold_version=str(FOLD_VERSION))
    _forget_way(connection)


def _write(connection: Connection, folded: Folded, *reached: ColumnElement[bool]) -> None:
    """Write a fold of all facts about the cards that were reached; those without facts are cleared."""
    cleared = dict.fromkeys(connection.scalars(select(CARD.key).where(HAS_STATE, *reached)))
    write_cards(connection, {**cleared, **folded.states})
    add_many_days(connection, folded.days)


def _by_key(connection: Connection, after: str) -> Iterator[tuple[str, list[Fact]]]:
    """Yield the facts of each card past a key; the rows are let go when no more are asked for."""
    query = select(tables.fact).where(_FACT.key > after, _FACT.key.not_in(_RENAMED))
    ordered = query.order_by(_FACT.key, _FACT.order_at).execution_options(yield_per=1000)
    with connection.execute(ordered) as rows:
        for key, group in groupby(rows.mappings(), key=lambda row: str(row["key"])):
            yield key, [fact_in(row) for row in group]


def _log(connection: Connection) -> tuple[str, ...]:
    meta = read_meta(connection)
    return tuple(meta.get(name, "") for name in ON_THE_WAY)


def _kept_way(connection: Connection) -> Way | None:
    """Return how far it came, None where it has not begun or facts have come since."""
    try:
        way = way_in(read_meta(connection).get(WAY, ""))
    except msgspec.DecodeError:
        return None
    return way if way.log == _log(connection) else None


def _keep_way(connection: Connection, way: Way) -> None:
    _forget_way(connection)
    value = msgspec.json.encode(way).decode()
    connection.execute(insert(tables.meta), {"name": WAY, "value": value})


def _forget_way(connection: Connection) -> None:
    connection.execute(delete(tables.meta).where(tables.meta.c.name == WAY))
