"""The catalog: what the deck files say is brought into the store, and no card's history is lost by it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import (
    Connection,
    Executable,
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

from csmdrill.content.deck import encode_card
from csmdrill.content.gist import searched
from csmdrill.content.problem import Problem
from csmdrill.core.clock import Moment
from csmdrill.storage import tables
from csmdrill.storage.lineage import (
    attach_histories,
    is_unattached,
    remember_aliases,
    remember_moves,
    set_unattached,
)
from csmdrill.storage.log import Writer
from csmdrill.storage.queries import EVERYTHING, Scope
from csmdrill.storage.state import CARD, NO_MARKS, NO_MEMORY, chunks

if TYPE_CHECKING:
    from csmdrill.content.library import DeckFile, Scan

BODY = tables.card_body.c
FILE = tables.deck_file.c

RANKS = {"personal": 0, "pack": 1, "shipped": 2, "given": 3}
"""Of two files with the same key the lower rank is chosen, then the path that sorts first.

A given file comes last: it is there for the process that was given it, and must not hide a card from others.
"""

LATER = ("pack", "shipped")
NEW_LATER = 10_000
"""Added to the position of cards that are not the person's own, so that one's own new cards come first."""

_CONTENT = ("hash", "revision", "competency", "position", "kind")
_SHOW = (
    update(tables.card)
    .where(CARD.key == bindparam("b_key"))
    .values(
        live=true(),
        **{name: bindparam(f"b_{name}") for name in _CONTENT},
        revised=case(
            (
                and_(CARD.phase > 0, bindparam("b_revision", type_=tables.WHOLE) > CARD.seen_revision),
                true(),
            ),
            else_=false(),
        ),
    )
)
_RETIRE = update(tables.card).where(CARD.key == bindparam("b_key")).values(live=false(), revised=false())
_CHOOSE = (
    update(tables.card_body)
    .where(BODY.key == bindparam("b_key"), BODY.path == bindparam("b_path"))
    .values(chosen=bindparam("b_chosen"))
)


class ContentChange(msgspec.Struct, frozen=True, kw_only=True):
    """What a look at the deck files changed.

    Args:
        added: cards that are there now and were not before.
        edited: cards whose words changed.
        retired: cards that are no longer there; their history is kept.
        revised: cards that are due because their author raised `revision`.
        renamed: cards that took over the history of an earlier key.
        problems: those of the files that changed.
    """

    added: int = 0
    edited: int = 0
    retired: int = 0
    revised: int = 0
    renamed: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether any card changed."""
        return bool(self.added or self.edited or self.retired or self.revised or self.renamed)


class _Standing(msgspec.Struct, frozen=True):
    """A card as it stands in the store before or after."""

    live: bool
    hash: str | None
    revised: bool


def needs_sync(connection: Connection, scan: Scan) -> bool:
    """Return whether a scan says anything that the store does not have."""
    return bool(scan.changed or scan.gone) or is_unattached(connection)


def sync_content(connection: Connection, scan: Scan, at: Moment, writer: Writer) -> ContentChange:
    """Bring the changed and vanished files of a scan into the store; call it inside a writing transaction.

    A key that several files give goes to the best of them, and back when that one goes. A key that no file
    gives any longer is retired; it comes back with its history.
    """
    touched = _forget(connection, [*scan.gone, *(file.path for file in scan.changed)])
    for file in scan.changed:
        touched.update(_bring_in(connection, file))
    before = _standings(connection, touched)
    _settle(connection, touched, before)
    remember_aliases(connection, (card for file in scan.changed for card in file.cards))
    remember_moves(connection, touched)
    renamed = attach_histories(connection, at, writer)
    set_unattached(connection, False)
    after = _standings(connection, touched | renamed.keys() | set(renamed.values()))
    problems = tuple(problem for file in scan.changed for problem in file.problems)
    return _difference(before, after, renamed, problems)


def settle_again(connection: Connection, keys: Iterable[str], paths: Iterable[str]) -> None:
    """Forget some files, and choose anew what some keys show; the files are read again by the next sync."""
    touched = {*keys, *_forget(connection, paths)}
    _settle(connection, touched, _standings(connection, touched))


def known_files(connection: Connection) -> dict[str, str]:
    """Return the digest of each file in the store, by path."""
    return dict(connection.execute(select(FILE.path, FILE.digest)).all())


def given_files(connection: Connection) -> set[str]:
    """Return the paths of the files in the store that were named on a command line."""
    return set(connection.scalars(select(FILE.path).where(FILE.origin == "given")))


def scope_words(connection: Connection, scope: Scope) -> str:
    """Return a scope as facts keep it: JSON with decks by key, never by path; empty for everything."""
    if scope == EVERYTHING:
        return ""
    said = msgspec.structs.asdict(scope)
    said.pop("named")
    paths = said.pop("deck_paths")
    keys = select(FILE.deck_key).where(FILE.path.in_(paths), FILE.deck_key != "").distinct()
    said["decks"] = list(connection.scalars(keys.order_by(FILE.deck_key)))
    return msgspec.json.encode(said).decode()


def problems(connection: Connection, named: Collection[str] = ()) -> list[Problem]:
    """Return what is wrong with the files in the store, sorted; of given files only with the named ones."""
    shown = or_(FILE.origin != "given", FILE.path.in_(named))
    texts = connection.scalars(select(FILE.problems).where(FILE.problems != "[]", shown))
    decoder = msgspec.json.Decoder(list[Problem])
    return sorted(problem for text in texts for problem in decoder.decode(text))


def _forget(connection: Connection, paths: Iterable[str]) -> set[str]:
    """Remove what the store has of some files; returns the keys that they gave."""
    keys: set[str] = set()
    for chunk in chunks(paths):
        keys.update(connection.scalars(select(BODY.key).where(BODY.path.in_(chunk))))
        connection.execute(delete(tables.card_body).where(BODY.path.in_(chunk)))
        connection.execute(delete(tables.deck_file).where(FILE.path.in_(chunk)))
    return keys


def _bring_in(connection: Connection, file: DeckFile) -> list[str]:
    """Write a file and its cards; returns their keys."""
    connection.execute(
        insert(tables.deck_file),
        {
            "path": file.path,
            "digest": file.digest,
            "pack": file.pack,
            "origin": file.origin,
            "deck_key": file.deck_key,
            "title": file.title,
            "problems": msgspec.json.encode(file.problems).decode(),
        },
    )
    rows = {
        card.key: {
            "key": card.key,
            "path": file.path,
            "rank": RANKS[file.origin],
            "chosen": False,
            "family": card.family,
            "part": card.part,
            "hash": card.hash,
            "revision": card.revision,
            "competency": card.competency,
            "position": card.position + (NEW_LATER if file.origin in LATER else 0),
            "kind": str(type(card.card).__struct_config__.tag),
            "deck_title": card.deck_title,
            "line": card.line,
            "tags": msgspec.json.encode(card.tags).decode(),
            "words": searched(card.key, card.card),
            "body": encode_card(card.card),
        }
        for card in reversed(file.cards)  # of two with one key the first counts
    }
    if rows:
        connection.execute(insert(tables.card_body), list(rows.values()))
    return list(rows)


def _standings(connection: Connection, keys: Iterable[str]) -> dict[str, _Standing]:
    found: dict[str, _Standing] = {}
    for chunk in chunks(keys):
        rows = select(CARD.key, CARD.live, CARD.hash, CARD.revised).where(CARD.key.in_(chunk))
        for key, live, hash_, revised in connection.execute(rows):
            found[key] = _Standing(bool(live), hash_, bool(revised))
    return found


def _settle(connection: Connection, keys: Iterable[str], known: Mapping[str, _Standing]) -> None:
    """Choose among the files that give each key, and show or retire its card."""
    columns = (BODY.key, BODY.path, BODY.chosen, BODY.family, BODY.part, *(BODY[name] for name in _CONTENT))
    for chunk in chunks(keys):
        rows = select(*columns).where(BODY.key.in_(chunk)).order_by(BODY.key, BODY.rank, BODY.path)
        winners: dict[str, RowMapping] = {}
        choices: list[dict[str, object]] = []
        for row in connection.execute(rows).mappings():
            best = winners.setdefault(row["key"], row) is row
            if best is not bool(row["chosen"]):
                choices.append({"b_key": row["key"], "b_path": row["path"], "b_chosen": best})
        _execute(connection, _CHOOSE, choices)
        unknown = [_new(row) for key, row in winners.items() if key not in known]
        _execute(connection, insert(tables.card), unknown)
        _execute(connection, _SHOW, [_shown(row) for key, row in winners.items() if key in known])
        _execute(connection, _RETIRE, [{"b_key": key} for key in chunk if key not in winners])


def _new(row: RowMapping) -> dict[str, object]:
    content = {name: row[name] for name in ("key", "family", "part", *_CONTENT)}
    return {**content, **NO_MEMORY, **NO_MARKS, "live": True, "revised": False}


def _shown(row: RowMapping) -> dict[str, object]:
    return {"b_key": row["key"]} | {f"b_{name}": row[name] for name in _CONTENT}


def _execute(connection: Connection, statement: Executable, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _difference(
    before: Mapping[str, _Standing],
    after: Mapping[str, _Standing],
    renamed: Mapping[str, str],
    problems: tuple[Problem, ...],
) -> ContentChange:
    none = _Standing(False, None, False)
    pairs = {key: (before.get(key, none), now) for key, now in after.items()}
    heirs = set(renamed.values())
    return ContentChange(
        added=sum(now.live and not was.live and key not in heirs for key, (was, now) in pairs.items()),
        retired=sum(was.live and not now.live and key not in renamed for key, (was, now) in pairs.items()),
        edited=sum(was.live and now.live and was.hash != now.hash for was, now in pairs.values()),
        revised=sum(now.revised and not was.revised for was, now in pairs.values()),
        renamed=len(renamed),
        problems=problems,
    )
