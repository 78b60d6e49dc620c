"""A session keeps to its minutes: a card is only begun while a slow answer of this person still fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill.practice.model import Rating
from csmdrill.services.forecast import basis
from csmdrill.services.wording import time_left_words

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising

NAMES = [f"c{number:02}" for number in range(40)]


def practise(desk: Desk, ways: type[Practising], took_ms: int, minutes: int) -> int:
    """Go through a session and return the milliseconds that it took."""
    drill = desk.drill(minutes=minutes)
    while drill.view() is not None:
        ways.answer(drill, Rating.EASY, took_ms)
    return drill.finish().spent_ms


@pytest.mark.parametrize(("slow_ms", "spent_ms"), [(40_000, 20_000), (21_000, 35_000), (50_000, 10_000)])
def test_the_slow_answers_of_the_last_month_end_a_session_early(
    desk: Desk, ways: type[Practising], slow_ms: int, spent_ms: int
) -> None:
    desk.workspace.change("new", 40)
    drill = desk.drill(*NAMES, minutes=60)
    for number in range(40):
        ways.answer(drill, Rating.EASY, slow_ms if number < 4 else 5_000)
    desk.pass_by(days=25)
    assert basis(desk.workspace).pace.slow == slow_ms / 1000
    # One more card is begun at the latest moment at which the slow answer fits into the minute.
    assert practise(desk, ways, 5_000, minutes=1) == spent_ms + 5_000


def test_after_an_absence_a_slow_answer_is_still_ones_own(desk: Desk, ways: type[Practising]) -> None:
    desk.workspace.change("new", 40)
    drill = desk.drill(*NAMES, minutes=60)
    for _ in range(40):
        ways.answer(drill, Rating.EASY, 3_000)
    desk.pass_by(days=90)
    assert basis(desk.workspace).pace.slow == 3.0


def test_who_just_began_gets_a_card_however_short_the_minutes(desk: Desk, ways: type[Practising]) -> None:
    drill = desk.drill("a", "b", minutes=1)
    assert basis(desk.workspace).pace.slow == 30.0
    assert ways.answer(drill, Rating.EASY, 59_000) is None
    assert (drill.finish().reason, drill.finish().answered) == ("time", 1)


def test_the_time_box_stops_at_a_card_border_and_more_goes_on(desk: Desk, ways: type[Practising]) -> None:
    drill = desk.drill("a", "b", "c", minutes=1)
    assert ways.name_of(ways.answer(drill, Rating.EASY, took_ms=30_000)) == "b"
    assert ways.answer(drill, Rating.EASY, took_ms=30_000) is None
    summary = drill.finish()
    assert (summary.reason, summary.answered) == ("time", 2)
    view = drill.more(5)
    assert view is not None
    assert (ways.name_of(view), view.left_ms, view.answered) == ("c", 5 * 60_000, 2)
    ways.answer(drill, Rating.EASY)
    assert (drill.finish().reason, drill.finish().answered) == ("done", 3)


@pytest.mark.parametrize(
    ("left_ms", "words"),
    [(600_000, "10:00 left"), (30_000, "0:30 left"), (29_999, "last card"), (0, "last card")],
)
def test_the_last_card_is_named_so_from_the_moment_no_other_fits(left_ms: int, words: str) -> None:
    assert time_left_words(left_ms, slow_ms=30_000) == words
