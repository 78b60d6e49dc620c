"""The circuit on the screen: from Today to three stations, their ratings, and what comes next."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.tui.screens.brief import BriefScreen
from csmdrill.tui.screens.circuit import CircuitScreen
from csmdrill.tui.screens.debrief import DebriefScreen
from csmdrill.tui.screens.reflect import ReflectScreen
from csmdrill.tui.screens.reveal import RevealScreen
from csmdrill.tui.screens.skill import SkillScreen
from csmdrill.tui.screens.skills import SkillsScreen
from csmdrill.tui.screens.stage import StageScreen
from tests.tui.playing import SCENARIO, Play, open_play, write_scenario


@pytest.fixture
def exams(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with three reserved scenarios and no shipped ones."""
    monkeypatch.setattr("csmdrill.content.places.shipped_root", lambda *_: home / "none")
    for name in "abc":
        text = SCENARIO.replace("id: short-call", f"id: exam-{name}").replace(
            "The short call", f"Exam {name}"
        )
        write_scenario(home, f"{text}benchmark: true\n", f"exam-{name}")
    return home


async def to_circuit(play: Play) -> CircuitScreen:
    """Wait for the circuit and what is left of it."""
    screen = await play.on(CircuitScreen)
    await play.until(lambda: screen.shown)
    return screen


async def play_station(play: Play) -> None:
    """Play the next station to its end, from the circuit and back to it."""
    await play.room.press("enter")
    await play.on(BriefScreen)
    await play.room.press("4", "enter")
    stage = await play.on(StageScreen)
    await play.until(lambda: stage.state != "paused")
    await play.move(6)
    await play.say("decide by friday")
    await play.room.until_shown("It is over.")
    await play.room.press("enter")
    await play.on(ReflectScreen)
    await play.room.until_shown("you rate it after the last station")
    await play.say("ask sooner")
    await to_circuit(play)


async def test_a_circuit_is_played_from_today_and_rated_after_the_last_station(exams: Path) -> None:
    async with open_play(exams) as play:
        await play.room.until_shown("Renewal negotiation: 3 stations, 3 minutes at most   c")
        await play.room.press("c")
        await to_circuit(play)
        assert "No baseline yet: 0 of 2 to warm up, then 6 for the baseline." in play.text()
        for station in "abc":
            await play.room.until_shown(f"▸ {'abc'.index(station) + 1}  Exam {station}")
            await play_station(play)
        await play.room.until_shown("That was the last station.")
        assert play.facts("rating") == []
        await play.room.press("escape")
        await play.room.until_shown("Renewal negotiation: 3 stations to rate")
        await play.room.press("k")
        skills = await play.on(SkillsScreen)
        await play.until(lambda: skills.shown)
        await play.room.press("down", "down", "enter")
        await play.room.until_shown("Rate what you played. They count once you have rated them.")
        await play.room.press("enter")
        await play.on(DebriefScreen)
        await play.room.press("escape")
        await play.on(SkillScreen)
        await play.room.press("escape", "escape", "c")
        await to_circuit(play)
        for left in (2, 1, 0):
            await play.room.press("enter")
            await play.on(DebriefScreen)
            await play.room.press(*["4", "enter"] * 5)
            await play.on(RevealScreen)
            await play.room.press("escape")
            await to_circuit(play)
            await play.until(lambda left=left: play.text().count("not rated yet") == left)  # type: ignore[misc]
        assert "The next one is asked for on Sun 29 Nov: Renewal negotiation." in play.text()
        assert "csmdrill submit --circuit -o FOLDER" in play.text()
        await play.room.press("enter")
        await play.room.until_shown("Today")
        assert "stations, " not in await play.room.final_text()
        assert len(play.facts("rating")) == 3


async def test_a_station_that_was_left_is_lost_and_the_next_one_is_offered(exams: Path) -> None:
    async with open_play(exams) as play:
        await play.room.until_shown("minutes at most   c")
        await play.room.press("c")
        await to_circuit(play)
        await play.room.press("enter")
        await play.on(BriefScreen)
        await play.room.press("4", "enter")
        stage = await play.on(StageScreen)
        await play.until(lambda: stage.state != "paused")
        await play.room.press("escape", "enter")
        await to_circuit(play)
        await play.room.until_shown("begun, does not count")
        assert "▸ 2  Exam b" in play.text()
        await play.room.press("escape")
        await play.room.until_shown("Renewal negotiation: 2 stations, 2 minutes at most   c")
