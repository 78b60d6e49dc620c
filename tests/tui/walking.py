"""A walk over all screens: each is opened with hostile values, used, clicked and looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import msgspec
from textual import events
from textual.command import CommandPalette
from textual.screen import Screen
from textual.widgets import Input

from bench.strings import givers
from csmdrill.core.errors import CardRejected
from csmdrill.core.text import make_safe
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.screens.room import RoomScreen
from csmdrill.tui.screens.stage import StageScreen
from csmdrill.tui.work import Work
from tests.tui.journeys import JOURNEYS, Take
from tests.tui.playing import Watch
from tests.tui.poison import Watchman, poison
from tests.tui.room import Room, open_room

SIZE = (80, 24)
TEXTS = 20
"""Texts that hold all strings between them."""

CARDS = 10
"""Cards that are asked: of every kind one."""


class Walk(msgspec.Struct):
    """What a walk over the screens comes to.

    Args:
        faults: what must not be.
        looks: how often each screen was looked at.
        texts: texts that were looked at.
        seen: strings that stood on some screen, made safe.
        showings: strings on screens, counted for each screen.
        sent: characters written to the terminal, for each screen.
    """

    faults: list[str] = msgspec.field(default_factory=list)
    looks: Counter[str] = msgspec.field(default_factory=Counter)
    texts: int = 0
    seen: set[str] = msgspec.field(default_factory=set)
    showings: int = 0
    sent: Counter[str] = msgspec.field(default_factory=Counter)


@contextmanager
def poisoned_work(take: Take) -> Iterator[None]:
    """Let whatever the services return be hostile in every text."""
    run = Work._run

    async def poisoned(self: Work, *job: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is called
        return poison(await run(self, *job, **named), take)

    with patch.object(Work, "_run", poisoned):
        yield


async def walk(home: Path, strings: Sequence[str], at_once: int = 0) -> Walk:
    """Go to every screen with these strings in every text, and look at it before and after its keys.

    Args:
        home: as `poisoned_home` makes it.
        strings: hostile ones.
        at_once: so many stand in one text; a twentieth of them without.
    """
    found = Walk()
    take = givers(strings, at_once or max(1, len(strings) // TEXTS))
    async with _opened(home, take) as room:
        watchman = Watchman(room.app)
        watchman.faults = found.faults
        for name in JOURNEYS:
            await _visit(room, home, name, take, watchman)
            found.looks[name] += 1
            here = _told(room.app.screen)
            shown = {each for each in strings if make_safe(each).strip() in here}
            found.seen |= shown
            found.showings += len(shown)
            while len(room.app.screen_stack) > 1:
                room.app.pop_screen()
        await _palette(room, take, watchman)
    found.texts, found.sent = watchman.shown, watchman.wire.sent
    return found


@asynccontextmanager
async def _opened(home: Path, take: Take) -> AsyncIterator[Room]:
    with poisoned_work(take):
        async with open_room(home, home / "decks" / "kinds.deck.yaml", size=SIZE) as room:
            room.app.stage_seconds = Watch()
            await room.until(lambda: room.app.opened)
            yield room


async def _visit(room: Room, home: Path, name: str, take: Take, watchman: Watchman) -> None:
    """Open a screen, let it say hostile things, and use it."""
    screen = await JOURNEYS[name](room, home, take)
    room.app.push_screen(screen)
    await _settled(room)
    watchman.look(room.app.screen)
    if isinstance(screen, PracticeScreen):
        await _practise(room, screen, take, watchman)
    elif isinstance(screen, StageScreen):
        await _play(room, screen, take, watchman)
    for line in room.app.screen.query(Input):
        await _type(room, line, take, watchman)
    if isinstance(screen, RoomScreen):
        screen.say(take(), take(), "warning")
        screen.complain(CardRejected(take(), take()))
    await _settled(room)
    watchman.look(room.app.screen)
    await room.pilot.click(offset=(12, 0))
    await room.press("down", "pagedown")
    watchman.look(room.app.screen)


async def _settled(room: Room) -> None:
    await room.until(lambda: all(worker.is_finished for worker in room.app.workers))
    await room.pilot.pause()


async def _type(room: Room, line: Input, take: Take, watchman: Watchman) -> None:
    """Paste hostile things into a line, and set them as what stands there."""
    if line.disabled or not line.display:
        return
    line.post_message(events.Paste(take()))
    await room.pilot.pause()
    watchman.look(room.app.screen)
    line.value = take()
    await room.pilot.pause()
    watchman.look(room.app.screen)


async def _practise(room: Room, screen: PracticeScreen, take: Take, watchman: Watchman) -> None:
    """Answer cards, the wrong way where there is one, and look at each before and after."""
    for _ in range(CARDS):
        if room.app.screen is not screen or screen.view is None:
            return
        form = screen.view.question.form
        await screen._reveal({"letter": "b", "letters": "ab", "number": "7"}.get(form, take()))
        await room.pilot.pause()
        watchman.look(screen)
        if screen.revealed:
            await room.press("a", "w")
            watchman.look(screen)
            await room.press("1")
            await _settled(room)
            watchman.look(room.app.screen)
        else:
            await screen.action_suspend()


async def _play(room: Room, screen: StageScreen, take: Take, watchman: Watchman) -> None:
    """Say hostile lines on the stage until it is over."""
    clock = room.app.stage_seconds
    assert isinstance(clock, Watch)
    # A rehearsal that was made hostile whole would not go back into the store.
    room.app.work.rehearse.keep = _kept  # type: ignore[method-assign,assignment]
    for _ in range(6):
        for line in screen.query(Input):
            if room.app.screen is screen and not line.disabled:
                line.value = take()
                await room.press("enter")
        clock.seconds += 12
        await screen._tick()
        await room.pilot.pause()
        watchman.look(screen)


async def _kept(*_: object) -> None:
    """Keep nothing."""


async def _palette(room: Room, take: Take, watchman: Watchman) -> None:
    """Search the palette of commands for hostile things, with a key of the person's own that is none."""
    room.app.keymap = {"today.library": take()}
    await room.press("ctrl+p")
    await room.until(lambda: isinstance(room.app.screen, CommandPalette))
    watchman.look(room.app.screen)
    room.app.post_message(events.Paste(take()))
    await _settled(room)
    watchman.look(room.app.screen)


def _told(screen: Screen[Any]) -> str:
    """Return all the text that a screen holds."""
    from tests.tui.poison import held_by

    held = (each for widget in screen.walk_children(with_self=False) for each in held_by(widget))
    return "\n".join(str(getattr(each, "plain", each)) for each in held)
