"""Statistics are counts of what happened, each with what was expected or how sure it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from csmdrill.practice.model import Rating
from csmdrill.services.charts import SHADES, bar, heat_rows, line, month_row, shade
from csmdrill.services.practise import Drill
from csmdrill.services.stats import stats
from csmdrill.services.today import today

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising


def test_recall_stands_beside_what_was_expected(desk: Desk, ways: type[Practising]) -> None:
    desk.mastered(["a", "b", "c", "d"])
    desk.pass_by(days=20)
    drill = desk.drill()
    for rating in (Rating.GOOD, Rating.GOOD, Rating.GOOD, Rating.AGAIN):
        ways.answer(drill, rating, 8000)
    view = stats(desk.workspace)
    (row,) = view.rows
    assert (row.competency, row.answers, row.tested, row.recalled) == ("renewal-negotiation", 8, 4, 3)
    assert 2 < row.expected < 4
    assert 0 < row.low < 0.75 < row.high < 1
    assert row.seconds == 6.5
    assert (view.whole.tested, view.whole.recalled, view.whole.expected) == (4, 3, row.expected)
    assert view.ratings == {"again": 1, "hard": 0, "good": 3, "easy": 4}
    assert view.middle_seconds == 8.0


def test_an_answer_taken_back_leaves_no_trace(desk: Desk, ways: type[Practising]) -> None:
    drill = desk.drill("a", "b")
    before = stats(desk.workspace)
    ways.answer(drill, Rating.AGAIN)
    drill.undo()
    assert stats(desk.workspace) == before


def test_practice_without_effect_counts_as_practice_and_not_as_knowledge(
    desk: Desk, ways: type[Practising]
) -> None:
    desk.mastered(["a", "b"])
    desk.pass_by(days=20)
    before = stats(desk.workspace)
    drill = Drill(desk.workspace, None, desk.scope, cram=True)
    ways.answer(drill, Rating.AGAIN, 9000)
    ways.answer(drill, Rating.GOOD, 9000)
    view = stats(desk.workspace)
    assert (view.whole.answers, view.year[-1], view.whole.seconds) == (before.whole.answers + 2, 2, 7.0)
    assert today(desk.workspace).reviewed == 2
    for row, known in ((view.whole, before.whole), (view.rows[0], before.rows[0])):
        assert (row.tested, row.recalled, row.expected) == (known.tested, known.recalled, known.expected)
    assert (view.ratings, view.middle_seconds) == (before.ratings, before.middle_seconds)
    assert view.ahead == before.ahead


def test_the_year_begins_on_a_monday_and_ends_today(desk: Desk) -> None:
    desk.mastered(["a", "b"])
    view = stats(desk.workspace)
    assert (view.day, view.first.weekday()) == (date(2026, 11, 24), 0)
    assert len(view.year) == (view.day - view.first).days + 1
    assert 365 <= len(view.year) <= 371
    assert (view.year[-1], sum(view.year)) == (2, 2)


def test_a_month_later_the_figures_are_gone_and_the_year_stays(desk: Desk) -> None:
    desk.mastered(["a", "b"])
    desk.pass_by(days=31)
    view = stats(desk.workspace)
    assert (view.rows, view.whole.tested, view.middle_seconds) == ((), 0, None)
    assert sum(view.year) == 2


def test_a_year_is_drawn_a_column_a_week() -> None:
    rows = heat_rows([4, 0, 0, 0, 0, 0, 1, 2])
    assert [len(row) for row in rows] == [2, 1, 1, 1, 1, 1, 1]
    assert (rows[0], rows[1], rows[6]) == ("█▒", "·", "░")


@pytest.mark.parametrize(("count", "most", "mark"), [(0, 9, "·"), (1, 9, "░"), (9, 9, "█"), (1, 1, "░")])
def test_a_day_with_answers_is_never_empty(count: int, most: int, mark: str) -> None:
    assert SHADES[shade(count, most)] == mark


def test_months_stand_above_their_first_week() -> None:
    row = month_row(date(2025, 11, 24), 77)
    assert row.split() == ["Dec", "Jan", "Feb"]
    assert row.index("Dec") == 1
    assert row.index("Jan") == 6


def test_bars_and_lines() -> None:
    assert (bar(0, 10), bar(0.001, 10), bar(0.5, 10), bar(1, 10)) == ("", "█", "█████", "██████████")
    assert line([0, 1, 2], 2) == "▁▅█"
    assert line([0, 0], 0) == "▁▁"
