"""Programs that are killed, or write side by side, lose no answer that was acknowledged."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import csmdrill
from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.storage.store import open_store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is of Unix")

WRITER = Path(__file__).with_name("sigkill_writer.py")
ROUNDS = 50
WRITERS = 2


def start(home: Home, name: str, times: int) -> subprocess.Popen[str]:
    """Start a program that answers cards and acknowledges each."""
    environ = os.environ | {"PYTHONPATH": str(Path(csmdrill.__file__).parents[1])}
    words = [sys.executable, str(WRITER), str(home.root), name, str(times)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environ)


def acknowledged(writer: subprocess.Popen[str]) -> set[str]:
    """Return the whole lines that a program wrote before its end."""
    assert writer.stdout is not None
    with writer.stdout as lines:
        return {line.strip() for line in lines if line.endswith("\n")}


def kept(home: Home) -> set[str]:
    """Return the names of all facts in a home, after a look at its health."""
    store = open_store(home, SystemClock())
    try:
        assert store.check() == []
        return {":".join(_name(line)) for line in store.export_lines()}
    finally:
        store.close()


def _name(line: bytes) -> tuple[str, str]:
    import msgspec

    fact = msgspec.json.decode(line)
    return fact["device"], str(fact["seq"])


def test_killed_at_any_moment(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    chance = random.Random(20261124)  # noqa: S311
    promised: set[str] = set()
    for number in range(ROUNDS):
        writers = [start(home, f"{number}-{name}", 100_000) for name in range(WRITERS)]
        try:
            # The moment of the kill is counted in answers: the writers are in the midst of theirs.
            first = writers[0].stdout
            assert first is not None
            for _ in range(chance.randrange(1, 12)):
                promised.add(first.readline().strip())
        finally:
            for writer in writers:
                writer.kill()
            for writer in writers:
                promised |= acknowledged(writer)
                writer.wait()
        assert promised <= kept(home)
    store = open_store(home, SystemClock())
    assert store.check(deep=True) == []
    assert not store.rebuild().changed
    store.close()
    assert len(promised) > ROUNDS


def test_side_by_side(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    writers = [start(home, str(name), 100) for name in range(4)]
    promised = [acknowledged(writer) for writer in writers]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    assert [len(each) for each in promised] == [114, 114, 114, 114]
    everything = set().union(*promised)
    assert len(everything) == 4 * 114
    facts = kept(home)
    assert everything <= facts
    assert {int(name.rpartition(":")[2]) for name in facts} == set(range(1, 4 * 114 + 2))
