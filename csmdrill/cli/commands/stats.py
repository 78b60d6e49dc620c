"""`stats`: what is known beside what was expected, and what practice looked like."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.core.percent import percent
from csmdrill.services.wording import counted

if TYPE_CHECKING:
    from csmdrill.services.views import Known, StatsView

WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def stats(as_json: bool) -> None:
    """Tell what was known in the last 30 days beside what was expected, the year, and the days to come.

    \b
    --json  {"day", "whole", "rows": [{"competency", "answers", "seconds", "tested", "recalled",
             "expected", "low", "high"}], "ratings", "middle_seconds", "first", "year",
             "ahead", "minutes_ahead", "simulated"}
    """
    from csmdrill.services import library
    from csmdrill.services.stats import stats as sum_up
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        library.refresh(workspace)
        view = sum_up(workspace)
    if as_json:
        output.json(view)
    else:
        _tell(view)


def _tell(view: StatsView) -> None:
    from csmdrill.services.charts import bar, heat_rows, line, month_row
    from csmdrill.services.wording import minutes_ahead

    if not any(view.year):
        output.data("Nothing was practised yet.")
        return
    output.data("Last 30 days")
    output.data()
    output.data(f"{'':<26} known                     expected  answers  seconds")
    for row in view.rows:
        output.data(_row(row))
    if len(view.rows) > 1:
        output.data(_row(view.whole, "All"))
    rated = sum(view.ratings.values())
    if rated:
        output.data()
        for word, count in view.ratings.items():
            share = count / rated
            output.data(f"{word:<6} {count:5}  {percent(share):>5}  {bar(share, 40)}".rstrip())
    output.data()
    output.data(f"Next 30 days  {line(view.ahead, max(view.ahead))}  {minutes_ahead(view)}")
    output.data()
    output.data(f"    {month_row(view.first, len(view.year))}")
    for name, days in zip(WEEKDAYS, heat_rows(view.year), strict=True):
        output.data(f"{name:<4}{days}")
    output.data(f"    {counted(sum(view.year), 'answer')} on {counted(sum(map(bool, view.year)), 'day')}")


def _row(row: Known, title: str = "") -> str:
    from csmdrill.services.wording import known_words, skill_title

    expected = percent(row.expected / row.tested) if row.tested else ""
    seconds = f"{row.seconds:.0f}" if row.seconds is not None else ""
    known = known_words(row)
    title = title or skill_title(row.competency)
    return f"{title:<26} {known:<25} {expected:>8}  {row.answers:>7}  {seconds:>7}".rstrip()
