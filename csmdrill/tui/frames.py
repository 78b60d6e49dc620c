"""The pace of a screen's frames: no more than sixty a second, and none later than need be."""

from __future__ import annotations

import time
from asyncio import sleep

from textual.timer import Timer

GATHER = 0.25
"""The share of a frame's time that changes have at least to come together, however long painting took."""


class FrameTimer(Timer):
    """Paints when something has changed, and then as soon as the time of a frame is over.

    Textual's timer keeps to a grid, and where painting takes longer than the grid is wide it leaves out
    one place more: what comes next is seen up to three frames late.
    """

    async def _run(self) -> None:
        await sleep(self._interval)  # from the first layout of a new screen until it is seen as a whole
        while True:
            await self._active.wait()
            began = time.monotonic()
            await self._tick(next_timer=began, count=0)
            taken = time.monotonic() - began
            await sleep(max(self._interval - taken, GATHER * self._interval))
