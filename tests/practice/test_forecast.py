"""A forecast is the arithmetic of the memory model and the order of the queue, day after day."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.core.clock import Moment, StudyDay
from csmdrill.practice.forecast import (
    HORIZON,
    MOST_CARDS,
    Pace,
    level_again,
    simulate,
    spread,
)
from csmdrill.practice.formula import AGAIN, GOOD, Formula
from csmdrill.practice.memory import MemoryModel, fuzz_range
from csmdrill.practice.model import Memory, Phase, Rating, Remembered

TODAY = StudyDay(20_000)
MODEL = MemoryModel(0.9)
FORMULA = Formula(MODEL.parameters)
SLOW = Pace(seconds=20.0, minutes=10)
"""Thirty answers a day."""


def cards(count: int, overdue: int = 5, stability: float = 20.0, ahead: int = 0) -> list[Remembered]:
    """Return cards that fell due so many days ago, or fall due `ahead` days from now."""
    due_day = TODAY + ahead if ahead else TODAY - overdue
    return [
        Remembered(stability, 5.0, due_day - round(stability), due_day, f"p/d/c{number}")
        for number in range(count)
    ]


@settings(max_examples=150)
@given(
    stability=st.floats(0.05, 3000),
    difficulty=st.floats(1, 10),
    days=st.integers(1, 900),
    good=st.booleans(),
)
def test_the_arithmetic_is_that_of_the_memory_model(
    stability: float, difficulty: float, days: int, good: bool
) -> None:
    memory = Memory(
        phase=Phase.REVIEW,
        step=None,
        stability=stability,
        difficulty=difficulty,
        last_day=StudyDay(TODAY - days),
        last_at=0,
        due_day=TODAY,
        due_at=None,
        reps=3,
        lapses=0,
    )
    chance = FORMULA.recall(stability, days)
    assert chance == pytest.approx(MODEL.predicted_recall(memory, TODAY))
    after = MODEL.review("k", memory, Rating.GOOD if good else Rating.AGAIN, Moment(0, 0, TODAY))
    change = FORMULA.known if good else FORMULA.forgotten
    assert change(stability, difficulty, chance) == pytest.approx(after.stability, rel=1e-6)
    assert FORMULA.difficulty(difficulty, GOOD if good else AGAIN) == pytest.approx(after.difficulty)
    assert FORMULA.gain(stability, difficulty, chance) == pytest.approx(MODEL.expected_gain(memory, TODAY))


def test_a_new_card_becomes_what_two_good_answers_make_of_it() -> None:
    now = Moment(0, 0, TODAY)
    first = MODEL.review("k", None, Rating.GOOD, now)
    second = MODEL.review("k", first, Rating.GOOD, now)
    stability, difficulty = FORMULA.first()
    assert (stability, difficulty) == pytest.approx((first.stability, first.difficulty))
    assert FORMULA.known_again(stability) == pytest.approx(second.stability)


def test_each_day_takes_what_fits_and_the_rest_waits() -> None:
    days = simulate(cards(100), SLOW, TODAY, 3, MODEL)
    assert [day.day for day in days] == [TODAY, TODAY + 1, TODAY + 2]
    assert [day.answers for day in days] == [30, 30, 30]
    assert [day.minutes for day in days] == [10, 10, 10]
    assert days[0].due == 100
    assert days[1].due == 70 + lapses_in(days[0].answers)


def lapses_in(answers: float) -> int:
    """Return how many of so many first answers are forgotten, as expected."""
    chance = FORMULA.recall(20.0, 25)
    return int(0.5 + answers * (1 - chance))


def test_what_was_practised_today_already_is_not_promised_again() -> None:
    pace = Pace(seconds=20.0, minutes=10, spent=400)
    assert [day.answers for day in simulate(cards(100), pace, TODAY, 2, MODEL)] == [10, 30]


def test_as_much_is_forgotten_as_the_model_expects() -> None:
    day = simulate(cards(200), Pace(seconds=10.0), TODAY, 1, MODEL)[0]
    expected = 200 * (1 - FORMULA.recall(20.0, 25))
    assert day.answers - 200 == pytest.approx(expected, abs=1)


def test_siblings_are_asked_on_different_days() -> None:
    sibling = [card._replace(family="p/d/one") for card in cards(3)]
    days = simulate(sibling, Pace(seconds=10.0), TODAY, 3, MODEL)
    assert [day.due for day in days] == [1, 1, 1]


def test_new_cards_come_only_while_there_is_time_and_while_there_are_some() -> None:
    pace = Pace(seconds=20.0, minutes=10, new=4, waiting=6)
    assert simulate(cards(31), pace, TODAY, 1, MODEL)[0].answers == 30
    days = simulate([], pace, TODAY, 2, MODEL)
    assert days[0].answers == 8  # each of them twice
    assert days[1].answers >= 4
    assert sum(day.answers for day in simulate([], pace, TODAY, 10, MODEL)) < 40


def test_the_same_seed_makes_the_same_forecast() -> None:
    first = simulate(cards(60), SLOW, TODAY, 30, MODEL, seed=4)
    assert simulate(list(reversed(cards(60))), SLOW, TODAY, 30, MODEL, seed=4) == first
    assert simulate(cards(60), SLOW, TODAY, 30, MODEL, seed=5) != first


def test_wanting_to_know_more_takes_more_minutes() -> None:
    pace = Pace(seconds=10.0)
    totals = [
        sum(day.minutes for day in simulate(cards(200), pace, TODAY, 60, MemoryModel(retention)))
        for retention in (0.80, 0.85, 0.90, 0.95)
    ]
    assert totals == sorted(totals)
    assert totals[-1] > 1.5 * totals[0]


def test_level_is_the_first_day_on_which_everything_fits() -> None:
    level = level_again(cards(100), SLOW, TODAY, MODEL)
    assert level is not None
    days = simulate(cards(100), SLOW, TODAY, level - TODAY + 1, MODEL)
    assert days[-1].due <= 30
    assert all(day.due > 30 for day in days[: level - TODAY - 1])
    assert level - TODAY in (3, 4)


def test_more_minutes_make_level_sooner() -> None:
    found = [
        level_again(cards(600), Pace(seconds=10.0, minutes=minutes), TODAY, MODEL) for minutes in (10, 20, 40)
    ]
    days = [level for level in found if level is not None]
    assert len(days) == 3
    assert days == sorted(days, reverse=True)
    assert days[0] > days[2]


def test_days_away_put_it_off() -> None:
    plain = level_again(cards(100), SLOW, TODAY, MODEL)
    away = Pace(seconds=20.0, minutes=10, leaves=[(TODAY + 1, TODAY + 7)])
    later = level_again(cards(100), away, TODAY, MODEL)
    assert plain is not None
    assert later is not None
    assert later >= plain + 7
    assert [day.answers for day in simulate(cards(100), away, TODAY, 3, MODEL)] == [30, 0, 0]


def test_a_pile_that_cannot_be_worked_off_is_not_promised() -> None:
    assert level_again(cards(6_000), SLOW, TODAY, MODEL) is None
    crammed = [card._replace(stability=1.0, last_day=TODAY - 1) for card in cards(1_500)]
    assert level_again(crammed, Pace(seconds=60.0, minutes=1), TODAY, MODEL) is None


def test_the_promise_errs_on_the_late_side() -> None:
    pile = cards(400, overdue=40)
    level = level_again(pile, SLOW, TODAY, MODEL)
    assert level is not None
    days = simulate(pile, SLOW, TODAY, HORIZON, MODEL)
    expected = next(day.day for day in days[1:] if day.due <= 30)
    assert expected < level <= expected + 3


def test_who_answers_unevenly_is_promised_a_later_day() -> None:
    pile = cards(400, overdue=40)
    even, uneven = (
        level_again(pile, Pace(seconds=20.0, minutes=10, spread=spread), TODAY, MODEL) for spread in (0, 20)
    )
    assert even is not None
    assert uneven is not None
    assert uneven > even


def test_a_full_load_does_not_put_a_promise_off_for_weeks() -> None:
    load = [card._replace(due_day=TODAY + place // 22) for place, card in enumerate(cards(700, stability=60))]
    pile = [*load, *(card._replace(family=f"more {card.family}") for card in cards(12))]
    level = level_again(pile, SLOW, TODAY, MODEL)
    assert level is not None
    assert level <= TODAY + 5


def test_a_card_is_only_begun_while_a_slow_answer_fits() -> None:
    pace = Pace(seconds=20.0, minutes=10, slow=50)
    assert simulate(cards(100), pace, TODAY, 1, MODEL)[0].answers == 28
    spent = Pace(seconds=20.0, minutes=10, slow=50, spent=560)
    assert simulate(cards(100), spent, TODAY, 1, MODEL)[0].answers == 1
    assert (
        simulate(cards(100), Pace(seconds=20.0, minutes=10, slow=50, spent=600), TODAY, 1, MODEL)[0].answers
        == 0
    )


def test_before_a_leave_what_falls_due_in_it_is_taken_early() -> None:
    leave = [(TODAY + 1, TODAY + 4)]
    pile = [card for ahead in (1, 2, 3, 4) for card in apart(cards(10, ahead=ahead), ahead)]
    day = simulate(pile, Pace(seconds=1.0, minutes=10, leaves=leave), TODAY, 6, MODEL)
    assert [each.due for each in day[:2]] == [0, 0]
    assert day[0].answers >= 20  # the first half, and what of it was forgotten
    assert [each.answers for each in day[1:5]] == [0, 0, 0, 0]
    assert 20 <= day[5].due < 30


def apart(cards: list[Remembered], ahead: int) -> list[Remembered]:
    """Return cards whose families are not those of other days."""
    return [card._replace(family=f"{card.family} {ahead}") for card in cards]


def test_the_minutes_bound_what_is_taken_early_even_where_they_end_no_session() -> None:
    leave = [(TODAY + 1, TODAY + 4)]
    pile = [*cards(25, ahead=1), *apart(cards(10), 0)]
    pace = Pace(seconds=20.0, minutes=10, boxed=False, leaves=leave, new=5, waiting=50)
    first = simulate(pile, pace, TODAY, 1, MODEL)[0]
    assert first.due == 10
    assert 30 <= first.answers <= 36  # ten due, twenty early, and no room for new ones


def test_a_sample_stands_for_more_cards_than_are_computed() -> None:
    pace = Pace(seconds=10.0)
    number = MOST_CARDS * 3
    many = [card._replace(due_day=TODAY + place % 30) for place, card in enumerate(cards(number))]
    first = simulate(many, pace, TODAY, 1, MODEL)[0]
    assert first.due == pytest.approx(number / 30, rel=0.02)
    assert first.minutes == pytest.approx(number / 30 / 6, rel=0.2)


def test_what_is_overdue_is_spread_over_the_days() -> None:
    moved = spread([*cards(60), *cards(5, ahead=3)], TODAY, 30)
    by_day = [sum(card.due_day == TODAY + each for card in moved) for each in range(30)]
    assert by_day == [2, 2, 2, 7, *[2] * 26]
    assert spread(cards(2, ahead=3), TODAY, 30) == cards(2, ahead=3)


def test_intervals_are_fuzzed_as_the_model_fuzzes_them() -> None:
    days = simulate(cards(300, stability=50.0), Pace(seconds=1.0), TODAY, 400, MODEL)
    back = [day.day - TODAY for day in days[3:] if day.due > 5]
    shortest, longest = fuzz_range(MODEL.interval(FORMULA.known(50.0, 5.0, FORMULA.recall(50.0, 55))))
    assert shortest <= min(each for each in back if each > 60)
    assert len({each for each in back if shortest <= each <= longest}) > 5
