"""A home, a clock that is told the time, and short ways to say decks and answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from csmdrill.content.deck import LibraryCard, Recall
from csmdrill.content.library import DeckFile, Origin, Scan
from csmdrill.core.clock import Moment, moment
from csmdrill.core.home import Home
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Rating
from csmdrill.storage import engine
from csmdrill.storage.facts import FactRef, ReviewDraft
from csmdrill.storage.store import Store, open_store


class ToldClock:
    """A clock that stands still until it is moved."""

    home_zone: tzinfo | None = UTC

    def __init__(self, simulated: bool = False) -> None:
        self.simulated = simulated
        self.time = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time it was told."""
        return self.time

    def pass_by(self, **passed: int) -> None:
        """Let time pass; negative to set the clock back."""
        self.time += timedelta(**passed)

    @property
    def moment(self) -> Moment:
        """The present moment in UTC."""
        return moment(self.time, UTC)


class Desk:
    """One home with its store, and short ways to practise in it."""

    def __init__(self, home: Home, clock: ToldClock) -> None:
        self.home = home
        self.clock = clock
        self.store: Store = hasty(open_store(home, clock))

    def reopen(self) -> Store:
        """Close the store and open it again."""
        self.store.close()
        self.store = hasty(open_store(self.home, self.clock))
        return self.store

    def answer(self, key: str, rating: Rating = Rating.GOOD, **about: object) -> FactRef:
        """Answer a card now."""
        draft = {"hash": "h1", "revision": 1, "competency": "outcome-discovery", "took_ms": 5000} | about
        recorded = self.store.record_review(
            ReviewDraft(key=key, rating=rating, **draft),  # type: ignore[arg-type]
            self.clock.moment,
            MemoryModel(0.9),
        )
        return recorded.ref

    def learn(self, key: str) -> None:
        """Answer a card until it has left its learning steps."""
        self.answer(key)
        self.clock.pass_by(minutes=11)
        self.answer(key)

    def has(self, *files: DeckFile, gone: tuple[str, ...] = ()) -> None:
        """Let the store see deck files."""
        self.store.sync_content(scan(*files, gone=gone), self.clock.moment)


def hasty(store: Store) -> Store:
    """Return a store that does not wait for the disk; no test here cuts the power."""
    engine.raw(store._connection).execute("PRAGMA synchronous = OFF")
    return store


def scan(*files: DeckFile, gone: tuple[str, ...] = ()) -> Scan:
    """Return what the library says of changed and vanished files."""
    return Scan(unchanged=(), changed=files, gone=gone)


def card(key: str, hash: str = "h1", **about: object) -> LibraryCard:  # noqa: A002
    """Return a card as the library finds it."""
    family, _, part = key.partition("#")
    fields: dict[str, object] = {
        "key": key,
        "family": family,
        "part": part,
        "hash": hash,
        "revision": 1,
        "competency": "outcome-discovery",
        "tags": (),
        "aliases": (),
        "deck_title": "A deck",
        "path": "/decks/a.deck.yaml",
        "line": 7,
        "position": 0,
        "card": Recall(prompt=f"What of {key}?", answer="That."),
    }
    return LibraryCard(**(fields | about))  # type: ignore[arg-type]


def deck(path: str, *cards: LibraryCard, origin: Origin = "shipped", digest: str = "d1") -> DeckFile:
    """Return a deck file as the library finds it."""
    return DeckFile(
        path=path, pack="p", origin=origin, digest=digest, deck_key="p/d", title="A deck", cards=cards
    )


class Making:
    """The short ways above, as one fixture."""

    card = staticmethod(card)
    deck = staticmethod(deck)
    scan = staticmethod(scan)
    clock = ToldClock
    desk = Desk


@pytest.fixture(scope="session")
def make() -> type[Making]:
    """Return short ways to make decks, cards, clocks and homes."""
    return Making


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home that is not there yet."""
    return Home(tmp_path / "home")


@pytest.fixture
def clock() -> ToldClock:
    """Return a clock at nine o'clock."""
    return ToldClock()


@pytest.fixture
def desk(home: Home, clock: ToldClock) -> Iterator[Desk]:
    """Return an open home without facts."""
    opened = Desk(home, clock)
    yield opened
    opened.store.close()
