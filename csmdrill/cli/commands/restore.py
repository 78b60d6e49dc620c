"""`restore`: go back to a backup; what was there before is kept under another name."""

from __future__ import annotations

import os

import click

from csmdrill.cli import output
from csmdrill.cli.confirming import confirmed


@click.command()
@click.argument("source", metavar="FILE|latest")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def restore(source: str, yes: bool) -> None:
    """Put a backup in the place of the practice history.

    FILE is a backup, a copy of a database, or a name that `csmdrill backup list` shows. It is checked first.
    The present history is set aside under another name, never overwritten. Close csmdrill elsewhere before.
    """
    from csmdrill.services.safekeeping import look_at
    from csmdrill.services.safekeeping import restore as put_back

    seen = look_at(os.environ, source)
    output.talk(f"{seen.source} is whole and holds {seen.facts} facts.")
    if not confirmed("Restore it", yes):
        return
    done = put_back(os.environ, source)
    if done.set_aside is not None:
        output.talk(f"The history that was there is kept as {done.set_aside}.")
    output.talk(f"Restored: {done.facts} facts.")
