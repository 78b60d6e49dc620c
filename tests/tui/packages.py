"""A package of Anki's made of hostile strings, and a look at what the screens make of its deck."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

from csmdrill.core.text import find_unsafe
from csmdrill.tui.screens.library import LibraryScreen
from tests.exchange.conftest import Forge
from tests.tui.poison import Watchman
from tests.tui.room import open_room

NOTES = 24
ASKED = 2
DECK = "brought"


def forged(folder: Path, strings: Sequence[str], count: int = NOTES) -> Path:
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
    notes = [(n, f"No. {n} {sharp} {next(texts)}\x1f{next(texts)} back {sharp}") for n in range(1, count + 1)]
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


def commands(package: Path, deck: Path, out: Path) -> Iterator[list[str]]:
    """Yield what is typed to bring a package along, look at it, and take it out again."""
    yield ["deck", "import", str(package), "--output", str(deck)]
    yield ["check", str(deck)]
    yield ["cards", f"deck:{DECK}", "--limit", "1000"]
    yield ["cards", f"deck:{DECK}", "--json"]
    yield ["deck", "export", str(deck), "--output", str(out)]


def faults_of_print(said: str) -> list[str]:
    """Return what a command printed and must not."""
    return [f"{name} is printed" for _, name in find_unsafe(said.replace("\t", "\0"))]


async def look_at(home: Path, deck: Path) -> tuple[list[str], str]:
    """Practise and search a deck that was brought; returns what must not be, and all that was shown."""
    shown = ""
    async with open_room(home, deck, start="practice") as room:
        watchman = Watchman(room.app)
        screen = await room.practising()
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
        await room.press("slash", "d", "e", "c", "k", "colon", *DECK, "enter")
        await room.until_shown("No. ")
        watchman.look(room.app.screen)
        shown += room.text()
    return watchman.faults, shown
