"""Hostile strings in every text on every screen: none crashes it, acts, or is painted as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.strings import hostile
from tests.tui.journeys import JOURNEYS, discovered, poisoned_home
from tests.tui.walking import walk

SEED = 20261124
STRINGS = 120


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Path:
    """A home with practice, a role-play, ratings and an inbox."""
    return poisoned_home(furnished, tmp_path_factory.mktemp("poisoned"))


def test_every_screen_has_its_journey() -> None:
    assert {screen.__name__ for screen in discovered()} == set(JOURNEYS)


@pytest.mark.usefixtures("frames")
async def test_no_string_gets_through_any_screen(poisoned: Path) -> None:
    found = await walk(poisoned, hostile(SEED, STRINGS))
    assert found.faults == []
    assert set(found.looks) == set(JOURNEYS)
    assert len(found.seen) == STRINGS
    assert {name for name, written in found.sent.items() if written} >= set(JOURNEYS)
