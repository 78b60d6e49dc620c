"""After a role-play: the self-rating, what happened, a line taken again, the next act, the replay."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from csmdrill.tui import rehearsing
from csmdrill.tui.screens.attempts import AttemptsScreen
from csmdrill.tui.screens.choose import ChooseScreen
from csmdrill.tui.screens.debrief import DebriefScreen
from csmdrill.tui.screens.example import ExampleScreen
from csmdrill.tui.screens.next_act import NewCardScreen, RepeatScreen
from csmdrill.tui.screens.reflect import ReflectScreen
from csmdrill.tui.screens.replay import ReplayScreen
from csmdrill.tui.screens.reveal import RevealScreen
from csmdrill.tui.screens.role_plays import RolePlaysScreen
from csmdrill.tui.screens.stage import StageScreen
from csmdrill.tui.screens.today import TodayScreen
from csmdrill.tui.widgets.say_line import SayLine
from csmdrill.tui.widgets.transcript_pane import TranscriptPane
from tests.tui.playing import SCENARIO, Play, open_play, write_scenario

BENCHMARK = SCENARIO.replace("train: waits", "train: waits\nbenchmark: true")


async def point_at(play: Play, words: str) -> None:
    """Point at the row of the transcript that says some words."""
    pane = play.room.app.screen.query_one(TranscriptPane)
    place = next(number for number, row in enumerate(pane.told) if words in row.words)
    for _ in range(place + 1):
        await play.room.press("down")
    assert pane.cursor == place


async def whole_and_back(play: Play, debrief: DebriefScreen) -> None:
    """Open the whole transcript, go to its end and its beginning, and back to the rating."""
    pane = debrief.query_one(TranscriptPane)
    before = pane.size.height
    await play.room.press("t")
    await play.room.until_shown("The transcript. t goes back to the rating.")
    await play.until(lambda: pane.cursor == 0 and pane.size.height > before)
    assert "[ ]" not in play.text()
    assert "[x]" not in play.text()
    await play.room.press("end")
    await play.until(lambda: pane.cursor == len(pane.told) - 1)
    await play.room.press("home")
    await play.until(lambda: pane.cursor == 0)
    await play.room.press("pagedown", "4", "t")
    await play.room.until_shown("[x]")
    await play.until(lambda: pane.cursor is None and pane.size.height == before)


async def test_practice_rates_one_criterion_against_the_transcript(home: Path) -> None:
    async with open_play(home) as play:
        debrief = await play.play_to_rating()
        assert "Lets silence work" in play.text()
        assert "Gives nothing away" not in play.text()
        assert "predicted 4" in play.text()
        await play.room.press("enter")
        await play.room.until_shown("not rated yet")
        await play.room.press("b")
        await play.room.until_shown("[x]")
        assert not play.room.app._notifications
        await play.room.press("3", "right", "e")
        await play.until(lambda: debrief.query_one(TranscriptPane).cursor is not None)
        await play.room.press("up", "enter", "escape")
        await whole_and_back(play, debrief)
        assert debrief.draft.levels == {"waits": 4}
        assert debrief.draft.checks == {"waits": ("waited",)}
        assert len(debrief.draft.evidence["waits"]) == 1
        await play.room.press("enter")
        await play.on(RevealScreen)
        assert "It ended as advanced (pass)." in play.text()
        assert "you      4.00; you had predicted 4" in play.text()
        assert "held silence" in play.text()
    (attempt,) = play.facts("attempt")
    (rating,) = play.facts("rating")
    assert "ended" in str(attempt)
    assert "waits" in str(rating)


async def test_a_benchmark_rates_everything_and_one_global(home: Path) -> None:
    async with open_play(home, BENCHMARK) as play:
        await play.to_rating()
        for title in ("Lets silence work", "Gives nothing away", "Leaves with a date", "Says it briefly"):
            await play.room.until_shown(title)
            await play.room.press("n" if title == "Leaves with a date" else "1", "enter")
        await play.room.until_shown("All in all")
        assert "Nothing moved." in play.text()
        await play.room.press("2", "enter")
        await play.on(RevealScreen)
        assert "One failure decides: Gives nothing away" in play.text()
        await play.room.press("t", "c", "d")
        assert isinstance(play.room.app.screen, RevealScreen)


async def test_other_criteria_can_be_rated_in_practice(home: Path) -> None:
    async with open_play(home) as play:
        debrief = await play.to_rating()
        await play.room.press("3", "m")
        await play.room.until_shown("Gives nothing away")
        await play.room.press("5", "up", "down")
        assert debrief.draft.levels == {"waits": 3, "price": 5}


async def test_a_rating_that_was_left_goes_on_where_it_was(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_rating()
        await play.room.press("a", "2")
        await play.room.press("escape")
        await play.on(TodayScreen)
    async with open_play(home) as play:
        await play.to_list()
        await play.room.until_shown("Rate   The short call")
        await play.room.press("home", "enter")
        debrief = await play.on(DebriefScreen)
        assert debrief.draft.levels == {"waits": 2}
        assert debrief.draft.checks == {"waits": ("asked",)}


async def test_how_a_line_was_understood_is_shown_and_can_be_corrected(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_stage()
        await play.say("what is it worth to you")
        await play.move(1)
        await play.say("decide by friday")
        await play.room.press("enter")
        await play.on(ReflectScreen)
        await play.room.press("enter")
        await play.on(DebriefScreen)
        await play.room.press("4", "enter")
        await play.on(RevealScreen)
        await point_at(play, "worth to you")
        await play.room.until_shown("read as: nothing in particular")
        assert "read as: names a day" in play.text()
        await play.room.press("c")
        await play.on(ChooseScreen)
        await play.room.press("enter")
        await play.on(RevealScreen)
        await play.room.until_shown("read as: asks for the outcome, as you said")


async def test_a_line_is_taken_again_from_where_it_was_asked(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_reveal()
        await point_at(play, "decide by friday")
        await play.room.press("t")
        stage = await play.on(StageScreen)
        await play.room.until_shown("It goes on from 0:05.")
        assert [row.words for row in stage.query_one(TranscriptPane).told][-1] == "... Go on."
        await play.room.press("enter")
        await play.move(2)
        await play.say("which outcome, then?")
        await play.room.until_shown("Faster")


async def test_a_line_that_is_not_taken_again_after_all_leads_back_to_what_happened(home: Path) -> None:
    async with open_play(home) as play:
        reveal = await play.to_reveal()
        await point_at(play, "decide by friday")
        for _ in range(2):
            await play.room.press("t")
            await play.on(StageScreen)
            await play.room.until_shown("It goes on from 0:05.")
            await play.room.press("escape", "enter")
            await play.until(lambda: play.room.app.screen is reveal)
        await play.room.press("t")
        await play.on(StageScreen)
        await play.room.until_shown("It goes on from 0:05.")
        await play.room.press("enter")
        await play.move(2)
        await play.say("decide by friday")
        await play.room.until_shown("It is over.")
        await play.room.press("enter")
        await play.on(ReflectScreen)
        await play.room.press("enter")
        await play.on(DebriefScreen)
        await play.room.press("4", "enter")
        await play.until(lambda: isinstance(play.room.app.screen, RevealScreen))
        assert play.room.app.screen is not reveal
        await play.room.press("escape")
        await play.on(TodayScreen)


async def test_what_was_left_says_before_it_is_rated_that_it_does_not_count(home: Path) -> None:
    async with open_play(home, BENCHMARK) as play:
        await play.to_stage()
        await play.move(2)
        await play.say("which outcome?")
        await play.room.press("escape", "enter")
        today = await play.today()
        await rehearsing.to_rating(today, "last", on_top=True)
        await play.on(DebriefScreen)
        await play.room.until_shown("It was left before its end, so it does not count as played.")
        await play.room.press("4", "enter")
        await play.until(lambda: "does not count" not in play.text())


async def test_strong_and_weak_runs_are_shown_after_the_rating(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_reveal()
        for key, words in (("s", "One date and nothing else."), ("w", "A gift.")):
            await play.room.press(key)
            await play.on(ExampleScreen)
            await play.room.until_shown(words)
            await play.room.press("escape")
            await play.on(RevealScreen)


async def test_a_line_becomes_a_card_and_the_scenario_comes_on_a_day(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_reveal()
        await point_at(play, "Go on.")
        await play.room.press("a")
        form = await play.on(NewCardScreen)
        assert form.query_one("#prompt", Input).value == "“... Go on.” What do you say?"
        assert form.query_one("#answer", Input).value == "Can we decide by Friday?"
        assert form.focused is form.query_one("#answer")
        form.query_one("#answer", Input).value = ""
        await play.room.press("enter")
        await play.room.until_shown("A card needs both lines.")
        await play.say('By "Friday": [yes] or no?')
        await play.on(RevealScreen)
        await play.room.press("d")
        days = await play.on(RepeatScreen)
        days.query_one("#days", Input).value = "500"
        await play.room.press("enter")
        await play.room.until_shown("A number from 1 to 92.")
        days.query_one("#days", Input).value = "3"
        await play.room.press("enter")
        await play.on(RevealScreen)
        await play.room.press("escape")
        await play.to_list()
        await play.room.until_shown("due Fri 27 Nov")
        found = await play.room.app.work.library.found('"Go on" deck:from-role-plays', 5, "due")
        assert found.total == 1


async def test_leaving_a_half_written_card_asks_and_keeps_what_was_typed(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_reveal()
        await point_at(play, "Fine.")
        await play.room.press("a")
        form = await play.on(NewCardScreen)
        answer = form.query_one("#answer", Input)
        assert answer.value == ""
        await play.type("Name the day")
        await play.room.press("escape")
        await play.room.until_shown("Leave without the card?")
        await play.room.press("escape", "!")
        assert answer.value == "Name the day!"
        await play.room.press("escape", "enter")
        await play.on(RevealScreen)
        await play.room.press("a")
        await play.on(NewCardScreen)
        await play.room.press("escape")
        await play.on(RevealScreen)


async def test_the_mark_follows_the_page_keys(home: Path) -> None:
    async with open_play(home) as play:
        debrief = await play.to_rating()
        await play.room.press("e")
        pane = debrief.query_one(TranscriptPane)
        await play.until(lambda: pane.cursor == len(pane.told) - 1)
        await play.room.press("pageup")
        assert pane.cursor == 0
        await play.room.press("pagedown")
        assert pane.cursor == len(pane.told) - 1
        await play.room.press("escape", "4", "enter")
        reveal = await play.on(RevealScreen)
        pane = reveal.query_one(TranscriptPane)
        await play.room.until_shown("The end: advanced")
        await play.room.press("pagedown")
        assert pane.cursor == len(pane.told) - 1
        assert "▸" in play.text()
        await play.room.press("pageup", "pageup")
        assert pane.cursor is None


async def test_a_row_taller_than_the_page_is_read_before_the_mark_goes_on(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_stage()
        play.room.app.screen.query_one(SayLine).value = "word " * 500
        await play.room.press("enter")
        await play.move(6)
        await play.say("decide by friday")
        await play.room.until_shown("It is over.")
        await play.room.press("enter")
        await play.on(ReflectScreen)
        await play.room.press("enter")
        await play.on(DebriefScreen)
        await play.room.press("4", "enter")
        reveal = await play.on(RevealScreen)
        pane = reveal.query_one(TranscriptPane)
        await play.until(lambda: bool(pane.told))
        tall = next(number for number, row in enumerate(pane.told) if "word word" in row.words)
        marks = []
        for _ in range(6):
            await play.room.press("pagedown")
            await play.room.pilot.pause()
            marks.append(pane.cursor)
        assert marks[-1] == len(pane.told) - 1
        assert marks.count(tall) >= 2


async def test_a_replay_goes_through_the_attempt_and_faster(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_reveal()
        await play.room.press("p")
        replay = await play.on(ReplayScreen)
        assert [row.words for row in replay.told] == ["You have one minute. What do you want?"]
        await play.room.press("space")
        await play.until(lambda: "paused" in play.text())
        await play.room.press("right")
        assert replay.at == 5000
        await play.room.until_shown("... Go on.")
        await play.room.press("end")
        await play.room.until_shown("0:06 of 0:06")
        assert "Fine." in replay.told[-1].words
        await play.room.press("left")
        await play.until(lambda: len(replay.told) == 1)
        await play.room.press("space", "f", "f")
        play.watch.seconds += 1
        await replay._tick()
        assert replay.at == 5000
        await play.room.press("escape")
        await play.on(RevealScreen)


async def test_attempts_are_listed_and_looked_at_again(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_reveal()
        await play.room.press("escape")
        await play.to_list()
        await play.room.press("h")
        attempts = await play.on(AttemptsScreen)
        await play.until(lambda: attempts.shown)
        assert "4.0" in play.text()
        await play.room.press("enter")
        await play.on(RevealScreen)


async def test_an_attempt_that_was_broken_off_goes_on(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_stage()
        await play.move(7)
        await play.say("hello")
        await play.until(lambda: "Hm." in play.text())
        await play.room.app.work.today()  # the work before it is done
    async with open_play(home) as play:
        await play.to_list()
        await play.room.until_shown("Go on  The short call")
        await play.room.press("home", "enter")
        stage = await play.on(StageScreen)
        await play.room.until_shown("It goes on from 0:07.")
        assert "hello" in play.text()
        assert stage.play.now == 7000


async def test_a_scenario_with_errors_says_why_it_is_not_offered(home: Path) -> None:
    write_scenario(
        home, SCENARIO.replace("id: short-call", "id: broken").replace("rubric: calm", "rubric: c"), "b"
    )
    async with open_play(home) as play:
        screen = await play.to_list()
        rows = screen.query_one("#scenarios")
        rows.highlighted = [option.id for option in rows.options].index("play my/broken")  # type: ignore[attr-defined]
        await play.room.until_shown("Not offered:")
        await play.room.press("enter")
        assert isinstance(play.room.app.screen, RolePlaysScreen)


async def test_today_suggests_one_and_says_why(home: Path) -> None:
    async with open_play(home) as play:
        await play.room.until_shown("Role-play  ")
        await play.room.until_shown("Not tried yet")


async def test_evidence_quotes_the_trainee_before_what_happened_at_once(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_rating()
        await play.room.press("e")
        await point_at(play, "Fine.")
        await play.room.press("enter", "escape")
        await play.room.until_shown("evidence     0:06 “decide by friday”")
