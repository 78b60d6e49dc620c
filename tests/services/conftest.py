"""A workspace on a told clock, with decks that can be changed while it is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

import msgspec
import pytest

from csmdrill.core.home import Home
from csmdrill.practice.model import Rating, Verdict
from csmdrill.services import library
from csmdrill.services.practise import Drill
from csmdrill.services.views import CardView
from csmdrill.services.workspace import Workspace
from csmdrill.storage.catalog import ContentChange
from csmdrill.storage.queries import Scope

HEAD = "format: csmdrill/deck@1\nid: desk\ntitle: A desk\ncompetency: renewal-negotiation\ncards:\n"
SEEN = Verdict(right=None, suggestion=Rating.GOOD)


class ToldClock:
    """A clock that stands still until it is moved."""

    home_zone: tzinfo | None = timezone(timedelta(hours=1))
    simulated = True

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, 9, tzinfo=self.home_zone)

    def now(self) -> datetime:
        """Return the time it was told."""
        return self.time


def recall(name: str, prompt: str = "", **more: object) -> str:
    """Return a recall card as it stands in a deck."""
    words = {"id": name, "kind": "recall", "prompt": prompt or f"What of {name}?", "answer": f"It is {name}."}
    return f"  - {msgspec.json.encode(words | {'why': 'w'} | more).decode()}\n"


class Desk:
    """A person at work.

    Args:
        folder: holds the home and one deck.
    """

    def __init__(self, folder: Path) -> None:
        self.clock = ToldClock()
        self.deck = folder / "desk.deck.yaml"
        self.deck_is()
        self.workspace = Workspace(Home(folder / "home"), self.clock, [self.deck])

    @property
    def scope(self) -> Scope:
        """The cards of the deck, and no shipped ones."""
        return Scope(deck_paths=(str(self.deck.resolve()),))

    def deck_is(self, *cards: str) -> None:
        """Write the deck anew."""
        self.deck.write_text(HEAD + "".join(cards) if cards else HEAD + recall("only"), encoding="utf-8")

    def read(self) -> ContentChange:
        """Read the deck files that changed."""
        return library.refresh(self.workspace)

    def drill(self, *names: str, minutes: int | None = None) -> Drill:
        """Begin a session; with names, on a deck of such cards."""
        if names:
            self.deck_is(*map(recall, names))
        self.read()
        return Drill(self.workspace, minutes, self.scope)

    def pass_by(self, **passed: int) -> None:
        """Let time pass."""
        self.clock.time += timedelta(**passed)

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """Return the facts of one kind, oldest first."""
        facts = [msgspec.json.decode(line) for line in self.workspace.store.export_lines()]
        return [fact for fact in facts if fact["kind"] == kind]

    def mastered(self, names: Sequence[str]) -> None:
        """Answer cards so well that they are due some days from now."""
        drill = self.drill(*names)
        for _ in names:
            answer(drill, Rating.EASY)


def answer(drill: Drill, rating: Rating = Rating.GOOD, took_ms: int = 5000) -> CardView | None:
    """Rate the card on the screen."""
    return drill.grade(rating, took_ms, SEEN)


def name_of(view: CardView | None) -> str:
    """Return the last part of a card's key; empty when the session is over."""
    return view.key.rpartition("/")[2] if view else ""


class Practising:
    """The short ways above, as one fixture."""

    recall = staticmethod(recall)
    answer = staticmethod(answer)
    name_of = staticmethod(name_of)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A person at work in a home that is new."""
    made = Desk(tmp_path)
    yield made
    made.workspace.close()


@pytest.fixture
def ways() -> type[Practising]:
    """Return short ways to write cards and to answer them."""
    return Practising
