"""Jobs of the library's screens, run on the work thread: searching, handling cards, a card's history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from datetime import date

    from csmdrill.content.problem import Problem
    from csmdrill.services.cards import Action, CardHistory, Done, Preview
    from csmdrill.services.find import CardRow, Groups
    from csmdrill.services.workspace import Workspace
    from csmdrill.storage.found import Order
    from csmdrill.tui.card_words import Said
    from csmdrill.tui.work import Work

PAGE = 200
"""Cards fetched at a time."""


class Found(msgspec.Struct, frozen=True):
    """The first cards of a search.

    Args:
        rows: of the first cards.
        total: cards found in all.
    """

    rows: tuple[CardRow, ...]
    total: int


class LibraryWork:
    """Searches and handles cards.

    Args:
        work: runs the jobs.
    """

    def __init__(self, work: Work) -> None:
        self._work = work

    async def groups(self) -> Groups:
        """Return decks, competencies and tags with their counts."""
        await self._work.decks_read()
        return await self._work.on(_groups)

    async def problems(self) -> list[Problem]:
        """Return what is wrong with the deck files, sorted by place."""
        await self._work.decks_read()
        return await self._work.on(lambda workspace: workspace.store.problems())

    async def errors(self) -> int:
        """Return for how many errors cards are left out, by the deck files as they were read last."""
        return await self._work.on(lambda workspace: sum(e.is_error for e in workspace.store.problems()))

    async def found(self, query: str, limit: int, order: Order) -> Found:
        """Return the first cards of a search and how many it finds."""
        await self._work.decks_read()
        return await self._work.on(lambda workspace: _found(workspace, query, limit, order))

    async def page(self, query: str, offset: int, order: Order) -> tuple[CardRow, ...]:
        """Return a later page of a search."""
        return await self._work.on(lambda workspace: _page(workspace, query, PAGE, offset, order))

    async def keys(self, query: str) -> tuple[str, ...]:
        """Return every card that a search finds."""
        return await self._work.on(lambda workspace: _keys(workspace, query))

    async def preview(
        self, keys: Sequence[str], action: Action, day: date | None = None, text: str = ""
    ) -> Preview:
        """Return what an action would do to cards."""
        return await self._work.on(lambda workspace: _preview(workspace, keys, action, day, text))

    async def act(self, keys: Sequence[str], action: Action, day: date | None = None, text: str = "") -> Done:
        """Do it."""
        return await self._work.on(lambda workspace: _act(workspace, keys, action, day, text))

    async def undo(self) -> str:
        """Take the last action on cards back; returns what to tell the person."""
        return await self._work.on(_undo)

    async def today(self) -> date:
        """Return the study day."""
        return await self._work.on(_today)

    async def history(self, key: str) -> CardHistory:
        """Return a card and everything that happened to it."""
        return await self._work.on(lambda workspace: _history(workspace, key))

    async def words(self, key: str) -> tuple[Said, ...]:
        """Return all that a card says, nothing if no deck has it."""
        return await self._work.on(lambda workspace: _words(workspace, key))


def _groups(workspace: Workspace) -> Groups:
    from csmdrill.services.find import groups

    return groups(workspace)


def _found(workspace: Workspace, query: str, limit: int, order: Order) -> Found:
    from csmdrill.services.find import count

    return Found(_page(workspace, query, limit, 0, order), count(workspace, query))


def _page(workspace: Workspace, query: str, limit: int, offset: int, order: Order) -> tuple[CardRow, ...]:
    from csmdrill.services.find import find

    return find(workspace, query, limit, offset, order)


def _keys(workspace: Workspace, query: str) -> tuple[str, ...]:
    from csmdrill.services.find import keys

    return keys(workspace, query)


def _today(workspace: Workspace) -> date:
    from csmdrill.core.clock import day_date

    return day_date(workspace.now().day)


def _preview(
    workspace: Workspace, keys: Sequence[str], action: Action, day: date | None, text: str
) -> Preview:
    from csmdrill.services.cards import preview

    return preview(workspace, keys, action, day=day, text=text)


def _act(workspace: Workspace, keys: Sequence[str], action: Action, day: date | None, text: str) -> Done:
    from csmdrill.services.cards import act

    return act(workspace, keys, action, day=day, text=text)


def _undo(workspace: Workspace) -> str:
    from csmdrill.services.cards import undo_last_action

    return undo_last_action(workspace)


def _history(workspace: Workspace, key: str) -> CardHistory:
    from csmdrill.services.cards import history

    return history(workspace, key)


def _words(workspace: Workspace, key: str) -> tuple[Said, ...]:
    from csmdrill.tui.card_words import card_words

    stored = workspace.store.card(key)
    return () if stored is None else card_words(stored.card, stored.part)
