"""The stage: time, silence, interruptions, and what is not told before the rating."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events
from textual.widgets import Digits

from csmdrill.tui.screens.brief import BriefAgainScreen
from csmdrill.tui.screens.debrief import DebriefScreen
from csmdrill.tui.screens.reflect import ReflectScreen
from csmdrill.tui.screens.stage import StageScreen
from csmdrill.tui.screens.today import TodayScreen
from csmdrill.tui.widgets.say_line import SayLine
from csmdrill.tui.widgets.silence_bar import SilenceBar
from csmdrill.tui.widgets.transcript_pane import TranscriptPane
from tests.tui.playing import SCENARIO, Play, open_play

BENCHMARK = SCENARIO.replace("train: waits", "train: waits\nbenchmark: true")
SPOKEN = SCENARIO.replace("train: waits", "train: waits\nspoken: true")
BRIEFING = (
    SCENARIO.replace("train: waits", "train: waits\nmode: monologue")
    .replace("grace: 5s", "grace: 5s, green: 20s")
    .replace("timeout:", "short: {say: Already?, end: drifted}\ntimeout:")
    .replace("rules:\n", 'rules:\n  - {id: through, event: done, do: {say: "Thank you.", end: advanced}}\n')
)


def figures(play: Play) -> str:
    """Return what the large clock shows."""
    return play.room.app.screen.query_one("#figures", Digits).value


def said(play: Play) -> str:
    """Return the rows of the transcript as words."""
    return "\n".join(f"{row.who} {row.words}" for row in play.room.app.screen.query_one(TranscriptPane).told)


async def test_the_brief_wants_a_prediction_before_it_begins(home: Path) -> None:
    async with open_play(home) as play:
        brief = await play.to_brief()
        assert "Renewal of $100" in play.text()
        assert "What you train: Lets silence work" in play.text()
        await play.room.press("enter")
        await play.room.until_shown("First press a digit")
        assert play.room.app.screen is brief
        await play.room.press("4")
        await play.room.until_shown("[4]")


async def test_a_line_comes_word_by_word_and_whole_at_the_next_event(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_stage()
        assert "You have" not in play.text()
        await play.move(0.4)
        assert "You have one" in play.text()
        assert "minute" not in play.text()
        await play.say("hello")
        await play.room.until_shown("You have one minute. What do you want?")


async def test_without_animations_a_line_stands_there_at_once(home: Path) -> None:
    async with open_play(home) as play:
        play.room.app.animation_level = "none"
        await play.to_stage()
        await play.room.until_shown("You have one minute. What do you want?")


async def test_silence_is_shown_while_it_lasts_and_stays_in_the_transcript(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_stage()
        await play.move(3)
        assert "░" in play.text()
        assert "silence, 3 s" in play.text()
        await play.move(2.5)
        assert "Go on." not in play.text()
        await play.move(1)
        assert "... Go on." in play.text()
        assert " silence, 5 s" in said(play)


async def test_a_line_into_silence_ends_it(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_stage()
        await play.move(2)
        await play.say("so")
        await play.room.until(lambda: "░" not in play.text())
        await play.room.until_shown("silence, 2 s")
        await play.room.until(lambda: "Hm." in said(play))


async def test_white_space_alone_says_nothing(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.say("   ")
        assert not [event for event in stage.play.run.events if event.kind == "you"]


async def test_an_interruption_leaves_the_half_typed_line_and_the_shorter_time_is_seen(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.type("how many da")
        await play.move(20)
        await play.move(20.1)
        assert "My phone. Be quick." in said(play)
        assert "The time is shorter now: 0:10 left." in play.text()
        assert figures(play) == "0:10"
        assert stage.query_one(SayLine).value == "how many da"
        await play.type("ys")
        assert stage.query_one(SayLine).value == "how many days"


async def test_a_long_line_is_cut_in_on(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_stage()
        await play.say("one two three four five six seven eight nine ten " * 2 + "more")
        await play.room.until_shown("Shorter.")
        assert "(cuts in)" in said(play)


async def test_the_ledger_and_the_quoted_words_are_on_the_stage(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_stage()
        assert "conceded $0" in play.text()
        await play.say("a discount")
        await play.room.until_shown("conceded $10")
        await play.say("By Friday then")
        await play.until(lambda: 'You said "By Friday". Fine.' in said(play))


async def test_the_lamp_turns_and_the_grace_is_called_so(home: Path) -> None:
    async with open_play(home, SCENARIO.replace("at: [40s]", "at: [59s]"), NO_COLOR="1") as play:
        await play.to_stage()
        for step, word in ((29, "green"), (2, "amber"), (15, "red")):
            await play.move(step)
            await play.room.until_shown(word)
        await play.move(14.5)
        assert "over" in play.text()
        assert "grace" in play.text()


async def test_the_end_is_calm_and_tells_nothing_before_the_rating(home: Path) -> None:
    async with open_play(home) as play:
        await play.to_stage()
        await play.say("decide by friday")
        await play.room.until_shown("It is over.")
        seen = play.text()
        await play.room.press("enter")
        await play.on(ReflectScreen)
        seen += play.text()
        await play.room.press("enter")
        await play.on(DebriefScreen)
        seen += play.text()
        assert not [word for word in ("advanced", "pass)", "dated", "held-silence", "score") if word in seen]


async def test_time_stands_still_in_a_pause_and_the_brief_can_be_read(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.move(7)
        await play.type("half a")
        await play.room.press("f3")
        await play.room.until_shown("Paused")
        await play.move(25)
        assert stage.play.now == 7000
        await play.room.press("f2")
        await play.on(BriefAgainScreen)
        assert "Renewal of $100" in play.text()
        await play.room.press("escape")
        await play.on(StageScreen)
        await play.room.press("enter")
        await play.move(1)
        assert stage.play.now == 8000
        assert stage.query_one(SayLine).value == "half a"


async def test_a_pause_can_begin_it_again(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        name = stage.play.run.drawn.names["dana"]
        await play.say("hello")
        await play.room.press("f3", "f4")
        await play.until(lambda: play.room.app.screen is not stage)
        again = await play.on(StageScreen)
        assert again.play.run.drawn.names["dana"] == name
        assert "hello" not in said(play)


async def test_a_gap_pauses_practice_where_it_began(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.move(7)
        play.watch.seconds += 3600
        await stage._tick()
        await play.room.until_shown("Practice is paused.")
        assert stage.play.now == 7000
        assert stage.state == "paused"


async def test_a_line_sent_right_after_a_gap_is_not_said(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.type("hello")
        play.watch.seconds += 3600
        await play.room.press("enter")
        await play.until(lambda: stage.state == "paused")
        assert stage.query_one(SayLine).value == "hello"


async def test_a_gap_voids_a_benchmark_with_a_sentence(home: Path) -> None:
    async with open_play(home, BENCHMARK) as play:
        stage = await play.to_stage()
        await play.move(7)
        play.watch.seconds += 3600
        await stage._tick()
        await play.until(lambda: stage.state == "void")
        await play.room.until_shown("as when a machine")
        play.watch.seconds += 1
        await play.room.press("enter")
        await play.on(TodayScreen)
        assert [row.reason for row in await play.room.app.work.rehearse.attempts()] == ["void"]


async def test_a_benchmark_has_no_pause_no_brief_and_no_second_take(home: Path) -> None:
    async with open_play(home, BENCHMARK) as play:
        stage = await play.to_stage()
        for key in ("f3", "f2", "f4"):
            await play.room.press(key)
        assert play.room.app.screen is stage
        assert stage.state == "running"
        assert "Pause" not in play.text()
        await play.room.press("f1", "escape")
        await play.on(StageScreen)
        await play.move(3)
        assert stage.play.now == 3000


async def test_escape_asks_once(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.say("hello")
        await play.room.press("escape")
        await play.room.until_shown("End it here?")
        await play.room.press("escape")
        assert stage.state == "running"
        await play.room.press("escape", "enter")
        await play.on(ReflectScreen)


async def test_an_endless_paste_is_cut_with_a_notice_and_made_safe(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        line = stage.query_one(SayLine)
        line.post_message(events.Paste("a\x1b[2Jb\nc" + "word " * 5000))
        await play.until(lambda: bool(line.value))
        assert line.value.startswith("a\ufffd[2Jb cword")
        assert len(line.value) == 4000
        await play.room.until_shown("room for 4,000 characters")


async def test_a_window_that_is_too_small_pauses_practice_and_loses_nothing(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        await play.type("half a")
        await play.room.pilot.resize_terminal(70, 20)
        await play.until(lambda: stage.state == "paused")
        await play.room.press("enter")
        await play.room.pilot.resize_terminal(120, 40)
        await play.room.until_shown("Paused")
        await play.room.press("enter")
        await play.until(lambda: stage.state == "running")
        assert stage.query_one(SayLine).value == "half a"


async def test_markup_in_a_line_is_shown_as_it_is(home: Path) -> None:
    async with open_play(home, SCENARIO.replace('["Hm.", "And?"]', '"[@click=app.quit]x[/] [/y]"')) as play:
        await play.to_stage()
        stage = play.room.app.screen
        stage.query_one(SayLine).value = "[/x] [bold]z"
        await play.room.press("enter")
        await play.until(lambda: "[@click=app.quit]x[/] [/y]" in said(play))
        await play.move(3)
        assert "[/x] [bold]z" in play.text()
        assert "[@click=app.quit]x[/] [/y]" in play.text()


async def test_speech_is_marked_by_a_key_and_noted_while_time_stands_still(home: Path) -> None:
    async with open_play(home, SPOKEN) as play:
        stage = await play.to_stage()
        await play.move(6)
        await play.room.press("space")
        await play.move(3)
        await play.room.until_shown("speaking")
        await play.room.until_shown("speaking 0:03")
        assert len(stage.query(Digits)) == 1
        await play.room.press("space")
        await play.until(lambda: stage.query_one(SayLine).display)
        await play.move(20)
        assert stage.play.now == 9000
        await play.say("decide by friday")
        await play.room.until_shown("It is over.")
        assert "(spoke for 3 s)" in said(play)
        assert "you decide by friday" in said(play)


async def test_a_briefing_aloud_is_ended_by_its_key_and_noted_once(home: Path) -> None:
    async with open_play(home, BRIEFING) as play:
        stage = await play.to_stage()
        for _ in range(2):
            await play.room.press("space")
            await play.move(12)
        await play.room.press("space")
        await play.move(1)
        await play.room.press("d")
        await play.until(lambda: stage.query_one(SayLine).display)
        await play.say("all of it")
        await play.room.until_shown("It is over.")
        assert stage.play.run.log.inputs[-1].at == stage.play.run.clock


@pytest.mark.parametrize("typed", [True, False])
async def test_the_brief_lets_one_speak_or_type(home: Path, typed: bool) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage("my/short-call", *([] if typed else ["v"]))
        assert stage.query_one(SayLine).display is typed


async def test_only_what_changed_is_painted(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[str] = []
    async with open_play(home) as play:
        await play.to_stage()
        await play.move(10)
        monkeypatch.setattr(Digits, "update", lambda self, _: painted.append(f"{self.id}"))
        monkeypatch.setattr(SilenceBar, "update", lambda self, _: painted.append(f"{self.id}"))
        await play.move(0.2)
        await play.move(0.2)
        assert not painted
        await play.move(0.7)
        assert painted == ["figures"]


async def test_lines_of_a_paste_become_one_whatever_ends_them(home: Path) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        line = stage.query_one(SayLine)
        line.post_message(events.Paste("one\rtwo\r\n\tthree"))
        await play.until(lambda: line.value == "one two three")


async def test_keys_into_a_full_line_are_told_of_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_play(home) as play:
        stage = await play.to_stage()
        line = stage.query_one(SayLine)
        line.value = "w" * 3999
        line.cursor_position = 3999
        told: list[str] = []
        monkeypatch.setattr(stage, "say", lambda words: told.append(words))
        await play.room.press(*"abcdef")
        await play.until(lambda: len(told) == 1)
        await play.room.press("backspace", "g", "h", "i")
        await play.until(lambda: len(told) == 2)
        assert line.value.endswith("wg")
