"""A disk that is full refuses the answer in plain words, and what was kept before stays whole."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.storage.conftest import Desk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="file-size limits are of Unix")

# A limit on the size of files stands for a full disk: the nth write fails, wherever it falls.
FILL = """
import resource, sys
from pathlib import Path
from datetime import UTC
from csmdrill.core.clock import SystemClock, moment
from csmdrill.core.errors import StoreFull
from csmdrill.core.home import Home
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Rating
from csmdrill.storage.facts import ReviewDraft
from csmdrill.storage.store import open_store

clock = SystemClock()
store = open_store(Home(Path(sys.argv[1])), clock)
size = Path(sys.argv[1], "practice.db").stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + int(sys.argv[2]), resource.RLIM_INFINITY))
model = MemoryModel()
kept = 0
try:
    while kept < 2000:
        key = f"p/d/{kept}"
        draft = ReviewDraft(key=key, hash="h", revision=1, competency="", rating=Rating.GOOD, took_ms=1)
        store.record_review(draft, moment(clock.now(), UTC), model)
        kept += 1
except StoreFull as full:
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert store.totals() == (kept + 1 if kept else 0, kept), store.totals()
    store.record_review(draft, moment(clock.now(), UTC), model)
    assert store.check(deep=True) == []
    print(kept + 1, full.sentence, full.hint)
"""


@pytest.mark.parametrize("room", [0, 5000, 12_288, 30_000])
def test_the_answer_that_does_not_fit_changes_nothing(room: int, desk: Desk) -> None:
    desk.store.close()
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(desk.home.root), str(room)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    kept, _, words = done.stdout.partition(" ")
    assert "could not be written" in words
    assert "Make room" in words
    desk.reopen()
    # What was refused has used up the device's numbers: it goes on as another device, which says so.
    installs = sum(b'"kind":"install"' in line for line in desk.store.export_lines())
    assert installs <= 2
    assert desk.store.totals() == (int(kept) + installs, int(kept))
    assert desk.store.check(deep=True) == []
