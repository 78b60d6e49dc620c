"""Today: what is due, what is new, how long it takes, when it goes on, and what is known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from csmdrill.practice.model import Rating
from csmdrill.services.practise import Drill
from csmdrill.services.today import left_out, load, today, why_nothing

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising

    Ways = type[Practising]

NAMES = [f"c{number:02}" for number in range(12)]


def test_a_new_home_offers_the_daily_number_of_new_cards(desk: Desk) -> None:
    desk.read()
    view = today(desk.workspace)
    assert (view.day, view.due, view.new, view.behind) == (date(2026, 11, 24), 0, 8, False)
    assert (view.reviewed, view.next_due, view.know, view.problems) == (0, None, (), 0)
    assert view.cards >= 60
    assert view.week == (0,) * 7
    assert (view.simulated, view.clock) == (True, "Tue 24 Nov 2026, 09:00")


def test_answers_of_today_count_and_leave_fewer_new_ones(desk: Desk, ways: Ways) -> None:
    drill = desk.drill(*NAMES)
    ways.answer(drill, Rating.EASY)
    ways.answer(drill, Rating.GOOD)
    ways.answer(drill, Rating.AGAIN)
    view = today(desk.workspace)
    assert (view.reviewed, view.new, view.due) == (3, 5, 2)
    assert view.week == (0, 0, 0, 0, 0, 0, 3)
    drill.undo()
    view = today(desk.workspace)
    assert (view.reviewed, view.new, view.due) == (2, 6, 1)


def test_the_next_day_with_cards_is_named_and_comes(desk: Desk) -> None:
    desk.mastered(NAMES[:3])
    desk.workspace.change("new", 0)
    view = today(desk.workspace)
    assert (view.due, view.new, view.minutes) == (0, 0, 0)
    assert view.next_due is not None
    assert view.next_due > view.day
    desk.pass_by(days=(view.next_due - view.day).days - 1)
    assert today(desk.workspace).due == 0
    desk.pass_by(days=1)
    assert today(desk.workspace).due >= 1


def test_behind_there_are_no_new_cards_until_one_has_caught_up(desk: Desk, ways: Ways) -> None:
    desk.workspace.change("new", 50)
    desk.mastered(NAMES)
    desk.workspace.change("minutes", 3)
    desk.pass_by(days=200)
    view = today(desk.workspace)
    assert (view.due, view.new, view.behind) == (12, 0, True)
    drill = Drill(desk.workspace, minutes=30)
    first = drill.view()
    assert first is not None
    assert (first.to_go, first.new) == (0, False)  # the number would be a debt
    ways.answer(drill, Rating.EASY)
    ways.answer(drill, Rating.EASY)
    assert today(desk.workspace).behind
    ways.answer(drill, Rating.EASY)
    view = today(desk.workspace)
    assert (view.due, view.behind) == (9, False)
    assert view.new == 50
    desk.workspace.change("minutes", 2)
    assert today(desk.workspace).new == 0


def test_the_minutes_are_those_of_ones_own_pace(desk: Desk, ways: Ways) -> None:
    desk.read()
    usual = today(desk.workspace)
    assert usual.minutes == 3  # eight cards at the usual twenty seconds
    desk.workspace.change("new", 50)
    drill = desk.drill(*(f"d{number:02}" for number in range(20)), minutes=60)
    for _ in range(20):
        ways.answer(drill, Rating.EASY, took_ms=60_000)
    view = today(desk.workspace)
    assert view.minutes == view.due + view.new == 30


def test_knowledge_is_counted_on_later_days_only(desk: Desk, ways: Ways) -> None:
    desk.mastered(NAMES[:4])
    assert today(desk.workspace).know == ()
    desk.pass_by(days=100)
    drill = desk.drill()
    for rating in (Rating.AGAIN, Rating.GOOD, Rating.HARD, Rating.EASY):
        ways.answer(drill, rating)
    (know,) = today(desk.workspace).know
    assert (know.competency, know.recalled, know.tested) == ("renewal-negotiation", 3, 4)
    assert 0 < know.low < 0.75 < know.high < 1
    desk.pass_by(days=31)
    assert today(desk.workspace).know == ()


def test_problems_in_decks_are_counted_and_the_good_cards_stay(desk: Desk, ways: Ways) -> None:
    desk.deck_is(ways.recall("a"), "  - {id: b, kind: recall, prompt: What of b}\n")
    desk.read()
    assert today(desk.workspace).problems == 1
    assert load(desk.workspace, desk.scope).new == 1
    desk.deck_is(ways.recall("a"))
    desk.read()
    assert today(desk.workspace).problems == 0


def test_problems_are_told_with_the_path_that_check_needs(desk: Desk, ways: Ways) -> None:
    broken = "  - {id: b, kind: recall, prompt: What of b}\n"
    desk.deck_is(ways.recall("a"), broken)
    desk.read()
    assert today(desk.workspace).check == f"csmdrill check {desk.deck} tells"
    said = left_out(desk.workspace, desk.scope)
    assert said == f"1 problem in it; left out is what is wrong: csmdrill check {desk.deck} tells where."
    own = desk.workspace.home.decks / "own.deck.yaml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text(desk.deck.read_text(encoding="utf-8").replace("id: desk", "id: own"), encoding="utf-8")
    desk.read()
    assert today(desk.workspace).check == f"csmdrill check and csmdrill check {desk.deck} tell"
    desk.deck_is(ways.recall("a"))
    desk.read()
    assert today(desk.workspace).check == "csmdrill check tells"
    assert left_out(desk.workspace, desk.scope) == ""


def test_a_session_without_new_cards_has_none_even_of_a_named_deck(desk: Desk) -> None:
    drill = desk.drill(*NAMES[:3])
    assert drill.view() is not None
    assert Drill(desk.workspace, scope=desk.scope, extra_new=0).view() is None
    assert load(desk.workspace, desk.scope, 0).new == 0
    assert load(desk.workspace, desk.scope, 2).new == load(desk.workspace, desk.scope).new == 3
    assert "--new 0" in why_nothing(desk.workspace, desk.scope, 0)
