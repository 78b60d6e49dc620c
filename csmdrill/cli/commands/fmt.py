"""`fmt`: write missing card ids into deck files, and touch nothing else."""

from __future__ import annotations

from pathlib import Path

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode
from csmdrill.services.wording import counted


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if a file would change.")
def fmt(paths: tuple[Path, ...], only_check: bool) -> None:
    """Write missing card ids into deck files in place; comments and order stay."""
    from csmdrill.services.check import format_paths

    results = format_paths(paths, write=not only_check, cwd=Path.cwd())
    changed = unreadable = 0
    for result in results:
        for line, added in result.added:
            output.data(f"{result.path}:{line}: id {added}")
        for problem in result.problems:
            output.data(str(problem))
        changed += result.changed
        unreadable += bool(result.problems)
    verb = "would change" if only_check else "changed"
    seen = counted(len(results), "file")
    output.talk(f"{seen}: {changed} {verb}, {unreadable} left alone because they cannot be read.")
    if unreadable or (only_check and changed):
        raise click.exceptions.Exit(ExitCode.FINDINGS)
