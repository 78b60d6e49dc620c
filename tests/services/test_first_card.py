"""The card that is asked before the store is open is the one that the session then begins with."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from csmdrill.core.clock import StudyDay
from csmdrill.practice.model import Rating, Verdict
from csmdrill.services import cards, library
from csmdrill.services.deeds import Action
from csmdrill.services.first_card import first_card
from csmdrill.services.plan import Plan
from csmdrill.services.practise import Drill
from csmdrill.services.views import CardView
from csmdrill.services.workspace import Workspace, open_workspace

SEEN = Verdict(right=None, suggestion=Rating.GOOD)
PATIENCE = 30
PRACTICE = Plan(start="practice")
NOW = datetime.fromisoformat("2026-11-24T09:00:00+01:00")
HEAD = "format: csmdrill/deck@1\nid: d\ntitle: D\ncards:\n"
COMPETENCIES = ("renewal-negotiation", "success-planning")
RATINGS = (Rating.GOOD, Rating.AGAIN, Rating.EASY, Rating.HARD)


class Room:
    """A home with one deck, and a clock that is set before each visit."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.time = NOW
        (home / "decks").mkdir(parents=True)
        self.deck_is(40)

    @property
    def environ(self) -> dict[str, str]:
        """The environment of a start."""
        return {"CSMDRILL_HOME": str(self.home), "CSMDRILL_NOW": self.time.isoformat()}

    def deck_is(self, count: int, more: str = "") -> None:
        """Write the deck: recall cards and clozes with two parts, of two competencies."""
        words = [HEAD]
        for number in range(count):
            kind = f"kind: recall, prompt: p{number}, answer: a"
            if number % 5 == 4:
                kind = f"kind: cloze, text: 'x {{{{a::one{number}}}}} {{{{b::two}}}}'"
            about = f"competency: {COMPETENCIES[number % 2]}, why: w"
            words.append(f"  - {{id: c{number}, {kind}, {about}{more}}}\n")
        (self.home / "decks" / "d.deck.yaml").write_text("".join(words), encoding="utf-8")

    def visit(self, job: Callable[[Workspace], None]) -> None:
        """Do something in the open home."""
        with open_workspace(self.environ) as workspace:
            library.refresh(workspace)
            job(workspace)

    def answers(self, count: int) -> None:
        """Answer so many cards."""

        def job(workspace: Workspace) -> None:
            drill = Drill(workspace, minutes=60, extra_new=count)
            for number in range(count):
                drill.grade(RATINGS[number % 4], 9_000 + 500 * number, SEEN)

        self.visit(job)

    def first(self, plan: Plan = PRACTICE) -> CardView | None:
        """Return the card that a start would show."""
        found = first_card(self.environ, plan).result(PATIENCE)
        return None if found is None else found.view

    def agrees(self, minutes: int | None = None) -> CardView:
        """Check that the session begins with the card that a start would show, and return it."""
        self.visit(lambda _: None)
        before = first_card(self.environ, Plan(start="practice", minutes=minutes)).result(PATIENCE)
        assert before is not None
        with open_workspace(self.environ) as workspace:
            assert before.view == Drill(workspace, minutes).view()
            assert before.settings == workspace.settings
        return before.view


def handle(workspace: Workspace, key: str, action: Action, text: str = "") -> None:
    """Do something to a card."""
    assert cards.act(workspace, (key,), action, text=text).count == 1


def change(workspace: Workspace, name: str, value: float | str) -> None:
    """Change a setting."""
    workspace.change(name, value)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A home without answers."""
    return Room(tmp_path / "home")


def test_it_is_the_first_card_of_the_session_day_by_day(room: Room) -> None:
    seen = {room.agrees().key}
    for days, minutes, count in ((0, 1, 9), (0, 20, 2), (1, 0, 8), (3, 0, 5), (0, 4, 1), (40, 0, 0)):
        room.time += timedelta(days=days, minutes=minutes)
        room.answers(count)
        room.time += timedelta(minutes=2)
        seen.add(room.agrees().key)
    assert len(seen) > 3


def test_it_is_so_with_other_settings_and_minutes(room: Room) -> None:
    room.answers(12)
    room.time += timedelta(days=9)
    for name, value in (("minutes", 1), ("retention", 0.8), ("zone", "Asia/Tokyo"), ("new", 0)):
        room.visit(partial(change, name=name, value=value))
        room.agrees()
    assert room.agrees(minutes=3).left_ms == 3 * 60_000


def test_it_is_so_after_a_card_was_revised_suspended_or_buried(room: Room) -> None:
    room.answers(12)
    room.time += timedelta(days=2)
    room.deck_is(40, ", revision: 2")
    keys = set()
    acts: tuple[Action, ...] = ("suspend", "bury", "suspend")
    for action in acts:
        key = room.agrees().key
        keys.add(key)
        room.visit(partial(handle, key=key, action=action))
    assert room.agrees().key not in keys
    assert len(keys) == 3


def test_it_leaves_to_the_store_what_is_not_usual(room: Room) -> None:
    room.visit(lambda _: None)
    for plan in (Plan(start="practice", cram=True), Plan(start="practice", new=3), Plan(tag="t")):
        assert room.first(plan) is None
    key = room.agrees().key
    room.visit(partial(handle, key=key, action="note", text="mine"))
    assert room.first() is None


def test_it_leaves_a_leave_to_the_store(room: Room) -> None:
    room.answers(12)
    room.time += timedelta(days=3)
    assert room.first() is not None

    def leave(workspace: Workspace) -> None:
        day = workspace.now().day
        workspace.store.set_leave(StudyDay(day + 1), StudyDay(day + 20), workspace.now())

    room.visit(leave)
    assert room.first() is None


def test_a_card_that_no_deck_has_any_longer_is_not_asked(room: Room) -> None:
    room.visit(lambda _: None)
    assert room.first() is not None
    (room.home / "decks" / "d.deck.yaml").unlink()
    room.visit(lambda _: None)
    shown = room.first()
    assert shown is None or not shown.key.startswith("my/")


@pytest.mark.parametrize("content", [b"", b"junk" * 2000])
def test_a_home_that_cannot_be_used_has_none(content: bytes, tmp_path: Path) -> None:
    environ = {"CSMDRILL_HOME": str(tmp_path / "home")}
    assert first_card(environ, PRACTICE).result(PATIENCE) is None
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "practice.db").write_bytes(content)
    assert first_card(environ, PRACTICE).result(PATIENCE) is None


def test_it_waits_for_no_sqlalchemy(room: Room) -> None:
    room.visit(lambda _: None)
    script = (
        "import sys; from csmdrill.services.first_card import first_card;"
        "from csmdrill.services.plan import Plan;"
        f"found = first_card({room.environ!r}, Plan(start='practice')).result({PATIENCE});"
        "sys.exit(0 if found and not {'sqlalchemy', 'textual', 'yaml', 'faker'} & sys.modules.keys() else 1)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
