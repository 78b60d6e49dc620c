"""While an answer waits for the store, help, escape and quitting work; what is not kept is told."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from csmdrill.core.home import Home
from csmdrill.practice.model import Rating
from csmdrill.storage import engine
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.summary import SummaryScreen
from csmdrill.tui.screens.today import TodayScreen
from tests.tui.room import Room, facts_of, graded, open_room
from tests.tui.test_first_card import closed_room, looked_for, reveal, reviews

NOT_KEPT = "Your last rating was not kept."
FOREVER_MS = 3_600_000
PATIENCE = 60


@contextmanager
def held(home: Path) -> Iterator[None]:
    """Let another program hold the store."""
    other = sqlite3.connect(Home(home).database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for another program without end."""
    monkeypatch.setattr(engine, "BUSY_MS", FOREVER_MS)


def sessions(home: Path) -> list[tuple[object, object]]:
    """Return what is recorded of sessions: each event, and the answers at an end."""
    said = [fact["payload"] for fact in facts_of(home) if fact["kind"] == "session"]
    return [(each["event"], each["answered"]) for each in said]  # type: ignore[index]


async def rated(room: Room) -> PracticeScreen:
    """Reveal the card on the screen and rate it."""
    screen = await room.practising()
    await reveal(room, screen)
    room.app.simulate_key("3")
    await room.until(lambda: room.app.work.session.wants)
    return screen


async def test_leaving_before_the_store_is_open_goes_to_today_at_once(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sessions(practised)
    async with closed_room(practised, monkeypatch, looked_for(practised)) as (room, may_open):
        await room.practising()
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))
        assert not room.app.opened
        may_open()
        await room.until_shown("Skill")
    assert sessions(practised) == before


async def test_an_answer_is_kept_though_its_screen_is_left_before_the_store_is_open(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, ends = reviews(practised), sessions(practised)
    async with closed_room(practised, monkeypatch, looked_for(practised)) as (room, may_open):
        screen = await rated(room)
        assert screen.view is not None
        key = screen.view.key
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))
        may_open()
        await room.until(lambda: not room.app.work.session.wants)
    assert reviews(practised) == [*answers, (key, 3)]
    assert sessions(practised) == [*ends, ("start", None), ("end", 1)]


async def test_an_answer_is_kept_though_the_program_is_left_before_the_store_is_open(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = reviews(practised)
    async with closed_room(practised, monkeypatch, looked_for(practised)) as (room, _):
        await rated(room)
        await room.press("ctrl+q")
        await room.until(lambda: room.app.return_code == 0)
    assert room.app.work.close() == ""
    assert len(reviews(practised)) == len(answers) + 1


async def test_help_opens_while_an_answer_waits(practised: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with closed_room(practised, monkeypatch, looked_for(practised)) as (room, may_open):
        screen = await rated(room)
        first = screen.view
        await room.press("f1")
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))
        may_open()
        await room.until(lambda: screen.view is not first)
        await room.press("escape")
        assert await room.practising() is screen


@pytest.mark.usefixtures("patient")
async def test_quitting_beside_a_program_that_holds_the_store_says_what_was_not_kept(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = reviews(practised)
    async with open_room(practised, start="practice") as room:
        await room.practising()
        with held(practised):
            await rated(room)
            await room.press("ctrl+q")
            await room.until(lambda: room.app.return_code == 0)
            told = room.app.work.close()
    assert told.startswith(f"{NOT_KEPT} Another program holds ")
    assert room.app.fault is None
    assert reviews(practised) == answers


async def test_stopping_beside_a_program_that_holds_the_store_says_what_was_not_kept(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_room(practised, start="practice") as room:
        await room.practising()
        await graded(room.app.work, Rating.GOOD)  # so the session has an end to record
        with held(practised):
            monkeypatch.setattr(engine, "BUSY_MS", FOREVER_MS)
            await rated(room)
            await room.press("escape")
            await room.until(lambda: isinstance(room.app.screen, TodayScreen))
            await room.until_shown("waits for it")
            room.app.work.leave()  # so it waits for the other no longer
            await room.until_shown("not kept")
    assert room.app.work.close() == ""
    assert sessions(practised)[-1] == ("end", 1)


async def test_a_session_that_ends_below_another_screen_shows_its_summary_later(
    practised: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_room(practised, start="practice") as room:
        screen = await room.practising()
        may_end = threading.Event()

        def last_card(*_: object) -> None:
            may_end.wait(PATIENCE)

        monkeypatch.setattr("csmdrill.services.practise.Drill.grade", last_card)
        await rated(room)
        await room.press("f1")
        await room.until(lambda: isinstance(room.app.screen, HelpScreen))
        may_end.set()
        await room.until(lambda: not screen._sitting.busy)
        assert isinstance(room.app.screen, HelpScreen)
        await room.press("escape")
        await room.until(lambda: isinstance(room.app.screen, SummaryScreen))
