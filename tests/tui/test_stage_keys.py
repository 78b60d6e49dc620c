"""Keys on the stage that answer nothing, or say why: after a gap in the time, and ctrl+d."""

from __future__ import annotations

from pathlib import Path

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
