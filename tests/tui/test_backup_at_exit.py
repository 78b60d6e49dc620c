"""Leaving the screens backs up what is new, and a backup that fails is told when they are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.core.errors import StoreFull
from csmdrill.services.workspace import open_workspace
from csmdrill.storage.store import Store
from tests.tui.room import NOW, open_room


async def answer_one(home: Path, deck: Path) -> str:
    """Answer a card on the screens and leave; returns what is told afterwards."""
    async with open_room(home, deck, start="practice") as room:
        screen = await room.practising()
        first = screen.view
        await room.press("enter")
        await room.until(lambda: screen.revealed)
        await room.press("3")
        await room.until(lambda: screen.view is not first)
    return room.app.work.close()


async def test_leaving_backs_up_what_was_answered(home: Path, deck: Path) -> None:
    assert await answer_one(home, deck) == ""
    assert len(list((home / "backups").iterdir())) == 1


async def test_a_backup_that_fails_is_told_and_costs_no_answer(
    home: Path, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreFull("The disk is full.", "Make room.")

    monkeypatch.setattr(Store, "back_up", full)
    assert await answer_one(home, deck) == "No backup was made. The disk is full. Make room."
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        assert any(b'"review"' in line for line in workspace.store.export_lines())
