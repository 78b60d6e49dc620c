"""Hostile strings in a package of Anki, its notes, tags, fields and decks: on screens and in print."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import pytest

from bench.strings import hostile
from csmdrill.cli.main import run
from csmdrill.core.text import find_unsafe
from csmdrill.tui.screens.library import LibraryScreen
from tests.exchange.conftest import Forge
from tests.tui.poison import Watchman
from tests.tui.room import NOW, open_room

SEED = 20261126
STRINGS = 120
NOTES = 24
ASKED = 2


def forged(folder: Path, strings: Sequence[str]) -> Path:
    """Return a package whose notes, tags, fields, note type and deck are called by hostile strings."""
    texts = cycle(strings)
    names = ["".join(letter for letter in next(texts) if letter not in "{}:#^/\x1f") for _ in range(2)]
    kind = {
        "name": next(texts),
        "type": 0,
        "flds": [{"name": f"f{name}"} for name in names],
        "tmpls": [{"name": next(texts), "qfmt": f"{{{{f{names[0]}}}}}", "afmt": f"{{{{f{names[1]}}}}}"}],
    }
    sharp = "[/x] [@click=app.canary]x[/] \x1b[31m \u202e $primary"
    notes = [(n, f"No. {n} {sharp} {next(texts)}\x1f{next(texts)} back {sharp}") for n in range(1, NOTES + 1)]
    decks = json.dumps({"1": {"name": f"{next(texts)}::{next(texts)}"}})
    tags = "".join(f"UPDATE notes SET tags = {_sql(next(texts))} WHERE id = {n};" for n, _ in notes)  # noqa: S608
    return Forge(folder).legacy(
        notes=[(number, _stored(text)) for number, text in notes],
        cards=[{"id": 100 + number, "nid": number} for number, _ in notes],
        kind=kind,
        script=f"{tags} UPDATE col SET decks = {_sql(decks)};",  # noqa: S608
    )


def _stored(text: str) -> str:
    """Return a text as a database can hold it: half a character cannot be stored."""
    return text.encode("utf-8", "ignore").decode()


def _sql(text: str) -> str:
    return f"CAST(X'{text.encode('utf-8', 'ignore').hex()}' AS TEXT)"


@pytest.fixture
def brought(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Such a package, and where its deck goes."""
    monkeypatch.setenv("CSMDRILL_HOME", str(home))
    monkeypatch.setenv("CSMDRILL_NOW", NOW)
    return forged(tmp_path, hostile(SEED, STRINGS)), home / "decks" / "brought.deck.yaml"


async def test_no_string_of_a_package_gets_through(
    brought: tuple[Path, Path], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package, deck = brought
    for words in (
        ["deck", "import", str(package), "--output", str(deck)],
        ["check", str(deck)],
        ["cards", "deck:brought", "--limit", "100"],
        ["cards", "deck:brought", "--json"],
        ["deck", "export", str(deck), "--output", str(home / "out.tsv")],
    ):
        run(words)
        said = capsys.readouterr()
        assert find_unsafe((said.out + said.err).replace("\t", "\0")) == []
        assert said.out + said.err
    assert find_unsafe(deck.read_text(encoding="utf-8")) == []
    async with open_room(home, deck, start="practice") as room:
        watchman = Watchman(room.app)
        screen = await room.practising()
        shown = ""
        for _ in range(ASKED):
            watchman.look(screen)
            shown += room.text()
            await room.press("space")
            await room.until(lambda: screen.revealed)
            watchman.look(screen)
            shown += room.text()
            await room.press("3")
            await room.until(lambda: not screen.revealed)
        room.app.push_screen(LibraryScreen())
        await room.until_shown("/ Search")
        await room.press("slash", "d", "e", "c", "k", "colon", *"brought", "enter")
        await room.until_shown("No. ")
        watchman.look(room.app.screen)
        shown += room.text()
    assert watchman.faults == []
    assert "[/x]" in shown
