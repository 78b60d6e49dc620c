"""Answers on the screen whose writes fail: the card stays, a plain notice says why, and it goes again."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterable, Iterator

import msgspec

from bench.soak.means import Means
from csmdrill.services.plan import Plan

TURNS = 2_000
DECK = "w0"
TOLD = ("could not be written: the disk is full", "cannot be made: ")


class Shown(msgspec.Struct, frozen=True):
    """What the screen showed: tries, answers that had to stay, and what it did wrong."""

    tries: int
    stayed: int
    faults: tuple[str, ...]


def answering(means: Means, numbers: Iterable[int]) -> Callable[[], None]:
    """Return the work: answer card by card, each with its nth write failing; print a `Shown`."""
    return lambda: print(msgspec.json.encode(asyncio.run(_answered(means, iter(numbers)))).decode())


async def _answered(means: Means, numbers: Iterator[int]) -> Shown:
    from csmdrill.tui.app import CsmdrillApp
    from csmdrill.tui.screens.practice import PracticeScreen

    app = CsmdrillApp(dict(os.environ), Plan("practice", minutes=120, query=f"deck:{DECK}"))
    tries, stayed = 0, 0
    faults: list[str] = []
    async with app.run_test(size=(100, 30)) as pilot:
        await _until(lambda: isinstance(app.screen, PracticeScreen) and app.screen.view is not None)
        screen = app.screen
        assert isinstance(screen, PracticeScreen)
        for number in numbers:
            tries += 1
            asked = screen.view
            await pilot.press("space")
            await _until(lambda: screen.revealed and screen.check_action("rate", (3,)) is True)
            means.prepare(number)
            means.arm(number)
            await pilot.press("3")
            await _until(lambda: screen.view is not asked or bool(app._notifications))  # noqa: B023
            means.disarm()
            if screen.view is not asked:
                if means.struck() in (False, None):
                    break
                continue
            stayed += 1
            told = " ".join(f"{each.title} {each.message}" for each in app._notifications)
            if not any(words in told for words in TOLD):
                faults.append(f"an answer on the screen, {means.name}, n = {number}: it says {told!r}")
            await pilot.press("3")
            await _until(lambda: screen.view is not asked)  # noqa: B023
    return Shown(tries, stayed, tuple(faults))


async def _until(holds: Callable[[], bool]) -> None:
    for _ in range(TURNS):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("the screen did not come so far")
