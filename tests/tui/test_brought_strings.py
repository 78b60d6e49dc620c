"""Hostile strings in a package of Anki, its notes, tags, fields and decks: on screens and in print."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.strings import hostile
from csmdrill.cli.main import run
from csmdrill.core.text import find_unsafe
from tests.tui.packages import DECK, commands, faults_of_print, forged, look_at
from tests.tui.room import NOW

SEED = 20261126
STRINGS = 120


async def test_no_string_of_a_package_gets_through(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CSMDRILL_HOME", str(home))
    monkeypatch.setenv("CSMDRILL_NOW", NOW)
    package, deck = forged(tmp_path, hostile(SEED, STRINGS)), home / "decks" / f"{DECK}.deck.yaml"
    for words in commands(package, deck, home / "out.tsv"):
        run(words)
        said = capsys.readouterr()
        assert faults_of_print(said.out + said.err) == []
        assert said.out + said.err
    assert find_unsafe(deck.read_text(encoding="utf-8")) == []
    faults, shown = await look_at(home, deck)
    assert faults == []
    assert "[/x]" in shown
