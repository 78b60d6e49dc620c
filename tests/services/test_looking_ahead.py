"""A person behind is told when it will be over; nobody is told what to do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from csmdrill.core.clock import DAY_ZERO
from csmdrill.practice.model import Rating
from csmdrill.services.cards import act
from csmdrill.services.forecast import basis, forecast, level_day
from csmdrill.services.leave import add_leave
from csmdrill.services.practise import Drill
from csmdrill.services.today import load

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising

NAMES = [f"c{number:02}" for number in range(40)]


def all_met(desk: Desk, ways: type[Practising]) -> None:
    """Meet forty cards in one session, and stay away until all are due."""
    desk.workspace.change("new", len(NAMES))
    desk.workspace.change("minutes", 60)
    drill = desk.drill(*NAMES)
    while drill.view() is not None:
        ways.answer(drill, Rating.EASY, 20_000)
    desk.workspace.change("new", 0)
    desk.workspace.change("minutes", 3)
    desk.pass_by(days=60)


def test_the_day_promised_is_the_day_that_comes(desk: Desk, ways: type[Practising]) -> None:
    all_met(desk, ways)
    assert load(desk.workspace).behind
    promised = level_day(basis(desk.workspace))
    assert promised is not None
    for _ in range(60):
        if not load(desk.workspace).behind:
            break
        drill = desk.drill()
        while drill.view() is not None:
            ways.answer(drill, Rating.GOOD, 20_000)
        desk.pass_by(days=1)
    today = DAY_ZERO + timedelta(days=desk.workspace.now().day)
    assert promised - timedelta(days=3) <= today <= promised


def test_who_is_not_behind_is_promised_nothing(desk: Desk, ways: type[Practising]) -> None:
    desk.mastered(["a", "b"])
    view = forecast(desk.workspace)
    assert (view.behind, view.level_again) == (False, None)


def test_the_chosen_retention_is_among_those_shown(desk: Desk, ways: type[Practising]) -> None:
    all_met(desk, ways)
    assert [row.retention for row in forecast(desk.workspace).ahead] == [0.80, 0.85, 0.90, 0.95]
    desk.workspace.change("retention", 0.92)
    view = forecast(desk.workspace)
    assert [row.retention for row in view.ahead] == [0.80, 0.85, 0.90, 0.92, 0.95]
    assert view.retention == 0.92
    assert all(len(row.days) == 30 and row.most == max(row.days) for row in view.ahead)


def test_what_is_overdue_is_no_wall_in_the_forecast(desk: Desk, ways: type[Practising]) -> None:
    all_met(desk, ways)
    usual = forecast(desk.workspace).ahead[2]
    assert usual.days[0] < 2
    assert usual.most < 4


def test_after_an_absence_the_pace_is_still_ones_own(desk: Desk, ways: type[Practising]) -> None:
    desk.workspace.change("new", len(NAMES))
    drill = desk.drill(*NAMES)
    for _ in range(25):
        ways.answer(drill, Rating.EASY, 6000)
    assert basis(desk.workspace).pace.seconds == 6.0
    assert basis(desk.workspace).pace.spent == 150
    desk.pass_by(days=90)
    assert basis(desk.workspace).pace.seconds == 6.0
    assert basis(desk.workspace).pace.spent == 0


def test_the_days_of_a_leave_ask_for_no_minutes(desk: Desk, ways: type[Practising]) -> None:
    all_met(desk, ways)
    first = DAY_ZERO + timedelta(days=desk.workspace.now().day + 2)
    add_leave(desk.workspace, first, first + timedelta(days=4))
    days = forecast(desk.workspace).ahead[0].days
    assert days[2:7] == (0.0,) * 5
    assert min(days[:2]) > 0
    assert days[7] > 0
    level = level_day(basis(desk.workspace))
    assert level is not None
    assert not first <= level <= first + timedelta(days=4)


def test_what_is_done_for_today_asks_for_no_more_of_it(desk: Desk, ways: type[Practising]) -> None:
    all_met(desk, ways)
    desk.workspace.change("minutes", 60)
    due = [row.key for row in desk.workspace.store.due_cards(desk.workspace.now().day)]
    before = forecast(desk.workspace).ahead[0].days[0]
    act(desk.workspace, due, "bury")
    assert before > 0
    assert forecast(desk.workspace).ahead[0].days[0] == 0
    assert sum(forecast(desk.workspace).ahead[0].days) > 0


def test_new_cards_of_today_are_met_only_once(desk: Desk, ways: type[Practising]) -> None:
    desk.workspace.change("new", 2)
    desk.read()
    drill = Drill(desk.workspace)
    while drill.view() is not None:
        ways.answer(drill, Rating.EASY, 20_000)
    days = forecast(desk.workspace).ahead[0].days
    assert days[0] == 0
    assert days[1] > 0
