"""Where somebody speaks in a recording, and where they are silent: samples in, stretches out.

The method is the classical one of endpoints by energy: frames of 20 ms, two thresholds above the noise and
least lengths (Rabiner and Sambur, "An algorithm for determining the endpoints of isolated utterances", Bell
System Technical Journal 54, 1975). What is held against the thresholds is the mean over four octaves of how
far each is above its own noise (as in option 1 of 3GPP TS 26.094), so that a hiss, a rumble or a hum hides
only the octave that it is in. The noise of each octave follows the room as the least level of the last
seconds (after Martin, "Noise power spectral density estimation based on optimal smoothing and minimum
statistics", IEEE Transactions on Speech and Audio Processing 9, 2001).
"""

from __future__ import annotations

import math
from array import array
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from csmdrill.roleplay.bands import BANDS, FRAMES_A_SECOND, NOTHING, Frames, Levels

ABOVE_ON, ABOVE_OFF = 6.0, 3.0
"""dB over the noise at which speech begins, and under which it pauses."""

EVENED = 3
"""Frames over which what is held against these is a mean: noise by itself seldom gets so far above itself."""

LEAST_ABOVE = 9.2
"""dB that speech must be over the noise, in the mean, for its marks to be trusted. Voices that were tried in
white and in pink noise had 9.4 and more where they were 5 dB above it: pauses were still right to 0.3 s."""

LOUD_ROOM = -40.0
"""dB of a room that is loud enough for all speech to be lost in it."""

BELOW_ON, BELOW_OFF = 30.0, 34.0
"""dB under the loudest of late at which sound is an echo in the room and no speech."""

LOUDEST_FALLS = 6.0
"""dB a second by which the loudest of late is forgotten, so that a low voice after a loud one is heard."""

QUIETEST = -74.0
"""dB of an octave in a room that is as still as can be; below it a converter's last digit makes the
difference."""

FLOOR_BIAS = (1.0, 1.5, 2.5, 3.5)
"""dB by which the least level of noise in 6 s is under its mean, by octave, at smoothing as here."""

SMOOTHED = 5
"""Frames over which levels are smoothed for noise and loudest: a click is no level."""

BLOCK, BLOCKS = 25, 12
"""The noise is the least level of the last 12 blocks of 25 frames, 6 s: in that time everybody breathes."""

START = 75
"""Frames that are waited for before the first judgement, 1.5 s, so that there is a noise to judge by."""

AGAIN = 1.5
"""dB by which the noise must turn out lower, in the first 6 s, for all of them to be judged again: somebody
who speaks from the first moment is not taken for the room."""

STEADY_FRAMES = 75
STEADY_DB = (6.0, 6.0, 6.0, 8.0)
"""Sound that stays within so many dB in each octave for 1.5 s is a fan, a hum or a room: speech is not so
even."""

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
        self._frames = Frames(rate)
        self._pause = least_pause_ms / self._frames.ms
        self._opening: list[Levels] = []
        self._opens = True
        self._judge = _Judge(self._pause)

    @property
    def heard_ms(self) -> int:
        """How much of the recording was heard, whole frames only."""
        return self._ms(max(self._judge.frames, len(self._opening)))

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks, or has only just stopped."""
        spoken, judge = self._judge.spoken, self._judge
        return bool(spoken) and judge.frames - spoken[-1].until < self._pause

    @property
    def doubtful(self) -> bool:
        """Whether the room is too loud, so far, for speech and silence to be told apart."""
        return self._judge.doubtful

    def hear(self, samples: array[int]) -> None:
        """Listen to the next samples.

        Args:
            samples: of 16 bit (`array("h")`), of one channel, as many as there are.
        """
        for levels in self._frames.of(samples):
            if self._opens:
                self._open(levels)
            else:
                self._judge.hear(levels)

    def miss(self, ms: int) -> None:
        """Pass over a part of the recording that was lost; nobody speaks in it and nothing is learnt."""
        self._judge_short()
        self._close()
        self._frames.drop()
        self._judge.miss(round(ms / self._frames.ms))

    def finish(self) -> tuple[Stretch, ...]:
        """Return all stretches, also of a recording that is shorter than what is waited for."""
        self._judge_short()
        return self.stretches()

    def stretches(self) -> tuple[Stretch, ...]:
        """Return speech and silence by turns, from 0 to what was heard; the last one may go on.

        In the first 1.5 s it is not judged yet, and all is silence. Until 6 s are heard, what passed for
        silence may turn out to be speech.
        """
        found: list[Stretch] = []
        at = 0
        for said in self._judge.spoken:
            begins, ends = self._ms(said.since), self._ms(said.until)
            if begins > at:
                found.append(Stretch(at, begins, False))
            found.append(Stretch(begins, ends, True))
            at = ends
        if self.heard_ms > at:
            found.append(Stretch(at, self.heard_ms, False))
        return tuple(found)

    def _open(self, levels: Levels) -> None:
        """Take one of the first frames; all are judged anew when the room turns out to be stiller."""
        self._opening.append(levels)
        count = len(self._opening)
        if count == START:
            self._begin()
        elif count > START:
            self._judge.hear(levels)
            if count % BLOCK == 0 and self._judge.stiller:
                self._begin()
        if count == BLOCK * BLOCKS:
            self._close()

    def _judge_short(self) -> None:
        """Judge a recording that has not come to its first judgement."""
        if 0 < len(self._opening) < START:
            self._begin()

    def _begin(self) -> None:
        self._judge = _Judge(self._pause)
        self._judge.learn(self._opening)
        for levels in self._opening:
            self._judge.hear(levels)

    def _close(self) -> None:
        self._opens = False
        self._opening = []

    def _ms(self, frames: int) -> int:
        return round(frames * self._frames.ms)


def speech_of(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return the stretches in which somebody speaks."""
    return tuple(each for each in stretches if each.speech)


def pauses_of(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Return the silences between two speeches; not what comes before the first and after the last."""
    return tuple(
        Stretch(before.until, after.since, False) for before, after in pairwise(speech_of(stretches))
    )


class _Said:
    """A speech: from frame to frame, and how far above the noise it was, as powers of so many frames."""

    def __init__(self, since: int, until: int) -> None:
        self.since = since
        self.until = until
        self.above = 0.0
        self.frames = 0


class _Judge:
    """Decides of each frame whether it is speech; positions are counted in frames.

    Args:
        pause: frames of quiet after which a new speech begins.
    """

    def __init__(self, pause: float) -> None:
        self.frames = 0
        self.spoken: list[_Said] = []
        self._pause = pause
        self._smooth: deque[Levels] = deque(maxlen=SMOOTHED)
        self._late: deque[Levels] = deque(maxlen=STEADY_FRAMES)
        self._over: deque[float] = deque(maxlen=EVENED)
        self._least: deque[Levels] = deque(maxlen=BLOCKS)
        self._block: Levels = (math.inf,) * BANDS
        self._held: Levels = self._block
        self._noise: Levels = (QUIETEST,) * BANDS
        self._first_noise = self._noise
        self._loudest = -math.inf
        self._loud = 0
        self._since, self._until = 0, -WORD_FRAMES
        self._solid = False

    @property
    def stiller(self) -> bool:
        """Whether the room is stiller than it seemed when the first frame was judged."""
        return any(now < first - AGAIN for now, first in zip(self._noise, self._first_noise, strict=True))

    @property
    def doubtful(self) -> bool:
        """Whether what was found is hardly above the noise, or nothing was and the noise is loud."""
        frames = sum(said.frames for said in self.spoken)
        if frames:
            return _decibel(sum(said.above for said in self.spoken) / frames) < LEAST_ABOVE
        return self.frames > 0 and _total(self._noise) > LOUD_ROOM

    def learn(self, levels: Sequence[Levels]) -> None:
        """Take the noise from the first frames, before they are judged."""
        means = [_mean(levels[i : i + SMOOTHED]) for i in range(len(levels) - SMOOTHED + 1)]
        self._hold(_lowest(means) if means else (NOTHING,) * BANDS)
        self._first_noise = self._noise = self._noise_of_late()

    def hear(self, levels: Levels) -> None:
        """Judge the next frame."""
        self._smooth.append(levels)
        smooth = _mean(self._smooth)
        self._late.append(smooth)
        self._follow(smooth)
        self._loudest -= LOUDEST_FALLS / FRAMES_A_SECOND
        above, below = (ABOVE_OFF, BELOW_OFF) if self._loud else (ABOVE_ON, BELOW_ON)
        self._over.append(_over(levels, self._noise))
        over = sum(self._over) / len(self._over)
        if _decibel(over) > above and _total(levels) > self._loudest - below:
            self._sound(smooth, over)
        else:
            self._loud = 0
        self.frames += 1

    def miss(self, frames: int) -> None:
        """Let time pass in which nothing was heard."""
        self._loud = 0
        self._smooth.clear()
        self._late.clear()
        self._over.clear()
        self.frames += frames

    def _hold(self, least: Levels) -> None:
        """Keep the least levels of a block."""
        self._least.append(least)
        self._held = _lowest(self._least)

    def _noise_of_late(self) -> Levels:
        low = map(min, self._block, self._held)
        return tuple(max(QUIETEST, least + bias) for least, bias in zip(low, FLOOR_BIAS, strict=True))

    def _follow(self, smooth: Levels) -> None:
        """Let the noise follow the room."""
        self._block = tuple(map(min, self._block, smooth))
        if self.frames % BLOCK == BLOCK - 1:
            self._hold(self._block)
            self._block = (math.inf,) * BANDS
            self._settle()
        self._noise = self._noise_of_late()

    def _settle(self) -> None:
        """Take an even sound as the room itself, and take back what of it passed for speech."""
        if len(self._late) < STEADY_FRAMES or not _is_even(self._late):
            return
        self._least.clear()
        mean = _mean(self._late)
        self._hold(tuple(level - bias for level, bias in zip(mean, FLOOR_BIAS, strict=True)))
        began = self.frames - STEADY_FRAMES - SMOOTHED
        if self.spoken and self.spoken[-1].until > began + 2 * SMOOTHED:
            last = self.spoken[-1]
            last.until = max(began, last.since)
            if last.since >= began - BLOCK:
                self.spoken.pop()
        self._loud = 0
        self._until = self.frames - WORD_FRAMES

    def _sound(self, smooth: Levels, over: float) -> None:
        """Take a frame that is loud enough: once a sound is a syllable, its word is speech."""
        if self.frames - self._until >= WORD_FRAMES:
            self._since, self._solid = self.frames, False
        self._loud += 1
        self._until = self.frames + 1
        if self._loud >= SOLID_FRAMES:
            self._solid = True
            self._loudest = max(self._loudest, _total(smooth))
        if self._solid:
            self._speak(over)

    def _speak(self, over: float) -> None:
        """Lengthen the speech that is on, or begin one where its word began."""
        if self.spoken and self._since - self.spoken[-1].until < self._pause:
            self.spoken[-1].until = self._until
        else:
            self.spoken.append(_Said(self._since, self._until))
        self.spoken[-1].above += over
        self.spoken[-1].frames += 1


def _mean(frames: Collection[Levels]) -> Levels:
    return tuple(sum(band) / len(frames) for band in zip(*frames, strict=True))


def _lowest(frames: Iterable[Levels]) -> Levels:
    return tuple(map(min, zip(*frames, strict=True)))


def _is_even(frames: Iterable[Levels]) -> bool:
    """Return whether no octave varies by more than noise does."""
    bands = zip(*frames, strict=True)
    return all(max(band) - min(band) <= most for band, most in zip(bands, STEADY_DB, strict=True))


def _over(levels: Levels, noise: Levels) -> float:
    """Return how many times the power of the noise there is, in the mean over the octaves."""
    return sum(10 ** ((level - still) / 10) for level, still in zip(levels, noise, strict=True)) / BANDS


def _total(levels: Levels) -> float:
    """Return the level of all octaves together in dB."""
    return _decibel(sum(10 ** (level / 10) for level in levels))


def _decibel(power: float) -> float:
    return 10 * math.log10(power)
