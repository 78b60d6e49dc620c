"""Fixtures of several rooms, and what every test would otherwise do anew."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, Engine, create_mock_engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.util import LRUCache

from csmdrill.content import deck_file, shelf
from csmdrill.content.library import DeckFile, Origin
from csmdrill.content.scenario import Scenario
from csmdrill.roleplay.verify import Verification, verify
from csmdrill.services import check_runs, library
from csmdrill.services.scenario_list import listed
from csmdrill.services.workspace import open_workspace
from csmdrill.storage import engine, tables

BEGUN = "2026-11-24T09:00:00+01:00"
MANY_OBJECTS = 50_000
MANY_STATEMENTS = 2_000
MANY_FILES = 128
LONGEST = "tests/terminal/"
ROOT = Path(__file__).parents[1]
RULES = engine.PRAGMAS

Once = Callable[[str, Callable[[Path], None]], Path]
"""Returns the folder of that name, made by what is given if no worker has made it yet."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what waits for other programs first, so that no such test is left alone at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.hookimpl
def pytest_collection_finish() -> None:
    """Leave what is imported out of every collection: a tenth of the whole run went into going through it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY_OBJECTS, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _one_compiler_of_statements() -> Iterator[None]:
    """Compile each SQL statement once a worker, not once a store: a quarter of an open store went into it.

    SQLAlchemy keeps what it compiled by engine and by dialect; here every dialect of SQLite is the same.
    """
    compiled: LRUCache[Any, Any] = LRUCache(MANY_STATEMENTS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLiteDialect_pysqlite, "__eq__", lambda self, other: type(self) is type(other))
        patch.setattr(SQLiteDialect_pysqlite, "__hash__", lambda self: hash(type(self)))
        patch.setattr(Engine, "_compiled_cache", property(lambda _: compiled, lambda *_: None), raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_wording_of_the_schema() -> Iterator[None]:
    """Put the tables of a new database into words once a worker: half of making a store went into it."""
    create = tables.metadata.create_all
    words: list[str] = []

    def create_all(bind: Connection | MockConnection, checkfirst: bool = True) -> None:
        if checkfirst or isinstance(bind, MockConnection):
            create(bind, checkfirst=checkfirst)
            return
        if not words:
            scribe = create_mock_engine(
                "sqlite://", lambda each, *_, **__: words.append(str(each.compile(dialect=bind.dialect)))
            )
            create(scribe, checkfirst=False)
        for each in words:
            bind.exec_driver_sql(each)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables.metadata, "create_all", create_all)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_reading_of_each_file() -> Iterator[None]:
    """Read each scenario, rubric and shipped deck once a worker: the same bytes always give the same."""
    sources = {path.read_bytes() for path in (ROOT / "decks").glob("*.yaml")}
    read = deck_file.read_deck_file
    remembered = lru_cache(MANY_FILES)(read)

    def read_deck_file(path: str, origin: Origin, content: bytes | None, *rest: Any) -> DeckFile:  # noqa: ANN401
        known = remembered if content in sources else read
        return known(path, origin, content, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deck_file, "read_deck_file", read_deck_file)
        for name in ("read_scenario", "read_rubric"):
            patch.setattr(shelf, name, lru_cache(MANY_FILES)(getattr(shelf, name)))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Let no store of this process wait until what it wrote is on the disk: no test here cuts the power.

    The programs that tests start wait as ever, and so does who asks for `durable`.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "PRAGMAS", (*RULES, "synchronous = OFF"))
        yield


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open stores by the connection rules as they are."""
    monkeypatch.setattr(engine, "PRAGMAS", RULES)


@pytest.fixture(scope="session", autouse=True)
def _one_trial_of_each_scenario() -> Iterator[None]:
    """Play each scenario once a worker as `check` does: the same scenario always gives the same."""
    kept: dict[bytes, Verification] = {}

    def verified(scenario: Scenario) -> Verification:
        key = msgspec.json.encode(scenario)
        if key not in kept:
            kept[key] = verify(scenario)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check_runs, "verify", verified)
        yield


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a folder once for all workers of a run; it is only ever copied."""
    own = tmp_path_factory.mktemp("once")
    shared = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name: str, make: Callable[[Path], None]) -> Path:
        place = shared / f"made-{name}"
        if not place.exists():
            make(own / name)
            try:
                (own / name).rename(place)
            except OSError:  # another worker was quicker
                return own / name
        return place

    return made


@pytest.fixture(scope="session")
def furnished(once: Once) -> Path:
    """A home without practice in which the shipped decks and scenarios have been read, made once."""

    def make(home: Path) -> None:
        with open_workspace({"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": BEGUN}) as workspace:
            library.refresh(workspace)
            listed(workspace)

    return once("furnished", make)
