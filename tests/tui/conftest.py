"""Fixtures of the screen tests."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.tui.room import ALL_KINDS

TURNS = 3


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck with one card of every kind."""
    path = tmp_path / "kinds.deck.yaml"
    path.write_text(ALL_KINDS, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def _no_waiting_for_a_quiet_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out the sleeps by which Textual's pilot guesses that a program is done.

    It compares processor time with the clock, and so waits longest where other tests run. After a key it
    also waits until every widget has handled its messages, and the tests wait for what they expect to see.
    """

    async def turn_a_little(*_: float) -> None:
        for _turn in range(TURNS):
            await asyncio.sleep(0.005)

    monkeypatch.setattr("textual.app.wait_for_idle", turn_a_little)
    monkeypatch.setattr("textual.pilot.wait_for_idle", turn_a_little)
