"""Programs that are killed, or write side by side, lose no answer that was acknowledged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

import csmdrill
from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.storage.store import open_store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Unix")

ROUNDS = 50
WITHOUT_END = 1_000_000


class Writers:
    """The program that starts writers, seen from outside."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.acknowledged: set[str] = set()
        self.ids: list[int] = []
        self._server = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("sigkill_writer.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(Path(csmdrill.__file__).parents[1])},
        )

    def start(self, writers: int, answers: int) -> None:
        """Start so many writers of so many answers."""
        assert self._server.stdin is not None
        self._server.stdin.write(f"{self.home.root} {writers} {answers}\n")
        self._server.stdin.flush()
        self.ids = []
        while not self.ids:
            self._read()

    def wait_for_answers(self, number: int) -> None:
        """Return after so many more acknowledgements."""
        wanted = len(self.acknowledged) + number
        while len(self.acknowledged) < wanted:
            assert not self._read(), "the writers ended early"

    def kill(self) -> None:
        """Kill every writer, whatever it is doing."""
        for writer in self.ids:
            os.kill(writer, signal.SIGKILL)

    def wait(self) -> list[int]:
        """Return how the writers ended, having read all that they acknowledged."""
        while not (ended := self._read()):
            pass
        return ended

    def close(self) -> None:
        """End the program."""
        self._server.communicate()

    def _read(self) -> list[int]:
        """Take one line in; returns how the writers ended when it says so."""
        assert self._server.stdout is not None
        word, *rest = self._server.stdout.readline().split()
        if word == "writers":
            self.ids = [int(each) for each in rest]
        elif word == "over":
            return [int(each) for each in rest]
        else:
            self.acknowledged.add(word)
        return []


@pytest.fixture
def writers(tmp_path: Path) -> Iterator[Writers]:
    """Return a home's writers, none started yet."""
    made = Writers(Home(tmp_path / "home"))
    yield made
    made.close()


def kept(home: Home) -> list[str]:
    """Return the names of all facts in a home after a look at its health; their numbers have no gap."""
    store = open_store(home, SystemClock())
    try:
        assert store.check() == []
        facts = [msgspec.json.decode(line) for line in store.export_lines()]
    finally:
        store.close()
    return [f"{fact['device']}:{fact['seq']}" for fact in facts]


def test_killed_at_any_moment(writers: Writers) -> None:
    chance = random.Random(20261124)  # noqa: S311
    for _ in range(ROUNDS):
        writers.start(2, WITHOUT_END)
        writers.wait_for_answers(chance.randrange(12))
        # Some more work here, so that the kill falls anywhere within the next answer there.
        sum(range(chance.randrange(200_000)))
        writers.kill()
        assert writers.wait() == [-signal.SIGKILL, -signal.SIGKILL]
        if writers.home.database.exists():
            assert writers.acknowledged <= set(kept(writers.home))
    assert len(writers.acknowledged) > ROUNDS
    store = open_store(writers.home, SystemClock())
    assert store.check(deep=True) == []
    assert not store.rebuild().changed
    store.close()


def test_side_by_side(writers: Writers) -> None:
    writers.start(4, 100)
    assert writers.wait() == [0, 0, 0, 0]
    assert len(writers.acknowledged) == 4 * 114
    facts = kept(writers.home)
    assert writers.acknowledged <= set(facts)
    assert [int(name.rpartition(":")[2]) for name in facts] == list(range(1, 4 * 114 + 2))
