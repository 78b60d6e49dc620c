"""Reads the rows of Anki's database, in the form of each of its two schemas, and trusts none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from csmdrill.exchange.anki_model import AnkiCard, AnkiNote, AnkiPackage, AnkiReview, NoteType, Template
from csmdrill.exchange.wire import WireProblem, fields_in, number_in, text_in

if TYPE_CHECKING:
    import sqlite3

NOTICE = "Please update to the latest Anki version"
"""What stands in the collection that newer packages hold for older programs."""

TABLES = ("col", "notes", "cards", "revlog")
NEWER_TABLES = ("notetypes", "fields", "templates", "decks", "config")
NEWER_SCHEMA = 15
MOST_NOTES = 200_000
MOST_REVIEWS = 2_000_000

LATEST_DAY = 200 * 366
REVIEW_TYPE = 2
RELEARNING_TYPE = 3
REVIEW_QUEUES = (-3, -2, -1, 2)
FILTERED, MANUAL = 3, 4
FLAG_BITS = 7
FIELD_END = "\x1f"

Id = Annotated[int, Meta(ge=0, lt=2**53)]
Row = TypeVar("Row", bound=Struct)


class RowsRejected(Exception):
    """A database that is not read; its text says why, to follow the path of the file."""


class _Note(Struct, frozen=True):
    id: Id
    guid: object
    mid: Id
    tags: str
    flds: str


class _Card(Struct, frozen=True):
    id: Id
    nid: Id
    did: Id
    ord: Annotated[int, Meta(ge=0, le=2000)]
    type: int
    queue: int
    due: int
    odue: int
    odid: int
    flags: int


class _Review(Struct, frozen=True):
    id: Annotated[int, Meta(gt=0, lt=2**47)]
    cid: Id
    ease: Annotated[int, Meta(ge=0, le=4)]
    ivl: int
    factor: int
    time: int
    type: int


class _Field(Struct, frozen=True):
    name: str


class _Template(Struct, frozen=True):
    qfmt: str
    afmt: str


class _Type(Struct, frozen=True):
    name: str
    flds: list[_Field]
    tmpls: list[_Template]
    type: int = 0


class _Deck(Struct, frozen=True):
    name: str


class _Conf(Struct, frozen=True, rename="camel"):
    """What is asked of a collection's settings: minutes west at its making, and its scheduler."""

    creation_offset: Annotated[int, Meta(ge=-1440, le=1440)] | None = None
    sched_ver: int = 1


def read_rows(connection: sqlite3.Connection) -> AnkiPackage:
    """Return what a database holds; a row that is none of Anki's is counted and left out.

    Raises:
        RowsRejected: it is no database of Anki's, or larger than a person's practice can be.
        sqlite3.Error: it is damaged.
    """
    row = None
    if _are_tables(connection, TABLES):
        row = connection.execute("SELECT crt, ver, conf, models, decks FROM col LIMIT 1").fetchone()
    if row is None or not isinstance(row[0], int) or not 0 <= row[0] < 2**40:
        raise RowsRejected("holds a collection that is not one of Anki's")
    created, version = row[0], row[1]
    newer = isinstance(version, int) and version >= NEWER_SCHEMA
    if newer and not _are_tables(connection, NEWER_TABLES):
        raise RowsRejected("holds a collection that is not one of Anki's")
    try:
        conf = _newer_conf(connection) if newer else msgspec.json.decode(row[2], type=_Conf)
        types = dict(_newer_types(connection)) if newer else _older_types(row[3])
        decks = _newer_decks(connection) if newer else _older_decks(row[4])
    except (msgspec.DecodeError, WireProblem, TypeError, ValueError) as error:
        raise RowsRejected("has note types or settings that cannot be read") from error
    return _Reader(connection, _first_day(created, conf), conf).package(created, types, decks)


class _Reader:
    """Reads notes, cards and reviews, and counts the rows that are none."""

    def __init__(self, connection: sqlite3.Connection, first_day: date, conf: _Conf) -> None:
        self._connection = connection
        self._first_day = first_day
        self._old_scheduler = conf.sched_ver < 2
        self._odd = 0

    def package(self, created: int, types: Mapping[int, NoteType], decks: Mapping[int, str]) -> AnkiPackage:
        """Return everything as one value."""
        notes = [_note(row) for row in self._rows("notes", _Note, MOST_NOTES)]
        cards = [self._card(row) for row in self._rows("cards", _Card, MOST_NOTES * 4)]
        reviews = [self._review(row) for row in self._rows("revlog", _Review, MOST_REVIEWS)]
        return AnkiPackage(
            created=created,
            types=types,
            decks=decks,
            notes=notes,
            cards=cards,
            reviews=sorted(reviews, key=lambda review: review.at),
            odd_rows=self._odd,
        )

    def _rows(self, table: str, form: type[Row], most: int) -> Iterator[Row]:
        names = form.__struct_fields__
        query = f"SELECT {', '.join(names)} FROM {table} LIMIT {most + 1}"  # noqa: S608 - our own names
        for count, values in enumerate(self._connection.execute(query)):
            if count == most:
                raise RowsRejected(f"has more than {most:,} {table}")
            try:
                yield msgspec.convert(dict(zip(names, values, strict=True)), form)
            except msgspec.ValidationError:
                self._odd += 1

    def _card(self, row: _Card) -> AnkiCard:
        due = row.odue if row.odid else row.due  # in a filtered deck the real due date stands aside
        is_review = row.type == REVIEW_TYPE and (row.odid or row.queue in REVIEW_QUEUES)
        return AnkiCard(
            id=row.id,
            note=row.nid,
            place=row.ord,
            deck=row.odid or row.did,
            learnt=row.type in (REVIEW_TYPE, RELEARNING_TYPE),
            due=self._first_day + timedelta(days=due) if is_review and abs(due) < LATEST_DAY else None,
            suspended=row.queue == -1,
            flagged=bool(row.flags & FLAG_BITS),
        )

    def _review(self, row: _Review) -> AnkiReview:
        # the first scheduler had three buttons while learning: its Good was 2 and its Easy 3
        moved = self._old_scheduler and row.type in (0, 2) and row.ease in (2, 3)
        return AnkiReview(
            at=row.id,
            card=row.cid,
            rating=0 if row.type >= MANUAL else row.ease + moved,
            took_ms=min(max(row.time, 0), 2**31),
            counts=not (row.type == FILTERED and row.factor == 0),
            resets=row.type == MANUAL and row.ease == 0 and row.factor == 0,
        )


def _note(row: _Note) -> AnkiNote:
    fields = tuple(row.flds.split(FIELD_END))
    guid = row.guid if isinstance(row.guid, str) else ""
    return AnkiNote(id=row.id, guid=guid, type_id=row.mid, tags=tuple(row.tags.split()), fields=fields)


def _are_tables(connection: sqlite3.Connection, names: tuple[str, ...]) -> bool:
    """Return whether these are plain tables of stored columns.

    A view would run what its maker wrote, and so would a virtual table or a column that is reckoned.
    """
    kinds = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
    found = {name for (name,) in connection.execute(kinds)}
    reckoned = "SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden <> 0"
    return found.issuperset(names) and not any(
        count for name in names for (count,) in connection.execute(reckoned, (name,))
    )


def _first_day(created: int, conf: _Conf) -> date:
    """Return the day from which due days are counted: that of the making, on the clock of its place."""
    west = conf.creation_offset
    zone = UTC if west is None else timezone(timedelta(minutes=-west))
    return datetime.fromtimestamp(created, zone).date()


def _older_types(models: Any) -> dict[int, NoteType]:  # noqa: ANN401 - a column may hold anything
    found = msgspec.json.decode(models, type=dict[str, _Type])
    return {
        int(number): NoteType(
            name=each.name,
            is_cloze=each.type == 1,
            fields=tuple(field.name for field in each.flds),
            templates=tuple(Template(one.qfmt, one.afmt) for one in each.tmpls),
        )
        for number, each in found.items()
        if each.tmpls
    }


def _older_decks(decks: Any) -> dict[int, str]:  # noqa: ANN401 - a column may hold anything
    found = msgspec.json.decode(decks, type=dict[str, _Deck])
    return {int(number): each.name for number, each in found.items()}


def _newer_conf(connection: sqlite3.Connection) -> _Conf:
    query = "SELECT key, val FROM config WHERE key IN ('creationOffset', 'schedVer')"
    values = {str(key): msgspec.Raw(val) for key, val in connection.execute(query)}
    return msgspec.json.decode(msgspec.json.encode(values), type=_Conf)


def _newer_types(connection: sqlite3.Connection) -> Iterator[tuple[int, NoteType]]:
    fields: dict[int, list[str]] = {}
    for owner, name in connection.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        fields.setdefault(owner, []).append(str(name))
    templates: dict[int, list[Template]] = {}
    for owner, config in connection.execute("SELECT ntid, config FROM templates ORDER BY ntid, ord"):
        said = fields_in(bytes(config))
        templates.setdefault(owner, []).append(Template(text_in(said, 1), text_in(said, 2)))
    for number, name, config in connection.execute("SELECT id, name, config FROM notetypes"):
        if templates.get(number):
            yield (
                number,
                NoteType(
                    name=str(name),
                    is_cloze=number_in(fields_in(bytes(config)), 1) == 1,
                    fields=tuple(fields.get(number, ())),
                    templates=tuple(templates[number]),
                ),
            )


def _newer_decks(connection: sqlite3.Connection) -> dict[int, str]:
    rows = connection.execute("SELECT id, name FROM decks")
    return {number: str(name).replace(FIELD_END, "::") for number, name in rows}
