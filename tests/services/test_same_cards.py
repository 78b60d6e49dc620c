"""Before a leave, on it and after it Today, the session, the search, the prompt and the forecast agree."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from csmdrill.core.clock import day_date
from csmdrill.services.cards import found
from csmdrill.services.forecast import ahead, basis
from csmdrill.services.leave import add_leave
from csmdrill.services.practise import Drill
from csmdrill.services.today import load
from csmdrill.storage.prompt import due_count

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising

NAMES = [f"c{number:02}" for number in range(12)]


def before_a_leave(desk: Desk, days: int = 14) -> None:
    """Know twelve cards, all of which fall due in a leave that begins tomorrow."""
    desk.workspace.change("new", len(NAMES))
    desk.deck = desk.workspace.home.decks / "desk.deck.yaml"
    desk.workspace.deck_paths = ()
    desk.mastered(NAMES)
    desk.workspace.change("new", 0)
    keys = [row.key for row in desk.workspace.store.chosen_cards(desk.workspace.now().day)[0]]
    memories = [state.memory for state in desk.workspace.store.states(keys).values()]
    first = min(memory.due_day for memory in memories if memory)
    begin = day_date(desk.workspace.now().day) + timedelta(days=first - desk.workspace.now().day)
    add_leave(desk.workspace, begin, begin + timedelta(days=days - 1))
    desk.pass_by(days=first - desk.workspace.now().day - 1)


def asked(desk: Desk, ways: type[Practising]) -> list[str]:
    """Return the keys that a session asks, one of each."""
    drill = Drill(desk.workspace)
    keys = []
    while (view := drill.view()) is not None:
        keys.append(view.key)
        ways.answer(drill)
    return sorted(set(keys))


def test_the_day_before_a_leave(desk: Desk, ways: type[Practising]) -> None:
    before_a_leave(desk)
    work = load(desk.workspace)
    chosen = list(found(desk.workspace, "is:due"))
    assert work.early > 1
    assert work.due == len(chosen) == due_count(desk.workspace.home.database, desk.clock)
    forecast = basis(desk.workspace)
    first = ahead(forecast, 0.9).days[0]
    assert first * 60 >= work.due * forecast.pace.seconds - 3
    assert asked(desk, ways) == sorted(chosen)


def test_the_minutes_bound_what_is_due_before_a_leave(desk: Desk, ways: type[Practising]) -> None:
    before_a_leave(desk)
    desk.workspace.change("minutes", 1)
    work = load(desk.workspace)
    assert 0 < work.early < work.counts.early
    assert work.due == len(found(desk.workspace, "is:due")) == 3
    assert due_count(desk.workspace.home.database, desk.clock) == 3
    assert ahead(basis(desk.workspace), 0.9).days[0] <= 2


def test_on_leave_nothing_is_due_and_after_it_all_is(desk: Desk, ways: type[Practising]) -> None:
    before_a_leave(desk, days=30)
    desk.pass_by(days=4)
    assert load(desk.workspace).due == len(found(desk.workspace, "is:due")) == 0
    assert due_count(desk.workspace.home.database, desk.clock) == 0
    assert ahead(basis(desk.workspace), 0.9).days[0] == 0
    desk.pass_by(days=28)
    assert load(desk.workspace).due == len(found(desk.workspace, "is:due")) == len(NAMES)
    assert due_count(desk.workspace.home.database, desk.clock) == len(NAMES)


def test_a_card_whose_author_changed_its_meaning_is_due_in_the_forecast_too(
    desk: Desk, ways: type[Practising]
) -> None:
    desk.mastered(["a", "b"])
    desk.workspace.change("new", 0)
    desk.pass_by(days=1)
    assert basis(desk.workspace).cards[0].due_day > desk.workspace.now().day
    desk.deck_is(ways.recall("a", "What else of a?", revision=2), ways.recall("b"))
    desk.read()
    due = [card.due_day <= desk.workspace.now().day for card in basis(desk.workspace).cards]
    assert due == [True, False]
    assert load(desk.workspace, desk.scope).due == 1
