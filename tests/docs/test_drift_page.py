"""docs/drift.md tells the truth: its tables are what the command says, its words those of the rule."""

from __future__ import annotations

import math
from typing import Any

import pytest

from csmdrill.skills.level import STANDARD
from csmdrill.skills.published import PERFORMANCE, RECALL
from csmdrill.skills.recall_drift import LIMIT
from tests.docs.conftest import Reader
from tests.docs.pages import Table, blocks_of, shape, shown, tables_in, text_of

PAGE = "docs/drift.md"
PATHS = 1000
ERRORS = 4.5
RULES = {
    "last score fell by 1": "last_fell_by_1",
    "mean of three fell by .5": "mean_of_three_fell_by_half",
    "textbook EWMA": "ewma",
    "textbook CUSUM": "cusum",
}


def table_named(name: str) -> Table:
    """Return the table that the page is filled with at a mark."""
    _, found, after = text_of(PAGE).partition(f"<!-- table: {name} -->\n")
    assert found
    (table,) = tables_in(after.partition("<!-- end -->")[0])
    return table


def share(cell: str) -> float:
    """Return a percentage of the page as a share."""
    return float(cell.removesuffix("%")) / 100


def same(told: float, cell: str, paths: int = PATHS) -> bool:
    """Whether a share simulated again is that of the page, within chance and rounding."""
    wanted = share(cell)
    spread = max(wanted * (1 - wanted), 0.001) / paths
    return abs(told - wanted) <= ERRORS * math.sqrt(spread) + 0.005


def said(reader: Reader, *words: str) -> dict[str, Any]:
    """Return what the command says about few years."""
    done = reader("drift", "simulate", "--json", "--seed", "8", "--paths", str(PATHS), *words)
    assert (done.code, done.err) == (0, "")
    told: dict[str, Any] = done.json
    return told


@pytest.mark.parametrize(
    ("name", "pace", "words"),
    [
        ("with-watch", "2", ()),
        ("without-watch", "1", ("--no-watch",)),
        ("noisier", "1", ("--sd", "0.9")),
        ("baseline-of-four", "1", ("--baseline", "4")),
    ],
)
def test_the_tables_are_what_the_command_says(
    reader: Reader, name: str, pace: str, words: tuple[str, ...]
) -> None:
    row = {row[0]: row for row in table_named(name).rows}[pace]
    told = said(reader, "--per-month", pace, *words)
    assert same(told["false_alarm_per_year"], row[1])
    assert same(told["found_1_0"], row[2])
    assert abs(told["delay_1_0_months"] - float(row[3])) <= 1.0
    assert same(told["found_0_5"], row[4])
    assert same(told["found_slow"], row[5])
    assert same(told["watch_share"], row[6])
    if name == "without-watch":
        for rule, of, *rates in table_named("naive").rows:
            if of == pace:
                again = told["naive"][RULES[rule]]
                assert same(again["false_alarm_per_year"], rates[0])
                assert same(again["found_1_0"], rates[1])


def test_the_table_of_knowledge_is_what_the_command_says(reader: Reader) -> None:
    rows = {row[0]: row for row in table_named("knowledge").rows}
    told = said(reader, "--per-month", "0.25", "--cards-a-day", "5")["knowledge"]
    assert same(told["false_alarm_per_year"], rows["5"][1], PATHS // 5)
    assert same(told["found_halved"], rows["5"][2], PATHS // 5)
    assert abs(told["days_to_halved"] - int(rows["5"][3])) <= 6


def test_the_reports_tell_the_figures_of_the_page() -> None:
    rows = {row[0]: row for row in table_named("with-watch").rows}
    assert {str(pace) for pace in PERFORMANCE} == set(rows)
    for pace, figures in PERFORMANCE.items():
        _, false_alarm, found, months, half, *_ = rows[str(pace)]
        assert figures.false_alarm == pytest.approx(share(false_alarm))
        assert (figures.found, figures.found_half) == pytest.approx((share(found), share(half)))
        assert figures.delay_months == float(months)
    cards = {row[0]: row for row in table_named("knowledge").rows}
    for number, recall in RECALL.items():
        _, false_alarm, _, days = cards[str(number)]
        assert recall.false_alarm == pytest.approx(share(false_alarm))
        assert recall.delay_days == int(days)


def test_the_page_says_the_numbers_of_the_rule() -> None:
    words = " ".join(text_of(PAGE).split())
    assert STANDARD.run_in == 2
    assert "first two benchmarks of a competency are a warm-up" in words
    assert STANDARD.n0 == 6
    assert "The mean of the next six is your *baseline*" in words
    assert (
        f"after {STANDARD.stale_days} days, or where the band is wider than {STANDARD.widest} points" in words
    )
    assert f"by {STANDARD.least_drop} points or more, in at least two benchmarks" in words
    assert f"above {LIMIT} there is an alert" in words
    assert not blocks_of(PAGE)


def test_the_shape_of_the_json_is_that_of_the_interface_page(reader: Reader) -> None:
    assert shape(said(reader, "--cards-a-day", "1")) == shown("drift")
