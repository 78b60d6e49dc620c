"""A reader of the documentation at a shell: does what a page says, in a folder and a home of its own."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from csmdrill.cli.main import run

NOW = "2026-11-24T09:00:00+01:00"


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


@pytest.fixture
def reader(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader in an empty folder, with a home that does not exist yet."""
    return Reader(tmp_path, capsys, monkeypatch)
