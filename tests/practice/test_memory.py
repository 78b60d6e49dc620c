"""Golden vectors of FSRS-6, agreement with a second implementation, and the rules added around it."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import fsrs_rs_python
import pytest

from csmdrill.core.clock import Moment, StudyDay
from csmdrill.practice.memory import DAY_MS, MemoryModel, fuzz_range, fuzz_share, fuzzed
from csmdrill.practice.model import Memory, Phase, Rating

START = 19_325  # 2022-11-29, the day py-fsrs' own tests begin


def on(day: int, ms: int = 43_200_000) -> Moment:
    return Moment(at=day * DAY_MS + ms, offset=0, day=StudyDay(day))


def history(model: MemoryModel, ratings: Sequence[int], gaps: Iterable[int]) -> list[Memory]:
    """Return the memory after each review, `gaps` days apart."""
    memory, day, states = None, START, []
    for rating, gap in zip(ratings, gaps, strict=True):
        day += gap
        memory = model.review("pack/deck/card", memory, Rating(rating), on(day))
        states.append(memory)
    return states


def remembered(stability: float, difficulty: float, last_day: int = START) -> Memory:
    return Memory(
        phase=Phase.REVIEW,
        step=None,
        stability=stability,
        difficulty=difficulty,
        last_day=StudyDay(last_day),
        last_at=last_day * DAY_MS,
        due_day=StudyDay(last_day + round(stability)),
        due_at=None,
        reps=5,
        lapses=0,
    )


def test_intervals_of_cards_reviewed_when_due() -> None:
    """Source: py-fsrs 6.3, tests/test_basic.py, test_review_card; intervals without fuzz.

    Before 6.3 it expected 497 and 20: difficulty then reverted to a clamped first difficulty, unlike fsrs-rs.
    """
    model = MemoryModel()
    memory, day, intervals = None, START, []
    for rating in (3, 3, 3, 3, 3, 3, 1, 1, 3, 3, 3, 3, 3):
        memory = model.review("pack/deck/card", memory, Rating(rating), on(day))
        days = model.interval(memory.stability) if memory.phase is Phase.REVIEW else 0
        intervals.append(days)
        day += days
    assert intervals == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


def test_memory_after_a_lapse_and_five_recalls() -> None:
    """Source: fsrs-rs, src/inference.rs, test_memo_state with the FSRS-6 defaults; py-fsrs 6.3 likewise."""
    last = history(MemoryModel(), (1, 3, 3, 3, 3, 3), (0, 0, 1, 3, 8, 21))[-1]
    assert last.stability == pytest.approx(53.62691, abs=1e-4)
    assert last.difficulty == pytest.approx(6.3574867, abs=1e-4)


def test_easy_again_and_again_is_as_easy_as_it_gets() -> None:
    """Source: py-fsrs 6.3, tests/test_basic.py, test_repeated_correct_reviews."""
    assert history(MemoryModel(), [4] * 10, [0] * 10)[-1].difficulty == 1.0


@pytest.mark.parametrize(
    ("rating", "gap", "stability", "difficulty"),
    [
        (1, 1, 0.10088589, 8.806304),
        (2, 1, 3.2494123, 6.7404594),
        (3, 1, 7.3153, 2.1112142),
        (4, 1, 18.014914, 1.0),
        (1, 2, 0.112798266, 8.806304),
        (2, 2, 4.4694576, 6.7404594),
    ],
)
def test_second_review(rating: int, gap: int, stability: float, difficulty: float) -> None:
    """Source: fsrs-rs, src/model_v6.rs, test_forward: the same rating twice, a day or two apart."""
    last = history(MemoryModel(), (rating, rating), (0, gap))[-1]
    assert last.stability == pytest.approx(stability, rel=1e-5)
    assert last.difficulty == pytest.approx(difficulty, rel=1e-5)


@pytest.mark.parametrize(
    ("rating", "difficulty", "stability"),
    [(1, 8.341763, 1.596818), (2, 6.6659956, 5.0), (3, 4.990228, 5.0), (4, 3.3144615, 8.12961)],
)
def test_review_on_the_same_day(rating: int, difficulty: float, stability: float) -> None:
    """Source: fsrs-rs, src/model_v6.rs, test_next_difficulty and the short term of test_next_stability."""
    memory = MemoryModel().review("k", remembered(5.0, 5.0), Rating(rating), on(START))
    assert memory.difficulty == pytest.approx(difficulty, rel=1e-5)
    assert memory.stability == pytest.approx(stability, rel=1e-5)


@pytest.mark.parametrize(
    ("days", "stability", "recall"),
    [(0, 1, 1.0), (1, 2, 0.9403443), (2, 3, 0.9253786), (3, 4, 0.9185229), (4, 4, 0.9), (5, 2, 0.8261359)],
)
def test_forgetting_curve(days: int, stability: float, recall: float) -> None:
    """Source: fsrs-rs, src/model_v6.rs, test_power_forgetting_curve."""
    memory = remembered(stability, 5.0)
    assert MemoryModel().predicted_recall(memory, StudyDay(START + days)) == pytest.approx(recall, abs=1e-5)


def test_agrees_with_fsrs_rs_on_random_histories() -> None:
    """300 histories of 1-30 reviews, 0-400 days apart, many on the same day.

    Stability and difficulty agree to 1e-4 relative at every step without any restriction: FSRS-6 of fsrs-rs
    has the same rules for the same day, and its ceiling of 36,500 days of stability is not reached. What
    remains are its single-precision floats.
    """
    model = MemoryModel()
    oracle = fsrs_rs_python.FSRS(fsrs_rs_python.DEFAULT_PARAMETERS)
    rng = random.Random(20_261_124)  # noqa: S311 (histories, not secrets)
    for _ in range(300):
        count = rng.randint(1, 30)
        ratings = [rng.randint(1, 4) for _ in range(count)]
        gaps = [0] + [rng.choice((0, 1, rng.randint(0, 400))) for _ in range(count - 1)]
        reviews = [fsrs_rs_python.FSRSReview(r, g) for r, g in zip(ratings, gaps, strict=True)]
        expected = oracle.historical_memory_states(fsrs_rs_python.FSRSItem(reviews))
        for ours, theirs in zip(history(model, ratings, gaps), expected, strict=True):
            assert ours.stability == pytest.approx(theirs.stability, rel=1e-4), (ratings, gaps)
            assert ours.difficulty == pytest.approx(theirs.difficulty, rel=1e-4), (ratings, gaps)


def test_learning_steps_end_a_minute_and_ten_minutes_from_the_real_now() -> None:
    model = MemoryModel()
    late = on(START, ms=90_000_000)  # one o'clock at night still belongs to the study day
    first = model.review("k", None, Rating.AGAIN, late)
    second = model.review("k", first, Rating.GOOD, late)
    third = model.review("k", second, Rating.GOOD, late)
    assert (first.phase, first.due_day, first.due_at) == (Phase.LEARNING, START, late.at + 60_000)
    assert (second.phase, second.due_day, second.due_at) == (Phase.LEARNING, START, late.at + 600_000)
    assert (third.phase, third.step, third.due_at) == (Phase.REVIEW, None, None)
    assert third.due_day > START


def test_forgotten_card_comes_back_in_ten_minutes_and_counts_as_a_lapse() -> None:
    model = MemoryModel()
    known = remembered(12.0, 5.0)
    forgotten = model.review("k", known, Rating.AGAIN, on(START + 12))
    once_more = model.review("k", forgotten, Rating.AGAIN, on(START + 12, ms=44_000_000))
    assert forgotten.phase is Phase.RELEARNING
    assert forgotten.due_at == on(START + 12).at + 600_000
    assert forgotten.lapses == 1
    assert once_more.lapses == 1, "only Again on a card in review is a lapse"
    assert model.review("k", known, Rating.HARD, on(START + 12)).lapses == 0


def test_again_on_a_new_card_is_no_lapse() -> None:
    assert MemoryModel().review("k", None, Rating.AGAIN, on(START)).lapses == 0


def test_due_by_study_day_whatever_the_hour() -> None:
    model = MemoryModel()
    known = remembered(12.0, 5.0)
    early = model.review("k", known, Rating.GOOD, on(START + 12, ms=4 * 3_600_000))
    late = model.review("k", known, Rating.GOOD, on(START + 12, ms=27 * 3_600_000))
    assert early.due_day == late.due_day
    assert early.stability == late.stability


def test_higher_retention_means_sooner() -> None:
    intervals = [MemoryModel(retention).interval(30.0) for retention in (0.70, 0.80, 0.90, 0.97)]
    assert intervals == sorted(intervals, reverse=True)
    assert intervals[2] == 30
    assert intervals[0] > 3 * intervals[2] > 9 * intervals[3]


def test_interval_stays_within_a_day_and_a_century() -> None:
    assert MemoryModel().interval(0.001) == 1
    assert MemoryModel().interval(1e9) == 36_500


def test_numbers_carry_nine_significant_digits() -> None:
    for memory in history(MemoryModel(), (3, 3, 4, 1, 3, 2), (0, 0, 5, 30, 0, 9)):
        assert memory.stability == float(f"{memory.stability:.9g}")
        assert memory.difficulty == float(f"{memory.difficulty:.9g}")


def test_clock_set_back_counts_as_no_time_and_heals() -> None:
    model = MemoryModel()
    known = remembered(12.0, 5.0, last_day=START + 500)
    back = model.review("k", known, Rating.GOOD, on(START))
    assert model.predicted_recall(known, StudyDay(START)) == 1.0
    assert model.retrievability(known, 0) == 1.0
    assert back.stability == model.review("k", known, Rating.GOOD, on(START + 500)).stability
    assert (back.last_day, back.due_day < START + 100) == (START, True)


def test_fractions_of_a_day_only_order() -> None:
    model = MemoryModel()
    known = remembered(3.0, 5.0)
    morning, evening = known.last_at + 8 * 3_600_000, known.last_at + 20 * 3_600_000
    assert 1 > model.retrievability(known, morning) > model.retrievability(known, evening)
    assert model.retrievability(known, known.last_at + 3 * DAY_MS) == pytest.approx(0.9)


def test_fuzz_is_the_same_on_every_machine() -> None:
    """Fixed values: a change of the seed would move everybody's due days on a rebuild."""
    assert [round(fuzz_share("csmdrill/renewal/trade", reps), 6) for reps in range(3)] == [
        0.360787,
        0.260865,
        0.951873,
    ]
    assert fuzzed(46, fuzz_share("csmdrill/renewal/trade", 0)) == 45


def test_fuzz_spreads_over_its_whole_range_and_not_beyond() -> None:
    drawn = {fuzzed(100, fuzz_share(f"pack/deck/{n}", 4)) for n in range(500)}
    shortest, longest = fuzz_range(100)
    assert (shortest, longest) == (93, 107)
    assert drawn == set(range(shortest, longest + 1))


@pytest.mark.parametrize(
    ("days", "expected"), [(1, (1, 1)), (2, (2, 2)), (3, (2, 4)), (7, (5, 9)), (36_500, (34_673, 36_500))]
)
def test_fuzz_range(days: int, expected: tuple[int, int]) -> None:
    assert fuzz_range(days) == expected


def test_neighbours_learnt_together_part() -> None:
    model = MemoryModel()
    known = remembered(40.0, 5.0)
    due = {model.review(f"p/d/{n}", known, Rating.GOOD, on(START + 40)).due_day for n in range(30)}
    assert len(due) > 5


def test_gain_of_a_review_foretells_both_ways_it_can_go() -> None:
    model = MemoryModel()
    known = remembered(10.0, 5.0)
    day = StudyDay(START + 10)
    good = model.review("k", known, Rating.GOOD, on(day)).stability
    again = model.review("k", known, Rating.AGAIN, on(day)).stability
    assert model.expected_gain(known, day) == pytest.approx(0.9 * good + 0.1 * again - 10, rel=1e-6)


def test_weights_out_of_bounds_are_refused() -> None:
    with pytest.raises(ValueError, match="out of bounds"):
        MemoryModel(parameters=[0.0] * 21)
