"""The pace of a screen's frames: no more than sixty a second, and none later than need be."""

from __future__ import annotations

from asyncio import sleep
from time import monotonic

from textual.timer import Timer

GATHER = 0.25
"""The share of a frame's time in which changes come together, however long painting took."""


class FrameTimer(Timer):
    """Paints when something has changed, and then as soon as the time of a frame is over.

    Textual's timer keeps to a grid, and where painting takes longer than the grid is wide it leaves out
    one place more: what comes next is seen up to three frames late.
    """

    async def _run(self) -> None:
        gathered = GATHER * self._interval
        await self._active.wait()
        await sleep(gathered)
        while True:
            await self._active.wait()
            began = monotonic()
            await self._tick(next_timer=began, count=0)
            await sleep(max(gathered, self._interval - (monotonic() - began)))
