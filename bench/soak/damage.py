"""The proof with spoilt files: bytes flipped, files cut short, empty, junk; also the journal beside."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from bench.soak.homes import facts_of, practice, write_deck
from bench.soak.programs import run, warm_up
from bench.soak.proof import Proof, begin
from csmdrill.core.errors import CsmdrillError
from csmdrill.core.home import Home

CARDS = 60
JOURNAL = "-journal"
OPENED = (["due"], ["stats"], ["cards"])
DONE, FINDINGS = 0, 1
REFUSED = (5, 6)
"""Exit codes for a file that is damaged, and for one that calls itself newer."""

FULL = 100
"""Rounds from which on every cut and every junk file is tried; with fewer, every so many."""

CUT_SHARES = 25
"""A file is cut at so many lengths, and at as many more that are odd or begin a page."""

Spoil = Callable[[Path], None]


class Template(msgspec.Struct, frozen=True):
    """A home to be spoilt.

    Args:
        folder: it.
        facts: every fact, as a line of JSON.
    """

    folder: Path
    facts: set[bytes]


def spoiling(folder: Path, rounds: int, seed: int) -> Proof:
    """Spoil a database in many ways, and let the program open it, judge it and mend it.

    Args:
        folder: an empty folder.
        rounds: how many bytes are flipped; three quarters in the database, the rest in the journal beside.
        seed: of the bytes.
    """
    proof = begin("damage", seed)
    warm_up()
    whole, broken_off = _made(folder)
    tally: Counter[str] = Counter()
    chance = random.Random(seed)  # noqa: S311 - places
    flips = [_flip(chance, whole, "") for _ in range(rounds * 3 // 4)]
    flips += [_flip(chance, broken_off, JOURNAL) for _ in range(rounds - len(flips))]
    each = max(1, FULL // rounds)
    cuts = [*_cuts(whole, ""), *_cuts(broken_off, JOURNAL)][::each]
    junk = list(_junk(whole, broken_off, chance))[::each]
    for template, name, spoil in (*flips, *cuts, *junk):
        found = _judged(template, folder / "home", spoil, tally)
        proof.faults += [f"{name}: {each}" for each in found]
        tally["cases"] += 1
    proof.figures += [
        f"{len(flips):,} bytes flipped",
        f"{len(cuts)} files cut",
        f"{len(junk)} empty or junk",
        *(f"{tally[each]:,} {each}" for each in ("open and whole", "told by the doctor", "called damaged")),
        f"{tally['mended']:,} mended",
        f"{tally['facts back']:,} of {tally['facts']:,} facts kept in the mended",
    ]
    return proof


def _judged(template: Template, home: Path, spoil: Spoil, tally: Counter[str]) -> Iterator[str]:
    """Spoil a home and yield what the program does wrong with it."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template.folder, home)
    spoil(home)
    database = Home(home).database
    # What stands in a journal SQLite itself puts back into the file, whatever file it is.
    hot = _place(home, JOURNAL).is_file() and _place(home, JOURNAL).stat().st_size > 0
    words = OPENED[tally["cases"] % len(OPENED)]
    ended = run(words, home)
    yield from ended.crashes(home)
    if ended.code not in (DONE, *REFUSED):
        yield f"`{words[0]}` ended with {ended.code}: {ended.err.strip()}"
    # That command may have written before it came upon the damage; the doctor must not.
    before = database.read_bytes()
    looked = run(["doctor", "--json"], home)
    yield from looked.crashes(home)
    if looked.code == DONE:
        tally["open and whole"] += 1
        if set(facts_of(home)) != template.facts:
            yield "the doctor finds nothing, and the facts are others"
        return
    if looked.code in REFUSED and not hot and before != database.read_bytes():
        yield "the doctor wrote to a file that it called damaged"
    tally["told by the doctor" if looked.code == FINDINGS else "called damaged"] += 1
    if looked.code == 6:
        return
    yield from _mended(template, home, looked.code in REFUSED, tally)


def _mended(template: Template, home: Path, refused: bool, tally: Counter[str]) -> Iterator[str]:
    """Let the doctor mend a home, and yield what is wrong with it then."""
    database = Home(home).database
    spoilt = database.read_bytes()
    ended = run(["doctor", "--rebuild", "--json"], home)
    yield from ended.crashes(home)
    if ended.code != DONE:
        yield f"`doctor --rebuild` ended with {ended.code}: {ended.err.strip()[-300:]}{ended.out[-300:]}"
        return
    aside = [path for path in home.glob("practice.db.damaged-*") if not path.name.endswith(JOURNAL)]
    if refused and [path.read_bytes() for path in aside] != [spoilt]:
        yield f"{len(aside)} files set aside, and not the one that was there"
    try:
        facts = set(facts_of(home))
    except CsmdrillError as error:
        yield f"mended, and yet: {error.sentence}"
        return
    kept = len(template.facts & facts)
    others = [line for line in facts - template.facts if b'"kind":"install"' not in line]
    if any(not _erased_only(line, template.facts) for line in others):
        yield f"{len(others)} facts are others than they were"
    tally["mended"] += 1
    tally["facts back"] += kept
    tally["facts"] += len(template.facts)


def _erased_only(line: bytes, facts: set[bytes]) -> bool:
    """Return whether a fact is one of those that were, but for its typed words, which stand apart."""
    return any(each.startswith(line[:-1]) for each in facts)


def _made(folder: Path) -> tuple[Template, Template]:
    """Return a home with practice, and the same one as a program left it that died in a transaction."""
    home = folder / "whole"
    write_deck(home, "w0", CARDS)
    run(practice(home, "w0"), home, "words typed\n3\n" * CARDS)
    run(["config", "set", "minutes", "20"], home)
    shutil.rmtree(Home(home).backups)
    whole = Template(home, set(facts_of(home)))
    broken_off = folder / "broken-off"
    shutil.copytree(home, broken_off)
    database = Home(home).database
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")  # so that changed pages go to the file before the commit
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE fact SET payload = payload || ' '")
        connection.execute("UPDATE card SET reps = reps + 1")
        for suffix in ("", JOURNAL):
            shutil.copyfile(f"{database}{suffix}", f"{Home(broken_off).database}{suffix}")
        connection.execute("ROLLBACK")
    return whole, Template(broken_off, whole.facts)


def _place(home: Path, suffix: str) -> Path:
    return Path(f"{Home(home).database}{suffix}")


def _flip(chance: random.Random, template: Template, suffix: str) -> tuple[Template, str, Spoil]:
    """Return the flip of one bit; every fourth one hits the first page, where it hurts most."""
    size = _place(template.folder, suffix).stat().st_size
    place = chance.randrange(min(size, 4096) if chance.random() < 0.25 else size)
    bit = chance.randrange(8)

    def spoil(home: Path) -> None:
        with _place(home, suffix).open("r+b") as file:
            file.seek(place)
            byte = file.read(1)[0]
            file.seek(place)
            file.write(bytes([byte ^ 1 << bit]))

    return template, f"bit {bit} of byte {place}{suffix and ' of the journal'}", spoil


def _cuts(template: Template, suffix: str) -> Iterator[tuple[Template, str, Spoil]]:
    """Yield cuts at many lengths: even shares, whole pages, and one byte beside."""
    size = _place(template.folder, suffix).stat().st_size
    lengths = [size * share // CUT_SHARES for share in range(CUT_SHARES)]
    lengths += [1, 15, 16, 99, 100, 101, 511, 512, 4095, 4096, 4097, size - 4096, size - 512, size - 1]
    for length in lengths:

        def spoil(home: Path, length: int = length) -> None:
            with _place(home, suffix).open("r+b") as file:
                file.truncate(length)

        yield template, f"cut to {length} bytes{suffix and ' of the journal'}", spoil


def _junk(
    whole: Template, broken_off: Template, chance: random.Random
) -> Iterator[tuple[Template, str, Spoil]]:
    """Yield files that are none of ours, in the place of the database and of its journal."""
    content = _place(whole.folder, "").read_bytes()
    noise = chance.randbytes(40_000)
    contents = {
        "empty": b"",
        "one byte": b"S",
        "noise": noise,
        "zeros": bytes(len(content)),
        "text": b"practice makes perfect\n" * 500,
        "a header alone": content[:100],
        "a header and noise": content[:100] + noise,
        "the first page and noise": content[:4096] + noise,
        "twice itself": content * 2,
        "its second half": content[len(content) // 2 :],
        "text with line ends changed": content.replace(b"\n", b"\r\n"),
    }
    for name, junk in contents.items():
        for template, suffix in ((whole, ""), (broken_off, ""), (whole, JOURNAL), (broken_off, JOURNAL)):

            def spoil(home: Path, junk: bytes = junk, suffix: str = suffix) -> None:
                _place(home, suffix).write_bytes(junk)

            yield template, f"{name}{suffix and ' as the journal'}", spoil
