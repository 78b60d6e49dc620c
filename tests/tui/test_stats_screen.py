"""Stats as a person meets it, and the sentence for somebody who was away."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.history import practise_until
from csmdrill.tui.screens.stats import StatsScreen
from csmdrill.tui.screens.today import TodayScreen
from tests.tui.room import NOW, Room, open_room

if TYPE_CHECKING:
    from tests.conftest import Once


@pytest.fixture(scope="session")
def past(once: Once) -> Path:
    """A home with two weeks of practice, made once."""
    return once("past-14", lambda home: practise_until(home, datetime.fromisoformat(NOW), 14))


@pytest.fixture
def practised(home: Path, past: Path) -> Path:
    """A home of its own with two weeks of practice."""
    shutil.copytree(past, home, dirs_exist_ok=True)
    return home


async def to_stats(room: Room) -> str:
    """Go from Today to the figures; returns what the screen shows."""
    await room.until_shown("s Stats")
    await room.press("s")
    await room.until_shown("in a year")
    return await room.final_text()


async def test_the_whole_page_fits_a_small_window(practised: Path) -> None:
    async with open_room(practised) as room:
        shown = await to_stats(room)
    lines = shown.splitlines()
    rows = [line for line in lines if " of " in line and "%)" in line]
    assert any("Renewal negotiation" in row for row in rows)
    assert "% was expected" in shown
    assert "Next 30 days" in shown
    assert "again" in shown
    assert [line.strip()[:3] for line in lines if line.strip()[:3] in ("Mon", "Wed", "Fri", "Sun")] == [
        "Mon",
        "Wed",
        "Fri",
        "Sun",
    ]
    assert "answers on 10 days in a year" in shown


@pytest.mark.parametrize("key", ["escape", "s", "q"])
async def test_it_leads_back_to_today(home: Path, key: str) -> None:
    async with open_room(home) as room:
        await room.until_shown("s Stats")
        await room.press("s")
        await room.until(lambda: isinstance(room.app.screen, StatsScreen))
        await room.until_shown("Nothing was practised yet.")
        await room.press(key)
        await room.until(lambda: isinstance(room.app.screen, TodayScreen))


async def test_it_can_be_read_without_colours_and_in_light(practised: Path) -> None:
    async with open_room(practised, NO_COLOR="1") as room:
        without = await to_stats(room)
    async with open_room(practised, COLORFGBG="0;15") as room:
        light = await to_stats(room)
    assert without == light
    assert "█" in without


async def test_who_was_away_is_told_when_it_will_be_over(practised: Path) -> None:
    async with open_room(practised, CSMDRILL_NOW="2027-02-24T09:00:00+01:00") as room:
        await room.until_shown("Level again on ")
        await room.until_shown("at 10 minutes a day.")
        await room.until_shown("Welcome back")
        assert "say your answer aloud" not in room.text()


async def test_who_is_level_is_told_nothing_of_it(practised: Path) -> None:
    async with open_room(practised) as room:
        await room.until_shown("know, last 30 days")
        await to_stats(room)
        await room.press("escape")
        await room.until_shown("Practise")
        assert "Level again" not in room.text()


async def test_the_answer_just_given_is_in_the_figures(home: Path, deck: Path) -> None:
    async with open_room(home, deck) as room:
        screen = await room.to_first_card()
        first = screen.view
        await room.press("space")
        await room.until(lambda: screen.revealed)
        await room.press("3")
        await room.until(lambda: screen.view is not first)
        await room.press("escape")
        await room.until_shown("Stopped here")
        await room.press("enter")
        shown = await to_stats(room)
        assert "1 answer on 1 day in a year" in shown
        assert "No card has come back on a later day yet." in shown
