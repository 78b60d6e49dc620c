"""Decks named on a command line: theirs is the process that named them, and nobody else takes them away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from csmdrill.core.clock import StudyDay
from csmdrill.practice.model import Rating, Verdict
from csmdrill.services import library
from csmdrill.services.practise import Drill
from csmdrill.services.today import today
from csmdrill.services.workspace import Workspace
from csmdrill.storage.prompt import due_count
from csmdrill.storage.queries import Scope

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising


@pytest.fixture
def other(desk: Desk) -> Iterator[Workspace]:
    """Another process in the same home that was given no deck."""
    with Workspace(desk.workspace.home, desk.clock) as opened:
        yield opened


def test_a_session_goes_on_when_another_process_looks_at_the_decks(
    desk: Desk, ways: type[Practising], other: Workspace
) -> None:
    drill = desk.drill("a", "b", "c")
    asked = [ways.name_of(drill.view())]
    library.refresh(other)
    while (view := ways.answer(drill)) is not None and len(asked) < 3:
        asked.append(ways.name_of(view))
    assert sorted(asked) == ["a", "b", "c"]


def test_cards_of_a_named_deck_count_only_for_who_named_it(
    desk: Desk, ways: type[Practising], other: Workspace
) -> None:
    desk.mastered(["a", "b"])
    library.refresh(other)
    desk.pass_by(days=60)
    assert today(desk.workspace).due == 2
    assert today(other).due == 0
    assert today(other).cards == today(desk.workspace).cards - 2
    assert other.store.remembered() == []
    assert len(desk.workspace.store.remembered()) == 2
    assert other.store.due_cards(other.now().day) == []
    fresh = min(other.settings.new, today(other).new_waiting)
    assert due_count(other.home.database, desk.clock) == fresh


def test_what_is_wrong_with_a_named_deck_is_told_to_who_named_it(desk: Desk, other: Workspace) -> None:
    desk.deck.write_text("cards: no", encoding="utf-8")
    desk.read()
    library.refresh(other)
    assert today(desk.workspace).problems > 0
    assert today(other).problems == 0


def test_a_named_deck_copied_into_the_home_goes_on_with_its_history(
    desk: Desk, ways: type[Practising], other: Workspace
) -> None:
    desk.mastered(["a", "b"])
    copy = other.home.decks / "copy.deck.yaml"
    copy.write_bytes(desk.deck.read_bytes())
    library.refresh(other)
    day = StudyDay(other.now().day + 60)
    assert {row.key for row in other.store.due_cards(day)} == {"my/desk/a", "my/desk/b"}


def test_a_named_deck_that_is_deleted_keeps_its_history(desk: Desk, other: Workspace) -> None:
    desk.mastered(["a"])
    text = desk.deck.read_bytes()
    desk.deck.unlink()
    library.refresh(other)
    assert other.store.card("my/desk/a") is None
    desk.deck.write_bytes(text)
    desk.read()
    stored = desk.workspace.store.card("my/desk/a")
    assert stored is not None
    assert stored.memory is not None
    assert stored.memory.reps == 1


def test_a_named_deck_is_shown_as_it_is_though_the_home_has_an_older_copy(
    desk: Desk, ways: type[Practising], other: Workspace
) -> None:
    desk.deck_is(ways.recall("a", "The old words?"))
    (other.home.decks / "copy.deck.yaml").write_bytes(desk.deck.read_bytes())
    desk.deck_is(ways.recall("a", "The new words?"))
    view = desk.drill().view()
    assert view is not None
    assert view.question.prompt == "The new words?"
    library.refresh(other)
    elsewhere = Drill(other, scope=Scope(competency="renewal-negotiation")).view()
    assert elsewhere is not None
    assert elsewhere.question.prompt == "The old words?"


def test_a_session_is_kept_with_its_decks_by_name_and_not_by_path(desk: Desk, tmp_path: Path) -> None:
    desk.drill("a").grade(Rating.GOOD, 1000, Verdict(right=None, suggestion=Rating.GOOD))
    (start,) = desk.facts("session")
    assert msgspec.json.decode(start["payload"]["scope"])["decks"] == ["my/desk"]
    assert str(tmp_path) not in msgspec.json.encode(start).decode()
