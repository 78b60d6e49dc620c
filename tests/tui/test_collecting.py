"""What a closed screen was made of is let go when nobody waits, so memory does not grow with their number."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from csmdrill.tui import starting
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.today import TodayScreen
from tests.tui.room import open_room

SOON = 0.05
SCREENS = 6
MANY = 1000


@pytest.fixture
def _as_from_the_shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin without collecting, as the command does, and end as it was; nobody is calm for long."""
    often = gc.get_threshold()
    monkeypatch.setattr(starting, "CALM_SECONDS", SOON)
    gc.disable()
    yield
    gc.set_threshold(*often)
    gc.unfreeze()
    gc.collect()
    gc.freeze()  # as at the start of all tests
    gc.enable()


def test_what_a_start_has_made_is_not_gone_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    often, kept = gc.get_threshold(), gc.get_freeze_count()
    monkeypatch.setattr(starting, "HOW_OFTEN", often)
    gc.disable()
    try:
        made: list[list[int]] = [[] for _ in range(MANY)]
        starting.keep_what_is_loaded()
        assert gc.isenabled()
        assert gc.get_freeze_count() >= kept + len(made)
    finally:
        gc.enable()


def is_loading(thread: threading.Thread) -> bool:
    """Return whether a thread loads screens; at its end all that there is then is kept for good."""
    return thread.name == "csmdrill-screens"


@pytest.mark.usefixtures("_as_from_the_shell")
async def test_closed_screens_are_let_go_a_moment_after_the_last_of_them(home: Path) -> None:
    # The first is held by the timer that it started, the last by what was drawn last.
    async with open_room(home) as room:
        await room.until(lambda: room.app.ready and not any(map(is_loading, threading.enumerate())))
        assert gc.isenabled()
        assert gc.get_threshold() == starting.HOW_OFTEN
        gc.disable()  # so nothing is collected by chance
        opened = []
        for _ in range(SCREENS):
            room.app.push_screen(HelpScreen())
            await room.until(lambda: isinstance(room.app.screen, HelpScreen))
            opened.append(weakref.ref(room.app.screen))
            room.app.pop_screen()
            await room.until(lambda: isinstance(room.app.screen, TodayScreen))
        await room.until(lambda: not any(each() for each in opened[1:-1]))
