"""Fixtures of the screen tests."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen

from bench.history import practise_until
from tests.tui.browsing import MINE
from tests.tui.room import ALL_KINDS, NOW

if TYPE_CHECKING:
    from tests.conftest import Once

TURNS = 3


@pytest.fixture
def new_home(tmp_path: Path) -> Path:
    """A home that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    """A home without practice; what is shipped need not be read."""
    return Path(shutil.copytree(furnished, tmp_path / "home"))


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck with one card of every kind."""
    path = tmp_path / "kinds.deck.yaml"
    path.write_text(ALL_KINDS, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def past(once: Once) -> Path:
    """A home with ten days of practice, made once."""
    return once("past-10", lambda home: practise_until(home, datetime.fromisoformat(NOW), 10))


@pytest.fixture
def practised(home: Path, past: Path) -> Path:
    """A home of its own with ten days of practice."""
    shutil.copytree(past, home, dirs_exist_ok=True)
    return home


@pytest.fixture
def mine(home: Path) -> Path:
    """A home with a deck of the person's own."""
    (home / "decks").mkdir(parents=True, exist_ok=True)
    (home / "decks" / "mine.deck.yaml").write_text(MINE, encoding="utf-8")
    return home


@pytest.fixture(autouse=True)
def _no_waiting_for_a_quiet_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take out the sleeps by which Textual's pilot guesses that a program is done.

    It compares processor time with the clock, and so waits longest where other tests run. After a key it
    also waits until every widget has handled its messages, and the tests wait for what they expect to see.
    """

    async def turn_a_little(*_: float) -> None:
        for _turn in range(TURNS):
            await asyncio.sleep(0.005)

    monkeypatch.setattr("textual.app.wait_for_idle", turn_a_little)
    monkeypatch.setattr("textual.pilot.wait_for_idle", turn_a_little)


@pytest.fixture
def frames() -> None:
    """Draw each frame, as in a terminal."""


@pytest.fixture(autouse=True)
def _no_frames_for_nobody(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out frames that nobody sees: without a terminal Textual draws each and throws it away.

    What a test asks for by `Room.text` is drawn whole, and so is the last screen of each run.
    """
    if "frames" in request.fixturenames:
        return

    def leave_out(self: Compositor, screen_stack: list[Screen[object]] | None = None) -> None:
        visible_screen_stack.set(screen_stack or [])
        self._dirty_regions.clear()

    monkeypatch.setattr(Compositor, "render_update", leave_out)


@pytest.fixture(scope="session", autouse=True)
def _one_reading_of_style_sheets() -> Iterator[None]:
    """Parse each style sheet once a worker for each set of colours, not once a program."""
    read = Stylesheet._parse_rules
    kept: dict[object, list[RuleSet]] = {}

    def parsed(self: Stylesheet, css: str, **where: object) -> list[RuleSet]:
        key = (css, frozenset(where.items()), frozenset(self._variables.items()))
        if key not in kept:
            kept[key] = read(self, css, **where)  # type: ignore[arg-type]  # as it was called
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", parsed)
        yield
