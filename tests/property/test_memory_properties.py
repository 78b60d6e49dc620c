"""What holds for every memory, whatever was answered and whatever the clock said."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from csmdrill.core.clock import Moment, StudyDay
from csmdrill.practice.memory import DAY_MS, MemoryModel, fuzz_range
from csmdrill.practice.model import Memory, Phase, Rating

days = st.integers(min_value=0, max_value=40_000)
moments = st.builds(
    lambda day, ms: Moment(at=day * DAY_MS + ms, offset=0, day=StudyDay(day)),
    days,
    st.integers(min_value=0, max_value=DAY_MS + 4 * 3_600_000),
)
ratings = st.sampled_from(list(Rating))
answers = st.lists(st.tuples(ratings, moments), max_size=12)
retentions = st.sampled_from([0.70, 0.85, 0.90, 0.97])
keys = st.text(min_size=1, max_size=20)


def after(model: MemoryModel, key: str, given_answers: list[tuple[Rating, Moment]]) -> Memory | None:
    memory: Memory | None = None
    for rating, at in given_answers:
        memory = model.review(key, memory, rating, at)
    return memory


@settings(max_examples=60, deadline=None)
@given(keys, answers, moments, retentions)
def test_preview_is_what_review_gives(
    key: str, given_answers: list[tuple[Rating, Moment]], at: Moment, retention: float
) -> None:
    model = MemoryModel(retention)
    memory = after(model, key, given_answers)
    preview = model.preview(key, memory, at)
    again = MemoryModel(retention)
    assert preview == {rating: again.review(key, memory, rating, at) for rating in Rating}


@settings(max_examples=60, deadline=None)
@given(keys, answers, moments)
def test_a_better_rating_is_never_weaker_nor_due_before_a_worse_one(
    key: str, given_answers: list[tuple[Rating, Moment]], at: Moment
) -> None:
    model = MemoryModel()
    preview = list(model.preview(key, after(model, key, given_answers), at).values())
    stabilities = [memory.stability for memory in preview]
    assert stabilities == sorted(stabilities)
    due = [memory.due_day for memory in preview if memory.phase is Phase.REVIEW]
    assert due == sorted(due)


@settings(max_examples=100, deadline=None)
@given(keys, answers, ratings, moments, retentions)
def test_nothing_is_due_before_its_review_and_fuzz_keeps_its_range(
    key: str, given_answers: list[tuple[Rating, Moment]], rating: Rating, at: Moment, retention: float
) -> None:
    model = MemoryModel(retention)
    before = after(model, key, given_answers)
    memory = model.review(key, before, rating, at)
    assert memory.due_day >= at.day
    assert memory.reps == len(given_answers) + 1
    assert 1.0 <= memory.difficulty <= 10.0
    if memory.phase is Phase.REVIEW:
        shortest, longest = fuzz_range(model.interval(memory.stability))
        assert shortest <= memory.due_day - at.day <= longest
        assert memory.due_at is None
    else:
        assert memory.due_day == at.day
        assert memory.due_at is not None
        assert memory.due_at > at.at


@settings(max_examples=60, deadline=None)
@given(answers, moments, st.integers(min_value=-(10**12), max_value=10**13))
def test_recall_is_a_chance_even_when_the_clock_lies(
    given_answers: list[tuple[Rating, Moment]], at: Moment, now_at: int
) -> None:
    model = MemoryModel()
    memory = model.review("k", after(model, "k", given_answers), Rating.GOOD, at)
    assert 0 < model.retrievability(memory, now_at) <= 1
    assert 0 < model.predicted_recall(memory, StudyDay(now_at // DAY_MS)) <= 1


@settings(max_examples=60, deadline=None)
@given(answers, ratings, moments, moments)
def test_a_clock_set_back_costs_no_stability(
    given_answers: list[tuple[Rating, Moment]], rating: Rating, one: Moment, other: Moment
) -> None:
    early, late = sorted((one, other), key=lambda each: each.day)
    model = MemoryModel()
    memory = model.review("k", after(model, "k", given_answers), Rating.GOOD, late)
    assert (
        model.review("k", memory, rating, early).stability
        == model.review("k", memory, rating, late).stability
    )
