"""Asking before something that cannot simply be undone; a program has to say yes beforehand."""

from __future__ import annotations

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode


def confirmed(deed: str, yes: bool) -> bool:
    """Return whether the person wants a deed done.

    Args:
        deed: what to do, as a question without its mark: `Restore it`.
        yes: the person said so on the command line.

    Raises:
        Exit: nobody sits at stdin who could be asked; ends with 2.
    """
    if yes:
        return True
    if not output.somebody_types():
        output.talk("Nothing was done. To do it, run the same again with --yes.")
        raise click.exceptions.Exit(ExitCode.COULD_NOT_RUN)
    agreed = (output.ask(f"{deed}? [y/N] ") or "").strip().lower() in ("y", "yes")
    if not agreed:
        output.talk("Nothing was done.")
    return agreed
