"""Jobs of the settings screens, run on the work thread: changes, what they replaced, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.core.errors import NothingToUndo
from csmdrill.practice.settings import Settings

if TYPE_CHECKING:
    from datetime import date

    from csmdrill.services.leave import Leave
    from csmdrill.services.workspace import Workspace
    from csmdrill.storage.facts import FactRef
    from csmdrill.tui.work import Work


class SettingsWork:
    """Changes settings; remembers the changes of this run, so that each can be taken back.

    Args:
        work: runs the jobs.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._changes: list[tuple[str, FactRef]] = []

    async def adjust(self, name: str, text: str) -> Settings:
        """Give a setting the value that was typed or chosen; returns all of them."""
        return await self._work.on(lambda workspace: self._adjust(workspace, name, text))

    async def take_back(self) -> tuple[str, Settings]:
        """Take the last change of this run back; returns the setting's name, and all of them."""
        return await self._work.on(self._take_back)

    async def leaves(self) -> tuple[Leave, ...]:
        """Return every leave, the earliest first."""
        return await self._work.on(_leaves)

    async def add_leave(self, first: date, last: date) -> str:
        """Plan a leave; returns what to tell the person."""
        return await self._work.on(lambda workspace: _add_leave(workspace, first, last))

    async def remove_leave(self, number: int) -> str:
        """Take a leave away; returns what to tell the person."""
        return await self._work.on(lambda workspace: _remove_leave(workspace, number))

    def _adjust(self, workspace: Workspace, name: str, text: str) -> Settings:
        from csmdrill.services.adjust import adjust

        ref = adjust(workspace, name, text)
        if ref is not None:
            self._changes.append((name, ref))
        return workspace.settings

    def _take_back(self, workspace: Workspace) -> tuple[str, Settings]:
        from csmdrill.services.adjust import take_back

        if not self._changes:
            raise NothingToUndo("Nothing was changed since csmdrill was opened.")
        name, ref = self._changes.pop()
        take_back(workspace, ref)
        return name, workspace.settings


def _leaves(workspace: Workspace) -> tuple[Leave, ...]:
    from csmdrill.services.leave import leaves

    return leaves(workspace)


def _add_leave(workspace: Workspace, first: date, last: date) -> str:
    from csmdrill.services.leave import add_leave

    return add_leave(workspace, first, last)


def _remove_leave(workspace: Workspace, number: int) -> str:
    from csmdrill.services.leave import remove_leave

    return remove_leave(workspace, number)
