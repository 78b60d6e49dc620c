"""The coach's screens: the inbox, a blind rating, the gap, comments, and where the trainee reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from csmdrill.roleplay import engine
from csmdrill.roleplay.model import Said
from csmdrill.services import rating, rehearse
from csmdrill.services.coach_files import encoded, write_new
from csmdrill.services.coach_views import InboxRow
from csmdrill.services.comments import Spot
from csmdrill.services.plan import Plan
from csmdrill.services.receiving import receive
from csmdrill.services.rehearsal_views import RatingDraft
from csmdrill.services.submission import submission_of
from csmdrill.services.workspace import Workspace, open_workspace
from csmdrill.tui.safe import near
from csmdrill.tui.screens.ask import AskScreen
from csmdrill.tui.screens.attempts import AttemptsScreen
from csmdrill.tui.screens.coach_inbox import CoachInboxScreen, about, line_of
from csmdrill.tui.screens.coach_rating import CoachDebriefScreen, CoachRevealScreen
from csmdrill.tui.screens.replay import ReplayScreen
from csmdrill.tui.screens.reveal import RevealScreen
from csmdrill.tui.widgets.transcript_pane import TranscriptPane
from tests.tui.playing import Play, open_play, write_scenario
from tests.tui.room import NOW


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder with one attempt of somebody else, and a file that is none."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    write_scenario(tmp_path / "trainee")
    with trainee(tmp_path) as workspace:
        begun = rehearse.begin(workspace, rehearse.prepare(workspace, "my/short-call", seed=3), 4)
        run = engine.replay(begun.scene, begun.drawn, (Said(6000, "[b]decide[/b] by friday"),))
        rehearse.finish(workspace, begun, run.log, "ended", "")
        sheet = rating.sheet(workspace, "last")
        rating.save_rating(workspace, sheet, RatingDraft(levels={"waits": 5}))
        write_new(folder / "mia.json", encoded(submission_of(workspace, "last", "Mia [red]Wolf")))
    (folder / "broken.json").write_text("[", encoding="utf-8")
    return folder


def trainee(tmp_path: Path) -> Workspace:
    """Return the trainee's workspace."""
    return open_workspace({"CSMDRILL_HOME": str(tmp_path / "trainee"), "CSMDRILL_NOW": NOW})


async def rate_blind(play: Play) -> CoachRevealScreen:
    """Go from the inbox through the blind rating to the gap."""
    screen = await play.on(CoachInboxScreen)
    await play.until(lambda: screen.shown)
    assert "For coaching only: never for pay, ranking or discipline." in play.text()
    assert "Mia [red]Wolf" in play.text()
    assert "cannot be read" in play.text()
    await play.room.press("down")
    await play.room.until_shown("broken.json: It is not an attempt that csmdrill wrote.")
    await play.room.press("up", "enter")
    await play.on(CoachDebriefScreen)
    await play.room.until_shown("rate blind")
    for told in ("advanced", "predicted", "The end"):
        assert told not in play.text()
    await play.room.until_shown("Begin to rate")
    pane = play.room.app.screen.query_one(TranscriptPane)
    await play.until(lambda: pane.cursor is not None)
    assert "[b]decide[/b] by friday" in play.text()
    await play.room.press("end")
    assert pane.cursor == len(pane.told) - 1
    await play.room.press("home")
    assert pane.cursor == 0
    await play.room.press("escape")
    await play.on(CoachInboxScreen)
    await play.room.until_shown("1 attempt to rate, in the random order of today.")
    assert "kept" not in play.text().lower()
    await play.room.press("enter")
    await play.on(CoachDebriefScreen)
    await play.room.until_shown("Begin to rate")
    await play.room.press("enter", "2", "x", "escape")
    await play.room.until_shown("Kept as far as it is: 1 of 5 rated. Enter goes on with it.")
    await play.room.press("enter")
    await play.on(CoachDebriefScreen)
    await play.room.press("enter")
    for _ in range(3):
        await play.room.press("2", "enter")
    await play.room.until_shown("All in all")
    await play.room.press("3", "enter")
    return await play.on(CoachRevealScreen)


async def test_an_attempt_is_rated_blind_and_a_moment_commented(
    inbox: Path, home: Path, tmp_path: Path
) -> None:
    async with open_play(home, plan=Plan(start="coach", folder=inbox, rater="Ada"), NO_COLOR="1") as play:
        gap = await rate_blind(play)
        await play.room.until_shown("On the one criterion you both rated: the trainee 5.00, you 2.00.")
        assert "mia.rating.json is written" in play.text()
        assert "c Comment" in play.text()
        pane = gap.query_one(TranscriptPane)
        place = next(number for number, row in enumerate(pane.told) if "decide" in row.words)
        await play.room.press("c")
        assert pane.cursor == place
        assert pane.told[place].who == "Mia"
        await play.room.press("c")
        await play.on(AskScreen)
        await play.room.until_typing()
        assert isinstance(play.room.app.focused, Input)
        await play.say("Good [/x] pause.")
        await play.on(CoachRevealScreen)
        await play.room.until_shown("your comment: Good [/x] pause.")
        assert pane.cursor == place
        await play.room.press("escape")
        await play.room.until_shown("rated by Ada")
        await play.room.press("end", "home", "enter")
        again = await play.on(CoachRevealScreen)
        assert list(again.rated.moments.values()) == ["Good [/x] pause."]
    with trainee(tmp_path) as workspace:
        receive(workspace, inbox / "mia.rating.json")


async def test_the_trainee_reads_a_comment_at_its_moment(inbox: Path, home: Path, tmp_path: Path) -> None:
    from csmdrill.services.coach_rating import open_file, pin, save

    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}) as coach:
        asked = open_file(coach, inbox / "mia.json", "Ada")
        levels: dict[str, int | None] = {each.id: 2 for each in asked.sheet.asked}
        pin(coach, save(coach, asked, RatingDraft(levels=levels)), Spot(6000, 1), "A good pause.")
    with trainee(tmp_path) as workspace:
        receive(workspace, inbox / "mia.rating.json")
    async with open_play(tmp_path / "trainee") as play:
        await play.to_list()
        await play.room.press("h")
        attempts = await play.on(AttemptsScreen)
        await play.until(lambda: attempts.shown)
        assert "5.00  coach 2.00" in play.text()
        await play.room.press("enter")
        await play.on(RevealScreen)
        await play.room.until_shown("coach: A good pause.")
        assert "Coach not calibrated yet." in play.text()
        await play.room.press("p")
        replay = await play.on(ReplayScreen)
        await play.room.press("space")
        assert "A good pause" not in play.text()
        await play.room.press("right", "right")
        await play.room.until_shown("coach: A good pause.")
        assert replay.at >= 6000


def test_a_file_of_the_inbox_is_named_on_one_line() -> None:
    broken = InboxRow(file="x\n1 rated\n.json", problem="It is none.", hint="Ask again.")
    assert line_of(broken).plain.startswith("  x 1 rated .json ")
    assert about(broken, (broken,)).plain == "x 1 rated .json: It is none. Ask again."
    assert near("/x\n1 rated\n.json") == "/x 1 rated .json"
