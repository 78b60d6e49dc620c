"""A home is practised daily over an edge of its calendar, and opened in another zone: nothing moves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from csmdrill.core.home import Home
from csmdrill.practice.model import Rating
from csmdrill.services import library
from csmdrill.services.adjust import adjust
from csmdrill.services.today import today
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import ReviewDraft
from csmdrill.storage.prompt import due_count
from tests.property.calendar_grid import AFAR, SET_BACK, Edge, edges
from tests.property.terminals import HEAD, HandClock
from tests.services.conftest import recall

EDGES = edges()
PLACES = tuple(dict.fromkeys(edge.zone for edge in EDGES)) + AFAR
SAMPLE = tuple(
    (edge, (4, 0, 2, 23)[number % 4], PLACES[(number * 7 + 3) % len(PLACES)])
    for number, edge in enumerate(EDGES)
    if number % 4 == number // 4 % 4
)
"""Edges, each with a rollover and a zone to travel to: every zone once, every kind of edge three times."""

NAMES = ("a", "b", "c")
DAYS = range(-4, 5)


@pytest.fixture(autouse=True)
def _no_shipped_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("csmdrill.content.places.shipped_root", lambda *_: tmp_path)


class Traveller:
    """Somebody who practises every day, wherever they are.

    Args:
        folder: of the home.
        zone: where they live.
        rollover: their hour.
    """

    def __init__(self, folder: Path, zone: str, rollover: int) -> None:
        self.home, self.clock = Home(folder / "home"), HandClock()
        self.clock.home_zone = ZoneInfo(zone)
        self.answers = 0
        with self.opened() as workspace:
            (self.home.decks / "desk.deck.yaml").write_text(
                HEAD + "\n" + "".join(map(recall, NAMES)), encoding="utf-8"
            )
            library.refresh(workspace)
            if rollover != workspace.settings.rollover:
                adjust(workspace, "rollover", str(rollover))

    def opened(self) -> Workspace:
        """Open the home, wherever it is now."""
        return Workspace(self.home, self.clock)

    def practise(self, workspace: Workspace) -> None:
        """Answer every card."""
        for number, name in enumerate(NAMES):
            draft = ReviewDraft(
                key=f"my/desk/{name}",
                hash="h",
                revision=1,
                competency="",
                rating=(Rating.EASY, Rating.GOOD, Rating.AGAIN)[number],
                took_ms=5000,
            )
            workspace.store.record_review(draft, workspace.now(), workspace.model())
            self.answers += 1

    def live(self, edge: Edge, hour: int) -> None:
        """Practise at an hour of each day around an edge."""
        for number in DAYS:
            on = edge.on + timedelta(days=number)
            self.clock.time = datetime.combine(on, time(hour, 30), ZoneInfo(edge.zone))
            with self.opened() as workspace:
                self.practise(workspace)


def said(workspace: Workspace, kind: str) -> Iterator[list[object]]:
    """Yield the lines of the state about cards, days or settings."""
    return (line for line in map(json.loads, workspace.store.canonical_dump()) if line[0] == kind)


def whole(traveller: Traveller, workspace: Workspace) -> None:
    """No answer is lost, none counts twice, and the facts stand in the order in which they were written."""
    facts = [json.loads(line) for line in workspace.store.export_lines()]
    assert sum(fact["kind"] == "review" for fact in facts) == traveller.answers
    assert sum(int(str(line[3])) for line in said(workspace, "day")) == traveller.answers
    assert [fact["seq"] for fact in facts] == list(range(1, len(facts) + 1))
    places = [fact["order_at"] for fact in facts]
    assert all(before < after for before, after in pairwise(places))
    assert list(workspace.store.canonical_dump()) == list(workspace.store.replayed_dump())
    assert workspace.store.check(deep=True) == []


@pytest.mark.parametrize(
    ("edge", "rollover", "away"), SAMPLE, ids=lambda each: getattr(each, "name", str(each))
)
def test_a_home_that_travels(edge: Edge, rollover: int, away: str, tmp_path: Path) -> None:
    traveller = Traveller(tmp_path, edge.zone, rollover)
    traveller.live(edge, 9)
    with traveller.opened() as workspace:
        at_home, left, cards = workspace.now().day, today(workspace), list(said(workspace, "card"))
        days = [line[1] for line in said(workspace, "day")]
        assert days == list(range(at_home - len(DAYS) + 1, at_home + 1))
        adjust(workspace, "zone", away)
    with traveller.opened() as workspace:
        assert list(said(workspace, "card")) == cards
        assert abs(workspace.now().day - at_home) <= 1
        if workspace.now().day == at_home:
            assert today(workspace).due == left.due
        assert (
            due_count(traveller.home.database, traveller.clock) == today(workspace).due + today(workspace).new
        )
        traveller.practise(workspace)
        traveller.clock.time += timedelta(days=1)
        traveller.practise(workspace)
        whole(traveller, workspace)


@pytest.mark.parametrize("back", SET_BACK, ids=str)
def test_a_clock_that_is_set_back_and_put_right(back: timedelta, tmp_path: Path) -> None:
    traveller = Traveller(tmp_path, "Europe/Berlin", 4)
    traveller.live(next(edge for edge in EDGES if edge.zone == "Europe/Berlin"), 9)
    with traveller.opened() as workspace:
        before = {line[1]: line for line in said(workspace, "card")}
        traveller.clock.time -= back
        whole(traveller, workspace)
        assert {line[1]: line for line in said(workspace, "card")} == before
        traveller.practise(workspace)
        whole(traveller, workspace)
        traveller.clock.time += back
        traveller.practise(workspace)
        whole(traveller, workspace)
