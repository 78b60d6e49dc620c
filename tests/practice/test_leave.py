"""Leave hides its days, and lets half of what falls due in it come before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmdrill.core.clock import StudyDay
from csmdrill.practice.leave import back_on, days_away, horizon, opens_on, overlapping, spans

FORTNIGHT = [(100, 113)]


def test_leaves_that_touch_are_one() -> None:
    assert spans([(20, 25), (1, 3), (4, 6), (22, 30)]) == [(1, 6), (20, 30)]
    assert back_on(2, [(4, 6), (1, 3)]) == 7
    assert back_on(7, [(4, 6), (1, 3)]) is None


@pytest.mark.parametrize(
    ("leaves", "day", "until"),
    [
        (FORTNIGHT, 92, 92),
        (FORTNIGHT, 93, 100),
        (FORTNIGHT, 96, 103),
        (FORTNIGHT, 99, 106),
        (FORTNIGHT, 114, 114),
        ([(100, 100)], 99, 100),
        ([(100, 100)], 98, 98),
        ([(100, 127)], 93, 101),
        ([(100, 127)], 99, 113),
        ([], 99, 99),
    ],
)
def test_the_days_before_reach_to_the_middle_of_the_leave(
    leaves: list[tuple[int, int]], day: int, until: int
) -> None:
    assert horizon(StudyDay(day), leaves) == until


def test_a_card_of_the_leave_opens_before_or_after_it() -> None:
    today = StudyDay(50)
    assert opens_on(80, today, FORTNIGHT) == 80
    assert opens_on(100, today, FORTNIGHT) == 93
    assert opens_on(106, today, FORTNIGHT) == 99
    assert opens_on(107, today, FORTNIGHT) == 114
    assert opens_on(100, StudyDay(99), FORTNIGHT) == 114
    assert opens_on(99, StudyDay(98), FORTNIGHT) == 99


def test_overlap_is_one_shared_day() -> None:
    assert overlapping((90, 100), FORTNIGHT) == (100, 113)
    assert overlapping((113, 120), FORTNIGHT) == (100, 113)
    assert overlapping((114, 120), FORTNIGHT) is None


def test_days_away_are_those_of_the_span_asked_for() -> None:
    assert days_away([*FORTNIGHT, (112, 115)], 110, 30) == set(range(110, 116))
    assert days_away(FORTNIGHT, 90, 11) == {100}


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=4),
    st.integers(0, 90),
    st.integers(0, 90),
)
def test_every_card_opens_on_a_day_that_is_no_leave(
    planned: list[tuple[int, int]], due: int, today: int
) -> None:
    leaves = [(first, first + more) for first, more in planned]
    day = StudyDay(today)
    if due <= today:
        return
    opened = opens_on(due, day, leaves)
    assert opened > day
    assert back_on(opened, leaves) is None
    assert opened >= due or horizon(opened, leaves) >= due
    earlier = (StudyDay(each) for each in range(today + 1, opened))
    assert all(back_on(each, leaves) is not None or horizon(each, leaves) < due for each in earlier)
