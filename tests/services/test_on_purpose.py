"""Practising on purpose: chosen cards, due or not, with or without effect; a card suspended on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.clock import day_date
from csmdrill.core.errors import NothingToUndo
from csmdrill.practice.model import Rating
from csmdrill.services.cards import act
from csmdrill.services.forecast import basis
from csmdrill.services.leave import add_leave
from csmdrill.services.practise import UNCHANGED, Drill
from csmdrill.services.today import load, today
from csmdrill.services.wording import interval_words

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising


def due_days(desk: Desk) -> dict[str, int]:
    """Return when each card with a memory is due."""
    keys = [f"my/desk/{name}" for name in ("a", "b", "c", "d")]
    states = desk.workspace.store.states(keys)
    return {key: state.memory.due_day for key, state in states.items() if state.memory}


def test_cramming_asks_everything_and_leaves_the_schedule(desk: Desk, ways: type[Practising]) -> None:
    desk.mastered(("a", "b"))
    desk.deck_is(*map(ways.recall, ("a", "b", "c")))
    desk.read()
    before = due_days(desk)
    drill = Drill(desk.workspace, None, desk.scope, cram=True)
    view = drill.view()
    assert view is not None
    assert view.cram
    assert view.previews[Rating.GOOD] == UNCHANGED
    assert view.previews[Rating.AGAIN] == "soon"
    first = ways.name_of(view)
    asked = [first]
    view = ways.answer(drill, Rating.AGAIN)
    while view is not None:
        asked.append(ways.name_of(view))
        view = ways.answer(drill, Rating.GOOD)
    assert sorted(asked) == sorted(["a", "b", "c", first])
    assert due_days(desk) == before
    assert drill.finish().introduced == 0
    assert drill.more(5) is None
    assert {fact["payload"]["scheduled"] for fact in desk.facts("review")[2:]} == {False}


def test_chosen_cards_are_asked_though_not_due_and_count(desk: Desk, ways: type[Practising]) -> None:
    desk.mastered(("a", "b"))
    before = due_days(desk)
    desk.pass_by(days=2)
    drill = Drill(desk.workspace, None, desk.scope, keys=["my/desk/a"])
    assert ways.name_of(drill.view()) == "a"
    assert ways.answer(drill, Rating.GOOD) is None
    after = due_days(desk)
    assert after["my/desk/a"] > before["my/desk/a"]
    assert after["my/desk/b"] == before["my/desk/b"]
    assert drill.more(5) is None


def test_a_card_suspended_on_the_way_is_taken_back_by_undo(desk: Desk, ways: type[Practising]) -> None:
    drill = desk.drill("a", "b")
    first = drill.view()
    second = drill.suspend()
    assert ways.name_of(first) != ways.name_of(second)
    assert second is not None
    assert (second.answered, second.undoable, second.to_go) == (0, True, 1)
    assert desk.workspace.store.counts(desk.workspace.now().day, desk.scope).new_available == 1
    back = drill.undo()
    assert ways.name_of(back) == ways.name_of(first)
    assert desk.workspace.store.counts(desk.workspace.now().day, desk.scope).new_available == 2
    assert ways.name_of(drill.redo()) == ways.name_of(second)
    assert drill.suspend() is None
    summary = drill.finish()
    assert (summary.answered, summary.undoable, summary.missed) == (0, True, ())
    drill.undo()
    drill.undo()
    with pytest.raises(NothingToUndo):
        drill.undo()
    assert desk.workspace.store.check(deep=True) == []


def test_before_a_leave_its_first_half_is_practised_as_far_as_the_minutes_go(
    desk: Desk, ways: type[Practising]
) -> None:
    desk.mastered(("a", "b", "c", "d"))
    day = min(due_days(desk).values())
    desk.workspace.change("new", 0)
    first = day_date(desk.workspace.now().day) + timedelta(days=day - desk.workspace.now().day)
    add_leave(desk.workspace, first, first + timedelta(days=13))
    assert load(desk.workspace, desk.scope).due == 0
    desk.pass_by(days=day - desk.workspace.now().day - 1)
    soon = [key for key, due in due_days(desk).items() if due <= day + 6]
    work = load(desk.workspace, desk.scope)
    assert (work.due, work.early, work.behind) == (len(soon), len(soon), False)
    drill = Drill(desk.workspace, None, desk.scope)
    asked = []
    view = drill.view()
    while view is not None:
        asked.append(view.key)
        view = ways.answer(drill)
    assert sorted(asked) == sorted(soon)
    desk.pass_by(days=1)
    away = today(desk.workspace)
    assert (away.due, away.new, away.back) == (0, 0, first + timedelta(days=14))
    assert Drill(desk.workspace, None, desk.scope).view() is None


def test_minutes_bound_what_is_taken_early(desk: Desk) -> None:
    desk.mastered(("a", "b", "c", "d"))
    day = min(due_days(desk).values())
    desk.workspace.change("new", 0)
    desk.workspace.change("minutes", 1)
    first = day_date(desk.workspace.now().day) + timedelta(days=day - desk.workspace.now().day)
    add_leave(desk.workspace, first, first + timedelta(days=60))
    desk.pass_by(days=day - desk.workspace.now().day - 1)
    assert (load(desk.workspace, desk.scope).due, load(desk.workspace, desk.scope).behind) == (3, False)
    assert load(desk.workspace, desk.scope).counts.early == 4


def test_a_forecast_counts_on_no_practice_while_on_leave(desk: Desk) -> None:
    desk.mastered(("a",))
    first = day_date(desk.workspace.now().day) + timedelta(days=2)
    add_leave(desk.workspace, first, first + timedelta(days=4))
    found = basis(desk.workspace)
    assert found.pace.leaves == ((found.day + 2, found.day + 6),)


def test_a_learning_card_that_was_put_off_says_so(desk: Desk, ways: type[Practising]) -> None:
    ways.answer(desk.drill("a"), Rating.AGAIN)
    day = day_date(desk.workspace.now().day) + timedelta(days=5)
    act(desk.workspace, ["my/desk/a"], "due", day=day)
    memory = desk.workspace.store.states(["my/desk/a"])["my/desk/a"].memory
    assert memory is not None
    assert interval_words(memory, desk.workspace.now()) == "in 5 days"
    assert desk.workspace.store.learning_cards(desk.workspace.now().day, desk.scope) == []
