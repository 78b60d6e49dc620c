"""A warm-up: three cards in the minutes before a meeting, those most at risk first, one of them a case."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from csmdrill.content.competency import TITLES
from csmdrill.core.errors import CardRejected
from csmdrill.services import library
from csmdrill.services.workspace import Workspace
from csmdrill.storage.queries import DueRow, NewRow, Scope

CARDS = 3
CANDIDATES = 100


def warm_up_scope(workspace: Workspace, name: str) -> Scope:
    """Return which cards a warm-up is drawn from: those of a competency, else those with a tag."""
    files = library.deck_files_given(workspace)
    if name in TITLES:
        return Scope(competency=name, deck_paths=files)
    return Scope(tag=name, deck_paths=files)


def warm_up_keys(workspace: Workspace, name: str) -> tuple[str, ...]:
    """Return the cards of a warm-up, likeliest forgotten first, a case last if none is among them.

    Args:
        workspace: the open workspace; its deck files have been read.
        name: a competency or a tag.

    Raises:
        CardRejected: no card has it.
    """
    day = workspace.now().day
    scope = warm_up_scope(workspace, name)
    if not workspace.store.counts(day, scope).live:
        raise CardRejected(
            f"No card has the competency or tag {name!r}.", f"Competencies: {', '.join(TITLES)}."
        )
    known, new = workspace.store.chosen_cards(day, CANDIDATES, scope)
    rows = list(_one_a_family(chain(known, new)))
    first = [row.key for row in rows[:CARDS]]
    cases = (row.key for row in rows if _is_case(workspace, row.key))
    case = next(cases, None)
    if case is not None and case not in first:
        first[-1] = case
    return tuple(first)


def _one_a_family(rows: Iterator[DueRow | NewRow]) -> Iterator[DueRow | NewRow]:
    seen: set[str] = set()
    for row in rows:
        if row.family not in seen:
            seen.add(row.family)
            yield row


def _is_case(workspace: Workspace, key: str) -> bool:
    stored = workspace.store.card(key)
    return stored is not None and str(type(stored.card).__struct_config__.tag) == "case"
