"""Bring a file of facts into a home by the program itself, and watch what it takes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from csmdrill.core.home import Home


class Brought(msgspec.Struct, frozen=True, kw_only=True):
    """What an import took: seconds of its two phases, and the most memory in MiB."""

    facts: float
    state: float
    memory: float


def bring(home: Home, facts: Path) -> Brought:
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "csmdrill", "data", "import", str(facts)],
        env={**os.environ, "CSMDRILL_HOME": str(home.root)},
    )
    _, _, usage = os.wait4(process.pid, 0)
    print("CPU", usage.ru_utime, usage.ru_stime)
    return Brought(facts=time.monotonic() - begun, state=0, memory=usage.ru_maxrss / 1024)
