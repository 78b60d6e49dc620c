"""Fixtures of the screen tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.room import ALL_KINDS


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home that does not exist yet."""
    return tmp_path / "home"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck with one card of every kind."""
    path = tmp_path / "kinds.deck.yaml"
    path.write_text(ALL_KINDS, encoding="utf-8")
    return path
