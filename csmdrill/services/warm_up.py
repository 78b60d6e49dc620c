"""A warm-up: three cards in the minutes before a meeting, those most at risk first, one of them a case."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from csmdrill.content.competency import TITLES
from csmdrill.core.errors import CardRejected
from csmdrill.core.text import fold
from csmdrill.services import library
from csmdrill.services.workspace import Workspace
from csmdrill.storage.queries import DueRow, NewRow, Scope

CARDS = 3
CANDIDATES = 100
MOST_NAMED = 8


def warm_up_name(workspace: Workspace, asked: str) -> str:
    """Return the competency or tag that is meant by its name or by a part of it; `renewal` is enough.

    A whole name comes before a part of one, and a competency before a tag.

    Args:
        workspace: the open workspace; its deck files have been read.
        asked: as it was typed.

    Raises:
        CardRejected: nothing is called so, or several are.
    """
    wanted = fold(asked).replace(" ", "-")
    tags = [name for name, _ in workspace.store.shelved().tags]
    for known in (tuple(TITLES), tags):
        if wanted in known:
            return wanted
    for known in (tuple(TITLES), tags):
        meant = [name for name in known if wanted and wanted in name]
        if len(meant) > 1:
            raise CardRejected(
                f"{asked!r} may mean {', '.join(meant[:MOST_NAMED])}{'...' * (len(meant) > MOST_NAMED)}.",
                "Write more of the one you mean.",
            )
        if meant:
            return meant[0]
    raise _no_card(asked)


def warm_up_keys(workspace: Workspace, asked: str) -> tuple[str, ...]:
    """Return the cards of a warm-up, likeliest forgotten first, a case last if none is among them.

    Args:
        workspace: the open workspace; its deck files have been read.
        asked: a competency or a tag, or a part of one.

    Raises:
        CardRejected: no card has it, or several are called so.
    """
    day = workspace.now().day
    name = warm_up_name(workspace, asked)
    files = library.deck_files_given(workspace)
    in_skill = name in TITLES
    scope = Scope(name if in_skill else None, None if in_skill else name, files)
    if not workspace.store.counts(day, scope).live:
        raise _no_card(name)
    known, new = workspace.store.chosen_cards(day, CANDIDATES, scope)
    rows = list(_one_a_family(chain(known, new)))
    first = [row.key for row in rows[:CARDS]]
    cases = (row.key for row in rows if _is_case(workspace, row.key))
    case = next(cases, None)
    if case is not None and case not in first:
        first[-1] = case
    return tuple(first)


def _no_card(name: str) -> CardRejected:
    return CardRejected(f"No card has the competency or tag {name!r}.", f"Competencies: {', '.join(TITLES)}.")


def _one_a_family(rows: Iterator[DueRow | NewRow]) -> Iterator[DueRow | NewRow]:
    seen: set[str] = set()
    for row in rows:
        if row.family not in seen:
            seen.add(row.family)
            yield row


def _is_case(workspace: Workspace, key: str) -> bool:
    stored = workspace.store.card(key)
    return stored is not None and str(type(stored.card).__struct_config__.tag) == "case"
