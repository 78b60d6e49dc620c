"""Handling cards: the preview says what will be done, doing it does that, a history tells all of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import CardRejected, NothingToUndo
from csmdrill.practice.model import Rating
from csmdrill.services.cards import ACTIONS, act, history, preview, undo_action, undo_last_action

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising

A, B, C = (f"my/desk/{name}" for name in "abc")


@pytest.fixture
def three(desk: Desk, ways: type[Practising]) -> Desk:
    """A desk with three cards of which two were practised."""
    desk.mastered(("a", "b"))
    desk.deck_is(ways.recall("a", "What now?\nSecond line."), *map(ways.recall, ("b", "c")))
    desk.read()
    return desk


def test_a_preview_counts_what_would_change_and_changes_nothing(three: Desk) -> None:
    before = list(three.workspace.store.export_lines())
    seen = preview(three.workspace, [A, B, C, A, "my/desk/none"], "reset")
    assert (seen.count, seen.keys, seen.passed_over) == (2, (A, B), 2)
    assert seen.titles == ("What now?", "What of b?")
    assert seen.question == "Make new again 2 cards"
    assert list(three.workspace.store.export_lines()) == before


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_does_what_its_preview_says_and_is_taken_back(action: str, three: Desk) -> None:
    workspace = three.workspace
    act(workspace, [C], "flag")
    act(workspace, [C], "suspend")
    before = list(workspace.store.canonical_dump())
    about = {"day": date(2026, 12, 24)} if action == "due" else {"text": "x"} if action == "note" else {}
    seen = preview(workspace, [A, B, C], action, **about)  # type: ignore[arg-type]
    done = act(workspace, [A, B, C], action, **about)  # type: ignore[arg-type]
    assert done.count == seen.count > 0
    again = preview(workspace, [A, B, C], action, **about)  # type: ignore[arg-type]
    assert again.count == (3 if action == "note" else 0)
    assert list(workspace.store.canonical_dump()) != before
    undo_action(workspace, done.group)
    assert list(workspace.store.canonical_dump()) == before
    assert workspace.store.check(deep=True) == []
    with pytest.raises(NothingToUndo):
        undo_action(workspace, done.group)


def test_nothing_to_change_writes_nothing(three: Desk) -> None:
    assert act(three.workspace, [A], "unflag").group == ""
    assert three.facts("flag") == []
    with pytest.raises(NothingToUndo):
        undo_last_action(three.workspace)


def test_a_due_day_must_be_given_and_possible(three: Desk) -> None:
    for day in (None, date(2026, 11, 23), date(2226, 11, 23)):
        with pytest.raises(CardRejected):
            preview(three.workspace, [A], "due", day=day)


def test_a_history_tells_reviews_and_deeds(three: Desk, ways: type[Practising]) -> None:
    act(three.workspace, [A], "note", text="Ask Dana.")
    act(three.workspace, [A], "suspend")
    undo_last_action(three.workspace)
    three.pass_by(days=30)
    drill = three.drill()
    view = drill.view()
    while view is not None and view.key != A:
        view = ways.answer(drill)
    assert view is not None
    assert view.note == "Ask Dana."
    ways.answer(drill, Rating.AGAIN)
    told = history(three.workspace, A)
    assert (told.title, told.note, told.suspended, told.lapses) == ("What now?", "Ask Dana.", False, 1)
    assert [(event.what, event.undone) for event in told.events] == [
        ("review", False),
        ("note", False),
        ("suspend", True),
        ("review", False),
    ]
    first, last = told.events[0], told.events[-1]
    assert first.interval is not None
    assert first.interval > 0
    assert last.stability == told.stability
    assert last.rating == 1


def test_a_leech_is_one_after_eight_lapses(three: Desk, ways: type[Practising]) -> None:
    for lapse in range(8):
        assert history(three.workspace, B).leech is False
        three.pass_by(days=200)
        drill = three.drill()
        view = drill.view()
        while view is not None:
            again = view.key == B and history(three.workspace, B).lapses == lapse
            view = ways.answer(drill, Rating.AGAIN if again else Rating.GOOD)
        while (state := three.workspace.store.states([B])[B]).memory and state.memory.due_at:
            three.pass_by(minutes=11)
            drill = three.drill()
            while drill.view() is not None:
                ways.answer(drill)
    assert history(three.workspace, B).leech is True


def test_a_retired_card_keeps_its_history(three: Desk, ways: type[Practising]) -> None:
    three.deck_is(ways.recall("b"))
    three.read()
    told = history(three.workspace, A)
    assert (told.live, told.title, len(told.events)) == (False, A, 1)
    with pytest.raises(CardRejected):
        history(three.workspace, "my/desk/none")
