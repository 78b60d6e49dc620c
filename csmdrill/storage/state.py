"""The state kept beside the facts: card memories, settings and daily tallies, written as the fold says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    bindparam,
    case,
    delete,
    false,
    insert,
    or_,
    select,
    true,
    update,
)

from csmdrill.practice.model import Memory
from csmdrill.storage import quick, tables
from csmdrill.storage.facts import Fact, FactRef, RenamePayload, Scalar
from csmdrill.storage.fold import (
    UNTOUCHED,
    CardState,
    DayCell,
    Folded,
    Models,
    Period,
    Tally,
    add_days,
    changed_days,
    fold,
    leaves_of,
    renames_of,
    settings_of,
)
from csmdrill.storage.stored import FIRST_DAY, LAST_DAY, memory_in

CHUNK = 500
"""Keys named in one statement."""

CARD = tables.card.c
DAILY = tables.daily.c
MEMORY_COLUMNS = tuple(tables.card.c[name] for name in Memory.__struct_fields__)
NO_MEMORY = dict.fromkeys(Memory.__struct_fields__) | {"phase": 0, "reps": 0, "lapses": 0}
MARKS = ("suspended", "buried_day", "flagged", "noted")
NO_MARKS: dict[str, object] = {"suspended": False, "buried_day": None, "flagged": False, "noted": None}
HAS_STATE = or_(
    CARD.phase > 0,
    CARD.seen_hash.is_not(None),
    CARD.suspended == true(),
    CARD.buried_day.is_not(None),
    CARD.flagged == true(),
    CARD.noted.is_not(None),
)
"""The facts say something of the card."""

NO_CONTENT = {"live": False, "competency": "", "position": 0, "kind": "", "revised": False}

_FACTS = select(tables.fact)
_MEMORY_STATE: dict[str, BindParameter[object]] = {
    name: bindparam(f"b_{name}") for name in (*NO_MEMORY, "seen_hash", "seen_revision")
}
_MARKS_STATE: dict[str, BindParameter[object]] = {name: bindparam(f"b_{name}") for name in MARKS}
_REVISED = case(
    (
        and_(
            CARD.live == true(),
            bindparam("b_phase", type_=tables.WHOLE) > 0,
            CARD.revision > bindparam("b_seen_revision", type_=tables.WHOLE),
        ),
        true(),
    ),
    else_=false(),
)
_AT_KEY = update(tables.card).where(CARD.key == bindparam("b_key"))
_WRITE_MEMORY = _AT_KEY.values(**_MEMORY_STATE, revised=_REVISED)
_WRITE_WITHIN_PHASE = _AT_KEY.values(
    **{name: value for name, value in _MEMORY_STATE.items() if name != "phase"}, revised=_REVISED
)
"""For a card that stays in its phase: SQLite then leaves the indexes that have no more of it alone."""
_WRITE_STATE = _AT_KEY.values(**_MEMORY_STATE, **_MARKS_STATE, revised=_REVISED)
_DUMPED = (*Memory.__struct_fields__, "seen_hash", "seen_revision", *MARKS)
_STATE = select(
    CARD.key, CARD.seen_hash, CARD.seen_revision, *MEMORY_COLUMNS, *(CARD[name] for name in MARKS)
)
_CELLS = select(DAILY.day, DAILY.competency)
_TALLY = tuple(Tally.__struct_fields__)
_ADD_TO_DAY = (
    update(tables.daily)
    .where(DAILY.day == bindparam("b_day"), DAILY.competency == bindparam("b_competency"))
    .values({name: DAILY[name] + bindparam(f"b_{name}") for name in _TALLY})
)


class Replay(msgspec.Struct, frozen=True):
    """The fold of every fact in the log."""

    cards: dict[str, CardState]
    days: dict[DayCell, Tally]
    settings: dict[str, Scalar]
    leaves: set[Period]
    renames: dict[FactRef, RenamePayload]
    facts: int


def family_and_part(key: str) -> tuple[str, str]:
    """Return the family of a key and the part that follows `#`."""
    family, _, part = key.partition("#")
    return family, part


def facts_where(connection: Connection, *conditions: ColumnElement[bool]) -> list[Fact]:
    """Return the facts that meet all conditions, in no particular order."""
    return [fact_in(row) for row in connection.execute(_FACTS.where(*conditions)).mappings()]


def fact_in(row: RowMapping) -> Fact:
    """Return the fact in a row of the log.

    Raises:
        msgspec.ValidationError: the row is damaged.
    """
    columns = {name: row[name] for name in Fact.__struct_fields__}
    fact = msgspec.convert(columns | {"simulated": bool(row["simulated"])}, Fact)
    if not FIRST_DAY <= fact.day <= LAST_DAY:
        raise msgspec.ValidationError("a day that no calendar has")
    return fact


def kin(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Return the keys and all that are joined to them by renames that stand."""
    found = set(keys)
    frontier = set(found)
    while frontier:
        near: set[str] = set()
        for chunk in chunks(frontier):
            links = select(tables.rename.c.old, tables.rename.c.new).where(
                or_(tables.rename.c.old.in_(chunk), tables.rename.c.new.in_(chunk))
            )
            near.update(key for link in connection.execute(links) for key in link)
        frontier = near - found
        found |= near
    return found


def fold_keys(connection: Connection, keys: Iterable[str], models: Models) -> Folded:
    """Return the fold of the facts about some keys; the keys must be closed under `kin`."""
    facts = [fact for chunk in chunks(keys) for fact in facts_where(connection, tables.fact.c.key.in_(chunk))]
    return fold(facts, models)


def write_change(connection: Connection, keys: Iterable[str], before: Folded, after: Folded) -> None:
    """Bring the state of some cards, and their days, from one fold to another."""
    write_cards(connection, {key: after.states.get(key) for key in keys})
    add_to_days(connection, changed_days(before.days, after.days))


def write_cards(connection: Connection, states: Mapping[str, CardState | None]) -> None:
    """Write what the facts say of cards; None clears it. Cards not known yet are added."""
    for chunk in chunks(states):
        known = set(connection.scalars(select(CARD.key).where(CARD.key.in_(chunk))))
        missing = [key for key in chunk if key not in known and states[key] is not None]
        if missing:
            connection.execute(insert(tables.card), [_unknown_card(key) for key in missing])
        rows = [_state_row(key, states[key]) for key in chunk if key in known or states[key] is not None]
        if rows:
            connection.execute(_WRITE_STATE, rows)


def write_memory(
    connection: Connection, key: str, before: Memory | None, memory: Memory, hash_: str, revision: int
) -> None:
    """Write what a review left of one card; its marks stay.

    Args:
        connection: a writing transaction is open.
        key: of the card.
        before: its memory as it is written there.
        memory: that after the review.
        hash_, revision: the content that was seen.
    """
    row = _state_row(key, CardState(memory, hash_, revision))
    within = before is not None and before.phase == memory.phase
    if quick.run(connection, _WRITE_WITHIN_PHASE if within else _WRITE_MEMORY, row).rowcount == 0:
        connection.execute(insert(tables.card), _unknown_card(key))
        quick.run(connection, _WRITE_MEMORY, row)


def note_seen(connection: Connection, key: str, hash_: str, revision: int) -> None:
    """Write that a card never answered before was seen, by an answer that leaves no memory."""
    if connection.scalar(select(CARD.key).where(CARD.key == key)) is None:
        connection.execute(insert(tables.card), _unknown_card(key))
    unseen = update(tables.card).where(CARD.key == key, CARD.seen_hash.is_(None))
    connection.execute(unseen.values(seen_hash=hash_, seen_revision=revision))


def states_of(connection: Connection, keys: Iterable[str]) -> dict[str, CardState]:
    """Return what the store has of some cards; nothing of those that no fact speaks of."""
    found: dict[str, CardState] = {}
    for chunk in chunks(keys):
        for row in connection.execute(_STATE.where(CARD.key.in_(chunk), HAS_STATE)).mappings():
            marks = {name: row[name] for name in MARKS}
            marks |= {name: bool(row[name]) for name in ("suspended", "flagged")}
            found[row["key"]] = CardState(memory_in(row), row["seen_hash"], row["seen_revision"], **marks)
    return found


def add_to_days(connection: Connection, days: Mapping[DayCell, Tally]) -> None:
    """Add tallies to their days; a day left without answers goes."""
    for (day, competency), tally in days.items():
        cell = {"day": day, "competency": competency}
        amounts = msgspec.structs.asdict(tally)
        params = {f"b_{name}": value for name, value in (cell | amounts).items()}
        if quick.run(connection, _ADD_TO_DAY, params).rowcount == 0:
            connection.execute(insert(tables.daily), cell | amounts)
        if tally.reviews < 0:
            connection.execute(delete(tables.daily).where(DAILY.reviews <= 0, DAILY.day == day))


def add_many_days(connection: Connection, days: Mapping[DayCell, Tally]) -> None:
    """Add tallies, none of them negative, to very many days at once."""
    known = {(day, competency) for day, competency in connection.execute(_CELLS)}
    rows = {cell: _tally_row(cell, tally) for cell, tally in days.items()}
    present = [{f"b_{name}": value for name, value in rows[cell].items()} for cell in known & rows.keys()]
    if present:
        connection.execute(_ADD_TO_DAY, present)
    fresh = [rows[cell] for cell in rows.keys() - known]
    if fresh:
        connection.execute(insert(tables.daily), fresh)


def _tally_row(cell: DayCell, tally: Tally) -> dict[str, object]:
    return {"day": cell[0], "competency": cell[1], **msgspec.structs.asdict(tally)}


def refold_keyless(connection: Connection) -> None:
    """Write settings and leaves as the facts give them."""
    # Only these facts and the undoing of them have no key; sessions are few beside the answers.
    facts = facts_where(connection, *_KEYLESS)
    write_settings(connection, settings_of(facts))
    write_leaves(connection, leaves_of(facts))


def write_settings(connection: Connection, settings: Mapping[str, Scalar]) -> None:
    """Replace all settings."""
    connection.execute(delete(tables.setting))
    if settings:
        rows = [{"name": n, "value": msgspec.json.encode(v).decode()} for n, v in settings.items()]
        connection.execute(insert(tables.setting), rows)


def write_leaves(connection: Connection, leaves: Iterable[Period]) -> None:
    """Replace all leaves."""
    connection.execute(delete(tables.leave))
    rows = [{"first": first, "last": last} for first, last in leaves]
    if rows:
        connection.execute(insert(tables.leave), rows)


def add_renames(connection: Connection, renames: Mapping[FactRef, RenamePayload]) -> None:
    """Remember renames that stand, for `kin` and for the search of earlier keys."""
    if renames:
        rows = [
            {"device_id": ref.device_id, "seq": ref.seq, "old": said.old, "new": said.new}
            for ref, said in renames.items()
        ]
        connection.execute(insert(tables.rename), rows)


def replay(connection: Connection, models: Models) -> Replay:
    """Return the fold of all facts; reads them once, card by card."""
    keyless = facts_where(connection, *_KEYLESS)
    renames = standing_renames(connection)
    renamed = {key for said in renames.values() for key in (said.old, said.new)}
    cards: dict[str, CardState] = {}
    days: dict[DayCell, Tally] = {}
    together: list[Fact] = []
    count = 0
    for key, facts in _by_key(connection):
        count += len(facts)
        if key in renamed:
            together += facts
            continue
        folded = fold(facts, models)
        cards |= folded.states
        add_days(days, folded.days.items())
    folded = fold(together, models)
    add_days(days, folded.days.items())
    cards |= folded.states
    return Replay(cards, days, settings_of(keyless), leaves_of(keyless), renames, count)


def write_replay(connection: Connection, made: Replay) -> None:
    """Replace the whole state by a replay."""
    stale = connection.scalars(select(CARD.key).where(HAS_STATE)).all()
    write_cards(connection, {**dict.fromkeys(stale), **made.cards})
    write_settings(connection, made.settings)
    write_leaves(connection, made.leaves)
    connection.execute(delete(tables.rename))
    add_renames(connection, made.renames)
    connection.execute(delete(tables.daily))
    if made.days:
        connection.execute(insert(tables.daily), [_tally_row(*each) for each in made.days.items()])


def dump_of(made: Replay) -> Iterator[str]:
    """Return a replay in the canonical form: one JSON array a line, ordered."""
    for key, state in sorted(made.cards.items()):
        row = _state_row(key, state)
        yield _card_line(key, [row[f"b_{name}"] for name in _DUMPED])
    for name, value in sorted(made.settings.items()):
        yield _line("setting", name, msgspec.json.encode(value).decode())
    for period in sorted(made.leaves):
        yield _line("leave", *period)
    for (day, competency), tally in sorted(made.days.items()):
        yield _line("day", day, competency, *msgspec.structs.astuple(tally))


def dump_kept(connection: Connection) -> Iterator[str]:
    """Return the stored state in the same canonical form."""
    columns = [CARD[name] for name in _DUMPED]
    for key, *values in connection.execute(select(CARD.key, *columns).where(HAS_STATE).order_by(CARD.key)):
        yield _card_line(key, values)
    for row in connection.execute(select(tables.setting).order_by(tables.setting.c.name)):
        yield _line("setting", *row)
    periods = select(tables.leave).order_by(*tables.leave.primary_key)
    for row in connection.execute(periods):
        yield _line("leave", *row)
    for row in connection.execute(select(tables.daily).order_by(DAILY.day, DAILY.competency)):
        yield _line("day", *row)


def chunks(keys: Iterable[str]) -> Iterator[list[str]]:
    """Return keys, sorted, in lists short enough for one statement."""
    ordered = sorted(keys)
    return (ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK))


_KEYLESS = (tables.fact.c.key.is_(None), tables.fact.c.kind.in_(("setting", "leave", "undo")))


def standing_renames(connection: Connection) -> dict[FactRef, RenamePayload]:
    """Return the renames that stand, as the facts give them."""
    return renames_of(facts_where(connection, tables.fact.c.kind.in_(("rename", "undo"))))


def _by_key(connection: Connection) -> Iterator[tuple[str, list[Fact]]]:
    rows = connection.execute(
        _FACTS.where(tables.fact.c.key.is_not(None)).order_by(tables.fact.c.key, tables.fact.c.order_at)
    )
    for key, group in groupby(rows.mappings(), key=lambda row: str(row["key"])):
        yield key, [fact_in(row) for row in group]


def _unknown_card(key: str) -> dict[str, object]:
    family, part = family_and_part(key)
    return {"key": key, "family": family, "part": part, **NO_MEMORY, **NO_MARKS, **NO_CONTENT}


def _state_row(key: str, state: CardState | None) -> dict[str, object]:
    known = UNTOUCHED if state is None else state
    values = msgspec.structs.asdict(known)
    memory = values.pop("memory")
    values |= NO_MEMORY if memory is None else msgspec.structs.asdict(memory)
    return {"b_key": key} | {f"b_{name}": value for name, value in values.items()}


def _card_line(key: str, values: Iterable[object]) -> str:
    return _line("card", key, *(int(value) if isinstance(value, bool) else value for value in values))


def _line(*values: object) -> str:
    return msgspec.json.encode(values).decode()
