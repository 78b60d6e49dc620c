"""Keys on the stage that answer nothing, or say why: after a gap in the time, and ctrl+d."""

from __future__ import annotations

from pathlib import Path

from csmdrill.tui.screens.brief import BriefAgainScreen
from csmdrill.tui.widgets.say_line import SayLine
from tests.tui.playing import open_play
from tests.tui.test_stage_screen import BRIEFING, said


async def test_keys_right_after_a_gap_answer_nothing(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.type("half a li")
        play.watch.seconds += 3600
        await stage._tick()
        await play.room.press("n", "r", "space", "p", "enter", "escape")
        assert play.room.app.screen is stage
        assert stage.state == "paused"
        assert stage.query_one(SayLine).value == "half a li"
        play.watch.seconds += 1
        await stage._tick()
        await play.room.press("enter")
        await play.until(lambda: stage.state == "running")
        assert stage.query_one(SayLine).value == "half a li"


async def test_a_dialogue_says_that_there_is_no_end_to_announce(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.type("half")
        await play.room.press("home", "ctrl+d")
        await play.room.until_shown("This talk ends with the other side")
        assert stage.state == "running"
        assert stage.query_one(SayLine).value == "half"


async def test_a_typed_briefing_is_ended_by_its_key_once_the_line_is_said(home: Path) -> None:
    async with open_play(home, BRIEFING) as play:
        stage = await play.to_stage("my/short-call", "v")
        await play.move(25)
        await play.type("all of it")
        await play.room.press("ctrl+d")
        await play.room.until_shown("Your line is not said yet")
        assert stage.state == "running"
        await play.room.press("enter", "ctrl+d")
        await play.room.until_shown("It is over.")
        assert "Thank you." in said(play)


async def test_what_is_typed_in_a_pause_does_nothing_and_that_is_said_with_the_way_on(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.type("half a li")
        await play.room.press("f3")
        await play.room.until_shown("Paused, and nothing can be typed: enter goes on.")
        await play.room.press(*"brand", "space", *"pd")
        await play.room.until_shown("Not typed: it is paused. Enter goes on.")
        assert play.room.app.screen is stage
        assert stage.state == "paused"
        assert len(play.room.app._notifications) == 1
        await play.room.press("enter", "n", "e")
        await play.until(lambda: stage.query_one(SayLine).value == "half a line")


async def test_a_pause_in_which_nothing_is_typed_keeps_its_letters(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage("my/short-call", "v")
        await play.room.press("p")
        await play.room.until_shown("Paused: enter goes on.")
        await play.room.press("b")
        await play.on(BriefAgainScreen)
        await play.room.press("escape", "space")
        await play.until(lambda: stage.state == "running")
