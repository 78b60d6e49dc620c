"""Role-plays in the store: attempts and ratings as facts, the texts played by, and what is half done."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, literal_column, select

from csmdrill.core.clock import Moment
from csmdrill.core.text import make_safe
from csmdrill.storage import tables
from csmdrill.storage.answers import keep_text
from csmdrill.storage.facts import Fact, FactRef, read_payload, text_hash
from csmdrill.storage.fold import fallen
from csmdrill.storage.kept_reports import IS_REPORT
from csmdrill.storage.log import Saying, Writer, append
from csmdrill.storage.played import WORDS, Played
from csmdrill.storage.state import chunks, facts_where

SourceKind = Literal["scenario", "rubric"]
DraftKind = Literal["attempt", "rating"]

_FACT = tables.fact.c
_SOURCE = tables.source.c
_DRAFT = tables.draft.c
_PLAYED: ColumnElement[bool] = literal_column(tables.PLAYED)


class Source(msgspec.Struct, frozen=True):
    """The text of a scenario or rubric that attempts were made by."""

    hash: str
    kind: SourceKind
    body: str


class Draft(msgspec.Struct, frozen=True):
    """Something half done, which is no fact yet; `touched` is ms since 1970."""

    id: str
    kind: DraftKind
    body: str
    touched: int


class PlayedFact(msgspec.Struct, frozen=True):
    """A fact about a role-play: what it says, and whether it still stands."""

    fact: Fact
    said: Played
    stands: bool


class ToTell(msgspec.Struct, frozen=True, kw_only=True):
    """A fact about a role-play that is to be recorded.

    Args:
        said: what it says; the hash of the words is put in.
        key: of the scenario.
        hash: of the scenario's source.
        words: what a person wrote or said; empty for nothing.
        sources: texts that must be kept with it.
        instead_of: the draft that it takes the place of.
    """

    said: Played
    key: str
    hash: str | None = None
    words: str = ""
    sources: tuple[Source, ...] = ()
    instead_of: tuple[str, DraftKind] | None = None


def source_from(kind: SourceKind, text: str) -> Source:
    """Return a text with its hash; line ends are those of Unix."""
    body = text.replace("\r\n", "\n")
    return Source(hash_of(body), kind, body)


def hash_of(body: str) -> str:
    """Return the name of a source: SHA-256 as hex."""
    return hashlib.sha256(body.encode()).hexdigest()


def keep_sources(connection: Connection, sources: Iterable[Source]) -> None:
    """Keep texts; those that are there already stay."""
    wanted = {each.hash: each for each in sources}
    for chunk in chunks(wanted):
        there = set(connection.scalars(select(_SOURCE.hash).where(_SOURCE.hash.in_(chunk))))
        rows = [msgspec.structs.asdict(wanted[name]) for name in chunk if name not in there]
        if rows:
            connection.execute(insert(tables.source), rows)


def sources_of(connection: Connection, hashes: Iterable[str]) -> dict[str, str]:
    """Return the texts of some hashes; those that are not kept are left out."""
    found: dict[str, str] = {}
    for chunk in chunks(set(hashes)):
        query = select(_SOURCE.hash, _SOURCE.body).where(_SOURCE.hash.in_(chunk))
        found.update({row.hash: row.body for row in connection.execute(query)})
    return found


def tell(connection: Connection, wanted: ToTell, at: Moment, writer: Writer) -> FactRef:
    """Append a fact about a role-play with its words and sources; its draft goes in the same transaction."""
    said, salt, words = wanted.said, secrets.token_hex(16), make_safe(wanted.words)
    if words and not hasattr(said, "text"):
        raise TypeError("a fact of this kind has no words")
    if words:
        said = msgspec.structs.replace(said, text=text_hash(salt, words))
    keep_sources(connection, wanted.sources)
    fact = append(connection, [Saying(said, wanted.key, wanted.hash)], at, writer)[0]
    if words:
        keep_text(connection, fact.ref, WORDS, salt, words)
    if wanted.instead_of is not None:
        drop_draft(connection, *wanted.instead_of)
    return fact.ref


def played(connection: Connection) -> list[PlayedFact]:
    """Return every fact about role-plays, in order, those that were taken back included."""
    facts = facts_where(connection, _PLAYED)
    undos: list[Fact] = []
    for chunk in chunks({fact.key for fact in facts if fact.key is not None}):
        undos += facts_where(connection, _FACT.key.in_(chunk), _FACT.kind == "undo")
    gone = fallen([*facts, *undos])
    found = []
    for fact in sorted(facts, key=lambda each: each.place):
        said = _read(fact)
        if said is not None:
            found.append(PlayedFact(fact, said, fact.ref not in gone))
    return found


def words_of(connection: Connection, refs: Iterable[FactRef]) -> dict[FactRef, str]:
    """Return the words that belong to some facts; those that were erased are left out."""
    kept = tables.personal_text.c
    found: dict[FactRef, str] = {}
    for ref in refs:
        query = select(kept.text).where(
            kept.device_id == ref.device_id, kept.seq == ref.seq, kept.name == WORDS
        )
        text = connection.scalar(query)
        if text is not None:
            found[ref] = text
    return found


def with_words(connection: Connection) -> set[FactRef]:
    """Return the facts about role-plays whose words are kept."""
    kept = tables.personal_text.c
    query = select(kept.device_id, kept.seq).where(kept.name == WORDS)
    return {FactRef(device_id, seq) for device_id, seq in connection.execute(query)}


def listed(connection: Connection, digest: str) -> str | None:
    """Return the list of scenarios and rubrics that was made from files with this digest, if it is kept."""
    query = select(tables.shelf.c.body).where(tables.shelf.c.digest == digest)
    return connection.scalar(query)


def keep_list(connection: Connection, digest: str, body: str) -> None:
    """Keep a list of scenarios and rubrics, in place of what was listed before."""
    connection.execute(delete(tables.shelf).where(~IS_REPORT))
    connection.execute(insert(tables.shelf), {"digest": digest, "body": body})


def keep_draft(connection: Connection, draft: Draft, sources: Iterable[Source] = ()) -> None:
    """Keep something half done, in place of what was kept of it before."""
    keep_sources(connection, sources)
    drop_draft(connection, draft.id, draft.kind)
    connection.execute(insert(tables.draft), msgspec.structs.asdict(draft))


def drop_draft(connection: Connection, draft_id: str, kind: DraftKind) -> None:
    """Forget something half done."""
    connection.execute(delete(tables.draft).where(_DRAFT.id == draft_id, _DRAFT.kind == kind))


def drafts(connection: Connection, kind: DraftKind) -> list[Draft]:
    """Return what is half done, the newest first."""
    query = select(tables.draft).where(_DRAFT.kind == kind).order_by(_DRAFT.touched.desc(), _DRAFT.id)
    return [_draft_in(row) for row in connection.execute(query).mappings()]


def draft_of(connection: Connection, draft_id: str, kind: DraftKind) -> Draft | None:
    """Return something half done, or None."""
    query = select(tables.draft).where(_DRAFT.id == draft_id, _DRAFT.kind == kind)
    row = connection.execute(query).mappings().first()
    return None if row is None else _draft_in(row)


def wanted_sources(connection: Connection) -> set[str]:
    """Return the hashes that facts speak of."""
    named: set[str] = set()
    for fact in facts_where(connection, _PLAYED):
        said = _read(fact)
        named.update(filter(None, (fact.hash, getattr(said, "rubric_hash", None))))
    return named


def missing_sources(connection: Connection) -> set[str]:
    """Return the hashes that facts speak of and whose texts are not kept."""
    wanted = wanted_sources(connection)
    return wanted - sources_of(connection, wanted).keys()


def _draft_in(row: RowMapping) -> Draft:
    return msgspec.convert({name: row[name] for name in Draft.__struct_fields__}, Draft)


def _read(fact: Fact) -> Played | None:
    """Return what a fact says; one that cannot be read says nothing."""
    try:
        said = read_payload(fact.kind, fact.payload)
    except msgspec.DecodeError:
        return None
    return said if isinstance(said, Played) else None


def bodies(rows: Mapping[str, tuple[str, str]]) -> list[Source]:
    """Return the whole ones among texts that may hold anything, by hash with kind and body."""
    found = []
    for name, (kind, body) in rows.items():
        if kind in ("scenario", "rubric") and hash_of(body) == name:
            found.append(Source(name, "scenario" if kind == "scenario" else "rubric", body))
    return found
