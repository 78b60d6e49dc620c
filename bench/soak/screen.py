"""One answer on the screen whose writes fail: the card stays, a plain notice says why, and it goes again."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from csmdrill.services.plan import Plan

TURNS = 400
STAYS, COUNTS = "the answer stays", "goes on"


def answering(home: Path, arm: Callable[[], None], disarm: Callable[[], None]) -> Callable[[], None]:
    """Return the work: answer a card while writes fail, and once more when there is room.

    Args:
        home: with a deck `w0`.
        arm, disarm: let writes fail, and succeed again.
    """
    return lambda: asyncio.run(_answered(home, arm, disarm))


async def _answered(home: Path, arm: Callable[[], None], disarm: Callable[[], None]) -> None:
    from csmdrill.tui.app import CsmdrillApp
    from csmdrill.tui.screens.practice import PracticeScreen

    app = CsmdrillApp(dict(os.environ), Plan("practice", query="deck:w0"))
    async with app.run_test(size=(100, 30)) as pilot:
        await _until(lambda: isinstance(app.screen, PracticeScreen) and app.screen.view is not None)
        screen = app.screen
        assert isinstance(screen, PracticeScreen)
        asked = screen.view
        await pilot.press("space")
        await _until(lambda: screen.revealed and screen.check_action("rate", (3,)) is True)
        arm()
        await pilot.press("3")
        await _until(lambda: screen.view is not asked or bool(app._notifications))
        disarm()
        if screen.view is asked:
            print(STAYS, *(f"{each.title} {each.message}" for each in app._notifications), sep=": ")
            await pilot.press("3")
        await _until(lambda: screen.view is not asked)
        print(COUNTS)


async def _until(holds: Callable[[], bool]) -> None:
    for _ in range(TURNS):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the screen did not come so far")
