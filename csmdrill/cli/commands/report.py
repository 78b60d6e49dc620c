"""`report`: documents about practice, so far the drift report."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import click

from csmdrill.cli import output
from csmdrill.cli.days import day_as

SUFFIXES = {".html": "html", ".htm": "html", ".csv": "csv", ".json": "json"}


@click.group()
def report() -> None:
    """Write documents about practice."""


@report.command()
@click.option(
    "--since",
    metavar="DATE",
    callback=lambda c, p, v: v and day_as("The first day")(c, p, v),
    help="Where the charts begin, like 2026-01-31; a year ago without it.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "csv", "json"]),
    help="Without it, by the end of FILE's name; else text.",
)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="A file, instead of stdout.")
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def drift(since: date | None, form: str | None, target: Path | None, replace: bool) -> None:
    """Tell which skills drift, how sure that is and how often it is wrong, and what nobody knows.

    It is about you and about those who agreed to it: who submitted attempts to you, or whose ratings were
    handed to you. An alert opens a conversation; it is never a sanction.

    \b
    --format csv   one row for each person, competency and channel
    --format json  {"day", "alerts", "expected_false_alerts", "people": [{"person", "name",
                    "competencies": [{"competency", "state", "headline_channel", "channels"}]}],
                    "coaches", "agreement", "predictions", "groups", "left_out", "limits"}
    """
    from csmdrill.core.clock import day_date
    from csmdrill.services.history import write_lines
    from csmdrill.services.report_forms import FORMS, drift_report_as
    from csmdrill.services.targets import must_be_free
    from csmdrill.services.workspace import open_workspace

    must_be_free(target, replace)
    named = form or SUFFIXES.get(target.suffix.lower() if target else "", "text")
    chosen = next(each for each in FORMS if each == named)
    with open_workspace(os.environ) as workspace:
        today = day_date(workspace.now().day)
        if since is not None and since > today:
            raise click.UsageError(
                f"The first day, {since}, lies in the future, and nothing is known of it."
                f" Take a day up to today, {today}.",
                click.get_current_context(),
            )
        text = drift_report_as(workspace, chosen, since).removesuffix("\n")
        if chosen == "text":
            text = output.wrapped(text, shutil.get_terminal_size().columns)
        if target is not None:
            write_lines(workspace, target, text.encode().split(b"\n"))
    if target is None:
        output.text(text)
    else:
        output.talk(f"{target} is written. It names people; share it only with those who may see it.")
