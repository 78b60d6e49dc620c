"""Slow work: the screens go on meanwhile, and leaving waits for what is written but not for what is read."""

from __future__ import annotations

import ast
import asyncio
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import csmdrill.tui
from csmdrill.practice.model import Rating
from csmdrill.services.plan import Plan
from csmdrill.services.workspace import open_workspace
from csmdrill.tui.screens.help import HelpScreen
from csmdrill.tui.screens.practice import PracticeScreen
from csmdrill.tui.widgets.card_table import CardTable
from csmdrill.tui.widgets.title_bar import TitleBar
from csmdrill.tui.work import Work
from tests.tui.room import NOW, Room, graded, open_room

TUI = Path(csmdrill.tui.__file__).parent
PATIENCE = 60
SLOW_ROOMS = ("csmdrill.services", "csmdrill.storage", "csmdrill.practice.judging")
QUICK = {
    "csmdrill.services.charts",
    "csmdrill.services.plan",
    "csmdrill.services.views",
    "csmdrill.services.wording",
    "csmdrill.services.rehearsal_views",
    "csmdrill.services.skill_views",
    "csmdrill.services.skill_words",
    "csmdrill.services.coach_words",
    "csmdrill.services.circuit_views",
    "csmdrill.services.circuit_words",
    "csmdrill.services.coach_views",
    "csmdrill.services.attempt_text",
    "csmdrill.services.comments",
    "csmdrill.practice.judging.judge_moment",
    "csmdrill.practice.judging.judge_points",
}
"""What screens may call at once: words, values and counting."""


class Gate:
    """Stands before a function and holds every caller until it is opened, but the event loop itself.

    Args:
        patch: undone when the test is.
        name: of the function, from its module on.
    """

    def __init__(self, patch: pytest.MonkeyPatch, name: str) -> None:
        self.opened = threading.Event()
        self.reached = threading.Event()
        self.left = threading.Event()
        self.on_loop = False
        loop_thread = threading.current_thread()
        owner, _, attribute = name.rpartition(".")
        slow = getattr(_named(owner), attribute)

        def held(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - stands for any function
            self.on_loop |= threading.current_thread() is loop_thread
            self.reached.set()
            if threading.current_thread() is not loop_thread:
                self.opened.wait(PATIENCE)
            done = slow(*args, **kwargs)
            self.left.set()
            return done

        patch.setattr(_named(owner), attribute, held)


def _named(name: str) -> Any:  # noqa: ANN401 - a module or a class
    module, _, last = name.rpartition(".")
    if last[:1].isupper():
        return getattr(_named(module), last)
    __import__(name)
    return sys.modules[name]


async def reveal(room: Room) -> None:
    """Show the answer of the card on the screen."""
    screen = await room.practising()
    await room.press("enter")
    await room.until(lambda: screen.revealed)


async def rate(room: Room) -> None:
    """Reveal and rate the card on the screen."""
    await reveal(room)
    await room.press("3")


async def rate_and_undo(room: Room) -> None:
    """Rate a card and take that back."""
    screen = await room.practising()
    first = screen.view
    await rate(room)
    await room.until(lambda: screen.view is not first)
    await room.press("u")


async def stop(room: Room) -> None:
    """Leave the session."""
    await room.practising()
    await room.press("escape")


async def nothing(_: Room) -> None:
    """Do nothing: the program does it by itself."""


async def look_at_stats(room: Room) -> None:
    """Ask for the statistics."""
    await room.until_shown("Practise")
    await room.press("s")


async def look_in_library(room: Room) -> None:
    """Ask for the library."""
    await room.until_shown("Practise")
    await room.press("l")


async def card_in_library(room: Room) -> None:
    """Wait until the library has put its cards into the table and its keys there."""
    await look_in_library(room)

    def is_ready() -> bool:
        focused = room.app.focused
        return isinstance(focused, CardTable) and bool(focused.cards)

    await room.until(is_ready)


async def flag_a_card(room: Room) -> None:
    """Flag the first card of the library."""
    await card_in_library(room)
    await room.press("f")


async def read_a_history(room: Room) -> None:
    """Open the history of the first card of the library."""
    await card_in_library(room)
    await room.press("enter")


async def change_a_setting(room: Room) -> None:
    """Change the minutes of a session."""
    await room.until_shown("Practise")
    await room.press("comma")
    await room.until_shown("Minutes of a session")
    await room.press("enter", "5", "enter")


SLOW: dict[str, tuple[str, str, Callable[[Room], Coroutine[Any, Any, None]]]] = {
    "opening": ("csmdrill.services.workspace.open_workspace", "today", nothing),
    "reading decks": ("csmdrill.services.library.scan", "today", nothing),
    "the day": ("csmdrill.services.today.today", "today", nothing),
    "statistics": ("csmdrill.services.stats.stats", "today", look_at_stats),
    "searching": ("csmdrill.services.find.find", "today", look_in_library),
    "handling": ("csmdrill.services.cards.act", "today", flag_a_card),
    "a history": ("csmdrill.services.cards.history", "today", read_a_history),
    "settings": ("csmdrill.services.adjust.adjust", "today", change_a_setting),
    "drawing": ("csmdrill.services.shown.pose", "practice", nothing),
    "judging": ("csmdrill.tui.work.judge", "practice", reveal),
    "grading": ("csmdrill.services.practise.Drill.grade", "practice", rate),
    "undoing": ("csmdrill.services.practise.Drill.undo", "practice", rate_and_undo),
    "finishing": ("csmdrill.services.practise.Drill.finish", "practice", stop),
}


async def until(holds: Callable[[], bool]) -> None:
    """Let the event loop turn, a bounded number of times, until a condition holds."""
    for _ in range(PATIENCE * 50):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("never came true")


@pytest.mark.parametrize("name", SLOW)
async def test_the_screens_go_on_while_something_takes_long(
    name: str, home: Path, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, start, act = SLOW[name]
    gate = Gate(monkeypatch, slow)
    async with open_room(home, deck, start=start) as room:
        acting = asyncio.create_task(act(room))
        try:
            await until(gate.reached.is_set)
            assert not gate.on_loop
            heard = asyncio.Event()
            widget = room.app.screen.query("*").last()
            widget.call_later(heard.set)
            await until(heard.is_set)
            assert not gate.left.is_set()
        finally:
            gate.opened.set()
        await acting
        await until(gate.left.is_set)
        assert not gate.on_loop


async def test_help_opens_while_decks_are_read_and_a_card_comes_when_they_are(
    home: Path, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "csmdrill.services.library.scan")
    async with open_room(home, deck) as room:
        try:
            await until(gate.reached.is_set)
            await room.press("question_mark")
            await room.until(lambda: isinstance(room.app.screen, HelpScreen))
            assert not gate.left.is_set()
        finally:
            gate.opened.set()
        await room.press("escape")
        await room.to_first_card()


async def test_leaving_does_not_wait_for_decks_that_are_being_read(
    home: Path, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch, "csmdrill.services.library.scan")
    work = Work({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}, Plan(deck_paths=(deck,)))
    await work.open()
    reading = asyncio.create_task(work.refresh())
    await until(gate.reached.is_set)
    reading.cancel()
    try:
        assert work.close() == ""
        assert not gate.left.is_set()
    finally:
        gate.opened.set()


async def test_leaving_waits_for_an_answer_that_is_being_written(
    home: Path, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW}
    work = Work(environ, Plan(deck_paths=(deck,)))
    await work.open()
    await work.begin()
    gate = Gate(monkeypatch, "csmdrill.storage.store.Store.record_review")
    grading = asyncio.create_task(graded(work, Rating.GOOD))
    await until(gate.reached.is_set)
    with ThreadPoolExecutor(1) as other:
        closing = other.submit(lambda: (work.close(), gate.left.is_set()))
        await until(lambda: work._closing is not None)
        gate.opened.set()
        await until(closing.done)
    assert closing.result() == ("", True)
    await grading
    with open_workspace(environ) as workspace:
        assert sum(b'"review"' in line for line in workspace.store.export_lines()) == 1


STUCK = """
import asyncio, os, threading
from csmdrill.content import library
from csmdrill.services import library as services
from csmdrill.services.plan import Plan
from csmdrill.tui.work import Work

reached = threading.Event()

def never(*_):
    reached.set()
    threading.Event().wait()

services.scan = never

async def main():
    work = Work(os.environ, Plan())
    await work.open()
    reading = asyncio.create_task(work.refresh())
    while not reached.is_set():
        await asyncio.sleep(0.01)
    return work

work = asyncio.run(main())
print(repr(work.close()))
"""


def test_the_process_ends_even_if_reading_never_would(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STUCK],
        env={"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW, "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "''\n", "")


def imported_at_once(tree: ast.Module) -> set[str]:
    """Return the modules and names that a module imports when it runs, not only for its types."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


def test_only_work_reaches_what_may_take_long() -> None:
    others = [path for path in sorted(TUI.rglob("*.py")) if not path.name.endswith("work.py")]
    assert len(others) > 60
    reached = {
        (path.name, name) for path in others for name in imported_at_once(ast.parse(path.read_text("utf-8")))
    }
    slow = {(path, name) for path, name in reached if name.startswith(SLOW_ROOMS)}
    assert {each for each in slow if not each[1].startswith(tuple(QUICK))} == set()


async def test_leaving_while_a_card_is_on_its_way_is_quiet(
    home: Path, deck: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def after_the_widgets(work: Work) -> str:
        """Come back when the screen is being taken down and its widgets have gone."""
        while room.app.screen_stack and room.app.screen.query(TitleBar):
            await asyncio.sleep(0)
        return ""

    monkeypatch.setattr(Work, "left_out", after_the_widgets)
    async with open_room(home, deck, start="practice") as room:
        await room.until(lambda: isinstance(room.app.screen, PracticeScreen))
    assert room.app.return_code in (0, None)
