"""Jobs of the settings screens, run on the work thread: changes, what they replaced, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.core.errors import LeaveRejected, NothingToUndo
from csmdrill.practice.settings import Settings

if TYPE_CHECKING:
    from datetime import date

    from csmdrill.services.leave import Leave, LeaveChange
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
        self._leave_changes: list[LeaveChange] = []

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
        return await self._work.on(lambda workspace: self._add_leave(workspace, first, last))

    async def remove_leave(self, number: int) -> str:
        """Take a leave away; returns what to tell the person."""
        return await self._work.on(lambda workspace: self._remove_leave(workspace, number))

    async def take_leave_back(self) -> str:
        """Take the last change of a leave in this run back; returns what to tell the person."""
        return await self._work.on(self._take_leave_back)

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

    def _add_leave(self, workspace: Workspace, first: date, last: date) -> str:
        from csmdrill.services.leave import plan_leave

        return self._noted(plan_leave(workspace, first, last))

    def _remove_leave(self, workspace: Workspace, number: int) -> str:
        from csmdrill.services.leave import drop_leave

        return self._noted(drop_leave(workspace, number))

    def _noted(self, change: LeaveChange) -> str:
        self._leave_changes.append(change)
        return change.sentence

    def _take_leave_back(self, workspace: Workspace) -> str:
        from csmdrill.services.leave import take_leave_change_back

        if not self._leave_changes:
            raise NothingToUndo("No leave was changed since csmdrill was opened.")
        change = self._leave_changes.pop()
        try:
            return take_leave_change_back(workspace, change)
        except LeaveRejected:  # it can be once the other leave is gone
            self._leave_changes.append(change)
            raise


def _leaves(workspace: Workspace) -> tuple[Leave, ...]:
    from csmdrill.services.leave import leaves

    return leaves(workspace)
