"""Measures of a key press: from the key to the painted screen, on every screen there is."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from bench.big_home import copied, shared
from bench.growth import SIZES, grows
from bench.measure import Row, at_most, percentile
from csmdrill.services.plan import Plan
from csmdrill.tui.app import CsmdrillApp
from tests.tui.journeys import JOURNEYS, discovered, furnish
from tests.tui.playing import Watch
from tests.tui.room import Room

CARDS = SIZES[-1]
SIZE = (120, 40)
ROUNDS = 8
KEYS = ("down", "up", "pagedown", "pageup", "tab", "shift+tab")
TYPED = ("a", "backspace")
ALSO: Mapping[str, Sequence[str]] = {"PracticeScreen": ("space", "3"), "StageScreen": ("enter",)}
AWAY_AND_BACK = ("f1", "escape")
MOST_MS = 50
FRAMES = 0.04
"""Seconds in which what is to be painted is painted: Textual gathers changes for a sixtieth of a second."""

TURN = 0.001
PATIENCE_SECONDS = 120


def rows() -> Iterator[Row]:
    """Yield the measures of a key press.

    A time is from the key's event until it is handled, with what it asks of the store, and that is painted,
    in a window of 120 by 40 without a terminal. What a screen works out beside that, like hits of a search,
    may be painted later. Keys that change nothing are left out, and scrolling is not animated. On every
    screen the cursor is moved, the pages and the focus; into each line a letter is typed and taken back; on a
    card the answer is shown and rated, on the stage a line is sent. Where none of this changes anything, the
    help is opened and closed.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = {size: asyncio.run(_all_screens(Path(folder) / f"{size}", size)) for size in SIZES}
    for name, times in sorted(found[CARDS].items()):
        yield at_most(f"repaint: {name}, p95", MOST_MS, percentile(times, 0.95) * 1e3, "ms")
    middle = {size: median(chain.from_iterable(screens.values())) for size, screens in found.items()}
    yield grows("repaint: how its p50 grows with the cards", middle)


async def _all_screens(folder: Path, size: int) -> dict[str, list[float]]:
    """Return the seconds of each key on each screen, by the screen's name."""
    folder.mkdir()
    home = copied(shared(size), folder / "home").root
    furnish(home)
    found: dict[str, list[float]] = {}
    with patch.object(Input, "cursor_blink", False):
        async with _opened(home) as (room, painter):
            for name in [kind.__name__ for kind in discovered()]:
                screen = await JOURNEYS[name](room, home, lambda: "some words")
                room.app.push_screen(screen)
                await painter.settled()
                # It stays open below the next: Today, were it seen again, would reckon the weeks ahead anew.
                found[name] = await _pressed(screen, painter, ALSO.get(name, ()))
    return found


async def _pressed(screen: Screen[Any], painter: Painter, also: Sequence[str]) -> list[float]:
    """Return the seconds of each key that changed something."""
    times = []
    for _ in range(ROUNDS):
        times += [await painter.press(key) for key in (*KEYS, *also)]
        for line in screen.query(Input):
            if line.display and not line.disabled:
                line.focus()
                await painter.settled()
                times += [await painter.press(key) for key in TYPED]
        if not any(times):
            times += [await painter.press(key) for key in AWAY_AND_BACK]
    return [each for each in times if each > 0]


class Painter:
    """Presses keys in a program, and knows when something is painted.

    Args:
        app: the program.
        pilot: waits for its messages.
    """

    def __init__(self, app: CsmdrillApp, pilot: Pilot[None]) -> None:
        self._app, self._pilot = app, pilot
        self._painted = 0.0
        self._display = app._display
        app._display = self._shown  # type: ignore[method-assign]

    def _shown(self, screen: Screen[Any], renderable: Any) -> None:  # noqa: ANN401 - whatever Textual paints
        self._display(screen, renderable)
        if renderable is not None and hasattr(renderable, "render_segments"):
            renderable.render_segments(self._app.console)  # what a terminal would be sent
        self._painted = time.perf_counter()

    async def press(self, key: str) -> float:
        """Return the seconds from a key to the painting of what it did; 0 where there was none."""
        event = events.Key(key, key if len(key) == 1 else None)
        event.set_sender(self._app)
        began = time.perf_counter()
        self._app.post_message(event)
        await self._pilot._wait_for_screen()
        await asyncio.sleep(FRAMES)
        taken = max(self._painted - began, 0.0)
        await self.settled()
        return taken

    async def settled(self) -> None:
        """Wait until all messages are handled, all jobs are done and what they changed is painted."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not all(worker.is_finished for worker in self._app.workers):
                await asyncio.sleep(TURN)
            await self._pilot._wait_for_screen()


@asynccontextmanager
async def _opened(home: Path) -> AsyncIterator[tuple[Room, Painter]]:
    """Open the program on a home; its decks have been read when it is there."""
    words = {name: word for name, word in os.environ.items() if name != "CSMDRILL_NOW"}
    app = CsmdrillApp(words | {"CSMDRILL_HOME": str(home)}, Plan())
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        app.stage_seconds = Watch()
        app.animation_level = "none"
        painter = Painter(app, pilot)
        await painter.settled()
        yield Room(app, pilot), painter
