"""Earlier keys: a card that was renamed, moved or reverted finds the history it had under another key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum

from msgspec import Struct
from sqlalchemy import Connection, case, false, insert, or_, select, text, true

from csmdrill.content.deck import LibraryCard
from csmdrill.core.clock import Moment
from csmdrill.storage import tables
from csmdrill.storage.facts import RenamePayload
from csmdrill.storage.fold import CardState, model_cache
from csmdrill.storage.given import given_keys
from csmdrill.storage.log import Saying, Writer, append, read_meta, write_meta
from csmdrill.storage.state import (
    CARD,
    HAS_STATE,
    add_renames,
    chunks,
    fold_keys,
    kin,
    states_of,
    write_cards,
    write_change,
)


class _Shown(IntEnum):
    """How surely decks show a key: not at all, only where its file is named, or everywhere."""

    GONE = 0
    GIVEN = 1
    KEPT = 2


class _Standing(Struct, frozen=True):
    """What counts of a key when histories are handed on: was it ever answered, do the facts say anything."""

    shown: _Shown
    answered: bool
    has_state: bool


_UNKNOWN = _Standing(_Shown.GONE, answered=False, has_state=False)


class _Family:
    """Which key came from which, as decks and rename facts have told so far."""

    def __init__(self, links: Iterable[tuple[str, str, int]]) -> None:
        self._earlier: dict[str, list[str]] = {}
        self._later: dict[str, list[str]] = {}
        for old, new, _ in sorted(links, key=lambda link: (link[2], link[0], link[1])):
            self._earlier.setdefault(new, []).append(old)
            self._later.setdefault(old, []).append(new)

    def keys(self) -> set[str]:
        """Return every key that was ever renamed or is the new name of one."""
        return {*self._earlier, *self._later}

    def candidates(self, key: str) -> Iterator[str]:
        """Yield the keys whose history a card may take over, nearest first.

        These are its aliases, then what it and they were renamed into since: a deck that is reverted finds
        what was learnt under the newer name.
        """
        seen = {key}
        pending = [*self._earlier.get(key, ()), key]
        while pending:
            near = pending.pop(0)
            if near not in seen:
                seen.add(near)
                yield near
            newer = self._later.get(near, ())
            pending += [later for later in newer if later not in seen and later not in pending]


def remember_aliases(connection: Connection, cards: Iterable[LibraryCard]) -> None:
    """Remember the earlier keys that decks declare, also after the decks forget them."""
    declared = {
        (alias, card.key): place
        for card in cards
        for place, alias in enumerate(card.aliases)
        if alias != card.key
    }
    _link(connection, declared)


def remember_moves(connection: Connection, keys: Iterable[str]) -> None:
    """Link the cards of decks that went from one pack to another: the earlier gone, the ids the same.

    Ids alone would not do, since two packs may use the same ones for different cards: at least one card of
    the deck must have kept its words.
    """
    fresh = _without_memory(connection, keys)
    if not fresh:
        return
    left = select(CARD.key, CARD.hash).where(or_(CARD.live == false(), CARD.key.in_(given_keys())))
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = {}
    moved = set()
    for old, hash_ in connection.execute(left.order_by(CARD.key)):
        for new, now in fresh.get(_within_pack(old), ()):
            decks = (_deck_of(old), _deck_of(new))
            pairs.setdefault(decks, []).append((old, new))
            if hash_ == now and old != new:
                moved.add(decks)
    _link(connection, {pair: 0 for decks in sorted(moved) for pair in pairs[decks]})


def attach_histories(connection: Connection, at: Moment, writer: Writer) -> dict[str, str]:
    """Give live cards never answered the history of a key that is no longer live; one rename fact each.

    What was said of the card goes along: that it is suspended, flagged, noted.

    A key that only a given file shows gives way too, since that file is there for a while only.

    Returns:
        The new key by the old one.
    """
    family = _Family(_links(connection))
    standing = _standing(connection, family.keys())
    taken: dict[str, str] = {}
    for key in sorted(standing):
        heir = standing[key]
        if heir.shown is _Shown.GONE or heir.answered:
            continue
        for old in family.candidates(key):
            past = standing.get(old, _UNKNOWN)
            if old not in taken and past.has_state and past.shown < heir.shown:
                taken[old] = key
                break
    if taken:
        _move(connection, taken, at, writer)
    return taken


def set_unattached(connection: Connection, flag: bool) -> None:
    """Note that facts came in whose keys the decks have yet to be asked about."""
    write_meta(connection, unattached=str(int(flag)))


def is_unattached(connection: Connection) -> bool:
    """Return whether `attach_histories` is called for although no deck changed."""
    return read_meta(connection).get("unattached") == "1"


def _without_memory(connection: Connection, keys: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the live cards never answered among some keys, with their hash, by their key within the pack."""
    found: dict[str, list[tuple[str, str]]] = {}
    for chunk in chunks(keys):
        query = select(CARD.key, CARD.hash).where(
            CARD.key.in_(chunk), CARD.live == true(), CARD.seen_hash.is_(None)
        )
        for key, hash_ in connection.execute(query.order_by(CARD.key)):
            found.setdefault(_within_pack(key), []).append((key, hash_))
    return found


def _within_pack(key: str) -> str:
    return key.partition("/")[2]


def _deck_of(key: str) -> str:
    return key.rpartition("/")[0]


def _link(connection: Connection, links: Mapping[tuple[str, str], int]) -> None:
    """Keep links from an old key to a new one, with their place; those known already stay as they are."""
    table = tables.lineage
    known: set[tuple[str, str]] = set()
    for chunk in chunks({old for old, _ in links}):
        rows = connection.execute(select(table.c.old, table.c.new).where(table.c.old.in_(chunk)))
        known.update((old, new) for old, new in rows)
    fresh = [
        {"old": old, "new": new, "place": place}
        for (old, new), place in links.items()
        if (old, new) not in known
    ]
    if fresh:
        connection.execute(insert(table), fresh)


def _links(connection: Connection) -> list[tuple[str, str, int]]:
    declared = select(tables.lineage.c.old, tables.lineage.c.new, tables.lineage.c.place)
    renamed = select(tables.rename.c.old, tables.rename.c.new)
    links = [(old, new, place) for old, new, place in connection.execute(declared)]
    known = {(old, new) for old, new, _ in links}
    return links + [(old, new, 0) for old, new in set(connection.execute(renamed)) - known]


def _standing(connection: Connection, keys: set[str]) -> dict[str, _Standing]:
    """Return for each known key how surely a deck shows it and whether it has a memory."""
    given = set(connection.scalars(given_keys()))
    found: dict[str, _Standing] = {}
    for chunk in chunks(keys):
        says = case((HAS_STATE, true()), else_=false())
        for key, live, seen_hash, has_state in connection.execute(
            select(CARD.key, CARD.live, CARD.seen_hash, says).where(CARD.key.in_(chunk))
        ):
            shown = _Shown.GONE if not live else _Shown.GIVEN if key in given else _Shown.KEPT
            found[key] = _Standing(shown, seen_hash is not None, bool(has_state))
    return found


def _move(connection: Connection, taken: Mapping[str, str], at: Moment, writer: Writer) -> None:
    mixed = _handled(connection, taken.values())
    joined = kin(connection, {key for pair in taken.items() if pair[1] in mixed for key in pair})
    models = model_cache()
    before = fold_keys(connection, joined, models) if joined else None
    said = [RenamePayload(old=old, new=new) for old, new in taken.items()]
    facts = append(connection, [Saying(rename, rename.new) for rename in said], at, writer)
    add_renames(connection, {fact.ref: rename for fact, rename in zip(facts, said, strict=True)})
    states = states_of(connection, taken)
    moved: dict[str, CardState | None] = {}
    for old, new in taken.items():
        moved |= {old: None, new: states.get(old)}
    write_cards(connection, moved)
    if before is not None:
        joined = kin(connection, joined)
        write_change(connection, joined, before, fold_keys(connection, joined, models))


def _handled(connection: Connection, keys: Iterable[str]) -> set[str]:
    """Return the keys about which more than answers was said: what they take over must be joined with it."""
    handled = select(tables.fact.c.key).where(text(tables.HANDLED)).distinct()
    near = kin(connection, connection.scalars(handled).all())
    return near.intersection(keys)
