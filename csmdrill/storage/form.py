"""The doctor's look at the form of the database: its tables and indexes, and what `meta` says of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import msgspec
from sqlalchemy import Connection, create_engine, delete, func, insert, select

from csmdrill.core.clock import Clock
from csmdrill.storage import tables
from csmdrill.storage.facts import LATEST_AT
from csmdrill.storage.fold import FOLD_VERSION
from csmdrill.storage.log import LAST_NUMBERS, last_numbers, learn_numbers, new_id, read_meta
from csmdrill.storage.wholeness import LOST, Gaps
from csmdrill.storage.witness import UNMARKED

NEEDED = ("fact", "meta", "personal_text", "source")
"""Tables that hold what cannot be made anew."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_FLAG = re.compile(r"[01]")
_COUNT = re.compile(r"[0-9]{1,16}")
_ANY = re.compile(r".*", re.DOTALL)
_META = {
    "device_id": _ID,
    "person": _ID,
    "simulated": _FLAG,
    "last_seq": _COUNT,
    "last_order_at": _COUNT,
    "file_id": re.compile(r".+"),
    "fold_version": _COUNT,
    "unattached": _FLAG,
    "older_sqlite": _ANY,
}
_NOTES: dict[str, Callable[[str], object]] = {
    LOST: lambda value: msgspec.json.decode(value, type=Gaps),
    LAST_NUMBERS: last_numbers,
}
"""Notes that may be missing, and what reads them."""

_FACT = tables.fact.c


class Form(msgspec.Struct, frozen=True):
    """What a database is made of.

    Args:
        tables: the columns of each table.
        indexes: table, columns, uniqueness and condition of each index.
        others: kind and name of triggers and views.
    """

    tables: dict[str, frozenset[tuple[object, ...]]]
    indexes: dict[str, tuple[object, ...]]
    others: frozenset[tuple[str, str]]


def form_of(connection: Connection) -> Form:
    """Return what a database is made of; SQLite's own tables and indexes are left out."""
    rows = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    ).all()
    found: dict[str, frozenset[tuple[object, ...]]] = {}
    indexes: dict[str, tuple[object, ...]] = {}
    for kind, name, table, sql in rows:
        if kind == "table":
            query = "SELECT name, type, pk > 0 FROM pragma_table_info(?)"
            found[name] = frozenset(tuple(row) for row in connection.exec_driver_sql(query, (name,)))
        elif kind == "index":
            query = "SELECT name FROM pragma_index_info(?) ORDER BY seqno"
            columns = tuple(connection.exec_driver_sql(query, (name,)).scalars())
            _, where, condition = str(sql).partition(" WHERE ")
            indexes[name] = (table, columns, where + condition.strip())
    others = frozenset((kind, name) for kind, name, _, _ in rows if kind in ("trigger", "view"))
    return Form(found, indexes, others)


@cache
def right_form() -> Form:
    """Return what a new database is made of; always the same, and several checks ask."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            tables.metadata.create_all(connection, checkfirst=False)
            return form_of(connection)
    finally:
        engine.dispose()


def missing_tables(connection: Connection) -> set[str]:
    """Return the tables that are not there."""
    return right_form().tables.keys() - form_of(connection).tables.keys()


def other_columns(connection: Connection) -> list[str]:
    """Return the tables whose columns are not those of csmdrill."""
    right, there = right_form().tables, form_of(connection).tables
    return sorted(name for name in right.keys() & there.keys() if right[name] != there[name])


def form_faults(connection: Connection) -> list[str]:
    """Return in sentences which tables, indexes, triggers and views are missing or should not be there."""
    right, there = right_form(), form_of(connection)
    found = [f"The table {name} is missing." for name in sorted(right.tables.keys() - there.tables.keys())]
    found += [f"The index {name} is missing." for name in sorted(right.indexes.keys() - there.indexes.keys())]
    found += [
        f"The index {name} is not the one it should be."
        for name in sorted(right.indexes.keys() & there.indexes.keys())
        if right.indexes[name] != there.indexes[name]
    ]
    strange = {("table", name) for name in there.tables.keys() - right.tables.keys()}
    strange |= {("index", name) for name in there.indexes.keys() - right.indexes.keys()}
    return found + [f"The {kind} {name} is not csmdrill's." for kind, name in sorted(strange | there.others)]


def mend_form(connection: Connection) -> None:
    """Make what is missing and drop what does not belong; the backup made before holds what is dropped."""
    right, there = right_form(), form_of(connection)
    for kind, name in there.others:
        connection.exec_driver_sql(f"DROP {kind.upper()} {_quoted(name)}")
    for name, index in there.indexes.items():
        if right.indexes.get(name) != index:
            connection.exec_driver_sql(f"DROP INDEX {_quoted(name)}")
    for name in there.tables.keys() - right.tables.keys():
        connection.exec_driver_sql(f"DROP TABLE {_quoted(name)}")
    tables.metadata.create_all(connection)
    kept = form_of(connection).indexes
    for table in tables.metadata.tables.values():
        for wanted in table.indexes:
            if wanted.name not in kept:
                wanted.create(connection)


def meta_faults(connection: Connection) -> list[str]:
    """Return in sentences which notes of the database about itself are missing or cannot be."""
    said = read_meta(connection)
    found = []
    for name, form in _META.items():
        if name not in said:
            found.append(f"It does not say its {name}.")
        elif not form.fullmatch(said[name]):
            found.append(f"Its {name} cannot be {said[name]!r}.")
    found += [
        f"Its {name} cannot be read." for name in _NOTES if name in said and not _fits(name, said[name])
    ]
    if not found:
        own = _own(connection, said["device_id"])
        found += [
            f"Its {name} is not that of its facts."
            for name, right in (("person", own.person), ("simulated", _clocks(connection)))
            if right is not None and right != said[name]
        ]
    return found


def mend_meta(connection: Connection, clock: Clock) -> None:
    """Write what `meta` should say, from the facts where they tell it."""
    said = {name: value for name, value in read_meta(connection).items() if _fits(name, value)}
    device = said.get("device_id") or new_id()
    own = _own(connection, device)
    last_place = max(0, connection.scalar(select(func.max(_FACT.order_at))) or 0)
    if "device_id" not in said or int(said.get("last_seq", "0")) < own.last:
        said.pop("last_seq", None)
    if not last_place <= int(said.get("last_order_at", "0")) <= LATEST_AT:
        said.pop("last_order_at", None)
    makers: dict[str, Callable[[], str]] = {
        "device_id": lambda: device,
        "person": lambda: own.person or _usual_person(connection) or new_id(),
        "simulated": lambda: str(int(clock.simulated)),
        "last_seq": lambda: str(own.last),
        "last_order_at": lambda: str(last_place),
        "file_id": lambda: UNMARKED,
        "fold_version": lambda: str(FOLD_VERSION),
        "unattached": lambda: "1",
        "older_sqlite": lambda: "",
    }
    values = said | {name: make() for name, make in makers.items() if name not in said}
    if own.person is not None:
        values["person"] = own.person
    clocks = _clocks(connection)
    if clocks is not None:
        values["simulated"] = clocks
    set_meta(connection, values)
    for name in _NOTES:
        if name not in said:
            connection.execute(delete(tables.meta).where(tables.meta.c.name == name))
    learn_numbers(connection)


def set_meta(connection: Connection, values: dict[str, str]) -> None:
    """Write notes, also those that are not there yet."""
    for name, value in values.items():
        connection.execute(delete(tables.meta).where(tables.meta.c.name == name))
        connection.execute(insert(tables.meta), {"name": name, "value": value})


class _Own(msgspec.Struct, frozen=True):
    """What the facts of this device say of it; None where there are none."""

    person: str | None
    last: int


def _own(connection: Connection, device: str) -> _Own:
    query = select(_FACT.person, _FACT.seq).where(_FACT.device_id == device)
    row = connection.execute(query.order_by(_FACT.seq.desc()).limit(1)).first()
    return _Own(None, 0) if row is None else _Own(row[0], row[1])


def _usual_person(connection: Connection) -> str | None:
    query = select(_FACT.person).group_by(_FACT.person).order_by(func.count().desc(), _FACT.person)
    return connection.scalar(query.limit(1))


def _clocks(connection: Connection) -> str | None:
    """Return "1" where every fact is of a practice clock, "0" where one is real, None without facts."""
    least = connection.scalar(select(func.min(_FACT.simulated)))
    return None if least is None else str(int(bool(least)))


def _fits(name: str, value: str) -> bool:
    if name not in _NOTES:
        return name in _META and _META[name].fullmatch(value) is not None
    try:
        _NOTES[name](value)
    except msgspec.DecodeError:
        return False
    return True


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
