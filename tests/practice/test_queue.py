"""The order of the day as it is met: what comes first, what stays away."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pytest

from csmdrill.core.clock import StudyDay
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Memory, Phase
from csmdrill.practice.queue import DueCard, NewCard, arrange, is_behind
from csmdrill.practice.session import Ticket

TODAY = StudyDay(20_000)
MODEL = MemoryModel()


def due(name: str, stability: float, ago: int, family: str = "") -> DueCard:
    memory = Memory(
        phase=Phase.REVIEW,
        step=None,
        stability=stability,
        difficulty=5.0,
        last_day=StudyDay(TODAY - ago),
        last_at=(TODAY - ago) * 86_400_000,
        due_day=TODAY,
        due_at=None,
        reps=4,
        lapses=0,
    )
    return DueCard(name, family or name, memory)


def fresh(name: str, position: int, group: str = "renewal", family: str = "") -> NewCard:
    return NewCard(name, family or name, position, group)


def order(
    cards: Sequence[DueCard],
    new: Sequence[NewCard] = (),
    *,
    behind: bool = False,
    new_left: int = 8,
    seen: Collection[str] = (),
    seed: int = 1,
    day: StudyDay = TODAY,
) -> tuple[Ticket, ...]:
    return arrange(
        cards,
        new,
        behind=behind,
        new_left=new_left,
        seen_families=seen,
        seed=seed,
        day=day,
        model=MODEL,
    )


def percent(cards: Sequence[DueCard], key: str) -> int:
    memory = next(card.memory for card in cards if card.key == key)
    return int(100 * MODEL.predicted_recall(memory, TODAY))


def names(tickets: Sequence[Ticket]) -> list[str]:
    return [ticket.key for ticket in tickets]


def test_weakest_first_on_a_normal_day() -> None:
    cards = [due("strong", 40, 20), due("weak", 5, 40), due("middling", 10, 12)]
    assert names(order(cards)) == ["weak", "middling", "strong"]


def test_neighbours_of_a_deck_are_mixed_but_the_same_way_each_time() -> None:
    cards = [due(f"d/{n:02}", 10, 10) for n in range(30)]
    once = names(order(cards))
    assert once != sorted(once)
    assert once == names(order(list(reversed(cards))))
    assert once != names(order(cards, seed=2))
    assert sorted(once) == names([Ticket(card.key, card.family, new=False) for card in cards])


def test_shuffling_never_puts_a_stronger_percent_before_a_weaker() -> None:
    cards = [due(f"d/{n:02}", 3 + n, 9) for n in range(30)]
    recalls = [percent(cards, key) for key in names(order(cards))]
    assert recalls == sorted(recalls)


def test_one_card_of_a_family_and_none_seen_today() -> None:
    cards = [due("x#1", 5, 20, "x"), due("x#2", 5, 40, "x"), due("y", 5, 10), due("z#1", 5, 9, "z")]
    new = [fresh("x#3", 0, family="x"), fresh("n#1", 1, family="n"), fresh("n#2", 2, family="n")]
    tickets = order(cards, new, seen={"z"})
    assert sorted(names(tickets)) == ["n#1", "x#2", "y"]


def test_behind_means_no_new_cards() -> None:
    assert names(order([due("a", 5, 9)], [fresh("n", 0)], behind=True)) == ["a"]


def test_behind_begins_with_what_is_likely_known_among_the_most_valuable() -> None:
    cards = [due(f"old/{n}", 60 + n, 60 + 4 * n) for n in range(5)] + [
        due(f"weak/{n}", 1, 200) for n in range(10)
    ]
    gains = sorted(cards, key=lambda card: -MODEL.expected_gain(card.memory, TODAY))
    first = names(order(cards, behind=True))
    assert set(first[:5]) == {card.key for card in gains[:5]} == {f"old/{n}" for n in range(5)}
    recalls = [percent(cards, key) for key in first[:5]]
    assert recalls == sorted(recalls, reverse=True)
    assert recalls[0] > recalls[-1]
    assert first[:5] != [card.key for card in gains[:5]]


def test_first_new_card_comes_early_and_the_others_evenly() -> None:
    tickets = order([due(f"r{n}", 10, 10) for n in range(12)], [fresh(f"n{n}", n) for n in range(4)])
    places = [place for place, ticket in enumerate(tickets) if ticket.new]
    assert places == [1, 5, 9, 13]
    assert len(tickets) == 16


@pytest.mark.parametrize(("reviews", "new"), [(0, 3), (1, 5), (2, 2), (7, 3), (1, 1), (30, 7)])
def test_every_card_has_a_place(reviews: int, new: int) -> None:
    tickets = order([due(f"r{n}", 10, 10) for n in range(reviews)], [fresh(f"n{n}", n) for n in range(new)])
    assert len(set(names(tickets))) == reviews + new
    assert [ticket.key for ticket in tickets if ticket.new] == [f"n{n}" for n in range(new)]


def test_new_cards_alternate_between_competencies() -> None:
    new = [fresh(f"r{n}", n, "renewal") for n in range(5)] + [
        fresh(f"d{n}", n, "discovery") for n in range(2)
    ]
    keys = names(order([], new, new_left=5))
    assert keys == ["d0", "r0", "d1", "r1", "r2"]
    assert names(order([], new, new_left=2, day=StudyDay(TODAY + 1))) == ["r0", "d0"], (
        "another day, another first"
    )


def test_no_more_new_cards_than_are_left_today() -> None:
    new = [fresh(f"n{n}", n) for n in range(9)]
    assert len(order([], new, new_left=3)) == 3
    assert order([], new, new_left=0) == ()
    assert order([], new, new_left=-2) == ()


def test_behind_is_when_reviews_need_more_than_the_minutes() -> None:
    assert not is_behind(30, 20.0, 10)
    assert is_behind(31, 20.0, 10)
    assert not is_behind(0, 20.0, 1)
