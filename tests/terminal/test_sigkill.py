"""The proofs of `make soak` at a short length: kills, writers side by side, failing writes, spoilt files."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and fork are of Unix")

ROOT = Path(__file__).parents[2]
LINES = (
    r"kill: 6 rounds, 2 writers, [1-9]\d* answers and \d+ undos acknowledged, 0 lost, \d+ kept .*, 0 faults",
    r"writers: 8 processes x 10 answers, 80 rows, 1 device, 0 with a gap or a duplicate in seq, 0 faults",
    r"faults: 8 works, .*file-size limit .*, 0 faults",
    r"damage: 6 bytes flipped, \d+ files cut, \d+ empty or junk, .*, [1-9]\d* mended, .*, 0 faults",
)


def test_nothing_is_lost_in_a_short_soak() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.soak", "--short"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for line, wanted in zip(done.stdout.splitlines(), LINES, strict=True):
        assert re.match(wanted, line), line
