"""A warm-up: three cards, those most at risk, one of them a case; what is answered counts as always."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from csmdrill.core.errors import CardRejected
from csmdrill.practice.model import Rating
from csmdrill.services.plan import Plan, planned_drill, planned_scope
from csmdrill.services.warm_up import warm_up_keys

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising

HERE = "renewal-negotiation"
CASE = {
    "id": "case",
    "kind": "case",
    "facts": {"v": {"kind": "range", "from": 10, "to": 30}},
    "prompt": "{{v}} % below plan. Escalate?",
    "answer": {"kind": "number", "value": "v"},
    "why": "w",
}


def warm_up(desk: Desk, name: str) -> list[str]:
    """Return the last parts of the keys of a warm-up."""
    return [key.rpartition("/")[2] for key in warm_up_keys(desk.workspace, name)]


def test_the_cards_likeliest_forgotten_come_due_or_not(desk: Desk, ways: type[Practising]) -> None:
    desk.mastered(["strong", "sound"])
    desk.pass_by(days=2)
    desk.deck_is(*map(ways.recall, ["strong", "sound", "weak", "weaker"]))
    desk.read()
    drill = desk.drill("strong", "sound", "weak", "weaker")
    ways.answer(drill, Rating.AGAIN)
    ways.answer(drill, Rating.AGAIN)
    desk.pass_by(days=1)
    assert set(warm_up(desk, HERE)[:2]) == {"weak", "weaker"}
    assert len(warm_up(desk, HERE)) == 3


def test_one_of_them_is_a_case_if_there_is_one(desk: Desk, ways: type[Practising]) -> None:
    case = f"  - {msgspec.json.encode(CASE).decode()}\n"
    desk.deck_is(*map(ways.recall, ["a", "b", "c", "d"]), case)
    desk.read()
    assert warm_up(desk, HERE) == ["a", "b", "case"]
    desk.deck_is(*map(ways.recall, ["a", "b", "c", "d"]))
    desk.read()
    assert warm_up(desk, HERE) == ["a", "b", "c"]


def test_a_tag_will_do_and_few_cards_are_few(desk: Desk, ways: type[Practising]) -> None:
    desk.deck_is(ways.recall("a"), ways.recall("b", tags=["price-talk"]))
    desk.read()
    assert warm_up(desk, "price-talk") == ["b"]


def test_a_name_that_no_card_has_is_told(desk: Desk) -> None:
    desk.read()
    with pytest.raises(CardRejected, match="'nobody'"):
        warm_up(desk, "nobody")


def test_its_answers_move_due_days_and_nothing_else_is_asked(desk: Desk, ways: type[Practising]) -> None:
    desk.deck_is(*map(ways.recall, ["a", "b", "c", "d", "e"]))
    desk.read()
    plan = Plan("practice", warm_up=HERE)
    drill = planned_drill(desk.workspace, plan, planned_scope(desk.workspace, plan))
    asked = []
    while (view := drill.view()) is not None:
        asked.append(ways.name_of(view))
        ways.answer(drill, Rating.EASY)
    assert sorted(asked) == ["a", "b", "c"]
    (first, *_) = desk.facts("review")
    assert first["payload"]["scheduled"] is True
    stored = desk.workspace.store.card(first["key"])
    assert stored is not None
    assert stored.memory is not None
    assert stored.memory.due_day > desk.workspace.now().day
