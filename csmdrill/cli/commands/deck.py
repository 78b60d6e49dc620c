"""`deck`: bring cards along from Anki or a table, and send decks out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode
from csmdrill.content.competency import Competency
from csmdrill.services.wording import counted

if TYPE_CHECKING:
    from csmdrill.exchange.carried import Loss
    from csmdrill.services.bring import Brought

MOST_TOLD = 40


@click.group()
def deck() -> None:
    """Bring cards along from Anki or a table, or send a deck out."""


@deck.command("import")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="The deck file to write, ending in .deck.yaml; without it, one in your own decks.",
)
@click.option("--id", "name", default="", help="Id of the deck; without it, from the file's name.")
@click.option("--title", default="", help="Title of the deck; without it, as Anki has it.")
@click.option("--competency", type=click.Choice(get_args(Competency)), help="Competency of its cards.")
@click.option("--history/--no-history", default=True, help="Anki's reviews come along, or do not.")
@click.option("--again", is_flag=True, help="Also the notes that another of your decks has already.")
def import_deck(
    source: Path,
    target: Path | None,
    name: str,
    title: str,
    competency: str | None,
    history: bool,
    again: bool,
) -> None:
    """Make a deck out of SOURCE: a package of Anki (.apkg), or a table (.csv, .tsv).

    What cannot come along is listed; it ends with 1 if whole cards stay behind.
    """
    from csmdrill.services.bring import Wish, bring
    from csmdrill.services.safekeeping import after_work
    from csmdrill.services.workspace import open_workspace

    wish = Wish(
        target=target,
        id=_id(name),
        title=title,
        competency=competency or "",
        history=history,
        again=again,
    )
    with open_workspace(os.environ) as workspace:
        done = bring(workspace, source, wish)
        failed = after_work(workspace)
    for path in done.paths:
        output.data(str(path))
    _tell(done.lost)
    for _, sentence in done.reviews.bad[:MOST_TOLD]:
        output.talk(f"history: {sentence}")
    reviews = f"{counted(done.reviews.added, 'fact')} of history added, {done.reviews.already} known already"
    output.talk(f"{_outcome(done)}, {done.left_behind} left behind; {reviews}.")
    if failed:
        output.talk(failed)
    if done.left_behind or done.reviews.bad:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


@deck.command("export")
@click.argument("asked", metavar="PATH|DECK")
@click.option(
    "-o",
    "--output",
    "target",
    required=True,
    type=click.Path(path_type=Path),
    help="The file to write, ending in .apkg, .tsv or .txt.",
)
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def export_deck(asked: str, target: Path, replace: bool) -> None:
    """Write a deck for Anki: PATH of a deck file, or its key, like csmdrill/terminology.

    The id alone is enough where only one pack has such a deck: terminology.
    """
    from csmdrill.core.clock import clock_from
    from csmdrill.core.home import find_home
    from csmdrill.services.send_out import send_out
    from csmdrill.services.targets import must_be_free

    must_be_free(target, replace)
    done = send_out(find_home(os.environ), asked, target, clock_from(os.environ).now())
    _tell(done.lost)
    output.talk(f"{counted(done.notes, 'card')} of {done.deck_key} written to {target}.")


def _id(name: str) -> str:
    from csmdrill.exchange.carried import tag_of

    if name and tag_of(name) != name:
        near = tag_of(name)
        hint = f" Did you mean {near}?" if near else ""
        raise click.UsageError(f"{name!r} cannot be the id of a deck; use a-z, 0-9 and hyphens.{hint}")
    return name


def _outcome(done: Brought) -> str:
    """Return how many cards came over, and how many were there already."""
    if done.known < done.cards:
        there = f", {done.known} there already" if done.known else ""
        return f"{counted(done.cards - done.known, 'card')} brought over{there}"
    nothing = "No new card" if done.reviews.added else "Nothing new"
    return f"{nothing}: {counted(done.cards, 'card')} there already"


def _tell(lost: Sequence[Loss]) -> None:
    """Tell what is lost, what stays behind whole first."""
    ordered = sorted(lost, key=lambda loss: not loss.whole)
    for loss in ordered[:MOST_TOLD]:
        output.talk(f"left behind: {loss}" if loss.whole else str(loss))
    if len(ordered) > MOST_TOLD:
        output.talk(f"... and {len(ordered) - MOST_TOLD} more.")
