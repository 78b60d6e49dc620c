"""Waiting for another program: as long as it is worth it, with looks of our own and not by SQLite's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import StoreBusy
from csmdrill.core.patience import wait_only_while
from csmdrill.storage.engine import patiently

if TYPE_CHECKING:
    from tests.storage.conftest import Desk

LOOKS = 3

QUERY = "EXCLUSIVE", "a card"
WRITING = "IMMEDIATE", "an answer"
COMMITTING = "DEFERRED", "an answer"
WAITS = [QUERY, WRITING, COMMITTING]


@contextmanager
def held(desk: Desk, how: str) -> Iterator[sqlite3.Connection]:
    """Let another program hold the store."""
    with closing(sqlite3.connect(desk.home.database, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        other.execute("SELECT count(*) FROM fact").fetchone()
        yield other


def use(desk: Desk, what: str) -> None:
    """Ask for a card by itself, or keep an answer."""
    if what == "a card":
        desk.store.card("p/d/a")
    else:
        desk.answer("p/d/a")


def waiting(worth_waiting: Callable[[], bool], job: Callable[[], None]) -> None:
    """Do something that waits for another program only while it is worth it."""

    def alone() -> None:
        wait_only_while(worth_waiting)
        job()

    copy_context().run(alone)


@pytest.mark.parametrize(("how", "what"), WAITS)
def test_what_is_held_for_a_moment_is_waited_for(desk: Desk, how: str, what: str) -> None:
    looks = []
    with held(desk, how) as other:

        def let_go_after_some_looks() -> bool:
            looks.append(how)
            if len(looks) == LOOKS:
                other.execute("ROLLBACK")
            return True

        waiting(let_go_after_some_looks, lambda: use(desk, what))
    assert len(looks) >= LOOKS


@pytest.mark.parametrize(("how", "what"), WAITS)
def test_nobody_waits_once_it_is_not_worth_it(desk: Desk, how: str, what: str) -> None:
    looks = []

    def is_worth_it() -> bool:
        looks.append(how)
        return len(looks) < LOOKS

    with held(desk, how), pytest.raises(StoreBusy):
        waiting(is_worth_it, lambda: use(desk, what))
    assert LOOKS <= len(looks) < 2 * LOOKS
    use(desk, what)


def test_what_fails_for_another_reason_is_tried_once() -> None:
    tries = []

    def fails() -> None:
        tries.append(1)
        driver.execute("SELECT * FROM nowhere")

    with closing(sqlite3.connect(":memory:")) as driver, pytest.raises(sqlite3.OperationalError):
        waiting(lambda: len(tries) < LOOKS, lambda: patiently(driver, fails))
    assert len(tries) == 1
