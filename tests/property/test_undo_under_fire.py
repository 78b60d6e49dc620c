"""Undo under fire: whatever two homes and three terminals do, the store says what a person expects."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from csmdrill.core.errors import NothingToUndo
from csmdrill.core.home import Home
from csmdrill.practice.model import Rating, Verdict
from csmdrill.roleplay import engine as stage
from csmdrill.roleplay.model import Passed, Said
from csmdrill.services import attempts, cards, library, look_after, rating, rehearse
from csmdrill.services.adjust import adjust, take_back
from csmdrill.services.practise import Drill
from csmdrill.services.rating import RatingDraft
from csmdrill.services.workspace import Workspace
from csmdrill.storage import engine
from csmdrill.storage.facts import FactRef
from csmdrill.storage.queries import Scope
from tests.property.expected import Deed, Expected
from tests.services.conftest import rubric_text, scenario_text

NAMES = ("a", "b", "c", "d")
SEEN = Verdict(right=None, suggestion=Rating.GOOD)
ACTS = (Said(5000, "Which OUTCOME matters?"), Passed(10_000), Said(12_000, "So be it."))
SHORT, LONG = settings(max_examples=12, stateful_step_count=25), settings(max_examples=600, stateful_step_count=60)


class Clock:
    """A practice clock that is moved by hand."""

    simulated = True
    home_zone: tzinfo | None = UTC

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 1, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time it was told."""
        return self.time


class Terminal:
    """A window on a home: the open workspace, a drill, and what its keys would take back and bring back."""

    def __init__(self, root: Path, clock: Clock, deck: Path, expected: Expected) -> None:
        self.root, self.clock, self.deck, self.expected = root, clock, deck, expected
        self.begin()

    def begin(self) -> None:
        """Start the program."""
        self.workspace = Workspace(Home(self.root), self.clock, [self.deck])
        engine.raw(self.workspace.store._connection).execute("PRAGMA synchronous = OFF")
        library.refresh(self.workspace)
        self.drill: Drill | None = None
        self.past: list[Deed] = []
        self.future: list[tuple[Deed, Deed]] = []
        self.changes: list[tuple[FactRef, Deed]] = []

    def practise(self) -> Drill:
        """Return the drill under way, else a new one."""
        if self.drill is None or self.drill.view() is None:
            if self.drill is not None:
                self.drill.finish()
            self.past, self.future = [], []
            self.drill = Drill(self.workspace, 30, Scope(deck_paths=(str(self.deck),)), extra_new=9)
        return self.drill

    @property
    def shown(self) -> str:
        """The card on the screen; empty without one."""
        view = self.drill.view() if self.drill else None
        return view.key if view else ""


class UndoUnderFire(RuleBasedStateMachine):
    """Two terminals on one home, one on another, and one deck that all of them read."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        root = Path(self.folder.name).resolve()
        self.clock = Clock()
        self.deck = root / "desk.deck.yaml"
        self.words = dict.fromkeys(NAMES, (0, 1, True))
        self.write()
        here, there = Expected(), Expected()
        self.terminals = [
            Terminal(root / home, self.clock, self.deck, expected)
            for home, expected in (("here", here), ("here", here), ("there", there))
        ]
        for home in {each.root for each in self.terminals}:
            (home / "scenarios" / "talk.rubric.yaml").write_text(rubric_text(), encoding="utf-8")
            (home / "scenarios" / "call.scenario.yaml").write_text(scenario_text(), encoding="utf-8")

    def write(self) -> None:
        """Write the deck as its author has it now."""
        lines = [
            f"  - {{id: {name}, kind: recall, revision: {revision}, prompt: 'What of {words}?', answer: It., why: W.}}"
            for name, (words, revision, there) in self.words.items()
            if there
        ]
        head = "format: csmdrill/deck@1\nid: desk\ntitle: A desk\ncompetency: renewal-negotiation\n"
        self.deck.write_text(head + "\n".join(["cards:" if lines else "cards: []", *lines]), encoding="utf-8")

    def told(self, window: Terminal, what: str, about: str = "", how: object = None) -> Deed:
        """Note what was done and when; every deed takes a second."""
        self.clock.time += timedelta(seconds=1)
        deed = Deed(int(self.clock.time.timestamp()), what, about, how)
        window.expected.deeds.append(deed)
        return deed

    def drawn(self, window: Terminal, before: str) -> None:
        """A card that comes up newly is none that the person wants left out."""
        if window.shown and window.shown != before:
            assert not window.expected.left_out(window.shown, window.workspace.now().day)

    @rule(which=st.integers(0, 2), given=st.sampled_from(Rating))
    def rate(self, which: int, given: Rating) -> None:
        window = self.terminals[which]
        drill = window.practise()
        key = window.shown
        if key:
            deed = self.told(window, "answer", key, (window.workspace.now().day, given.value))
            drill.grade(given, 5000, SEEN)
            window.past, window.future = [*window.past, deed], []
            self.drawn(window, key)

    @rule(which=st.integers(0, 2))
    def suspend_on_screen(self, which: int) -> None:
        window = self.terminals[which]
        drill = window.practise()
        key = window.shown
        if key:
            deed = self.told(window, "suspend", key, True)
            drill.suspend()
            window.past, window.future = [*window.past, deed], []
            self.drawn(window, key)

    @rule(which=st.integers(0, 2))
    def undo(self, which: int) -> None:
        window = self.terminals[which]
        if window.drill is None:
            return
        if not window.past:
            with pytest.raises(NothingToUndo):
                window.drill.undo()
            return
        deed = window.past.pop()
        if window.expected.stands(deed):
            taken = self.told(window, "undo", how=deed)
            window.future.append((deed, taken))
        window.drill.undo()

    @rule(which=st.integers(0, 2))
    def redo(self, which: int) -> None:
        window = self.terminals[which]
        if window.drill is None:
            return
        if not window.future:
            with pytest.raises(NothingToUndo):
                window.drill.redo()
            return
        deed, taken = window.future.pop()
        if window.expected.stands(taken):
            self.told(window, "undo", how=taken)
            window.past.append(deed)
        window.drill.redo()

    @rule(which=st.integers(0, 2), name=st.sampled_from(NAMES), action=st.sampled_from(["suspend", "unsuspend", "bury"]))
    def handle(self, which: int, name: str, action: cards.Action) -> None:
        window = self.terminals[which]
        key = f"my/desk/{name}"
        done = cards.act(window.workspace, [key], action)
        if done.count:
            day = window.workspace.now().day
            self.told(window, *(("bury", key, day) if action == "bury" else ("suspend", key, action == "suspend")))
        ...


    @rule(which=st.integers(0, 2))
    def undo_last_action(self, which: int) -> None:
        window = self.terminals[which]
        acted = window.expected.standing("suspend", "bury")
        if acted:
            cards.undo_last_action(window.workspace)
            self.told(window, "undo", how=acted[-1])
        else:
            with pytest.raises(NothingToUndo):
                cards.undo_last_action(window.workspace)
