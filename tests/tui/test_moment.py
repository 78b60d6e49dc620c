"""A moment on the screen: the line comes, the clock runs, one reply, then the checks."""

from __future__ import annotations

from pathlib import Path

import pytest

from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.widgets.moment_pane import MomentPane
from tests.tui.room import Room, open_room

MOMENT = """\
format: csmdrill/deck@1
id: moments
title: Moments
competency: renewal-negotiation
cards:
  - id: tender
    kind: moment
    who: Procurement lead
    line: Fifteen percent or we go to tender.
    clock: 20s
    checks: [asks who decides, gives no number]
    strong: Who signs this off, and by when?
    weak: I could maybe do ten.
    why: The first question decides who owns the clock.
"""


LONG = "Who signs this, and what would changing over cost you before the end of March?"


class Watch:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        """Return its time."""
        return self.seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The clock by which moments run."""
    made = Watch()
    monkeypatch.setattr("csmdrill.tui.widgets.moment_pane.monotonic", made)
    return made


@pytest.fixture
def moments(tmp_path: Path) -> Path:
    """A deck of one moment."""
    path = tmp_path / "moments.deck.yaml"
    path.write_text(MOMENT, encoding="utf-8")
    return path


async def on_the_clock(room: Room) -> PracticeScreen:
    """Wait until the line is said and the clock runs."""
    screen = await room.practising()
    await room.until_shown("Fifteen percent or we go to tender.")
    await room.until(lambda: screen.query_one(MomentPane).running)
    assert "0:20 left" in room.text()
    return screen


async def test_a_reply_in_time_is_checked_and_suggests_good(home: Path, moments: Path, watch: Watch) -> None:
    async with open_room(home, moments, start="practice") as room:
        await on_the_clock(room)
        assert "I could maybe do ten" not in room.text()
        await room.press(*LONG, "enter")
        await room.until_shown("weak    I could maybe do ten.")
        for shown in (
            "you     Who signs this, and what",
            "strong  Who signs this off, and by when?",
            "why  The first question",
            "3 good   both soon",
        ):
            assert shown in room.text()
        assert "1 AGAIN" in room.text()
        await room.press("a")
        await room.until_shown("Your reply did 1 of 2.")
        assert "1 AGAIN" in room.text()
        await room.press("b")
        await room.until_shown("3 GOOD")


async def test_a_reply_said_aloud_needs_no_words(home: Path, moments: Path, watch: Watch) -> None:
    async with open_room(home, moments, start="practice") as room:
        await on_the_clock(room)
        await room.press("enter")
        await room.until_shown("Your reply did 0 of 2.")


async def test_the_clock_turns_and_takes_what_is_typed_when_it_runs_out(
    home: Path, moments: Path, watch: Watch
) -> None:
    async with open_room(home, moments, start="practice") as room:
        screen = await on_the_clock(room)
        await room.press(*"Who")
        watch.seconds += 16
        await room.until_shown("0:04 left")
        watch.seconds += 5
        await room.until_shown("time is up")
        await room.until_shown("The moment had passed. Your reply did 0 of 2.")
        assert "Who" in room.text()
        # What is still being typed into the moment may not rate it.
        await room.press("space", "a", "3")
        assert screen.revealed
        await room.until_shown("3 good")
        await room.until(lambda: screen.check_action("rate", (3,)) is True)
        assert "[ ] asks who decides" in room.text()
        await room.press("a", "b")
        await room.until_shown("The moment had passed. Your reply did 2 of 2.")
        assert "1 AGAIN" in room.text()


async def test_the_line_is_said_word_by_word(home: Path, moments: Path, watch: Watch) -> None:
    async with open_room(home, moments, start="practice") as room:
        await room.practising()
        seen: list[str] = []

        def said() -> bool:
            seen.append(room.text())
            return "tender." in seen[-1]

        await room.until(said)
        assert any("Fifteen" in text and "tender." not in text for text in seen)


async def test_a_silence_is_held_by_letting_the_clock_run(home: Path, moments: Path, watch: Watch) -> None:
    silent = moments.read_text(encoding="utf-8").replace("    checks:", "    silent: true\n    checks:")
    moments.write_text(silent, encoding="utf-8")
    async with open_room(home, moments, start="practice") as room:
        await on_the_clock(room)
        watch.seconds += 21
        await room.until_shown("You held the silence.")
        await room.until_shown("3 GOOD")


async def test_the_clock_stands_still_behind_help(home: Path, moments: Path, watch: Watch) -> None:
    async with open_room(home, moments, start="practice") as room:
        screen = await on_the_clock(room)
        watch.seconds += 5
        await room.press("f1")
        await room.until(lambda: room.app.screen is not screen)
        watch.seconds += 60
        await room.press("escape")
        await room.until(lambda: room.app.screen is screen)
        await room.until_shown("0:15 left")
        assert not screen.revealed
