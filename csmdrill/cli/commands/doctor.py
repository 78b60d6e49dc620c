"""`doctor`: look the practice history over, rebuild what can be rebuilt, set a damaged file aside."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode
from csmdrill.services.wording import counted

if TYPE_CHECKING:
    from csmdrill.services.look_after import AnsweredAhead, Examination


@click.command()
@click.option(
    "--rebuild",
    is_flag=True,
    help="Put right what is wrong; a damaged database is set aside, what is readable in it saved.",
)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def doctor(rebuild: bool, as_json: bool) -> None:
    """Check the practice history: the file, the facts, and the state made from them.

    \b
    --json  {"home", "decks", "facts", "cards", "journal", "findings": [{"name", "detail"}],
             "mended", "rebuilt", "set_aside", "left_out", "from_backups", "moved_to", "lost",
             "ahead": {"answers", "cards", "since", "way_out"} | null}
    """
    from csmdrill.services.look_after import examine

    report = examine(os.environ, rebuild)
    if as_json:
        output.json(report)
    else:
        _tell(report)
    if report.findings:
        if not rebuild:
            output.talk("csmdrill doctor --rebuild puts this right; it makes a backup first.")
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def _tell(report: Examination) -> None:
    output.data(f"Home     {report.home}")
    output.data(f"Facts    {report.facts}")
    output.data(f"Cards    {report.cards} answered so far (csmdrill due tells what is due and new)")
    output.data(f"Decks    {report.decks}")
    if report.set_aside:
        output.data(f"The damaged file was kept as {report.set_aside}.")
        output.data(f"Facts in it that could not be saved: {report.left_out}.")
    for mended in report.mended:
        output.data(f"mended {mended.name}: {mended.detail}")
    if report.rebuilt:
        output.data("The state was rebuilt from the facts.")
    if report.from_backups:
        output.data(f"Facts that came back out of backups: {report.from_backups}.")
    if report.moved_to:
        output.data(f"What was spoilt was moved to {report.moved_to}.")
    if report.lost:
        output.data(f"Facts known to be lost: {report.lost}.")
    if report.ahead is not None:
        _tell_ahead(report.ahead)
    for finding in report.findings:
        output.data(f"{finding.name}: {finding.detail}")
    if not report.findings:
        output.data("Nothing is wrong.")


def _tell_ahead(found: AnsweredAhead) -> None:
    answers = counted(found.answers, "answer")
    lies, waits = ("lies" if found.answers == 1 else "lie"), ("waits" if found.cards == 1 else "wait")
    output.data(f"{answers} {lies} ahead of the clock, from {found.since} on: it was wrong then,")
    output.data(f"or is wrong now. Till then {counted(found.cards, 'card')} {waits}; due today with")
    output.data(f"  {found.way_out}")
    output.data("which shows them first, and which csmdrill card undo takes back.")
