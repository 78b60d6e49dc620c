"""Speech and silence are found in sounds whose pauses are known, in any room and at any loudness."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.roleplay.voice import Stretch, Voice, pauses_of, speech_of
from tests.roleplay.sounds import (
    click,
    echoing,
    pink,
    samples,
    silence,
    speech,
    together,
    tone,
)

RATE = 8_000
EXACT_MS = 300
SPEECHES = (1.0, 1.5, 0.75)
PAUSES = (1.0, 2.5)
LEAD, TAIL = 1.0, 0.75
SECONDS = LEAD + sum(SPEECHES) + sum(PAUSES) + TAIL


@cache
def talk(rate: int = RATE, levels: Sequence[float] = (-20.0,) * 3) -> tuple[float, ...]:
    """Return three speeches with two pauses, in a room without any sound."""
    heard = silence(LEAD, rate)
    for index, (seconds, level) in enumerate(zip(SPEECHES, levels, strict=True)):
        heard += speech(seconds, rate, level=level, seed=index)
        heard += silence((*PAUSES, TAIL)[index], rate)
    return tuple(heard)


def hear(sound: Sequence[float], rate: int = RATE, least_pause_ms: int = 300) -> tuple[Stretch, ...]:
    """Return what is found in a sound."""
    voice = Voice(rate, least_pause_ms)
    voice.hear(samples(sound))
    return voice.finish()


def assert_pauses(stretches: Sequence[Stretch]) -> None:
    """Hold every pause, and where it lies, against what is known."""
    found = pauses_of(stretches)
    assert [round(each.ms / 1000, 1) for each in found] == pytest.approx(PAUSES, abs=EXACT_MS / 1000)
    at = LEAD
    for said, pause, each in zip(SPEECHES, PAUSES, found, strict=False):
        assert each.since / 1000 == pytest.approx(at + said, abs=EXACT_MS / 1000)
        assert each.ms == pytest.approx(pause * 1000, abs=EXACT_MS)
        at += said + pause


def test_pauses_are_found_in_perfect_silence() -> None:
    assert_pauses(hear(talk()))


@pytest.mark.parametrize("level", [-10.0, -45.0])
def test_a_loud_voice_and_a_low_one_are_marked_alike(level: float) -> None:
    assert_pauses(hear(together(talk(levels=(level,) * 3), pink(SECONDS, RATE, level=level - 20))))


def test_a_voice_that_drops_by_20_db_is_still_heard() -> None:
    levels = (-12.0, -32.0, -12.0)
    assert_pauses(hear(together(talk(levels=levels), pink(SECONDS, RATE, level=-60))))


def test_hum_of_mains_is_no_speech_and_hides_no_pause() -> None:
    hum = tone(SECONDS, RATE, 60, level=-30)
    assert not speech_of(hear(hum))
    assert_pauses(hear(together(talk(), hum, pink(SECONDS, RATE, level=-55))))


def test_hum_as_loud_as_the_voice_hides_no_pause() -> None:
    assert_pauses(hear(together(talk(), tone(SECONDS, RATE, 50, level=-20), pink(SECONDS, RATE, level=-55))))


def test_an_echoing_room_keeps_pauses_as_long_as_they_are() -> None:
    assert_pauses(hear(echoing(talk(), RATE, 0.6)))


def test_a_low_voice_is_heard_after_a_very_loud_one() -> None:
    sound = [*speech(2, RATE, level=-8), *silence(3, RATE), *speech(2, RATE, level=-43, seed=3)]
    found = speech_of(hear(together([*silence(1, RATE), *sound], pink(8, RATE, level=-70))))
    assert [each.until for each in found] == pytest.approx([3000, 8000], abs=EXACT_MS)


def test_noise_that_swells_and_fades_is_no_speech() -> None:
    noise = pink(8, RATE, level=-40)
    swelling = [each * 10 ** (0.1 * math.sin(2 * math.pi * at / RATE / 5)) for at, each in enumerate(noise)]
    assert not speech_of(hear(swelling))


@pytest.mark.parametrize("rate", [11_025, 44_100])
def test_pauses_are_the_same_at_every_rate(rate: int) -> None:
    assert_pauses(hear(talk(rate=rate), rate))


@pytest.mark.parametrize("level", [-60.0, -20.0])
def test_the_noise_of_a_room_is_no_speech(level: float) -> None:
    assert not speech_of(hear(pink(8, RATE, level=level)))


def test_a_fan_that_starts_is_no_speech_once_it_goes_on_evenly() -> None:
    sound = [*pink(3, RATE, level=-60), *pink(4, RATE, level=-35, seed=3)]
    assert not speech_of(hear(sound))


def test_speech_is_found_after_a_fan_has_started() -> None:
    fan = pink(2 + SECONDS, RATE, level=-40, seed=3)
    found = hear([*pink(2, RATE, level=-65), *together([*silence(2, RATE), *talk()], fan)])
    assert_pauses([Stretch(each.since - 4000, each.until - 4000, each.speech) for each in found])


def test_a_click_is_no_speech_and_cuts_no_pause() -> None:
    quiet = pink(SECONDS, RATE, level=-55)
    assert not speech_of(hear(click(quiet, 4.0, RATE)))
    in_the_longest = LEAD + sum(SPEECHES[:2]) + PAUSES[0] + 1.5
    just_after_speech = LEAD + SPEECHES[0] + 0.25
    sound = click(click(together(talk(), quiet), in_the_longest, RATE), just_after_speech, RATE)
    assert_pauses(hear(sound))


def test_one_short_word_is_speech() -> None:
    sound = together([*silence(3, RATE), *speech(0.25, RATE), *silence(3, RATE)], pink(6.25, RATE, level=-45))
    (word,) = speech_of(hear(sound))
    assert word.since == pytest.approx(3000, abs=100)
    assert word.ms == pytest.approx(250, abs=100)


def test_silence_shorter_than_asked_for_belongs_to_the_speech() -> None:
    found = pauses_of(hear(talk(), least_pause_ms=1500))
    assert [round(each.ms, -2) for each in found] == [2500]


def test_nothing_and_next_to_nothing_hold_no_speech() -> None:
    assert hear([]) == ()
    assert hear([0.5] * 10) == ()
    assert [each.speech for each in hear(silence(0.5, RATE))] == [False]


def test_a_recording_shorter_than_the_first_judgement_is_judged() -> None:
    sound = together(
        [*silence(0.5, RATE), *speech(0.5, RATE), *silence(0.3, RATE)], pink(1.3, RATE, level=-50)
    )
    (said,) = speech_of(hear(sound))
    assert said.since == pytest.approx(500, abs=100)


def test_speech_from_the_first_moment_is_heard() -> None:
    sound = together([*speech(3, RATE), *silence(2, RATE)], pink(5, RATE, level=-45))
    (said,) = speech_of(hear(sound))
    assert said.since <= 100
    assert said.until == pytest.approx(3000, abs=EXACT_MS)


def test_a_lost_part_is_silence_of_its_length() -> None:
    whole = samples(talk())
    cut = round((LEAD + SPEECHES[0]) * RATE)
    voice = Voice(RATE)
    voice.hear(whole[:cut])
    voice.miss(5000)
    voice.hear(whole[cut:])
    first, *_ = pauses_of(voice.finish())
    assert first.ms == pytest.approx(5000 + 1000 * PAUSES[0], abs=EXACT_MS)


def test_stretches_follow_one_another_without_a_gap() -> None:
    found = hear(talk())
    assert found[0].since == 0
    assert all(before.until == after.since for before, after in pairwise(found))
    assert all(before.speech != after.speech for before, after in pairwise(found))
    assert found[-1].until == pytest.approx(1000 * SECONDS, abs=20)


def test_speech_is_told_while_it_goes_on() -> None:
    voice = Voice(RATE)
    whole = samples(talk())
    told: list[bool] = []
    for start in range(0, len(whole), RATE // 10):
        voice.hear(whole[start : start + RATE // 10])
        told.append(voice.speaking)
    in_first_speech = round(10 * (LEAD + 0.75))
    in_longest_pause = round(10 * (LEAD + sum(SPEECHES[:2]) + PAUSES[0] + 2))
    assert told[in_first_speech]
    assert not told[in_longest_pause]
    assert not told[5]


@settings(max_examples=4, deadline=None)
@given(sizes=st.lists(st.integers(1, 20_000), min_size=1, max_size=8), rate=st.sampled_from([8_000, 16_000]))
def test_the_size_of_the_blocks_changes_nothing(sizes: list[int], rate: int) -> None:
    whole = samples(talk(rate=rate)[: 5 * rate])
    at_once, in_blocks = Voice(rate), Voice(rate)
    at_once.hear(whole)
    at = turn = 0
    while at < len(whole):
        size = sizes[turn % len(sizes)] if turn < 50 else 30_000
        in_blocks.hear(whole[at : at + size])
        at, turn = at + size, turn + 1
    assert in_blocks.finish() == at_once.finish()


@cache
def room() -> tuple[float, ...]:
    """Return the noise of a room, longer than any talk in it."""
    return tuple(pink(SECONDS + 4, RATE, level=-45))


@settings(max_examples=4, deadline=None)
@given(shift=st.integers(0, 4_000), noisy=st.booleans())
def test_silence_put_before_a_recording_shifts_its_marks(shift: int, noisy: bool) -> None:
    shifted = [*silence(shift / 1000, RATE), *talk()]
    plain = talk()
    if noisy:
        shifted, plain = together(shifted, room()), tuple(together(talk(), room()))
    before, after = speech_of(hear(plain)), speech_of(hear(shifted))
    assert len(before) == len(after)
    for first, second in zip(before, after, strict=True):
        assert second.since - first.since == pytest.approx(shift, abs=200 if noisy else 40)
        assert second.until - first.until == pytest.approx(shift, abs=200 if noisy else 40)


@settings(max_examples=12, deadline=None)
@given(content=st.binary(max_size=60_000))
def test_any_samples_are_heard_without_a_fault(content: bytes) -> None:
    heard = array("h", content[: len(content) - len(content) % 2])
    voice = Voice(RATE)
    voice.hear(heard)
    found = voice.finish()
    assert sum(each.ms for each in found) == voice.heard_ms
    assert all(each.ms > 0 for each in found)
