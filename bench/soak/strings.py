"""The proof with hostile strings: all of them through every screen and in packages, a batch at a time."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from bench.soak.proof import Proof, begin
from bench.strings import hostile
from csmdrill.services import library
from csmdrill.services.scenarios import listed
from csmdrill.services.workspace import open_workspace
from tests.tui import packages, walking
from tests.tui.journeys import NOW, poisoned_home

BATCH = 1000
NOTES = 300
"""In a package, whose notes have three texts each."""

TURNS = 3


def shown(folder: Path, number: int, seed: int) -> Proof:
    """Take so many strings through every screen; a fault is a crash, an action, unsafe text or bytes."""
    proof = begin("strings", seed)
    furnished = folder / "furnished"
    with open_workspace({"CSMDRILL_HOME": str(furnished), "CSMDRILL_NOW": NOW}) as workspace:
        library.refresh(workspace)
        listed(workspace)
    strings = hostile(seed, number)
    looks: Counter[str] = Counter()
    seen = texts = showings = sent = crashes = refused = 0
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
        sent += found.sent.total()
        with patch("textual.app.wait_for_idle", _turn), patch("textual.pilot.wait_for_idle", _turn):
            faults, came = _brought(furnished, folder / f"from-{first}", strings[first : first + BATCH])
        proof.faults += faults
        refused += not came
    proof.figures += [
        f"{number:,} strings",
        f"{seen:,} of them read back made safe",
        f"{len(looks)} screens",
        f"{sum(looks.values())} visits",
        f"{showings:,} showings",
        f"{texts:,} texts looked at",
        f"{sent:,} characters sent",
        f"{-(-number // BATCH)} packages",
        f"{refused} of them refused",
        f"{crashes} crashes",
    ]
    return proof


def _brought(furnished: Path, folder: Path, strings: Sequence[str]) -> tuple[list[str], bool]:
    """Bring a package of such strings along, by commands and on screens.

    Returns:
        What must not be, and whether it came: some names make a note type that nobody can read.
    """
    home = Path(shutil.copytree(furnished, folder / "brought"))
    deck = home / "decks" / f"{packages.DECK}.deck.yaml"
    package = packages.forged(folder, strings, min(NOTES, len(strings)))
    faults = []
    for words in packages.commands(package, deck, folder / "out.tsv"):
        ended = subprocess.run(
            [sys.executable, "-m", "csmdrill", *words],
            env=os.environ | {"CSMDRILL_HOME": str(home), "CSMDRILL_NOW": NOW, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=False,
        )
        said = (ended.stdout + ended.stderr).decode(errors="replace")
        faults += [f"{words[:2]}: {each}" for each in packages.faults_of_print(said)]
        faults += [f"{words[:2]}: {said[-200:]}"] if "Traceback" in said else []
    if not deck.exists():
        return faults, False
    try:
        faults += asyncio.run(packages.look_at(home, deck))[0]
    except Exception as error:  # noqa: BLE001 - any at all is what is looked for
        faults.append(f"a package: {type(error).__name__}: {error}")
    return faults, True


async def _turn(*_given: float) -> None:
    for _ in range(TURNS):
        await asyncio.sleep(0.005)
