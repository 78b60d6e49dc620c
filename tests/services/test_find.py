"""Found cards as they are listed: their lines, their order, pages of them, and the groups to look through."""

from __future__ import annotations

from datetime import date

import pytest

from csmdrill.core.errors import SearchRejected
from csmdrill.practice.model import Rating
from csmdrill.services import find
from csmdrill.services.find import CardRow, Group
from csmdrill.services.workspace import Workspace
from csmdrill.storage.facts import FlagPayload, SuspendPayload
from csmdrill.storage.found import ORDERS, Order
from tests.services.conftest import Desk, Practising

DECK = "deck:my/desk"


def names(rows: tuple[CardRow, ...]) -> list[str]:
    """Return the last parts of keys."""
    return [row.key.rpartition("/")[2] for row in rows]


def found(desk: Desk, query: str) -> list[str]:
    """Return the cards of the test's own deck that a search finds."""
    return names(find.find(desk.workspace, f"{DECK} {query}"))


def test_a_new_card_in_a_list(desk: Desk, ways: type[Practising]) -> None:
    desk.deck_is(ways.recall("one", "What is first?\nAnd then?", tags=["edge"]))
    desk.read()
    (row,) = find.find(desk.workspace, DECK)
    assert row == CardRow(
        key="my/desk/one",
        question="What is first?",
        kind="recall",
        competency="renewal-negotiation",
        deck="A desk",
        tags=("edge",),
        due="new",
        due_day=None,
        stability=None,
        lapses=0,
        marks=("given",),
        path=str(desk.deck.resolve()),
        line=6,
    )


def test_a_card_with_a_past_in_a_list(desk: Desk, ways: type[Practising]) -> None:
    drill = desk.drill("one", "two")
    ways.answer(drill, Rating.EASY)
    ways.answer(drill)
    now = desk.workspace.now()
    desk.workspace.store.handle(["my/desk/one"], FlagPayload(on=True), now)
    desk.workspace.store.handle(["my/desk/one"], SuspendPayload(on=True), now)
    rows = {row.key: row for row in find.find(desk.workspace, f"{DECK} -is:new")}
    eased = next(row for row in rows.values() if row.stability and row.stability > 5)
    step = next(row for row in rows.values() if row is not eased)
    assert eased.due.startswith("in ")
    assert eased.due.endswith(" days")
    assert (step.due, step.due_day) == ("soon", date(2026, 11, 24))
    assert rows["my/desk/one"].marks == ("suspended", "flagged", "given")
    desk.pass_by(days=30)
    assert {row.due for row in find.find(desk.workspace, f"{DECK} -is:new")} == {"today"}


def test_a_retired_card_shows_its_key(desk: Desk, ways: type[Practising]) -> None:
    desk.mastered(["one", "two"])
    desk.deck_is(ways.recall("two"))
    desk.read()
    assert found(desk, "") == ["two"]
    (row,) = find.find(desk.workspace, "is:retired")
    assert (row.key, row.question, row.deck, row.path) == ("my/desk/one", "my/desk/one", "", "")
    assert row.marks == ("retired",)
    assert row.stability
    desk.deck_is()
    desk.deck_is(ways.recall("two"), ways.recall("never-met"))
    desk.read()
    desk.deck_is(ways.recall("two"))
    desk.read()
    assert names(find.find(desk.workspace, "is:retired")) == ["one"]


def test_a_given_deck_is_found_only_by_who_named_it_or_asks(desk: Desk, ways: type[Practising]) -> None:
    desk.deck_is(ways.recall("one", "A sesquipedalian word?"))
    desk.read()
    assert names(find.find(desk.workspace, "sesquipedalian")) == ["one"]
    assert Group("A desk", "deck:my/desk", 1) in find.groups(desk.workspace).decks
    elsewhere = Workspace(desk.workspace.home, desk.clock)
    assert find.count(elsewhere, "sesquipedalian") == 0
    assert names(find.find(elsewhere, "sesquipedalian is:given")) == ["one"]
    assert "A desk" not in [group.title for group in find.groups(elsewhere).decks]
    elsewhere.close()


def test_pages_follow_each_other(desk: Desk, ways: type[Practising]) -> None:
    desk.deck_is(*(ways.recall(f"c{number:02}") for number in range(25)))
    desk.read()
    pages = [find.find(desk.workspace, DECK, 10, offset) for offset in (0, 10, 20, 30)]
    assert [len(page) for page in pages] == [10, 10, 5, 0]
    assert [name for page in pages for name in names(page)] == [f"c{number:02}" for number in range(25)]
    assert find.count(desk.workspace, DECK) == 25
    assert [key[-3:] for key in find.keys(desk.workspace, DECK)] == [f"c{number:02}" for number in range(25)]


ORDERED: list[tuple[Order, list[str]]] = [
    ("key", ["again", "easy", "good", "new"]),
    ("due", ["again", "good", "easy", "new"]),
    ("stability", ["again", "good", "easy", "new"]),
    ("difficulty", ["again", "good", "easy", "new"]),
    ("lapses", ["again", "easy", "good", "new"]),
    ("seen", ["easy", "good", "again", "new"]),
]


@pytest.mark.parametrize(("order", "expected"), ORDERED)
def test_orders(order: Order, expected: list[str], desk: Desk, ways: type[Practising]) -> None:
    assert [each for each, _ in ORDERED] == list(ORDERS)
    for name, rating in (("again", Rating.AGAIN), ("good", Rating.GOOD), ("easy", Rating.EASY)):
        desk.deck_is(*map(ways.recall, ("again", "easy", "good", "new")[: 4 if name == "easy" else None]))
        learn(desk, f"my/desk/{name}", rating)
        desk.pass_by(minutes=20)
    assert names(find.find(desk.workspace, DECK, order=order)) == expected


def learn(desk: Desk, key: str, rating: Rating) -> None:
    """Take a card out of its steps, and rate it on a later day."""
    from csmdrill.storage.facts import ReviewDraft

    desk.read()
    for each in (Rating.GOOD, rating):
        draft = ReviewDraft(key=key, hash="h", revision=1, competency="", rating=each, took_ms=1000)
        desk.workspace.store.record_review(draft, desk.workspace.now(), desk.workspace.model())
        desk.pass_by(minutes=1)


def test_every_group_is_found_by_its_search(desk: Desk, ways: type[Practising]) -> None:
    desk.deck_is(ways.recall("one", tags=["edge", "odd-one"]), ways.recall("two", tags=["edge"]))
    desk.read()
    groups = find.groups(desk.workspace)
    assert Group("odd-one", "tag:odd-one", 1) in groups.tags
    for group in (*groups.decks, *groups.competencies, *groups.tags):
        assert find.count(desk.workspace, group.query) == group.cards, group
    assert sum(group.cards for group in groups.decks) == find.count(desk.workspace, "")
    assert sum(group.cards for group in groups.competencies) == find.count(desk.workspace, "")


def test_words_are_found_again_after_an_edit(desk: Desk, ways: type[Practising]) -> None:
    desk.deck_is(ways.recall("one", "Quokka?"))
    desk.read()
    assert found(desk, "quokka") == ["one"]
    desk.deck_is(ways.recall("one", "Wombat?"))
    desk.read()
    assert (found(desk, "quokka"), found(desk, "wombat")) == ([], ["one"])


@pytest.mark.parametrize("call", [find.find, find.count, find.keys])
def test_a_search_that_cannot_be_read_changes_nothing(call: object, desk: Desk) -> None:
    with pytest.raises(SearchRejected):
        call(desk.workspace, "is:deu")  # type: ignore[operator]


@pytest.mark.parametrize(
    "query",
    [
        "%" * 900,
        "_ " * 40,
        '"' + "漢" * 900 + '"',
        "-" * 20 + "a",
        "(" * 20 + "a" + ")" * 20,
        "a OR " * 39 + "a",
    ],
)
def test_odd_searches_are_only_searches(query: str, desk: Desk) -> None:
    desk.read()
    assert find.count(desk.workspace, query) == len(find.keys(desk.workspace, query))
