"""Earlier keys: a card that was renamed, moved or reverted finds the history it had under another key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, insert, select

from csmdrill.content.deck import LibraryCard
from csmdrill.core.clock import Moment
from csmdrill.storage import tables
from csmdrill.storage.facts import RenamePayload
from csmdrill.storage.fold import CardState
from csmdrill.storage.log import Saying, append, read_meta, write_meta
from csmdrill.storage.state import CARD, MEMORY_COLUMNS, add_renames, chunks, memory_in, write_cards


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
    if not declared:
        return
    table = tables.lineage
    known: set[tuple[str, str]] = set()
    for chunk in chunks({old for old, _ in declared}):
        rows = connection.execute(select(table.c.old, table.c.new).where(table.c.old.in_(chunk)))
        known.update((old, new) for old, new in rows)
    rows_new = [
        {"old": old, "new": new, "place": place}
        for (old, new), place in declared.items()
        if (old, new) not in known
    ]
    if rows_new:
        connection.execute(insert(table), rows_new)


def attach_histories(connection: Connection, at: Moment, file_id: str) -> dict[str, str]:
    """Give live cards without memory the history of a key that is no longer live; one rename fact each.

    Returns:
        The new key by the old one.
    """
    family = _Family(_links(connection))
    standing = _standing(connection, family.keys())
    taken: dict[str, str] = {}
    for key in sorted(standing):
        live, has_memory = standing[key]
        if not live or has_memory:
            continue
        for old in family.candidates(key):
            if old not in taken and standing.get(old) == (False, True):
                taken[old] = key
                break
    if taken:
        _move(connection, taken, at, file_id)
    return taken


def set_unattached(connection: Connection, flag: bool) -> None:
    """Note that facts came in whose keys the decks have yet to be asked about."""
    write_meta(connection, unattached=str(int(flag)))


def is_unattached(connection: Connection) -> bool:
    """Return whether `attach_histories` is called for although no deck changed."""
    return read_meta(connection).get("unattached") == "1"


def _links(connection: Connection) -> list[tuple[str, str, int]]:
    declared = select(tables.lineage.c.old, tables.lineage.c.new, tables.lineage.c.place)
    renamed = select(tables.rename.c.old, tables.rename.c.new)
    links = [(old, new, place) for old, new, place in connection.execute(declared)]
    known = {(old, new) for old, new, _ in links}
    return links + [(old, new, 0) for old, new in set(connection.execute(renamed)) - known]


def _standing(connection: Connection, keys: set[str]) -> dict[str, tuple[bool, bool]]:
    """Return for each known key whether it is live and whether it has a memory."""
    found: dict[str, tuple[bool, bool]] = {}
    for chunk in chunks(keys):
        for key, live, phase in connection.execute(
            select(CARD.key, CARD.live, CARD.phase).where(CARD.key.in_(chunk))
        ):
            found[key] = (bool(live), phase > 0)
    return found


def _move(connection: Connection, taken: dict[str, str], at: Moment, file_id: str) -> None:
    states: dict[str, CardState | None] = dict.fromkeys(taken)
    for chunk in chunks(taken):
        rows = select(CARD.key, CARD.seen_hash, CARD.seen_revision, *MEMORY_COLUMNS)
        for row in connection.execute(rows.where(CARD.key.in_(chunk))).mappings():
            memory = memory_in(row)
            if memory is not None:
                states[taken[row["key"]]] = CardState(memory, row["seen_hash"], row["seen_revision"])
    said = [RenamePayload(old=old, new=new) for old, new in taken.items()]
    facts = append(connection, [Saying(rename, rename.new) for rename in said], at, file_id)
    add_renames(connection, {fact.ref: rename for fact, rename in zip(facts, said, strict=True)})
    write_cards(connection, states)
