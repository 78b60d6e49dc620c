"""Measures of a key press: from the key to the painted screen, on every screen there is.

usage: python -m bench.repainting FOLDER [SCREEN ...]

Measures these screens, or all, on a home made by `python -m bench.big_home FOLDER CARDS`, and tells how much
of the time the event loop was at work: that is what a busy machine changes least.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from msgspec import Struct
from textual import events
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from bench.big_home import copied, copy_of, shared
from bench.growth import SIZES, grows
from bench.measure import Row, at_most, percentile
from bench.usage import refuse, taken
from csmdrill.core.home import Home
from csmdrill.services.plan import Plan
from csmdrill.tui.app import CsmdrillApp
from tests.tui.journeys import JOURNEYS, discovered, furnish
from tests.tui.playing import Watch
from tests.tui.room import Room

CARDS = SIZES[-1]
SIZE = (120, 40)
ROUNDS = 20
KEYS = ("down", "up", "pagedown", "pageup", "tab", "shift+tab")
TYPED = ("a", "backspace")
ALSO: Mapping[str, Sequence[str]] = {"PracticeScreen": ("space", "3"), "StageScreen": ("enter",)}
AWAY_AND_BACK = ("f1", "escape")
MOST_MS = 50
TURN = 0.001
CALM = 4
"""Turns in which nothing waits to be painted, after which that is so: a message may be on its way from one
widget to the next."""

PATIENCE_SECONDS = 120


class Painted(Struct, frozen=True):
    """What a key took until what it did was painted, in seconds.

    Args:
        key: that was pressed.
        taken: in all.
        busy: of these the event loop was at work.
    """

    key: str
    taken: float
    busy: float


def rows() -> Iterator[Row]:
    """Yield the measures of a key press.

    A time is from the key's event until it is handled, with what it asks of the store, and that is painted,
    as bytes for a terminal, in a window of 120 by 40. What a screen works out beside that, like hits of a
    search, may be painted later, as may what a clock changes. Keys that change nothing are left out, and
    scrolling is not animated. On every screen the cursor is moved, the pages and the focus; into each line
    a letter is typed and taken back; on a card the answer is shown and rated, on the stage a line is sent.
    Where none of this changes anything, the help is opened and closed.
    """
    with tempfile.TemporaryDirectory() as folder:
        homes = {size: copied(shared(size), Path(folder) / f"{size}" / "home") for size in SIZES}
        os.sync()  # the copies are still being written, and each answer would wait for them
        found = {size: asyncio.run(_all_screens(home.root)) for size, home in homes.items()}
    for name, keys in sorted(found[CARDS].items()):
        taken = [each.taken for each in keys]
        yield at_most(f"repaint: {name}, p95", MOST_MS, percentile(taken, 0.95) * 1e3, "ms")
    middle = {
        size: median(each.taken for each in chain(*screens.values())) for size, screens in found.items()
    }
    yield grows("repaint: how its p50 grows with the cards", middle)
    yield _that_grows_most(found)


def _that_grows_most(found: Mapping[int, Mapping[str, Sequence[Painted]]]) -> Row:
    """Return the screen whose p50 grows most with the cards."""
    grown = {
        name: grows(
            f"repaint: that of {name} grows most",
            {size: median(each.taken for each in screens[name]) for size, screens in found.items()},
        )
        for name in found[CARDS]
    }
    return max(grown.values(), key=lambda row: row.value)


async def _all_screens(home: Path, names: Collection[str] = ()) -> dict[str, list[Painted]]:
    """Return what each key took on each screen of these names, or on all, by the screen's name."""
    furnish(home)
    found: dict[str, list[Painted]] = {}
    with patch.object(Input, "cursor_blink", False):
        async with opened(home) as (room, painter):
            for name in [kind.__name__ for kind in discovered() if not names or kind.__name__ in names]:
                screen = await JOURNEYS[name](room, home, lambda: "some words")
                # In the place of the one before: Today, were it seen again, would reckon the weeks ahead.
                first = len(room.app.screen_stack) == 1
                await (room.app.push_screen(screen) if first else room.app.switch_screen(screen))
                await painter.settled()
                found[name] = await _pressed(screen, painter, ALSO.get(name, ()))
    return found


async def _pressed(screen: Screen[Any], painter: Painter, also: Sequence[str]) -> list[Painted]:
    """Return what each key took that changed something."""
    found: list[Painted | None] = []
    for _ in range(ROUNDS):
        before = len(found)
        found += [await painter.press(key) for key in (*KEYS, *also)]
        for line in screen.query(Input):
            if line.display and not line.disabled:
                line.focus()
                await painter.settled()
                found += [await painter.press(key) for key in TYPED]
        if not any(found[before:]):
            found += [await painter.press(key) for key in AWAY_AND_BACK]
    return [each for each in found if each is not None]


class Painter:
    """Presses keys in a program, and knows when something is painted.

    Args:
        app: the program.
        pilot: waits for its messages.
    """

    def __init__(self, app: CsmdrillApp, pilot: Pilot[None]) -> None:
        self._app, self._pilot = app, pilot
        self._painted: tuple[float, float] | None = None
        self._display = app._display
        app._display = self._shown  # type: ignore[method-assign]

    def _shown(self, screen: Screen[Any], renderable: Any) -> None:  # noqa: ANN401 - whatever Textual paints
        self._display(screen, renderable)
        if hasattr(renderable, "render_segments"):
            renderable.render_segments(self._app.console)  # what a terminal would be sent
            self._painted = time.perf_counter(), time.thread_time()

    async def press(self, key: str) -> Painted | None:
        """Return what it took from a key to the painting of what it did; None where nothing was painted."""
        event = events.Key(key, key if len(key) == 1 else None)
        event.set_sender(self._app)
        self._painted = None
        began, begun = time.perf_counter(), time.thread_time()
        self._app.post_message(event)
        await self._handled()
        painted = self._painted
        await self.settled()
        return None if painted is None else Painted(key, painted[0] - began, painted[1] - begun)

    async def _handled(self) -> None:
        """Wait until a key is handled by those whom it goes to, in their order, and what waits is painted."""
        focused = self._app.focused or self._app.screen
        for node in (self._app, self._app.screen, *focused.ancestors_with_self):
            done = asyncio.Event()
            if node.call_later(done.set):
                await done.wait()
        calm = 0
        while calm < CALM:
            await asyncio.sleep(TURN)
            calm = 0 if _waits(self._app.screen) else calm + 1

    async def settled(self) -> None:
        """Wait until all messages are handled, all jobs are done and what they changed is painted."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not all(worker.is_finished for worker in self._app.workers) or _waits(self._app.screen):
                await asyncio.sleep(TURN)
            await self._pilot._wait_for_screen()


def _waits(screen: Screen[Any]) -> bool:
    """Return whether something of a screen waits for its next frame."""
    required = screen._layout_required or screen._scroll_required or screen._repaint_required
    return bool(required or screen._dirty_widgets or screen._callbacks)


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[tuple[Room, Painter]]:
    """Open the program on a home, as the command does; its decks have been read when it is there."""
    gc.disable()
    words = {name: word for name, word in os.environ.items() if name != "CSMDRILL_NOW"}
    app = CsmdrillApp(words | {"CSMDRILL_HOME": str(home)}, Plan())
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        app.stage_seconds = Watch()
        app.animation_level = "none"
        painter = Painter(app, pilot)
        await painter.settled()
        yield Room(app, pilot), painter


def main(big: Path, names: Collection[str], write: Callable[[str], object] = sys.stdout.write) -> None:
    """Say of each screen what half and 95 of 100 keys take at most, and which takes longest."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(_all_screens(copy_of(Home(big / "home"), Path(folder) / "home").root, names))
    write(f"{'screen':20} {'keys':>5} {'p50':>7} {'p95':>7} {'at work':>7} {'p95':>7}   slowest\n")
    for name, keys in sorted(found.items()):
        taken, busy = ([getattr(each, part) * 1e3 for each in keys] for part in ("taken", "busy"))
        figures = [percentile(each, share) for each in (taken, busy) for share in (0.5, 0.95)]
        slowest = max(keys, key=lambda each: each.busy).key
        write(f"{name:20} {len(keys):5} {' '.join(f'{each:7.1f}' for each in figures)}   {slowest}\n")


if __name__ == "__main__":
    made, *wanted = taken(sys.argv[1:], __doc__, 1)
    if not (Path(made) / "home").is_dir():
        refuse(f"There is no home in {made}.", __doc__)
    if nowhere := [name for name in wanted if name not in JOURNEYS]:
        refuse(f"There is no {nowhere[0]}; there are {', '.join(JOURNEYS)}.", __doc__)
    main(Path(made), wanted)
