"""Pauses are found in rooms that are loud, and where a room is too loud for that it is told."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

from csmdrill.audio.wav import recording_at
from csmdrill.roleplay.voice import Stretch, Voice, pauses_of, speech_of
from tests.roleplay.sounds import pink, samples, silence, speech, together, tone, white

SENTENCES = Path(__file__).parents[1] / "audio" / "fixtures" / "four_sentences.wav"
SPOKEN_SECONDS = 4.46
"""As bench/make_speech_fixture.py made it: speech without its pauses."""

RATE = 8_000
EXACT_MS = 300
LEVEL = -20.0
SPEECHES = (1.25, 0.75, 1.5)
PAUSES = (1.0, 2.5)
TAIL = 0.75

Noise = Callable[[float, float], list[float]]


def hum(seconds: float, level: float) -> list[float]:
    """Return the hum of mains."""
    return tone(seconds, RATE, 50, level=level)


NOISES: dict[str, Noise] = {
    "white": lambda seconds, level: white(seconds, RATE, level=level),
    "pink": lambda seconds, level: pink(seconds, RATE, level=level),
    "hum": hum,
}


@cache
def talk(lead: float) -> tuple[float, ...]:
    """Return three speeches with two pauses."""
    heard = silence(lead, RATE)
    for index, seconds in enumerate(SPEECHES):
        heard += speech(seconds, RATE, level=LEVEL, seed=index) + silence((*PAUSES, TAIL)[index], RATE)
    return tuple(heard)


def listened(sound: Sequence[float]) -> tuple[tuple[Stretch, ...], bool]:
    """Return what is found in a sound, and whether it is to be doubted."""
    voice = Voice(RATE, 700)
    voice.hear(samples(sound))
    return voice.finish(), voice.doubtful


def in_noise(colour: str, ratio: float, lead: float) -> list[float]:
    """Return the talk in a noise, `ratio` dB under the voice."""
    said = talk(lead)
    return together(said, NOISES[colour](len(said) / RATE, LEVEL - ratio))


@pytest.mark.parametrize("lead", [0.0, 1.0])
@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("white", 20), ("white", 12), ("white", 10), ("white", 5), ("pink", 10), ("pink", 5), ("hum", 0)],
)
def test_pauses_are_found_in_a_noise_that_goes_on(colour: str, ratio: int, lead: float) -> None:
    found, doubtful = listened(in_noise(colour, ratio, lead))
    assert [each.ms / 1000 for each in pauses_of(found)] == pytest.approx(PAUSES, abs=EXACT_MS / 1000)
    at = lead
    for each, seconds, pause in zip(speech_of(found), SPEECHES, (*PAUSES, TAIL), strict=True):
        assert each.since == pytest.approx(1000 * at, abs=EXACT_MS)
        assert each.until == pytest.approx(1000 * (at + seconds), abs=EXACT_MS)
        at += seconds + pause
    assert not doubtful


@pytest.mark.parametrize("ratio", [12, 8])
def test_pauses_of_sentences_with_weak_consonants_are_found_in_a_hiss(ratio: int) -> None:
    sentences = [each / 32_768 for block in recording_at(SENTENCES).blocks() for each in block]
    spoken = sum(each * each for each in sentences) / (SPOKEN_SECONDS * RATE)
    noise = white(len(sentences) / RATE, RATE, level=10 * math.log10(spoken) - ratio)
    found, doubtful = listened(together(sentences, noise))
    assert [each.ms / 1000 for each in pauses_of(found)] == pytest.approx([1.0, 2.5, 4.0], abs=0.3)
    assert not doubtful


@pytest.mark.parametrize("colour", ["white", "pink"])
@pytest.mark.parametrize("ratio", [-1, -8, -14])
def test_marks_in_a_room_that_is_too_loud_are_doubted(colour: str, ratio: int) -> None:
    _, doubtful = listened(in_noise(colour, ratio, 0.5))
    assert doubtful


def test_a_still_room_in_which_nobody_speaks_is_not_doubted() -> None:
    for sound in (silence(3, RATE), pink(3, RATE, level=-50)):
        assert listened(sound) == ((Stretch(0, 3000, speech=False),), False)


def test_a_voice_that_never_falls_silent_at_first_is_heard_from_the_first_moment() -> None:
    # Before the first pause the room cannot be known: what is under the syllables is taken for it.
    under = together(speech(2.5, RATE, level=LEVEL), white(2.5, RATE, level=LEVEL + 3))
    sound = together([*under, *silence(2, RATE)], pink(4.5, RATE, level=LEVEL - 40))
    voice = Voice(RATE, 700)
    voice.hear(samples(sound))
    (said,) = speech_of(voice.stretches())
    assert said.since <= 100
    assert said.until == pytest.approx(2500, abs=EXACT_MS)
