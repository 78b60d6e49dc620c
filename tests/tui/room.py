"""The real program without a terminal, on a home of its own and a fixed clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from textual.pilot import Pilot
from textual.widgets import Input

from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.practice.model import Rating, Verdict
from csmdrill.services.plan import Plan
from csmdrill.services.views import CardView
from csmdrill.services.workspace import open_workspace
from csmdrill.storage.store import open_store
from csmdrill.tui.app import CsmdrillApp
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.work import Work

NOW = "2026-11-24T09:00:00+01:00"
PATIENCE_SECONDS = 30
"""A condition that holds is seen at once; this only ends a test in which it never will."""

MOST_CARDS = 12
STILL = 5

EVERY_KIND = Path(__file__).parents[1] / "decks" / "every_kind.deck.yaml"
ALL_KINDS = EVERY_KIND.read_text(encoding="utf-8")


Answer = Callable[["Room", PracticeScreen], Awaitable[None]]


class Room:
    """The program under test, with the waits that a test needs.

    Args:
        app: the program.
        pilot: presses its keys.
    """

    def __init__(self, app: CsmdrillApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until a condition holds, however slow the machine is."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE_SECONDS
        while not holds():
            if loop.time() > deadline:
                raise AssertionError(f"never came true; the screen shows:\n{self.text()}")
            await self.pilot.pause(0.02)
        await self.pilot.pause()

    async def until_shown(self, words: str) -> None:
        """Wait until the screen shows some words."""
        await self.until(lambda: words in self.text())

    async def until_gone(self, words: str) -> None:
        """Wait until the screen shows some words no longer."""
        await self.until(lambda: words not in self.text())

    async def until_typing(self) -> None:
        """Wait until a line has the focus, so that letters go into it."""
        await self.until(lambda: isinstance(self.app.focused, Input) and self.app.focused.has_focus)

    async def final_text(self) -> str:
        """Return what the screen shows once no job of a screen runs and turn after turn shows the same."""
        seen: list[str] = []

        def stays() -> bool:
            seen.append(self.text())
            done = all(worker.is_finished for worker in self.app.workers)
            return done and len(seen) > STILL and len(set(seen[-STILL:])) == 1

        await self.until(stays)
        return self.text()

    async def press(self, *keys: str) -> None:
        """Press keys and let the program react."""
        await self.pilot.press(*keys)

    async def to_first_card(self) -> PracticeScreen:
        """Go from Today to the first card."""
        await self.until_shown("Practise")
        await self.press("enter")
        await self.until(
            lambda: isinstance(self.app.screen, PracticeScreen) and self.app.screen.view is not None
        )
        screen = self.app.screen
        assert isinstance(screen, PracticeScreen)
        return screen

    async def practising(self) -> PracticeScreen:
        """Wait for a card."""
        await self.until(
            lambda: isinstance(self.app.screen, PracticeScreen) and self.app.screen.view is not None
        )
        screen = self.app.screen
        assert isinstance(screen, PracticeScreen)
        return screen

    async def until_kind(self, kind: str, answer: Answer) -> PracticeScreen:
        """Answer cards until one of a kind is asked."""
        screen = await self.practising()
        for _ in range(MOST_CARDS):
            if screen.view is not None and screen.view.question.kind == kind:
                return screen
            await answer(self, screen)
        raise AssertionError(f"no {kind} card came")

    def text(self) -> str:
        """Return the characters on the screen, line by line."""
        height = self.app.size.height
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips[:height])


@asynccontextmanager
async def open_room(
    home: Path,
    *decks: Path,
    size: tuple[int, int] = (80, 24),
    start: str = "today",
    new: int | None = None,
    plan: Plan | None = None,
    **environ: str,
) -> AsyncIterator[Room]:
    """Run the program on a home, and on the decks named.

    Args:
        home, decks: files and folders.
        size: columns and rows.
        start: the first screen.
        new: new cards a day, if not the default.
        plan: what the command line asked for, if more than a screen and decks.
        environ: more of the environment.
    """
    words = {"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW} | environ
    if new is not None:
        with open_workspace(words) as workspace:
            workspace.change("new", new)
    planned = plan or Plan(start="practice" if start == "practice" else "today", deck_paths=decks)
    app = CsmdrillApp(words, planned)
    async with app.run_test(size=size, notifications=True) as pilot:
        room = Room(app, pilot)
        yield room
        if app.is_running and app.screen_stack:
            room.text()  # whatever is there last can be drawn


async def graded(work: Work, rating: Rating) -> CardView | None:
    """Rate the card that the session asks, beside its screen; returns the next."""
    verdict = Verdict(right=None, suggestion=Rating.GOOD)
    return await work.to_its_end(lambda: work.drill().grade(rating, 1000, verdict))


def facts_of(home: Path) -> list[dict[str, object]]:
    """Return the facts kept in a home, as exported."""
    store = open_store(Home(home), SystemClock())
    try:
        return [msgspec.json.decode(line) for line in store.export_lines()]
    finally:
        store.close()
