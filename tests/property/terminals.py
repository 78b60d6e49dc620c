"""Terminals under a clock that is moved by hand, and one deck that its author rewrites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from csmdrill.core.home import Home
from csmdrill.services import library, look_after
from csmdrill.services.practise import Drill
from csmdrill.services.workspace import Workspace
from csmdrill.storage import engine
from csmdrill.storage.facts import FactRef
from csmdrill.storage.queries import Scope
from tests.property.expected import Deed, Expected

NAMES = ("a", "b", "c", "d")
HEAD = "format: csmdrill/deck@1\nid: desk\ntitle: A desk\ncompetency: renewal-negotiation\ncards:"


class HandClock:
    """A practice clock that stands still until it is moved."""

    simulated = True
    home_zone: tzinfo | None = UTC

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time it was told."""
        return self.time

    def tick(self) -> int:
        """Let a second pass, and return the time in seconds."""
        self.time += timedelta(seconds=1)
        return int(self.time.timestamp())


class Author:
    """Somebody who rewrites a deck: each card has words, a revision, and is there or not."""

    def __init__(self, deck: Path) -> None:
        self.deck = deck
        self.cards = dict.fromkeys(NAMES, (0, 1, True))
        self.write()

    def change(self, name: str, deed: str) -> None:
        """Edit a card, raise its revision, or take it out and put it back."""
        words, revision, there = self.cards[name]
        raised = deed == "raise"
        self.cards[name] = (words + 1, revision + raised, there != (deed == "remove"))
        self.write()

    def write(self) -> None:
        """Write the deck as it is now."""
        lines = [
            f"  - {{id: {name}, kind: recall, revision: {revision}, prompt: No. {words}?, answer: A, why: W}}"
            for name, (words, revision, there) in self.cards.items()
            if there
        ]
        self.deck.write_text("\n".join([HEAD, *lines] if lines else [f"{HEAD} []"]) + "\n", encoding="utf-8")


class Terminal:
    """The program open on a home, and what its keys would take back and bring back.

    Args:
        home: whose.
        clock: is moved by whoever does something.
        author: of the deck that is practised.
        expected: what the person of the home expects.
    """

    def __init__(self, home: Path, clock: HandClock, author: Author, expected: Expected) -> None:
        self.home, self.clock, self.author, self.expected = home, clock, author, expected
        self.start()

    def start(self) -> None:
        """Start the program."""
        self.workspace = Workspace(Home(self.home), self.clock, [self.author.deck])
        engine.raw(self.workspace.store._connection).execute(
            "PRAGMA synchronous = OFF"
        )  # no power is cut here
        self.drill: Drill | None = None
        self.past: list[Deed] = []
        self.future: list[tuple[Deed, Deed]] = []
        self.changes: list[tuple[FactRef, Deed]] = []
        self.showed: dict[Deed, tuple[str, int]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read the deck; both terminals of a home know then which cards it has."""
        library.refresh(self.workspace)
        self.expected.cards = {f"my/desk/{name}": words for name, words in self.author.cards.items()}

    @property
    def today(self) -> int:
        """The study day."""
        return self.workspace.now().day

    @property
    def shown(self) -> str:
        """The card on the screen; empty without one."""
        view = self.drill.view() if self.drill else None
        return view.key if view else ""

    @property
    def screen(self) -> tuple[str, int]:
        """The card on the screen, and how many it says are to go."""
        view = self.drill.view() if self.drill else None
        return (view.key, view.to_go) if view else ("", 0)

    def goes_back_to(self, deed: Deed) -> None:
        """Where the card asked before a deed is asked again, as many are to go as were then."""
        card, _ = self.showed[deed]
        assert self.shown != card or self.screen == self.showed[deed]

    def practise(self) -> Drill:
        """Return the drill under way, else a new one."""
        if not self.shown:
            if self.drill is not None:
                self.drill.finish()
            self.past, self.future = [], []
            self.clock.tick()
            scope = Scope(deck_paths=(str(self.author.deck),))
            self.drill = Drill(self.workspace, 30, scope, extra_new=9)
            self.holds_none_left_out("")
        assert self.drill is not None
        return self.drill

    def does(self, what: str, about: str = "", how: object = None) -> Deed:
        """Note what is done now, a second after whatever was done before."""
        deed = Deed(self.clock.tick(), what, about, how)
        self.expected.deeds.append(deed)
        return deed

    def answers(self, what: str, how: object, key_press: Callable[[Drill], object]) -> None:
        """Do something to the card on the screen that one key takes back."""
        drill = self.practise()
        key = self.shown
        if key:
            deed = self.does(what, key, how)
            self.past, self.future, self.showed[deed] = [*self.past, deed], [], self.screen
            key_press(drill)
            self.holds_none_left_out(key)

    def holds_none_left_out(self, before: str) -> None:
        """A card that comes up newly is in the decks, and none that the person wants left out."""
        if self.shown not in ("", before):
            assert not self.expected.left_out(self.shown, self.today)
            assert self.expected.cards[self.shown][2]

    def doctor(self) -> tuple[bool, tuple[object, ...]]:
        """Look the home over and rebuild it; returns whether it differed, and what is wrong."""
        environ = {"CSMDRILL_HOME": str(self.home), "CSMDRILL_NOW": self.clock.time.isoformat()}
        seen = look_after.examine(environ, rebuild=True)
        return seen.rebuilt, (*seen.findings, *seen.mended)
