"""A recording becomes marks of speech, and a microphone does while one plays, even if it is lost."""

from __future__ import annotations

from array import array
from functools import cache
from pathlib import Path

import pytest

from csmdrill.audio.microphone import RATE
from csmdrill.audio.wav import recording_at
from csmdrill.core.errors import AudioRejected
from csmdrill.core.home import Home
from csmdrill.roleplay.model import Finished, Noted, Speaking
from csmdrill.roleplay.voice import Stretch, pauses_of
from csmdrill.services.listening import (
    TOO_LOUD,
    Heard,
    Listener,
    heard_in,
    recorded_inputs,
)
from csmdrill.services.recordings import erase_recordings, recording_path, recordings
from tests.audio.fakes import FakeSound
from tests.roleplay.sounds import pink, samples, silence, speech, together

FIXTURE = Path(__file__).parent / "fixtures" / "four_sentences.wav"
SAID = ((0.20, 1.18), (2.18, 3.53), (6.03, 7.25), (11.25, 12.16))
"""As bench/make_speech_fixture.py put them together, in seconds."""

TICK = 100


@cache
def talk() -> array[int]:
    """Return 2 s of silence, 2 s of speech, 3 s of silence, 2 s of speech and 2 s of silence."""
    parts = [*silence(2, RATE), *speech(2, RATE), *silence(3, RATE), *speech(2, RATE, seed=5)]
    return samples(together([*parts, *silence(2, RATE)], pink(11, RATE, level=-50)))


class Stage:
    """A stage of ten ticks a second: sound comes, then the listener is asked."""

    def __init__(self, path: Path, at: int = 0) -> None:
        self.sound = FakeSound()
        self.listener = Listener(self.sound)
        self.at = at
        self.marks: list[Speaking] = []
        self.listener.start(path, at)

    def play(self, heard: array[int]) -> None:
        """Let time pass while sound comes."""
        for start in range(0, len(heard), RATE // 10):
            self.sound.send(heard[start : start + RATE // 10])
            self.wait(TICK)

    def wait(self, ms: int) -> None:
        """Let time pass."""
        for _ in range(ms // TICK):
            self.at += TICK
            self.marks += self.listener.poll(self.at)


def test_a_synthesised_recording_gives_its_pauses_to_three_tenths_of_a_second() -> None:
    heard = heard_in(FIXTURE)
    assert [each.ms / 1000 for each in pauses_of(heard.stretches)] == pytest.approx([1.0, 2.5, 4.0], abs=0.3)
    for found, (since, until) in zip(heard.speech, SAID, strict=True):
        assert (found.since / 1000, found.until / 1000) == pytest.approx((since, until), abs=0.15)


def test_a_recording_of_a_briefing_is_speech_one_note_and_done() -> None:
    heard = Heard(9_000, (Stretch(0, 500, False), Stretch(500, 3_000, True), Stretch(3_000, 9_000, False)))
    assert recorded_inputs(heard, "monologue", ["One ask.", "By Friday."]) == (
        Speaking(500, True),
        Speaking(3_000, False),
        Noted(3_000, "One ask. By Friday."),
        Finished(9_000),
    )


def test_a_recording_of_a_dialogue_has_a_note_for_each_speech() -> None:
    heard = Heard(9_000, (Stretch(500, 900, True), Stretch(900, 2_000, False), Stretch(2_000, 3_000, True)))
    acts = recorded_inputs(heard, "dialogue", ["", "Who decides?"])
    assert [each for each in acts if isinstance(each, Noted)] == [Noted(3_000, "Who decides?")]
    assert len([each for each in acts if isinstance(each, Speaking)]) == 4


def test_a_silent_recording_does_nothing() -> None:
    assert recorded_inputs(Heard(9_000, (Stretch(0, 9_000, False),)), "monologue", ["x"]) == ()


def test_a_microphone_marks_speech_while_one_plays(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "a.wav")
    stage.play(talk())
    assert [mark.on for mark in stage.marks] == [True, False, True, False]
    assert [mark.at for mark in stage.marks] == pytest.approx([2000, 4000, 7000, 9000], abs=300)
    assert stage.listener.stop(stage.at) == ()
    assert recording_at(tmp_path / "a.wav").ms == 11_000
    assert stage.listener.trouble() == ""


def test_speech_that_is_on_when_it_stops_is_marked_as_stopped(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "a.wav")
    stage.play(talk()[: 3 * RATE])
    assert [mark.on for mark in stage.marks] == [True]
    (last,) = stage.listener.stop(stage.at)
    assert not last.on
    assert last.at == pytest.approx(3000, abs=300)


@pytest.mark.parametrize("how", ["it tells so", "every question is an error", "nothing comes any more"])
def test_a_lost_microphone_keeps_what_was_said_and_is_told_once(tmp_path: Path, how: str) -> None:
    stage = Stage(tmp_path / "a.wav")
    stage.play(talk()[: 3 * RATE])
    if how == "it tells so":
        stage.sound.stop_itself()
    elif how == "every question is an error":
        stage.sound.unplug()
    stage.wait(5_000)
    assert not stage.listener.listens
    assert [mark.on for mark in stage.marks] == [True, False]
    assert stage.marks[-1].at == pytest.approx(3000, abs=300)
    told = stage.listener.trouble()
    assert "microphone was lost" in told
    assert "key" in told
    assert stage.listener.trouble() == ""
    assert recording_at(tmp_path / "a.wav").ms == 3000
    assert stage.listener.stop(stage.at) == ()


def test_sound_that_was_lost_leaves_a_silence_of_its_length(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "a.wav")
    stage.play(talk()[: 5 * RATE])
    stage.wait(2_000)
    stage.play(talk()[5 * RATE :])
    assert [mark.at for mark in stage.marks] == pytest.approx([2000, 4000, 9000, 11_000], abs=400)
    stage.listener.stop(stage.at)
    assert recording_at(tmp_path / "a.wav").ms == pytest.approx(13_000, abs=400)
    (pause,) = pauses_of(stage.listener.stretches())
    assert pause.ms == pytest.approx(5000, abs=400)


def test_a_microphone_that_wakes_up_late_is_no_silence_too_few(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "a.wav")
    stage.wait(1_500)
    stage.play(talk())
    assert [mark.at for mark in stage.marks][:2] == pytest.approx([3500, 5500], abs=400)
    assert stage.listener.listens
    stage.listener.stop(stage.at)


def test_while_the_stage_stands_still_nothing_is_recorded(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "a.wav")
    stage.play(talk()[: 5 * RATE])
    stage.marks += stage.listener.pause(stage.at)
    stage.sound.send(talk())
    assert stage.listener.poll(stage.at) == ()
    stage.sound.send(talk())
    stage.listener.resume(stage.at)
    stage.play(talk()[5 * RATE :])
    stage.listener.stop(stage.at)
    assert [mark.at for mark in stage.marks] == pytest.approx([2000, 4000, 7000, 9000], abs=300)
    assert recording_at(tmp_path / "a.wav").ms == 11_000


def test_an_attempt_that_is_gone_on_with_is_marked_in_its_own_time(tmp_path: Path) -> None:
    stage = Stage(tmp_path / "a.wav", at=60_000)
    stage.play(talk())
    assert [mark.at for mark in stage.marks][:2] == pytest.approx([62_000, 64_000], abs=300)
    stage.listener.stop(stage.at)


@pytest.mark.parametrize(("level", "told"), [(-18.0, TOO_LOUD), (-50.0, "")])
def test_a_room_that_is_too_loud_is_told_once(tmp_path: Path, level: float, told: str) -> None:
    stage = Stage(tmp_path / "a.wav")
    loud = samples(together([*speech(2, RATE), *silence(9, RATE)], pink(11, RATE, level=level)))
    stage.play(loud[: 9 * RATE])
    assert stage.listener.trouble() == ""
    stage.play(loud[9 * RATE :])
    assert stage.listener.trouble() == told
    stage.play(loud[: 2 * RATE])
    assert stage.listener.trouble() == ""
    assert stage.listener.listens
    stage.listener.stop(stage.at)


def test_no_microphone_is_told_and_the_listener_stays_quiet(tmp_path: Path) -> None:
    listener = Listener(FakeSound(there=False))
    with pytest.raises(AudioRejected):
        listener.start(tmp_path / "a.wav")
    assert not listener.listens
    assert listener.poll(1000) == ()
    assert listener.stop(1000) == ()


def test_each_recording_of_an_attempt_has_a_file_and_all_can_be_erased(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert recordings(home) == ()
    home.recordings.mkdir()
    for name in ("ab.wav", "ab-2.wav", "abc.wav"):
        assert name == "abc.wav" or recording_path(home, "ab").name == name
        (home.recordings / name).touch()
    (home.recordings / "mine.txt").touch()
    assert [path.name for path in recordings(home, "ab")] == ["ab-2.wav", "ab.wav"]
    assert erase_recordings(home, "ab") == (2, ())
    assert erase_recordings(home) == (1, ())
    assert [path.name for path in home.recordings.iterdir()] == ["mine.txt"]
