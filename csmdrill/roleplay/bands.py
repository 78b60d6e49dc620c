"""How loud each octave of a recording is, frame after frame: samples in, levels in dB of full scale out.

The octaves are split by the low and the high pass of the 5/3 wavelet in lifting steps (Le Gall and Tabatabai,
ICASSP 1988; Sweldens, "The lifting scheme", SIAM Journal on Mathematical Analysis 29, 1998), as a voice
activity detector of telephones does with filters of its own (3GPP TS 26.094, option 1). What lies under the
lowest octave, where mains hum and rooms rumble, is left out.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from operator import add, mul

FRAMES_A_SECOND = 50
LEAST_RATE = 8_000
"""Samples a second that are looked at; of faster recordings the mean of every two, three..."""

BANDS = 4
"""Octaves: at 8,000 samples a second 2-4 kHz, 1-2 kHz, 0.5-1 kHz and 250-500 Hz."""

NOTHING = -100.0
"""dB of a band in which nothing is, lower than the last digit of a converter."""

Levels = tuple[float, ...]
"""dB of full scale of each band, the highest band first."""


class Frames:
    """Cuts what comes into frames of 20 ms; the size of the blocks in which it comes changes nothing.

    Args:
        rate: samples a second, 8,000-48,000.
    """

    def __init__(self, rate: int) -> None:
        self._step = max(1, rate // LEAST_RATE)
        self._length = int(rate / self._step / FRAMES_A_SECOND)
        self.ms = 1000 * self._length * self._step / rate
        self._left = array("h")

    def of(self, samples: array[int]) -> Iterator[Levels]:
        """Return the levels of the frames that are whole by now."""
        self._left += samples
        left, size = self._left, self._length * self._step
        whole = len(left) - len(left) % size
        self._left = left[whole:]
        for start in range(0, whole, size):
            yield _levels(self._thinned(left[start : start + size]))

    def drop(self) -> None:
        """Forget the frame that is not whole yet."""
        self._left = array("h")

    def _thinned(self, frame: Sequence[float]) -> Sequence[float]:
        """Return the sums of so many samples each: a sum lets less of what is above its half rate through."""
        sums = frame[:: self._step]
        for offset in range(1, self._step):
            sums = list(map(add, sums, frame[offset :: self._step]))
        return sums if self._step == 1 else [each / self._step for each in sums]


def _levels(frame: Sequence[float]) -> Levels:
    levels: list[float] = []
    low = frame
    for _ in range(BANDS):
        even, odd = low[::2], low[1::2]
        high = [at - (before + after) / 2 for at, before, after in zip(odd, even, even[1:], strict=False)]
        low = [at + (before + after) / 4 for at, before, after in zip(even[1:], high, high[1:], strict=False)]
        power = sum(map(mul, high, high)) / (2 * len(high) * 32_768**2)
        levels.append(10 * math.log10(power) if power > 1e-10 else NOTHING)
    return tuple(levels)
