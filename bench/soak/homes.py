"""The homes that the proofs practise in, and the look at one afterwards."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from pathlib import Path

import msgspec
from sqlalchemy import select

from csmdrill.core.clock import SystemClock
from csmdrill.core.home import Home
from csmdrill.storage import tables
from csmdrill.storage.engine import reading
from csmdrill.storage.store import Store, open_store

HEAD = "format: csmdrill/deck@1\nid: {name}\ntitle: Cards\ncompetency: renewal-negotiation\ncards:\n"
CARD = (
    "  - {{id: {name}-{number:04}, kind: recall, prompt: What of {name}-{number:04}, answer: So, why: w}}\n"
)

_SAID = re.compile(
    r"^(?:(?P<back>Taken back\.)|What of (?P<asked>\S+)|(?P<rated>good: )|(?P<over>Stopped\.))", re.MULTILINE
)


class Said(msgspec.Struct, frozen=True):
    """What a session in plain lines has acknowledged: answers by card, and how often one was undone."""

    answers: Counter[str]
    undone: int


def deck_path(home: Path, name: str) -> Path:
    """Return where a deck of a home stands."""
    return Home(home).decks / f"{name}.deck.yaml"


def write_deck(home: Path, name: str, cards: int) -> Path:
    """Write a deck of so many cards, whose ids begin with its name."""
    path = deck_path(home, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = "".join(CARD.format(name=name, number=number) for number in range(cards))
    path.write_text(HEAD.format(name=name) + listed, encoding="utf-8")
    return path


def practice(home: Path, name: str) -> list[str]:
    """Return the command line of a session with every card of one deck, due or not."""
    return [
        "practice",
        "--plain",
        "--minutes",
        "120",
        "--query",
        f"deck:{name}",
        "--deck",
        str(deck_path(home, name)),
    ]


def acknowledged(said: str) -> Said:
    """Return what a session in plain lines has acknowledged.

    An answer is, once the next question or the session's end is shown: it was committed before.
    """
    answers: Counter[str] = Counter()
    undone, asked, rated = 0, "", False
    for found in _SAID.finditer(said):
        if found["rated"]:
            rated = True
            continue
        answers[asked] += rated
        rated = False
        undone += found["back"] is not None
        asked = found["asked"] or asked
    return Said(+answers, undone)


class Log(msgspec.Struct, frozen=True):
    """The facts of a home: their numbers by device, their kinds, and the answers by the card's id."""

    numbers: dict[str, list[int]]
    kinds: Counter[str]
    answers: Counter[str]

    def gaps(self) -> int:
        """Return how many devices have a number twice or not at all."""
        return sum(sorted(found) != list(range(1, len(found) + 1)) for found in self.numbers.values())


def log_of(store: Store) -> Log:
    """Return the facts of an open store."""
    numbers: dict[str, list[int]] = {}
    kinds: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    fact = tables.fact.c
    with reading(store._connection, store._database) as connection:
        for device, seq, kind, key in connection.execute(
            select(fact.device_id, fact.seq, fact.kind, fact.key)
        ):
            numbers.setdefault(device, []).append(seq)
            kinds[kind] += 1
            if kind == "review":
                answers[key.rpartition("/")[2]] += 1
    return Log(numbers, kinds, answers)


def opened(home: Path) -> closing[Store]:
    """Open the store of a home, as the program does."""
    return closing(open_store(Home(home), SystemClock()))


def faults_in(home: Path) -> list[str]:
    """Return what is wrong with a home when every page and fact is read and replayed."""
    with opened(home) as store:
        return faults_of(store)


def faults_of(store: Store) -> list[str]:
    """Return what is wrong with an open store when every page and fact is read and replayed."""
    found = [f"{each.name}: {each.detail}" for each in store.check(deep=True)]
    if log_of(store).gaps():
        found.append("a number of a device is missing or there twice")
    return found


def facts_of(home: Path) -> list[bytes]:
    """Return every fact of a home as a line of JSON."""
    with opened(home) as store:
        return list(store.export_lines(with_text=True))
