"""`practice`: a session, on the screen or in plain lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import get_args

import click

from csmdrill.cli import output
from csmdrill.content.competency import Competency


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
@click.option("--plain", is_flag=True, help="Lines of text instead of screens, for pipes and screen readers.")
def practice(
    minutes: int | None,
    competency: str | None,
    tag: str | None,
    decks: tuple[Path, ...],
    new: int | None,
    plain: bool,
) -> None:
    """Practise the cards that are due.

    A deck named with --deck brings its new cards even when those of the day are met.

    With --plain every card takes two lines: your answer (empty reveals), then the rating
    1 again, 2 hard, 3 good, 4 easy (empty accepts the one suggested). u undoes, q quits.
    """
    if not plain:
        from csmdrill.cli.commands.open_screens import open_program

        open_program("practice", minutes, competency, tag, decks, new)
        return
    from csmdrill.cli.plain import practise_plainly
    from csmdrill.services.safekeeping import after_work
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ, decks) as workspace:
        practise_plainly(workspace, minutes, competency, tag, new)
        failed = after_work(workspace)
    if failed:
        output.talk(failed)
