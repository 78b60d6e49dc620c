"""A window that changes its size in the middle of a run: time goes on as if nothing had happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.tui.widgets.say_line import SayLine
from tests.tui.playing import SCENARIO, open_play

BENCHMARK = SCENARIO.replace("train: waits", "train: waits\nbenchmark: true")


@pytest.mark.parametrize(
    ("scenario", "sizes"),
    [(SCENARIO, ((120, 40), (80, 24))), (BENCHMARK, ((70, 20), (120, 40)))],
    ids=["practice", "benchmark"],
)
async def test_a_window_that_changes_its_size_takes_no_time_and_gives_none(
    home: Path, scenario: str, sizes: tuple[tuple[int, int], ...]
) -> None:
    """A benchmark goes on also where the window is too small to see it."""
    async with open_play(home, scenario) as play:
        stage = await play.to_stage()
        run = stage.play
        await play.type("half a")
        await play.move(2)
        for size in sizes:
            play.watch.seconds += 1  # nobody has looked at the clock since when the size changes
            await play.room.pilot.resize_terminal(*size)
            await play.until(lambda: stage.size == size)  # noqa: B023
            play.watch.seconds += 1
        await stage._tick()
        assert (stage.state, stage.play is run, stage.play.now) == ("running", True, 6000)
        assert [event.at for event in run.run.events if event.kind == "held"] == [5000]
        await play.move(3)
        assert stage.play.now == 9000
        assert stage.query_one(SayLine).value == "half a"
