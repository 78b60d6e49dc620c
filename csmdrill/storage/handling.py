"""What a person does with cards beside answering them: each card a fact, an action taken back as a whole."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import ColumnElement, Connection, literal_column, select

from csmdrill.core.clock import Moment
from csmdrill.core.errors import NothingToUndo
from csmdrill.core.text import make_safe
from csmdrill.storage import tables
from csmdrill.storage.answers import keep_text
from csmdrill.storage.facts import (
    LONGEST_TYPED,
    Fact,
    FactRef,
    Handling,
    LeavePayload,
    NotePayload,
    UndoPayload,
    read_payload,
    text_hash,
)
from csmdrill.storage.fold import UNTOUCHED, fallen, handled, model_cache
from csmdrill.storage.log import Saying, Writer, append
from csmdrill.storage.state import (
    CARD,
    chunks,
    facts_where,
    fold_keys,
    kin,
    refold_keyless,
    states_of,
    write_cards,
    write_change,
)

NOTE = "text"
"""The name under which the words of a note are kept."""

_FACT = tables.fact.c
_HANDLED: ColumnElement[bool] = literal_column(tables.HANDLED)


def handle(
    connection: Connection, keys: Iterable[str], said: Handling, at: Moment, writer: Writer
) -> tuple[FactRef, ...]:
    """Append a handling of each card and bring their state up to date."""
    ordered = sorted(set(keys))
    if not ordered:
        return ()
    before = states_of(connection, ordered)
    facts = append(connection, [Saying(said, key) for key in ordered], at, writer)
    after = {
        key: handled(before.get(key, UNTOUCHED), said, fact.ref)
        for key, fact in zip(ordered, facts, strict=True)
    }
    write_cards(connection, {key: None if state == UNTOUCHED else state for key, state in after.items()})
    return tuple(fact.ref for fact in facts)


def note(
    connection: Connection, keys: Iterable[str], words: str, group: str, at: Moment, writer: Writer
) -> tuple[FactRef, ...]:
    """Note words about each card, in place of those noted before; no words take a note away."""
    kept = make_safe(words[:LONGEST_TYPED]).strip()
    if not kept:
        return handle(connection, keys, NotePayload(group=group), at, writer)
    salt = secrets.token_hex(16)
    said = NotePayload(text=text_hash(salt, kept), group=group)
    refs = handle(connection, keys, said, at, writer)
    for ref in refs:
        keep_text(connection, ref, NOTE, salt, kept)
    return refs


def undo_group(connection: Connection, group: str, at: Moment, writer: Writer) -> int:
    """Take back every fact of an action that still stands; returns their number.

    Raises:
        NothingToUndo: none of them does.
    """
    standing = facts_of_group(connection, group)
    if not standing:
        raise NothingToUndo("That was taken back already.")
    models = model_cache()
    keys = kin(connection, {fact.key for fact in standing if fact.key is not None})
    before = fold_keys(connection, keys, models)
    undos = [Saying(UndoPayload(device=f.device_id, seq=f.seq), f.key, f.hash) for f in standing]
    append(connection, undos, at, writer)
    write_change(connection, keys, before, fold_keys(connection, keys, models))
    return len(standing)


def facts_of_group(connection: Connection, group: str) -> list[Fact]:
    """Return the facts of an action that still stand, oldest first."""
    mark = f'"group":{msgspec.json.encode(group).decode()}'
    facts = facts_where(connection, _HANDLED, _FACT.payload.contains(mark, autoescape=True))
    return _standing(connection, facts)


def last_group(connection: Connection) -> str | None:
    """Return the newest action of which something stands; None without any."""
    query = select(tables.fact.c.payload, _FACT.kind, *tables.fact.c).where(_HANDLED)
    tried: set[str] = set()
    for row in connection.execute(query.order_by(_FACT.order_at.desc(), _FACT.seq.desc())).mappings():
        said = read_payload(row["kind"], row["payload"])
        group = getattr(said, "group", "")
        if not group or group in tried:
            continue
        tried.add(group)
        if facts_of_group(connection, group):
            return str(group)
    return None


def note_of(connection: Connection, key: str) -> str:
    """Return what is noted about a card; empty where nothing is, or where it was erased."""
    noted = connection.scalar(select(CARD.noted).where(CARD.key == key))
    if noted is None:
        return ""
    ref = FactRef.parse(noted)
    kept = tables.personal_text.c
    query = select(kept.text).where(kept.device_id == ref.device_id, kept.seq == ref.seq, kept.name == NOTE)
    return connection.scalar(query) or ""


def known_keys(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Return those of some keys that decks or facts know."""
    found: set[str] = set()
    for chunk in chunks(keys):
        found.update(connection.scalars(select(CARD.key).where(CARD.key.in_(chunk))))
    return found


def set_leave(connection: Connection, said: LeavePayload, at: Moment, writer: Writer) -> FactRef:
    """Plan a leave, or take one away."""
    fact = append(connection, [Saying(said)], at, writer)[0]
    refold_keyless(connection)
    return fact.ref


def _standing(connection: Connection, facts: Sequence[Fact]) -> list[Fact]:
    """Return those of some facts that stand, oldest first."""
    undos: list[Fact] = []
    for chunk in chunks({fact.key for fact in facts if fact.key is not None}):
        undos += facts_where(connection, _FACT.key.in_(chunk), _FACT.kind == "undo")
    gone = fallen([*facts, *undos])
    return sorted((fact for fact in facts if fact.ref not in gone), key=lambda fact: fact.place)
