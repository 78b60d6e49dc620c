"""`practice`: a session, on the screen or in plain lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import get_args

import click

from csmdrill.cli import output
from csmdrill.content.competency import Competency
from csmdrill.services.plan import Plan


def _one(_: click.Context, option: click.Parameter, given: tuple[str, ...]) -> str | None:
    """Refuse an option that is given twice, of which click would silently take the last."""
    if len(given) > 1:
        raise click.UsageError(f"{option.opts[0]} can be given only once.")
    return given[0] if given else None


@click.command()
@click.option("--minutes", type=click.IntRange(1, 120), help="Length of the session; default: your setting.")
@click.option(
    "--competency",
    multiple=True,
    callback=_one,
    type=click.Choice(get_args(Competency)),
    help="Only cards of one competency.",
)
@click.option("--tag", multiple=True, callback=_one, help="Only cards with this tag.")
@click.option(
    "--deck",
    "decks",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Only this deck file or folder; repeatable.",
)
@click.option(
    "--new", type=click.IntRange(0, 200), help="So many new cards on top of the day's; 0 brings none at all."
)
@click.option("--query", help="The cards that this search finds, due or not.")
@click.option("--failed", is_flag=True, help="The cards rated Again in the last 7 days, due or not.")
@click.option("--cram", is_flag=True, help="Due or not, for practice only: no due date changes.")
@click.option("--plain", is_flag=True, help="Lines of text instead of screens, for pipes and screen readers.")
def practice(
    minutes: int | None,
    competency: str | None,
    tag: str | None,
    decks: tuple[Path, ...],
    new: int | None,
    query: str | None,
    failed: bool,
    cram: bool,
    plain: bool,
) -> None:
    """Practise the cards that are due.

    A deck named with --deck brings its new cards even when those of the day are met. --query, --failed
    and --cram ask cards that are not due as well; without --cram the answers count as always.

    With --plain every card takes two lines: your answer (empty reveals), then the rating
    1 again, 2 hard, 3 good, 4 easy (empty accepts the one suggested). u undoes, q quits.
    """
    if failed and query is not None:
        raise click.UsageError("Take --failed or --query, not both.")
    plan = Plan("practice", minutes, competency, tag, decks, new, query, failed, cram)
    if not plain:
        from csmdrill.cli.commands.open_screens import open_program

        open_program(plan)
        return
    run_plainly(plan)


def run_plainly(plan: Plan) -> None:
    """Hold a session in plain lines."""
    from csmdrill.cli.plain import practise_plainly
    from csmdrill.services.safekeeping import after_work
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ, plan.deck_paths) as workspace:
        practise_plainly(workspace, plan)
        lacking = after_work(workspace)
    if lacking:
        output.talk(lacking)
