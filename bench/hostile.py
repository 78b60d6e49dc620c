"""Measure how soon hostile files are refused, and in how much memory.

usage: python -m bench hostile
"""

from __future__ import annotations

import contextlib
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import zstandard

from bench.measure import Row, apart, at_least, at_most, usual
from csmdrill.content.checking import check_deck
from csmdrill.content.terms import forget
from csmdrill.core.errors import CsmdrillError
from csmdrill.exchange.apkg import read_package
from tests.exchange.conftest import Forge
from tests.hostile import corpus, exchanged, floods
from tests.services.conftest import ToldClock

MIB = 1024 if sys.platform != "darwin" else 1024 * 1024
SWOLLEN = 150 * 1024 * 1024
ROUNDS = 3
Work = Callable[[], object]


def rows() -> list[Row]:
    """Return the measures: kept files, floods that are made, and packages."""
    return apart(_rows)


def _rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        kept = list(_kept(Path(folder)))
        made = list(_floods())
        bombs = list(_bombs(Path(folder)))
        _warm(kept)
        memory = _most_memory([*kept, *made])  # first: what is freed here would be taken for nothing there
        return [
            at_least("hostile files: kept and made", 80, len(kept) + len(made), "files"),
            memory,
            _slowest("hostile files, kept", 50, 1000, kept, "ms"),
            _slowest("hostile floods up to 1 MiB", 50, 1000, made, "ms"),
            _beside_sound(made),
            _slowest("hostile packages of Anki", 1, 1, bombs, "s"),
        ]


def _kept(folder: Path) -> Iterator[tuple[str, Work]]:
    """Yield each kept file with what reads it; the homes that take it in are made before."""
    for name in corpus.CONTENT:
        for file in corpus.kept(name):
            content = file.path.read_bytes()
            yield str(file), lambda name=name, content=content: corpus.told_of_content(name, content)
    exchange = exchanged.Exchange(folder / "exchange")
    for name in ("submissions", "ratings"):
        for file in corpus.kept(name):
            path = folder / f"{name}-{file.path.name}"
            path.write_bytes(exchange.made(file.path).read_bytes())
            workspace = exchange.room.ws
            yield str(file), lambda name=name, w=workspace, p=path: exchanged.told_of_exchanged(name, w, p)
    home = exchanged.home(folder / "brought", ToldClock())
    for name in ("facts", "tables"):
        for file in corpus.kept(name):
            path = file.path
            yield str(file), lambda name=name, p=path: exchanged.told_of_exchanged(name, home, p)


def _floods() -> Iterator[tuple[str, Work]]:
    for name, flood in floods.FLOODS.items():
        content = flood.make()
        yield name, lambda flood=flood, content=content: corpus.told_of_content(flood.folder, content)


def _warm(files: list[tuple[str, Work]]) -> None:
    """Load everything once: what is measured is refusing, not importing."""
    for _, work in files:
        work()


def _once(work: Work) -> Work:
    def anew() -> None:
        forget()
        work()

    return anew


def _slowest(row: str, goal: float, scale: float, files: list[tuple[str, Work]], unit: str) -> Row:
    taken = {name: usual(_once(work), ROUNDS) * scale for name, work in files}
    name = max(taken, key=lambda each: taken[each])
    return at_most(f"{row}: {name}"[:48], goal, taken[name], unit)


def _beside_sound(files: list[tuple[str, Work]]) -> Row:
    """Return how the slowest flood stands beside a sound deck of as many cards as are allowed."""
    sound = floods.cards(5_000).encode()
    peer = usual(lambda: check_deck(sound, "sound.deck.yaml"), ROUNDS) * 1000
    worst = max(usual(_once(work), ROUNDS) * 1000 for _, work in files)
    goal = "<= 2x a sound deck"
    row = "slowest flood beside 5,000 sound cards"
    return Row(
        row=row, goal=goal, value=worst, unit="ms", peer=peer, ratio=worst / peer, met=worst <= 2 * peer
    )


def _most_memory(files: list[tuple[str, Work]]) -> Row:
    """Return the largest growth of a process that reads one file; each begins as a copy of this one."""
    grown = {name: _grown(work) for name, work in files}
    name = max(grown, key=lambda each: grown[each])
    return at_most(f"hostile files, memory: {name}"[:48], 50, grown[name], "MiB")


def _grown(work: Work) -> float:
    copied = get_context("fork")
    mine, theirs = copied.Pipe()
    process = copied.Process(target=_tell_growth, args=(work, theirs))
    process.start()
    grown: float = mine.recv()
    process.join()
    return grown


def _tell_growth(work: Work, answer: Connection) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.suppress(CsmdrillError):
        work()
    answer.send((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MIB)


def _bombs(folder: Path) -> Iterator[tuple[str, Work]]:
    """Yield packages that swell, and one whose database reckons for hours, with what reads them."""
    packed = zstandard.ZstdCompressor().compress(bytes(SWOLLEN))
    reckoning = (
        "ALTER TABLE revlog DROP COLUMN time; "
        "ALTER TABLE revlog ADD COLUMN time AS (length(replace(hex(zeroblob(1500000)), '0', 'ab')))"
    )
    for name, make in {
        "zip": lambda forge: forge.package(("collection.anki2", bytes(SWOLLEN))),
        "zstd": lambda forge: forge.package(("meta", b"\x08\x03"), ("collection.anki21b", packed)),
        "reckoned column": lambda forge: forge.legacy(script=reckoning),
    }.items():
        place = folder / name.replace(" ", "-")
        place.mkdir()
        path = make(Forge(place))
        yield name, lambda path=path: _refused(path)


def _refused(path: Path) -> None:
    with contextlib.suppress(CsmdrillError):
        read_package(path)
