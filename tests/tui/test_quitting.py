"""Leaving the program in the middle of a run: it asks first, and says what that costs."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.services import rehearse
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.help import HelpScreen
from tests.tui.playing import Play, open_play
from tests.tui.room import NOW
from tests.tui.test_stage_screen import BENCHMARK


def has_quit(play: Play) -> bool:
    return play.room.app.return_code == 0


async def test_a_benchmark_is_not_lost_by_one_key(home: Path) -> None:
    async with open_play(home, BENCHMARK) as play:
        stage = await play.to_stage()
        await play.type("half a line")
        await play.room.press("ctrl+q")
        await play.room.until_shown("End it here and quit csmdrill? Then it does not count.")
        await play.move(3)
        assert stage.play.now == 3_000
        await play.room.press("escape", "f1")
        await play.on(HelpScreen)
        assert stage.state == "running"
        await play.room.press("ctrl+q")
        await play.until(lambda: play.room.app.screen is stage)
        await play.room.until_shown("enter Quit")
        assert not has_quit(play)
        await play.room.press("enter")
        await play.until(lambda: has_quit(play))
    assert [fact["payload"]["reason"] for fact in play.facts("attempt")] == ["left"]  # type: ignore[index]


@pytest.mark.parametrize("line", ["which outcome?", ""])
async def test_practice_is_gone_on_with_if_something_was_said(home: Path, line: str) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.move(2)
        if line:
            await play.say(line)
        await play.room.press("ctrl+q")
        await play.room.until_shown("Quit csmdrill here? This run can be gone on with later.")
        await play.move(0)
        play.watch.seconds += 2
        assert (stage.state, stage.play.now, has_quit(play)) == ("quitting", 2_000, False)
        await play.room.press("ctrl+q")
        await play.until(lambda: has_quit(play))
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        assert [each.resumable for each in rehearse.interrupted(workspace)] == [True] * bool(line)


async def test_what_is_asked_is_seen_in_a_small_window_and_forgotten_in_a_large_one(home: Path) -> None:
    async with open_play(home, BENCHMARK) as play:
        stage = await play.to_stage()
        await play.room.pilot.resize_terminal(70, 20)
        await play.room.until_shown("nothing is lost")
        await play.room.press("ctrl+q")
        await play.room.until_shown("ctrl+q again quits; then it does not count.")
        await play.room.pilot.resize_terminal(80, 24)
        await play.room.until_shown("esc Go on")
        await play.room.press("escape")
        await play.until(lambda: stage.state == "running")
        await play.room.pilot.resize_terminal(70, 20)
        await play.room.until_shown("nothing is lost")


async def test_what_is_over_is_left_without_a_question(home: Path) -> None:
    async with open_play(home, BENCHMARK) as play:
        await play.to_stage()
        await play.move(6)
        await play.say("decide by friday")
        await play.room.until_shown("It is over.")
        await play.room.press("ctrl+q")
        await play.until(lambda: has_quit(play))
        assert "is not rated yet. To go on with it: csmdrill, then r (Role-plays)" in play.room.app.farewell
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as workspace:
        assert [each.over for each in rehearse.interrupted(workspace)] == [True]


async def test_a_half_made_rating_says_in_the_shell_which_command_goes_on_with_it(home: Path) -> None:
    async with open_play(home) as play:
        await play.play_to_rating()
        await play.room.press("ctrl+q")
        await play.until(lambda: has_quit(play))
    attempt = play.facts("attempt")[0]["payload"]["attempt"]  # type: ignore[index]
    assert play.room.app.farewell.endswith(f"To go on with the rating: csmdrill rate {attempt}")
