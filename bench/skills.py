"""Measures of skills: opening the screen of somebody with years of data, what is weighed, the simulation."""

from __future__ import annotations

import asyncio
import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.measure import Row, apart, at_most, command, percentile, timed, usual
from bench.person import make_person
from csmdrill.services.plan import Plan
from csmdrill.services.review_skills import skills
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.app import CsmdrillApp
from csmdrill.tui.screens.skills import SkillsScreen
from csmdrill.tui.screens.today import TodayScreen

END = datetime(2026, 11, 24, 9, tzinfo=UTC)
OPENINGS = 20
WEIGHINGS = 10
PATHS = 20_000
ROUNDS = 3
TURN = 0.001
PATIENCE_SECONDS = 60


def rows() -> Iterator[Row]:
    """Yield the measures of skills.

    A time of the screen is from the key on Today until its rows are painted. They are those of the skills as
    they were reviewed for Today, so the wait for that is not in it; the screen has them reviewed anew beside
    that, and shows them again where anything differs. What such a review takes, from the store's facts to
    the states of all channels, is the row of the weighing.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_person(home, END)
        words = {**os.environ, "CSMDRILL_HOME": str(home), "CSMDRILL_NOW": END.isoformat()}
        opened = apart(_opened_as_the_command_does, words)
        weighed = apart(_weighed, words)
        simulated = usual(lambda: command(["drift", "simulate", "--paths", f"{PATHS}"], words), ROUNDS)
    yield at_most("skills: the screen, 3 years of one person", 100, median(opened) * 1e3, "ms")
    yield at_most("skills: the screen, 19 times of 20", 100, percentile(opened, 0.95) * 1e3, "ms")
    yield at_most("skills: 3 years of one person weighed", 100, median(weighed) * 1e3, "ms")
    yield at_most(f"skills: drift simulate, {PATHS:,} paths", 10, simulated, "s")


def _weighed(words: dict[str, str]) -> list[float]:
    """Return the seconds of reviewing the skills, time and again, in one open program as Today does it."""
    with open_workspace(words) as workspace:
        return [timed(lambda: skills(workspace)) for _ in range(WEIGHINGS)]


def _opened_as_the_command_does(words: dict[str, str]) -> list[float]:
    gc.disable()  # until the program begins to collect by its own rule
    return asyncio.run(_openings(words))


async def _openings(words: dict[str, str]) -> list[float]:
    """Return the seconds of opening Skills from Today, time and again, in the program without a terminal.

    Before each, Today has done all that it does by itself, as it has when somebody has read it.
    """
    app = CsmdrillApp(words, Plan())
    found = []
    async with app.run_test(size=(80, 24)):
        await _until(lambda: isinstance(app.screen, TodayScreen))
        for _ in range(OPENINGS):
            await _until(lambda: all(worker.is_finished for worker in app.workers))
            found.append(await _opened(app))
            app.pop_screen()
            await _until(lambda: isinstance(app.screen, TodayScreen))
    return found


async def _opened(app: CsmdrillApp) -> float:
    today, painted = app.screen, asyncio.Event()
    assert isinstance(today, TodayScreen)
    began = time.perf_counter()
    today.action_skills()
    await _until(lambda: isinstance(app.screen, SkillsScreen) and app.screen.shown)
    app.screen.call_after_refresh(painted.set)
    await painted.wait()
    return time.perf_counter() - began


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not holds():
            await asyncio.sleep(TURN)
