"""`leave`: plan days away, list and remove them."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.days import day_as

if TYPE_CHECKING:
    from csmdrill.services.workspace import Workspace


@click.group()
def leave() -> None:
    """Plan days away: nothing is due on them, and due dates do not move."""


@leave.command()
@click.argument("first", callback=day_as("The first day"), metavar="FROM")
@click.argument("last", callback=day_as("The last day"), metavar="TO")
def add(first: date, last: date) -> None:
    """Plan a leave FROM a day TO a day, both included, like 2026-12-21 2027-01-03.

    In the days before, what falls due in its first half is offered too, as far as your minutes go.
    """
    from csmdrill.services.leave import add_leave

    _write(lambda workspace: add_leave(workspace, first, last))


@leave.command("list")
@click.option("--json", "as_json", is_flag=True, help="As one JSON list.")
def list_leaves(as_json: bool) -> None:
    """List every leave with its number.

    \b
    --json  [{"number", "first", "last", "days", "when"}]
            when is past, now or ahead
    """
    from csmdrill.services.leave import leaves
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        found = leaves(workspace)
    if as_json:
        output.json(found)
        return
    if not found:
        output.data("No leave is planned.")
    for each in found:
        days = "1 day" if each.days == 1 else f"{each.days} days"
        output.data(f"{each.number:>3}  {each.first} to {each.last}  {days:>8}  {each.when}")


@leave.command()
@click.argument("number", type=int)
def remove(number: int) -> None:
    """Take away the leave with this NUMBER of the list."""
    from csmdrill.services.leave import remove_leave

    _write(lambda workspace: remove_leave(workspace, number))


def _write(deed: Callable[[Workspace], str]) -> None:
    from csmdrill.services.safekeeping import after_work
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        said = deed(workspace)
        failed = after_work(workspace)
    output.talk(said)
    if failed:
        output.talk(failed)
