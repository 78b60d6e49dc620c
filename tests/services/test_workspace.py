"""A new home holds the folders that the manual speaks of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.services.workspace import Workspace

if TYPE_CHECKING:
    from tests.services.conftest import Desk


def test_decks_and_packs_are_there_to_be_filled(desk: Desk) -> None:
    home = desk.workspace.home
    assert (home.decks.is_dir(), home.packs.is_dir()) == (True, True)


def test_a_file_in_the_way_of_a_folder_stops_nobody(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    home.decks.write_text("mine")
    with Workspace(home, SystemClock()) as opened:
        assert opened.store.totals() == (0, 0)
    assert home.decks.read_text() == "mine"
