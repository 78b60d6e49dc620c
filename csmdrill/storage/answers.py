"""Answers and what else a person says: each becomes a fact and changes the state in one transaction."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, select

from csmdrill.core.clock import Moment
from csmdrill.core.errors import NothingToUndo
from csmdrill.core.text import make_safe
from csmdrill.practice.model import Memory, Phase
from csmdrill.storage import quick, tables
from csmdrill.storage.facts import (
    LONGEST_TYPED,
    Fact,
    FactRef,
    ReviewDraft,
    ReviewPayload,
    Scalar,
    SettingPayload,
    UndoPayload,
    read_payload,
    text_hash,
)
from csmdrill.storage.fold import fallen, model_cache, tally_of, undone_by
from csmdrill.storage.log import Saying, Writer, append
from csmdrill.storage.state import (
    CARD,
    MEMORY_COLUMNS,
    add_to_days,
    facts_where,
    fold_keys,
    kin,
    note_seen,
    refold_keyless,
    replay,
    write_change,
    write_memory,
    write_replay,
)
from csmdrill.storage.stored import memory_in

if TYPE_CHECKING:
    from csmdrill.practice.memory import MemoryModel

KEYLESS = ("setting", "leave", "session", "install")
_MEMORY = select(*MEMORY_COLUMNS).where(CARD.key == bindparam("b_key"))


class ReviewRecorded(msgspec.Struct, frozen=True):
    """An answer that is safely kept.

    Args:
        ref: its fact, to undo it by.
        before: what was remembered before; None for a new card.
        after: what is remembered now; of an answer for practice only, what would be.
    """

    ref: FactRef
    before: Memory | None
    after: Memory


def record_review(
    connection: Connection, draft: ReviewDraft, at: Moment, model: MemoryModel, writer: Writer
) -> ReviewRecorded:
    """Append a review and bring card and day up to date.

    The memory is read here, inside the transaction, so that two programs never answer past each other.
    """
    from csmdrill.practice.memory import MODEL, PARAMETER_SET

    before = memory_of(connection, draft.key)
    after = model.review(draft.key, before, draft.rating, at)
    typed = None if draft.typed is None else make_safe(draft.typed[:LONGEST_TYPED])
    salt = secrets.token_hex(16) if typed is not None else ""
    said = ReviewPayload(
        rating=draft.rating,
        took_ms=max(draft.took_ms, 0),
        revision=draft.revision,
        model=MODEL,
        parameters=PARAMETER_SET,
        retention=model.retention,
        predicted=None if before is None else round(model.predicted_recall(before, at.day), 6),
        competency=draft.competency,
        session=draft.session,
        suggested=draft.suggested,
        text=None if typed is None else text_hash(salt, typed),
        phase_before=Phase.NEW if before is None else before.phase,
        scheduled=draft.scheduled,
    )
    fact = append(connection, [Saying(said, draft.key, draft.hash)], at, writer)[0]
    if typed is not None:
        keep_text(connection, fact.ref, "typed", salt, typed)
    if draft.scheduled:
        write_memory(connection, draft.key, before, after, draft.hash, draft.revision)
    else:
        note_seen(connection, draft.key, draft.hash, draft.revision)
    add_to_days(connection, {(at.day, draft.competency): tally_of(before, said, at.day, model)})
    return ReviewRecorded(fact.ref, before, after)


def undo(connection: Connection, ref: FactRef, at: Moment, writer: Writer) -> FactRef:
    """Append an undo of a fact, or of an undo, and refold what it touches.

    Raises:
        NothingToUndo: there is no such fact, or it stands no longer.
    """
    target = _fact(connection, ref)
    if not _stands(connection, target):
        raise NothingToUndo("That was taken back already.")
    models = model_cache()
    keys = kin(connection, [target.key]) if target.key is not None else set()
    before = fold_keys(connection, keys, models)
    said = UndoPayload(device=ref.device_id, seq=ref.seq)
    fact = append(connection, [Saying(said, target.key, target.hash)], at, writer)[0]
    kind = _undone_at_last(connection, target).kind
    if kind in KEYLESS:
        refold_keyless(connection)
    elif kind == "rename":  # it parts cards that were kin
        write_replay(connection, replay(connection, models))
    else:
        write_change(connection, keys, before, fold_keys(connection, keys, models))
    return fact.ref


def set_setting(connection: Connection, name: str, value: Scalar, at: Moment, writer: Writer) -> FactRef:
    """Append a setting and use it."""
    fact = append(connection, [Saying(SettingPayload(name=name, value=value))], at, writer)[0]
    said = read_payload(fact.kind, fact.payload)
    if isinstance(said, SettingPayload):
        connection.execute(delete(tables.setting).where(tables.setting.c.name == name))
        row = {"name": name, "value": msgspec.json.encode(said.value).decode()}
        connection.execute(insert(tables.setting), row)
    return fact.ref


def memory_of(connection: Connection, key: str) -> Memory | None:
    """Return what is remembered of a card, None for one never reviewed."""
    row = quick.first(connection, _MEMORY, {"b_key": key})
    return None if row is None else memory_in(row)


def keep_text(connection: Connection, ref: FactRef, name: str, salt: str, text: str) -> None:
    """Keep what a person wrote beside its fact, where it can be erased."""
    row = {"device_id": ref.device_id, "seq": ref.seq, "name": name, "salt": salt, "text": text}
    connection.execute(insert(tables.personal_text), row)


def count_texts(connection: Connection) -> int:
    """Return the number of texts that a person wrote, what is half done among them."""
    texts = connection.scalar(select(func.count()).select_from(tables.personal_text)) or 0
    return texts + (connection.scalar(select(func.count()).select_from(tables.draft)) or 0)


def erase_texts(connection: Connection) -> int:
    """Erase everything a person wrote; the facts stay. Returns the number of texts."""
    drafts = connection.execute(delete(tables.draft)).rowcount
    return connection.execute(delete(tables.personal_text)).rowcount + drafts


def _fact(connection: Connection, ref: FactRef) -> Fact:
    found = facts_where(connection, tables.fact.c.device_id == ref.device_id, tables.fact.c.seq == ref.seq)
    if not found:
        raise NothingToUndo("There is no such answer to take back.")
    return found[0]


def _stands(connection: Connection, target: Fact) -> bool:
    same_key = tables.fact.c.key.is_(None) if target.key is None else tables.fact.c.key == target.key
    undos = facts_where(connection, same_key, tables.fact.c.kind == "undo")
    others = [fact for fact in undos if fact.ref != target.ref]
    return target.ref not in fallen([target, *others])


def _undone_at_last(connection: Connection, target: Fact) -> Fact:
    """Return the fact at the end of a chain of undos."""
    while target.kind == "undo":
        aim = undone_by(target)
        if aim is None:
            return target
        target = _fact(connection, aim)
    return target
