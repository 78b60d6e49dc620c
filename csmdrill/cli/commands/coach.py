"""`coach`: what a coach does: the inbox, blind ratings with comments, calibration, a sheet for the 1:1."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output

if TYPE_CHECKING:
    from csmdrill.services.calibration import Calibrated
    from csmdrill.services.coach_views import Inbox

RATER = click.option("--rater", default="", help="Your name, as it stands beside your ratings.")
FOLDER = click.argument("folder", type=click.Path(path_type=Path))


@click.group()
def coach() -> None:
    """Rate what was submitted to you, calibrate yourself, prepare a 1:1.

    For coaching only: never for pay, ranking or discipline. Only what somebody submitted is ever shown.
    """


@coach.command()
@FOLDER
@RATER
@click.option("--plain", is_flag=True, help="In lines also at a terminal.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def inbox(folder: Path, rater: str, plain: bool, as_json: bool) -> None:
    """List the submitted files of FOLDER; at a terminal, open them on a screen to be rated.

    \b
    --json  {"purpose", "folder", "day", "rows": [{"file", "person", "who", "attempt", "key", "title",
             "kind", "spoken", "day", "rated", "rater", "late", "problem", "hint"}]}
    """
    from csmdrill.services.coach_inbox import inbox as listed
    from csmdrill.services.workspace import open_workspace

    at_terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
    if at_terminal and not plain and not as_json:
        from csmdrill.cli.commands.open_screens import open_program
        from csmdrill.services.coach_inbox import files_of
        from csmdrill.services.plan import Plan

        files_of(folder)
        open_program(Plan(start="coach", folder=folder, rater=rater))
        return
    with open_workspace(os.environ) as workspace:
        found = listed(workspace, folder, rater)
    if as_json:
        output.json(found)
    else:
        _tell_inbox(found)


@coach.command()
@FOLDER
@RATER
def rate(folder: Path, rater: str) -> None:
    """Rate what is not rated yet in FOLDER: blind, in random order, in lines.

    After each rating the gap is told, and moments of the transcript can be commented. The rating is
    written beside the submitted file, for the trainee: csmdrill attempts receive FILE. q stops; what was
    rated is kept.
    """
    from csmdrill.cli.coach_lines import rate_folder
    from csmdrill.cli.typed import TypedLines
    from csmdrill.services.safekeeping import after_work
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        rate_folder(workspace, folder, rater, TypedLines())
        lacking = after_work(workspace)
    if lacking:
        output.talk(lacking)


@coach.command()
@RATER
@click.option("--set", "folder", type=click.Path(path_type=Path), help="A folder with a set of your own.")
@click.option(
    "--json", "as_json", is_flag=True, help="The ratings come as JSON on stdin, the outcome goes to stdout."
)
def calibrate(rater: str, folder: Path | None, as_json: bool) -> None:
    """Rate five transcripts blind, then see what others gave them and why, and how far off you are.

    q stops; the next time it goes on from there. A calibration counts for 90 days. Whoever has none, or is
    off by more than .75 points on average, is marked wherever their ratings are shown.

    \b
    --json  stdin {transcript: {"levels": {criterion: 1-5 or null}, "overall": 1-5}}; stdout {"rater",
            "day", "expires", "error", "titles", "transcripts", "mark"}
    """
    from csmdrill.cli.coach_lines import calibrate_by_json, calibrate_in_lines
    from csmdrill.cli.typed import TypedLines
    from csmdrill.services.safekeeping import after_work
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        found: Calibrated | None
        if as_json:
            found = calibrate_by_json(workspace, rater, folder, sys.stdin.read(1_000_000))
        else:
            found = calibrate_in_lines(workspace, rater, folder, TypedLines())
        lacking = after_work(workspace)
    if found is None:
        output.talk("Not finished; the same command goes on with it.")
    elif as_json:
        output.json(found)
    else:
        _tell_calibrated(found)
    if lacking:
        output.talk(lacking)


@coach.command("one-to-one")
@click.argument("who", nargs=-1)
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    help="Where submitted files lie; default: the current folder.",
)
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="Write it into a new file.")
def one_to_one(who: tuple[str, ...], folder: Path, target: Path | None) -> None:
    """Make a sheet for a 1:1 with each WHO: one quote, one question, one next act, in Markdown.

    WHO is a submitted file, or a person who submitted: their name, the beginning of a part of it, or that of
    their id. Without any, everybody who did.
    """
    from csmdrill.services.coach_files import must_be_new, write_new
    from csmdrill.services.one_to_one import sheets
    from csmdrill.services.workspace import open_workspace

    if target is not None:
        must_be_new(target)
    with open_workspace(os.environ) as workspace:
        text = sheets(workspace, who, folder)
    if target is None:
        output.text(text.rstrip("\n"))
    else:
        write_new(target, text.encode())
        output.talk(f"{target} is written.")


def _tell_inbox(found: Inbox) -> None:
    from csmdrill.cli.coach_lines import row_line
    from csmdrill.services.wording import counted

    output.data(found.purpose)
    for row in found.rows:
        output.data(row_line(row))
    waiting = sum(row.is_waiting for row in found.rows)
    if not found.rows:
        output.talk(f"Nothing submitted lies in {found.folder}.")
    elif waiting:
        output.talk(f"{counted(waiting, 'attempt')} to rate: csmdrill coach rate {found.folder}")


def _tell_calibrated(found: Calibrated) -> None:
    from csmdrill.cli.coach_lines import calibrated_lines

    for line in calibrated_lines(found):
        output.text(line)
