"""The stage aloud: a microphone that marks the speech, its loss, and the notes of what was said."""

from __future__ import annotations

import wave
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
from textual._compositor import LayoutUpdate

from csmdrill.audio.microphone import RATE
from csmdrill.tui.screens.reflect import ReflectScreen
from csmdrill.tui.screens.stage import StageScreen
from csmdrill.tui.screens.today import TodayScreen
from csmdrill.tui.widgets.say_line import SayLine
from tests.audio.fakes import FakeSound
from tests.roleplay.sounds import pink, samples, silence, speech, together
from tests.tui.playing import SCENARIO, Play, open_play

SPOKEN = SCENARIO.replace("train: waits", "train: waits\nspoken: true")
BENCHMARK = SPOKEN.replace("spoken: true", "spoken: true\nbenchmark: true")
STEP = 0.5


@cache
def talk(seconds: int) -> array[int]:
    """Return a second of silence, some seconds of speech and two of silence."""
    parts = [*silence(1, RATE), *speech(seconds, RATE), *silence(2, RATE)]
    return samples(together(parts, pink(seconds + 3, RATE, level=-50)))


@asynccontextmanager
async def open_spoken(home: Path, sound: FakeSound, scenario: str = SPOKEN) -> AsyncIterator[Play]:
    """Run the program on a scenario that is played aloud, with a microphone."""
    async with open_play(home, scenario) as play:
        play.room.app.sound = sound
        yield play


async def hear(play: Play, sound: FakeSound, heard: array[int]) -> None:
    """Let sound come while time passes."""
    size = round(RATE * STEP)
    for start in range(0, len(heard), size):
        sound.send(heard[start : start + size])
        await play.move(STEP)


def marks(stage: StageScreen) -> list[tuple[str, float]]:
    """Return where speech began and stopped, in halves of a second."""
    events = stage.play.run.events
    return [(each.kind, round(each.at / 500) / 2) for each in events if each.kind in ("speaking", "spoke")]


def recorded_ms(path: Path) -> int:
    """Return how long a recording is."""
    with wave.open(str(path)) as file:
        frames, rate = file.getnframes(), file.getframerate()
    return round(1000 * int(frames) / int(rate))


async def test_a_microphone_marks_the_speech_and_a_note_is_answered(home: Path) -> None:
    sound = FakeSound()
    async with open_spoken(home, sound) as play:
        stage = await play.to_stage()
        await play.room.until_shown("the microphone listens")
        await play.room.press("space")
        assert not marks(stage)
        await hear(play, sound, talk(3))
        assert marks(stage) == [("speaking", 1.0), ("spoke", 4.0)]
        await play.room.until_shown("n note what you said")
        await play.room.press("n")
        await play.until(lambda: stage.query_one(SayLine).display)
        await play.move(20)
        await play.say("which outcome?")
        await play.until(lambda: "asked" in [each.name for each in stage.play.run.events])
        assert stage.play.now == 6000
        await play.room.until_shown("the microphone listens")
        (recording,) = (home / "recordings").iterdir()
        assert abs(recorded_ms(recording) - 6000) <= 100


async def test_what_is_heard_in_a_pause_is_neither_recorded_nor_marked(home: Path) -> None:
    sound = FakeSound()
    async with open_spoken(home, sound) as play:
        stage = await play.to_stage()
        await play.move(STEP)
        await play.room.press("p")
        await play.until(lambda: stage.state == "paused")
        await hear(play, sound, talk(3))
        await play.room.press("enter")
        await play.move(STEP)
        assert stage.play.now == 1000
        assert not marks(stage)
        (recording,) = (home / "recordings").iterdir()
        assert recorded_ms(recording) <= 1000


async def test_a_lost_microphone_is_told_and_the_key_goes_on(home: Path) -> None:
    sound = FakeSound()
    async with open_spoken(home, sound) as play:
        stage = await play.to_stage()
        await hear(play, sound, talk(3))
        sound.unplug()
        await play.move(STEP)
        await play.room.until_shown("The microphone was lost at 0:06")
        await play.room.until_shown("space when you begin to speak")
        await play.room.press("n")
        await play.say("an outcome?")
        await play.room.press("space")
        await play.move(2)
        await play.room.press("space")
        await play.until(lambda: stage.query_one(SayLine).display)
        await play.say("decide by friday")
        await play.room.until_shown("It is over.")
        assert [kind for kind, _ in marks(stage)] == ["speaking", "spoke"] * 2
        assert list((home / "recordings").iterdir())


async def test_without_a_usable_microphone_the_key_marks_and_the_reason_is_told(home: Path) -> None:
    async with open_spoken(home, FakeSound(there=False)) as play:
        stage = await play.to_stage()
        await play.room.until_shown("There is no microphone that can be used.")
        await play.room.press("space")
        await play.until(lambda: stage.play.speaking_ms is not None)


async def test_beginning_again_erases_what_was_recorded(home: Path) -> None:
    sound = FakeSound()
    async with open_spoken(home, sound) as play:
        stage = await play.to_stage()
        await hear(play, sound, talk(3))
        (first,) = (home / "recordings").iterdir()
        before = sound.stream
        await play.room.press("p", "r")
        await play.until(lambda: play.room.app.screen is not stage)
        again = await play.on(StageScreen)
        await play.until(lambda: again.play.listens)
        assert before is not None
        assert not before.on
        assert first not in (home / "recordings").iterdir()


@pytest.mark.parametrize("spoke", [True, False])
async def test_leaving_lets_go_of_the_microphone(home: Path, spoke: bool) -> None:
    sound = FakeSound()
    async with open_spoken(home, sound) as play:
        await play.to_stage()
        await hear(play, sound, talk(3) if spoke else talk(3)[:RATE])
        await play.room.press("escape", "enter")
        await play.on(ReflectScreen if spoke else TodayScreen)
        assert sound.stream is not None
        assert not sound.stream.on
        # What was begun and left without a word is forgotten, its recording with it.
        assert bool(list((home / "recordings").iterdir())) is spoke


async def test_the_brief_offers_the_microphone_and_the_key(home: Path) -> None:
    sound = FakeSound()
    async with open_spoken(home, sound) as play:
        await play.to_brief()
        for words in ("a microphone marks", "Typed:", "Aloud: space marks"):
            await play.room.until_shown(words)
            if "space" not in words:
                await play.room.press("v")
        await play.room.press("4", "enter")
        stage = await play.on(StageScreen)
        await play.room.press("space")
        await play.until(lambda: stage.play.speaking_ms is not None)
        assert sound.stream is None


async def test_in_a_benchmark_the_clock_stands_still_for_a_note_a_minute_at_most(home: Path) -> None:
    async with open_play(home, BENCHMARK) as play:
        stage = await play.to_stage()
        await play.move(6)
        await play.room.press("space")
        await play.move(2)
        await play.room.press("space")
        await play.room.until_shown("The clock stands still while you note what you said. 1:00 for it.")
        await play.type("which outcome is it?")
        await play.move(59)
        await play.room.until_shown("0:01 for it")
        assert stage.play.now == 8000
        await play.move(2)
        await play.until(lambda: not stage.query_one(SayLine).display)
        assert "asked" in [each.name for each in stage.play.run.events]
        await play.move(3)
        assert stage.play.now == 11_000


async def test_in_practice_a_note_takes_as_long_as_it_takes(home: Path) -> None:
    async with open_play(home, SPOKEN) as play:
        stage = await play.to_stage()
        await play.move(6)
        await play.room.press("space")
        await play.move(2)
        await play.room.press("space")
        await play.room.until_shown("The clock stands still while you note what you said.")
        await play.move(300)
        assert stage.play.noting


async def test_escape_leaves_out_a_note_of_what_the_end_cut_off(home: Path) -> None:
    async with open_play(home, BENCHMARK) as play:
        stage = await play.to_stage()
        await play.move(25)
        await play.room.press("space")
        await play.move(20)  # the phone has left ten seconds and the grace
        play.watch.seconds += 20
        await play.room.until_shown("What did you say last?")
        await play.room.press("escape")
        await play.until(lambda: stage.state == "over")
        await play.room.press("enter")
        await play.on(ReflectScreen)
        await play.room.press("enter")
        await play.until(lambda: not isinstance(play.room.app.screen, ReflectScreen))
        assert [row.reason for row in await play.room.app.work.rehearse.attempts()] == ["timeout"]


@pytest.mark.usefixtures("frames")
async def test_what_was_drawn_while_sound_was_looked_for_is_drawn_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[object] = []
    async with open_play(home) as play:
        await play.to_brief()
        monkeypatch.setattr(play.room.app, "_display", lambda _, update: drawn.append(update))
        await play.room.press("v")
        await play.room.until_shown("Aloud: space marks when you speak")
        await play.until(lambda: any(isinstance(update, LayoutUpdate) for update in drawn))
