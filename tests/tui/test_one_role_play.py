"""A role-play that was named at the shell: who leaves it is in the shell again, on no screen unasked for."""

from __future__ import annotations

from pathlib import Path

from csmdrill.services.plan import Plan
from csmdrill.tui.screens.brief import BriefScreen
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.reveal import RevealScreen
from csmdrill.tui.screens.role_plays import RolePlaysScreen
from csmdrill.tui.screens.stage import StageScreen
from csmdrill.tui.widgets.row_list import RowList
from tests.tui.playing import Play, open_play

ONE = Plan("role-play", scenario="my/short-call")


async def ends(play: Play) -> None:
    """Wait until the program ends."""
    await play.until(lambda: play.room.app._exit)


async def test_leaving_the_brief_ends_the_program(home: Path) -> None:
    async with open_play(home, plan=ONE) as play:
        await play.on(BriefScreen)
        await play.room.press("question_mark")
        await play.on(HelpScreen)
        await play.room.until(lambda: play.text().splitlines()[3].strip() == "Role-play")
        await play.room.press("escape")
        await play.on(BriefScreen)
        assert not play.room.app._exit
        await play.room.press("escape")
        await ends(play)
        assert play.room.app.farewell == ""


async def test_what_is_revealed_is_left_to_the_shell_and_an_unrated_attempt_is_told_there(home: Path) -> None:
    async with open_play(home, plan=ONE) as play:
        await play.on(BriefScreen)
        await play.room.press("4", "enter")
        stage = await play.on(StageScreen)
        await play.until(lambda: stage.state != "paused")
        await play.move(6)
        await play.say("decide by friday")
        await play.room.until_shown("It is over.")
        await play.room.press("enter", "enter")
        await play.room.until_shown("predicted 4")
        await play.room.press("4", "enter")
        await play.on(RevealScreen)
        await play.room.press("escape")
        await ends(play)
    async with open_play(home, plan=ONE) as play:
        await play.on(BriefScreen)
        await play.room.press("4", "enter")
        stage = await play.on(StageScreen)
        await play.until(lambda: stage.state != "paused")
        await play.say("hello")
        await play.room.press("escape", "enter")
        await play.room.until_shown("What would you do differently?")
        await play.room.press("escape")
        await ends(play)
        assert play.room.app.farewell == "It is kept. You find it among your attempts."
        assert len(play.facts("attempt")) == 2


async def test_from_the_list_one_comes_back_to_the_list(home: Path) -> None:
    async with open_play(home, plan=Plan("role-play")) as play:
        await play.on(RolePlaysScreen)
        await play.room.until_shown("The short call")
        rows = play.room.app.screen.query_one(RowList)
        rows.highlighted = rows.get_option_index("play my/short-call")
        await play.room.press("enter")
        await play.on(BriefScreen)
        await play.room.press("escape")
        await play.on(RolePlaysScreen)
        assert not play.room.app._exit
