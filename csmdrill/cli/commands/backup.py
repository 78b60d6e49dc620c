"""`backup`: make a checked copy of the practice history, or list those there are."""

from __future__ import annotations

import os

import click

from csmdrill.cli import output


@click.command()
@click.argument("what", required=False, type=click.Choice(["list"]), metavar="[list]")
@click.option("--json", "as_json", is_flag=True, help="With list: as one JSON list.")
def backup(what: str | None, as_json: bool) -> None:
    """Back up the practice history, or list its backups, the newest first.

    One is also made by itself after practice, when the last is over 30 minutes old, and before an import, a
    repair and a migration. Kept are the newest 2, then 7 daily, 4 weekly and 12 monthly ones. Decks are
    files of their own and not in it.

    \b
    --json  [{"path", "taken", "size"}]  taken is a time in UTC, size is in bytes
    """
    if what == "list":
        _list(as_json)
        return
    if as_json:
        raise click.UsageError("--json goes with list: csmdrill backup list --json")
    from csmdrill.services.safekeeping import make_backup
    from csmdrill.services.wording import size_words

    made = make_backup(os.environ)
    output.talk(f"{made.path} is made and checked: {size_words(made.size)}.")


def _list(as_json: bool) -> None:
    from csmdrill.services.safekeeping import list_backups
    from csmdrill.services.wording import size_words

    found = list_backups(os.environ)
    if as_json:
        output.json([{"path": str(each.path), "taken": each.taken, "size": each.size} for each in found])
        return
    for each in found:
        output.data(f"{each.taken:%Y-%m-%d %H:%M} UTC  {size_words(each.size):>9}  {each.path}")
    if not found:
        output.talk("There is no backup yet. Make one: csmdrill backup")
