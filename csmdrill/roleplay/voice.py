"""Where somebody speaks in a recording, and where they are silent: samples in, stretches out.

The method is the classical one of endpoints by energy: frames of 20 ms, two thresholds above the noise and
least lengths (Rabiner and Sambur, "An algorithm for determining the endpoints of isolated utterances", Bell
System Technical Journal 54, 1975). The noise floor follows the room as the least level of the last seconds
(after Martin, "Noise power spectral density estimation based on optimal smoothing and minimum statistics",
IEEE Transactions on Speech and Audio Processing 9, 2001). Levels are in dB below full scale.
"""

from __future__ import annotations

import math
from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import mul, sub

from msgspec import Struct

FRAMES_A_SECOND = 50
LEAST_RATE = 8_000
"""Samples a second that are looked at: of faster recordings only every second, third... sample, since their
mean power is that of all."""

BAND_SECONDS = 0.0005
"""A sample is compared with the one this much before it: that favours 300-1,700 Hz, where vowels are, and
takes 16 dB off the hum of mains and all of a constant offset."""

ABOVE_ON, ABOVE_OFF = 8.0, 5.0
"""dB over the noise floor at which speech begins, and under which it pauses."""

BELOW_ON, BELOW_OFF = 30.0, 34.0
"""dB under the loudest of late at which sound is an echo in the room and no speech."""

LOUDEST_FALLS = 6.0
"""dB a second by which the loudest of late is forgotten, so that a low voice after a loud one is heard."""

QUIETEST = -68.0
"""dB of a room that is as still as can be; below it a converter's last digit makes the difference."""

FLOOR_BIAS = 2.0
"""dB by which the least level of noise is under its mean, at frames and smoothing as here."""

SMOOTHED = 5
"""Frames over which the level is smoothed for floor and loudest: a click is no level."""

BLOCK, BLOCKS = 25, 12
"""The floor is the least level of the last 12 blocks of 25 frames, 6 s: in that time everybody breathes."""

START = 75
"""Frames that are waited for before the first judgement, 1.5 s, so that there is a floor to judge by."""

STEADY_FRAMES, STEADY_DB = 75, 6.0
"""Sound whose smoothed level stays within 6 dB for 1.5 s is a fan, a hum or a room: speech is not so even."""

SOLID_FRAMES = 5
"""Frames without a break, 100 ms, that sound must last to be a syllable: a click or a key is shorter."""

WORD_FRAMES = 8
"""Frames of quiet, 160 ms, that a word may have in it, as before the t of `until`."""


class Stretch(Struct, frozen=True):
    """A part of a recording, from `since` to `until` in ms, and whether somebody speaks in it."""

    since: int
    until: int
    speech: bool

    @property
    def ms(self) -> int:
        """Its length."""
        return self.until - self.since


class Voice:
    """Listens to a recording from its start, block after block.

    Args:
        rate: samples a second, 8,000-48,000.
        least_pause_ms: silence that is shorter belongs to the speech around it.
    """

    def __init__(self, rate: int, least_pause_ms: int = 300) -> None:
        self._step = max(1, rate // LEAST_RATE)
        thinned = rate / self._step
        self._length = int(thinned / FRAMES_A_SECOND)
        self._ago = max(1, round(thinned * BAND_SECONDS))
        self._frame_ms = 1000 * self._length / thinned
        self._pause = least_pause_ms / self._frame_ms
        self._passed_over = 0
        self._left = array("h")
        self._waiting: list[float] | None = []
        self._judge = _Judge(self._pause)

    @property
    def heard_ms(self) -> int:
        """How much of the recording was heard, whole frames only."""
        return self._ms(self._judge.frames + len(self._waiting or ()))

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks, or has only just stopped."""
        spoken, judge = self._judge.spoken, self._judge
        return bool(spoken) and judge.frames - spoken[-1][1] < self._pause

    def hear(self, samples: array[int]) -> None:
        """Listen to the next samples.

        Args:
            samples: of 16 bit (`array("h")`), of one channel, as many as there are.
        """
        thinned = samples[self._passed_over :: self._step] if self._step > 1 else samples
        self._passed_over = (self._passed_over - len(samples)) % self._step
        self._left += thinned
        length, ago, rest = self._length, self._ago, self._left
        whole = len(rest) - len(rest) % length
        self._weigh(_levels(rest, whole, length, ago))
        self._left = rest[whole:]

    def miss(self, ms: int) -> None:
        """Pass over a part of the recording that was lost; nobody speaks in it and nothing is learnt."""
        self._begin()
        self._left = array("h")
        self._judge.miss(round(ms / self._frame_ms))

    def finish(self) -> tuple[Stretch, ...]:
        """Return all stretches, also of a recording that is shorter than what is waited for."""
        self._begin()
        return self.stretches()

    def stretches(self) -> tuple[Stretch, ...]:
        """Return speech and silence by turns, from 0 to what was heard; the last one may go on.

        In the first 1.5 s it is not judged yet, and all is silence.
        """
        found: list[Stretch] = []
        at = 0
        for since, until in self._judge.spoken:
            begins, ends = self._ms(since), self._ms(until)
            if begins > at:
                found.append(Stretch(at, begins, False))
            found.append(Stretch(begins, ends, True))
            at = ends
        if self.heard_ms > at:
            found.append(Stretch(at, self.heard_ms, False))
        return tuple(found)

    def _weigh(self, levels: Iterable[float]) -> None:
        """Judge frames, or put them by until there are enough to know the room."""
        if self._waiting is None:
            self._judge.hear(levels)
            return
        self._waiting += levels
        if len(self._waiting) >= START:
            self._begin()

    def _begin(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting:
            self._judge.learn(waiting)
            self._judge.hear(waiting)

    def _ms(self, frames: int) -> int:
        return round(frames * self._frame_ms)


def speech_of(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return the stretches in which somebody speaks."""
    return tuple(each for each in stretches if each.speech)


def pauses_of(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return the silences between two speeches; not what comes before the first and after the last."""
    return tuple(
        Stretch(before.until, after.since, False) for before, after in pairwise(speech_of(stretches))
    )


class _Judge:
    """Decides of each frame whether it is speech; positions are counted in frames.

    Args:
        pause: frames of quiet after which a new speech begins.
    """

    def __init__(self, pause: float) -> None:
        self.frames = 0
        self.spoken: list[list[int]] = []
        self._pause = pause
        self._smooth: deque[float] = deque(maxlen=SMOOTHED)
        self._late: deque[float] = deque(maxlen=STEADY_FRAMES)
        self._least: deque[float] = deque(maxlen=BLOCKS)
        self._block = math.inf
        self._floor = QUIETEST
        self._loudest = -math.inf
        self._loud = 0
        self._since, self._until = 0, -WORD_FRAMES
        self._solid = False

    def learn(self, levels: Sequence[float]) -> None:
        """Take the floor from the first frames, before they are judged."""
        means = [sum(levels[i : i + SMOOTHED]) / SMOOTHED for i in range(len(levels) - SMOOTHED + 1)]
        self._floor = max(QUIETEST, min(means, default=QUIETEST) + FLOOR_BIAS)
        self._least.append(self._floor - FLOOR_BIAS)

    def hear(self, levels: Iterable[float]) -> None:
        """Judge the next frames."""
        for level in levels:
            self._hear(level)
            self.frames += 1

    def miss(self, frames: int) -> None:
        """Let time pass in which nothing was heard."""
        self._loud = 0
        self._smooth.clear()
        self._late.clear()
        self.frames += frames

    def _hear(self, level: float) -> None:
        self._smooth.append(level)
        smooth = sum(self._smooth) / len(self._smooth)
        self._late.append(smooth)
        self._follow(smooth)
        self._loudest -= LOUDEST_FALLS / FRAMES_A_SECOND
        above, below = (ABOVE_OFF, BELOW_OFF) if self._loud else (ABOVE_ON, BELOW_ON)
        if level > max(self._floor + above, self._loudest - below):
            self._sound(smooth)
        else:
            self._loud = 0

    def _follow(self, smooth: float) -> None:
        """Let the floor follow the room."""
        self._block = min(self._block, smooth)
        if self.frames % BLOCK == BLOCK - 1:
            self._least.append(self._block)
            self._block = math.inf
            self._settle()
        low = min(self._block, min(self._least, default=math.inf)) + FLOOR_BIAS
        self._floor = max(QUIETEST, low)

    def _settle(self) -> None:
        """Take an even sound as the room itself, and take back what of it passed for speech."""
        if len(self._late) < STEADY_FRAMES or max(self._late) - min(self._late) > STEADY_DB:
            return
        self._least.clear()
        self._least.append(sum(self._late) / len(self._late) - FLOOR_BIAS)
        began = self.frames - STEADY_FRAMES - SMOOTHED
        if self.spoken and self.spoken[-1][1] > began + 2 * SMOOTHED:
            self.spoken[-1][1] = max(began, self.spoken[-1][0])
            if self.spoken[-1][0] >= began - BLOCK:
                self.spoken.pop()
        self._loud = 0
        self._until = self.frames - WORD_FRAMES

    def _sound(self, smooth: float) -> None:
        """Take a frame that is loud enough: once a sound is a syllable, its word is speech."""
        if self.frames - self._until >= WORD_FRAMES:
            self._since, self._solid = self.frames, False
        self._loud += 1
        self._until = self.frames + 1
        if self._loud >= SOLID_FRAMES:
            self._solid = True
            self._loudest = max(self._loudest, smooth)
        if self._solid:
            self._speak()

    def _speak(self) -> None:
        """Lengthen the speech that is on, or begin one where its word began."""
        if self.spoken and self._since - self.spoken[-1][1] < self._pause:
            self.spoken[-1][1] = self._until
        else:
            self.spoken.append([self._since, self._until])


def _levels(samples: array[int], upto: int, length: int, ago: int) -> list[float]:
    """Return the level of each frame in dB, the band below vowels weakened."""
    full = 2 * (length - ago) * 32_768**2
    levels: list[float] = []
    for start in range(0, upto, length):
        frame = samples[start : start + length]
        change = list(map(sub, frame[ago:], frame))
        power = sum(map(mul, change, change)) / full
        levels.append(10 * math.log10(power) if power > 1e-10 else -100.0)
    return levels
