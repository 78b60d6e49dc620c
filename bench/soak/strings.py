"""The proof with hostile strings: all of them through every screen, a batch at a time."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from bench.soak.proof import Proof, begin
from bench.strings import hostile
from csmdrill.services import library
from csmdrill.services.scenarios import listed
from csmdrill.services.workspace import open_workspace
from tests.tui import walking
from tests.tui.journeys import NOW, poisoned_home

BATCH = 1000
TURNS = 3


def shown(folder: Path, number: int, seed: int) -> Proof:
    """Take so many strings through every screen; a fault is a crash, an action, or unsafe text."""
    proof = begin("strings", seed)
    furnished = folder / "furnished"
    with open_workspace({"CSMDRILL_HOME": str(furnished), "CSMDRILL_NOW": NOW}) as workspace:
        library.refresh(workspace)
        listed(workspace)
    strings = hostile(seed, number)
    looks: Counter[str] = Counter()
    seen = texts = showings = crashes = 0
    for first in range(0, number, BATCH):
        (folder / f"from-{first}").mkdir()
        home = poisoned_home(furnished, folder / f"from-{first}")
        with patch("textual.app.wait_for_idle", _turn), patch("textual.pilot.wait_for_idle", _turn):
            try:
                found = asyncio.run(
                    walking.walk(home, strings[first : first + BATCH], BATCH // walking.TEXTS)
                )
            except Exception as error:  # noqa: BLE001 - any at all is what is looked for
                crashes += 1
                proof.faults.append(f"from {first}: {type(error).__name__}: {error}")
                continue
        proof.faults += found.faults
        looks += found.looks
        seen, texts, showings = seen + len(found.seen), texts + found.texts, showings + found.showings
    proof.figures += [
        f"{number:,} strings",
        f"{seen:,} of them read back made safe",
        f"{len(looks)} screens",
        f"{sum(looks.values())} visits",
        f"{showings:,} showings",
        f"{texts:,} texts looked at",
        f"{crashes} crashes",
    ]
    return proof


async def _turn(*_given: float) -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0.005)
