"""A workspace on a told clock: a desk with decks that can be changed, and a room for role-plays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

import msgspec
import pytest

from csmdrill.core.home import Home
from csmdrill.practice.model import Rating, Verdict
from csmdrill.roleplay import engine
from csmdrill.roleplay.model import Input, Passed, Said
from csmdrill.services import library, rating, rehearse
from csmdrill.services.practise import Drill
from csmdrill.services.rating import RatingDraft
from csmdrill.services.rehearsal_views import Reason, Rehearsal, Reveal
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


GOOD = (Said(5000, "Which OUTCOME matters?"), Passed(10_000), Said(12_000, "So be it."))
"""Acts that win the call below."""

ANCHORS = '{"1": Poor., "3": Fair., "5": Good.}'


def rubric_text(name: str = "talk", competency: str = "renewal-negotiation") -> str:
    """Return a rubric of four criteria, one a blocker."""
    head = f"format: csmdrill/rubric@1\nid: {name}\ntitle: A talk\ncompetency: {competency}\n"
    criteria = "".join(
        f"  - id: {each}\n    title: Does {each}\n    weight: {weight}\n"
        f"    checks: [{{id: {each}-x, text: The x was done.}}, {{id: {each}-y, text: The y was done.}}]\n"
        f"    anchors: {ANCHORS}\n" + ("    blocker: true\n" if each == "asks" else "")
        for each, weight in (("asks", 40), ("waits", 30), ("sums", 20), ("closes", 10))
    )
    return f"{head}overall: {ANCHORS}\ncriteria:\n{criteria}"


CALL = """\
people:
  dana: {name: {kind: fake, of: name}, role: CFO, wants: A faster close., floor: Four days.}
facts:
  amount: {kind: range, from: 1000, to: 90000, step: 1000}
concepts:
  outcome: [outcome, goal*]
  price: [price, discount]
titles: {outcome: asks for the outcome}
phases: [opening, closing]
start: {say: "Hello. Go on."}
rules:
  - id: asked
    event: reply
    in: [opening]
    match: {any: ["~outcome"]}
    do: {tag: asked, say: "It is the {{quote.words}}.", quote: words, to: closing, hush: 3s}
  - id: waited
    event: held
    do: {tag: waited, say: I can do that.}
  - id: done
    event: reply
    in: [closing]
    do: {say: Good., end: won}
  - id: pressed
    event: clock
    at: [20s]
    do: {say: Get on with it.}
  - id: other
    event: reply
    do: {say: Hm.}
timeout: {say: I must go., end: lost}
ends: {won: pass, lost: fail}
examples:
  strong: {script: [{at: 2s, say: Which outcome?}, {at: 8s, say: Good.}], note: Asked first.}
"""
"""What happens in the scenario below, whatever its head says."""


def scenario_text(name: str = "call", **more: str) -> str:
    """Return a scenario in which one asks for the outcome, waits, and closes."""
    lines = {
        "title": "A call",
        "rubric": "talk",
        "difficulty": "1",
        "train": "waits",
        "timebox": "{total: 2m, amber: 1m, red: 90s}",
        "brief": "{{dana}} expects your call about {{amount|money}}.",
    } | more
    head = "".join(
        f"{key}: {json.dumps(value) if key == 'brief' else value}\n" for key, value in lines.items()
    )
    return f"format: csmdrill/scenario@1\nid: {name}\n{head}{CALL}"


class Room:
    """A person with a shelf of their own; what is shipped is left out."""

    def __init__(self, folder: Path) -> None:
        self.clock = ToldClock()
        self.home = Home(folder / "home")
        self.ws = Workspace(self.home, self.clock)
        self.has("talk.rubric.yaml", rubric_text())
        self.has("call.scenario.yaml", scenario_text())

    def has(self, name: str, text: str) -> Path:
        """Write a file into the home's folder of scenarios."""
        path = self.home.scenarios / name
        path.write_text(text, encoding="utf-8")
        return path

    def reserve(self) -> None:
        """Put a reserved scenario on the shelf."""
        self.has("exam.scenario.yaml", scenario_text("exam", benchmark="true", title="An exam"))

    def days(self, days: int) -> None:
        """Let days pass."""
        self.clock.time += timedelta(days=days)

    def crash(self) -> None:
        """End without any goodbye, and start again."""
        self.ws.close()
        self.ws = Workspace(self.home, self.clock)

    def begin(self, key: str = "my/call", **about: object) -> Rehearsal:
        """Prepare and begin an attempt."""
        prepared = rehearse.prepare(self.ws, key, seed=3, **about)  # type: ignore[arg-type]
        return rehearse.begin(self.ws, prepared, 3.5)

    def play(self, *acts: Input, key: str = "my/call", reason: Reason = "ended", **about: object) -> str:
        """Make a whole attempt."""
        rehearsal = self.begin(key, **about)
        run = engine.replay(rehearsal.scene, rehearsal.drawn, acts or GOOD)
        rehearse.keep(self.ws, rehearsal, run.inputs)
        return rehearse.finish(self.ws, rehearsal, run.log, reason, "It went.")

    def rate(self, attempt: str = "last", level: int = 4, **about: object) -> Reveal:
        """Rate an attempt with the same level everywhere."""
        asked = rating.sheet(self.ws, attempt)
        levels: dict[str, int | None] = {each.id: level for each in asked.asked}
        return rating.save_rating(self.ws, asked, RatingDraft(levels=levels, **about))  # type: ignore[arg-type]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """A person with one scenario and no shipped ones."""
    empty = tmp_path / "shipped"
    empty.mkdir()
    monkeypatch.setattr("csmdrill.content.places.shipped_root", lambda *_: empty)
    made = Room(tmp_path)
    yield made
    made.ws.close()
