"""`doctor`: look the practice history over, rebuild what can be rebuilt, set a damaged file aside."""

from __future__ import annotations

import os

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode


@click.command()
@click.option(
    "--rebuild",
    is_flag=True,
    help="Replay all facts; set a damaged database aside and save what is readable.",
)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def doctor(rebuild: bool, as_json: bool) -> None:
    """Check the practice history: the file, the facts, and the state made from them.

    \b
    --json  {"home", "decks", "facts", "cards", "journal", "findings": [{"name", "detail"}],
             "rebuilt", "set_aside", "left_out"}
    """
    from csmdrill.services.look_after import examine

    report = examine(os.environ, rebuild)
    if as_json:
        output.json(report)
    else:
        output.data(f"Home     {report.home}")
        output.data(f"Facts    {report.facts}")
        output.data(f"Cards    {report.cards}")
        output.data(f"Decks    {report.decks}")
        if report.set_aside:
            output.data(f"The damaged file was kept as {report.set_aside}.")
            output.data(f"Facts in it that could not be saved: {report.left_out}.")
        if report.rebuilt:
            output.data("The state was rebuilt from the facts.")
        for finding in report.findings:
            output.data(f"{finding.name}: {finding.detail}")
        if not report.findings:
            output.data("Nothing is wrong.")
    if report.findings:
        raise click.exceptions.Exit(ExitCode.FINDINGS)
