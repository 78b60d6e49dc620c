"""`forecast`: what the days to come will take, at different retentions."""

from __future__ import annotations

import os

import click

from csmdrill.cli import output
from csmdrill.core.percent import percent


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def forecast(as_json: bool) -> None:
    """Tell how many minutes a day the next 30 days will take, at four retentions.

    Your new cards a day are counted in; what is overdue is spread over the days. It prescribes nothing.

    \b
    --json  {"day", "minutes", "retention", "behind", "level_again",
             "ahead": [{"retention", "minutes", "most", "days"}]}
    """
    from csmdrill.services import library
    from csmdrill.services.charts import line
    from csmdrill.services.forecast import forecast as look_ahead
    from csmdrill.services.wording import level_words
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        library.refresh(workspace)
        view = look_ahead(workspace)
    if as_json:
        output.json(view)
        return
    output.data("Minutes a day over the next 30 days, with your new cards:")
    output.data()
    output.data("retention  a day  fullest  day by day")
    highest = max(row.most for row in view.ahead)
    for row in view.ahead:
        chosen = "  yours" if row.retention == view.retention else ""
        days = line(row.days, highest)
        output.data(f"{percent(row.retention):>9}  {row.minutes:5.1f}  {row.most:7.1f}  {days}{chosen}")
    if view.behind:
        output.data()
        output.data(level_words(view.level_again, view.minutes))
