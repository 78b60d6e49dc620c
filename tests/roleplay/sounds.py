"""Sounds made for tests, the same each time: something like speech, rooms, hums and clicks."""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Iterable, Sequence
from functools import cache

SYLLABLES_A_SECOND = 4.0
FORMANTS = ((500.0, 80.0), (1500.0, 120.0))


def silence(seconds: float, rate: int) -> list[float]:
    """Return nothing at all."""
    return [0.0] * round(seconds * rate)


def speech(seconds: float, rate: int, *, level: float = -20.0, seed: int = 1) -> list[float]:
    """Return noise with the formants and the syllables of speech, at a mean level in dB of full scale."""
    count = round(seconds * rate)
    noise = _white(count, seed)
    voiced = [sum(pair) for pair in zip(*(_resonant(noise, rate, *each) for each in FORMANTS), strict=True)]
    # Whole syllables, so that the speech ends where it is said to.
    syllables = max(1, round(seconds * SYLLABLES_A_SECOND))
    shaped = [
        sample * math.sin(math.pi * syllables * index / count) ** 2 for index, sample in enumerate(voiced)
    ]
    return at_level(shaped, level)


def pink(seconds: float, rate: int, *, level: float, seed: int = 2) -> list[float]:
    """Return the noise of a room: as much of it in each octave."""
    return at_level(_pink(round(seconds * rate), seed), level)


def white(seconds: float, rate: int, *, level: float, seed: int = 2) -> list[float]:
    """Return a hiss: as much of it at each frequency."""
    return at_level(_white(round(seconds * rate), seed), level)


def tone(seconds: float, rate: int, hertz: float, *, level: float) -> list[float]:
    """Return a hum with its second and third harmonics."""
    turns = [2 * math.pi * hertz * index / rate for index in range(round(seconds * rate))]
    return at_level([math.sin(t) + 0.5 * math.sin(2 * t) + 0.3 * math.sin(3 * t) for t in turns], level)


def click(sound: list[float], at: float, rate: int, *, loud: float = 0.9) -> list[float]:
    """Return a sound with a click of 4 ms at `at` seconds."""
    heard = list(sound)
    begins = round(at * rate)
    for index in range(round(0.004 * rate)):
        heard[begins + index] += loud * (1 if index % 2 else -1)
    return heard


def at_level(sound: Sequence[float], level: float) -> list[float]:
    """Return a sound at a mean level in dB of full scale."""
    power = math.sqrt(sum(sample * sample for sample in sound) / len(sound))
    factor = 10 ** (level / 20) / power
    return [sample * factor for sample in sound]


def echoing(sound: Sequence[float], rate: int, seconds: float) -> list[float]:
    """Return a sound in a room in which it takes so long to become 60 dB lower."""
    delays = (0.0297, 0.0371, 0.0411)
    heard = list(sound)
    for delay in delays:
        ago = round(delay * rate)
        back = 10 ** (-3 * ago / rate / seconds)
        tail = [0.0] * len(sound)
        for index in range(ago, len(sound)):
            tail[index] = back * (tail[index - ago] + sound[index - ago])
        heard = [a + b / len(delays) for a, b in zip(heard, tail, strict=True)]
    return heard


def together(*sounds: Sequence[float]) -> list[float]:
    """Return sounds at the same time, as long as the shortest."""
    return [sum(each) for each in zip(*sounds, strict=False)]


def samples(sound: Iterable[float]) -> array[int]:
    """Return a sound as samples of 16 bit."""
    return array("h", (max(-32768, min(32767, round(each * 32767))) for each in sound))


@cache
def _white(count: int, seed: int) -> tuple[float, ...]:
    chance = random.Random(seed)  # noqa: S311
    return tuple(chance.gauss(0, 1) for _ in range(count))


@cache
def _pink(count: int, seed: int) -> tuple[float, ...]:
    one = two = three = 0.0
    found: list[float] = []
    for sample in _white(count, seed):
        one = 0.99765 * one + sample * 0.0990460
        two = 0.96300 * two + sample * 0.2965164
        three = 0.57000 * three + sample * 1.0526913
        found.append(one + two + three + sample * 0.1848)
    return tuple(found)


def _resonant(noise: Sequence[float], rate: int, hertz: float, width: float) -> list[float]:
    """Return noise through a resonance of two poles."""
    radius = math.exp(-math.pi * width / rate)
    first, second = 2 * radius * math.cos(2 * math.pi * hertz / rate), -radius * radius
    found: list[float] = []
    one = two = 0.0
    for sample in noise:
        one, two = sample + first * one + second * two, one
        found.append(one)
    return found
