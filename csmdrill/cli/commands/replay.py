"""`replay`: an attempt again, line by line, at its own pace or faster."""

from __future__ import annotations

import os
import time

import click

from csmdrill.cli import output


@click.command()
@click.argument("attempt")
@click.option(
    "--speed",
    type=click.FloatRange(0, 100),
    default=1.0,
    help="So many times as fast; 0 prints all at once.",
)
def replay(attempt: str, speed: float) -> None:
    """Print ATTEMPT at its own pace: its id, the beginning of it, or last."""
    from csmdrill.core.errors import AttemptRejected
    from csmdrill.services.attempt_text import told_with_comments
    from csmdrill.services.attempts import load
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        view = load(workspace, attempt)
    if view.log is None:
        raise AttemptRejected(f"What was said in {view.row.id} is no longer kept.")
    at = 0
    for when, clock, words in told_with_comments(view.lines, view.ratings):
        if speed and when > at:
            time.sleep((when - at) / 1000 / speed)
            at = when
        output.text(f"{clock:>5}  {words}")
