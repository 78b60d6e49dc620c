"""The first frame of Today says what is due, though no store is open yet."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest
from textual.widgets import Static

from csmdrill.practice.workload import Glance
from csmdrill.services.plan import Plan
from csmdrill.services.views import FirstLook
from csmdrill.tui.app import CsmdrillApp
from csmdrill.tui.screens.today import TodayScreen

SEEN = Glance(due=7, new=2, minutes=3, behind=False, box=10, lately=4)


def row_of(app: CsmdrillApp) -> str:
    return str(app.screen.query_one("#practise-row", Static).content)


async def test_it_waits_for_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TodayScreen, "_arrive", lambda _: None)
    seen: Future[Glance | None] = Future()
    seen.set_result(SEEN)
    app = CsmdrillApp({"CSMDRILL_HOME": str(tmp_path / "home")}, Plan(), FirstLook(glance=seen))
    async with app.run_test(size=(80, 24)):
        assert not app.opened
        assert "9 cards, 2 of them new, about 3 minutes" in row_of(app)
    assert not (tmp_path / "home").exists()


async def test_what_is_seen_late_is_shown_before_the_store_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    async def open_store(app: CsmdrillApp) -> bool:
        said.append(row_of(app))
        return False

    monkeypatch.setattr(CsmdrillApp, "open_store", open_store)
    seen: Future[Glance | None] = Future()
    app = CsmdrillApp({"CSMDRILL_HOME": str(tmp_path / "home")}, Plan(), FirstLook(glance=seen))
    async with app.run_test(size=(80, 24)) as pilot:
        assert "Reading your decks" in row_of(app)
        seen.set_result(SEEN)
        while not said:
            await pilot.pause()
    assert "9 cards" in said[0]
