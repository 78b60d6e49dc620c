"""A reader of the documentation at a shell: does what a page says, in a folder and a home of its own."""

from __future__ import annotations

import io
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from csmdrill.cli.main import run
from csmdrill.services import rating
from csmdrill.services.workspace import open_workspace
from csmdrill.storage.coached import CalibrationPayload
from csmdrill.storage.observed import BaselinePayload, KnownPayload, ObservationPayload
from tests.cli.role_plays import CRITERION, RUBRIC, SCENARIO

if TYPE_CHECKING:
    from tests.conftest import Once

NOW = "2026-11-24T09:00:00+01:00"

DECK = """\
format: csmdrill/deck@1
id: page
title: A deck for the page
competency: outcome-discovery
cards:
  - {id: first, kind: typed, prompt: Who?, accept: [the sponsor], why: w}
"""

OBSERVED = (
    ObservationPayload(competency="renewal-negotiation", role="coach", score=3.5, rubric="v1", day=20700),
    BaselinePayload(competency="renewal-negotiation", channel="coach", day=20700),
    KnownPayload(
        person="Ada",
        competency="renewal-negotiation",
        day=20700,
        tested=2,
        recalled=1,
        expected_ppm=1_800_000,
        evidence_ppm=300_000,
    ),
)

CALIBRATED = CalibrationPayload(rater="Ada", day=20700, transcripts=5, ratings=26, absolute=0.5, lean=0.25)


@dataclass(frozen=True)
class Said:
    """What a command line printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was printed
        """What stdout holds, as JSON."""
        return msgspec.json.decode(self.out)

    @property
    def facts(self) -> list[dict[str, Any]]:
        """What stdout holds, as JSON Lines."""
        return [msgspec.json.decode(line) for line in self.out.splitlines()]


class Reader:
    """Runs command lines in this process.

    Args:
        folder: where the reader stands; the home is a folder in it.
    """

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._capsys = capsys
        self._patch = patch
        patch.chdir(folder)
        patch.setenv("CSMDRILL_HOME", str(self.home))
        patch.setenv("CSMDRILL_NOW", NOW)

    def write(self, name: str, text: str) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def __call__(self, *words: str | Path, stdin: str = "") -> Said:
        """Run a command line."""
        self._capsys.readouterr()
        with io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8") as typed:
            self._patch.setattr(sys, "stdin", typed)
            code = run([str(word) for word in words])
        printed = self._capsys.readouterr()
        return Said(int(code), printed.out, printed.err)


def say_everything(reader: Reader) -> None:
    """Say every kind of fact in a home that does not exist yet."""
    deck = reader.write("home/decks/page.deck.yaml", DECK)
    assert reader("practice", "--plain", "--deck", deck, stdin="nobody\n1\nu\nthe sponsor\n4\n").code == 0
    assert reader("config", "set", "new", "0").code == 0
    reader.write("home/decks/page.deck.yaml", DECK.replace("id: first,", "id: second, aliases: [first],"))
    assert reader("due").code == 0
    card = "my/page/second"
    for deed in ("suspend", "unsuspend", "flag", "unflag"):
        assert reader("card", deed, card).code == 0
    for words in (["bury", card], ["reset", card], ["due", card, "--on", "2026-12-24"]):
        assert reader("card", *words).code == 0
        assert reader("card", "undo").code == 0
    assert reader("card", "note", card, "--text", "Ask Dana.").code == 0
    assert reader("leave", "add", "2027-01-11", "2027-01-17").code == 0


@pytest.fixture
def reader(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader in an empty folder, with a home that does not exist yet."""
    return Reader(tmp_path, capsys, monkeypatch)


@pytest.fixture
def practised(reader: Reader, once: Once) -> Reader:
    """A home without new cards in which every kind of fact has been said, and nothing is due."""

    def make(home: Path) -> None:
        say_everything(reader)
        shutil.copytree(reader.home, home)

    kept = once("said", make)
    if not reader.home.exists():
        shutil.copytree(kept, reader.home)
    return reader


@pytest.fixture
def played(practised: Reader) -> Reader:
    """That home after a role-play that was rated, corrected and put down to be repeated."""
    criteria = "".join(CRITERION.replace("ID", name) for name in ("asks", "waits", "sums", "closes"))
    practised.write("home/scenarios/talk.rubric.yaml", RUBRIC + criteria)
    practised.write(
        "home/scenarios/call.scenario.yaml", SCENARIO.replace("start:", "concepts: {goal: [goal]}\nstart:")
    )
    typed = "4\nWhich outcome?\nbye\nIt went.\na\n4\n0:00\nFine.\n"
    assert practised("roleplay", "call", "--plain", "--seed", "3", stdin=typed).code == 0
    with open_workspace({"CSMDRILL_HOME": str(practised.home), "CSMDRILL_NOW": NOW}) as workspace:
        said = next(line for line in rating.reveal(workspace, "last").read_as if "outcome" in line.text)
        rating.correct(workspace, "last", said.at, "goal")
        rating.repeat_on(workspace, "last", 2)
        workspace.store.observe(OBSERVED, workspace.now())
        workspace.store.calibrate(CALIBRATED, workspace.now())
    return practised
