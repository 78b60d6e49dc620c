"""Fixtures of several rooms, and the collector's pace."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from csmdrill.services import library
from csmdrill.services.scenario_list import listed
from csmdrill.services.workspace import open_workspace

BEGUN = "2026-11-24T09:00:00+01:00"
MANY_OBJECTS = 50_000


@pytest.hookimpl
def pytest_collection_finish() -> None:
    """Leave what is imported out of every collection: a tenth of the whole run went into going through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY_OBJECTS, 20, 50)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home without practice in which the shipped decks and scenarios have been read, made once."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": BEGUN}) as workspace:
        library.refresh(workspace)
        listed(workspace)
    return home
