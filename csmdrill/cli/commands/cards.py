"""`cards`: the cards that a search finds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.querying import QueryCommand, query_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csmdrill.services.find import CardRow

LIMIT = 50
LONGEST_QUESTION = 72


@click.command(cls=QueryCommand)
@click.argument("query", nargs=-1)
@click.option(
    "--limit", default=LIMIT, show_default=True, type=click.IntRange(1, 100_000), help="Most cards."
)
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def cards(query: tuple[str, ...], limit: int, as_json: bool) -> None:
    """List the cards that QUERY finds; without one, every card.

    \b
    renewal         a word in question, answer, why or key
    -is:new         a minus leaves out; OR and brackets join
    deck: tag: competency: kind: is:      where it belongs, what it is
    stability:>30 lapses:>=3 due:<7 seen:<7      numbers, in days

    The whole language is in docs/search.md. What the shell would take for its own goes in quotes:
    '"key account" stability:>30'.

    \b
    --json  {"query", "total", "cards": [{"key", "question", "kind", "competency", "deck", "tags",
             "due", "due_day", "stability", "lapses", "marks", "path", "line"}]}
    """
    from csmdrill.services import find, library
    from csmdrill.services.workspace import open_workspace

    wanted = query_in(query)
    with open_workspace(os.environ) as workspace:
        library.refresh(workspace)
        found = find.find(workspace, wanted, limit)
        total = find.count(workspace, wanted)
    if as_json:
        output.json({"query": wanted, "total": total, "cards": found})
        return
    _tell(found)
    output.talk(_how_many(len(found), total))


def _tell(found: Sequence[CardRow]) -> None:
    rows = [("due", "card", "marks", "question"), *map(_columns, found)] if found else []
    widths = [max(len(row[column]) for row in rows) for column in range(3)] if rows else []
    for *columns, question in rows:
        cells = [cell.ljust(width) for cell, width in zip(columns, widths, strict=True)]
        output.data("  ".join([*cells, question]).rstrip())


def _columns(row: CardRow) -> tuple[str, str, str, str]:
    question = row.question
    if len(question) > LONGEST_QUESTION:
        question = f"{question[: LONGEST_QUESTION - 1].rstrip()}…"
    return row.due, row.key, " ".join(row.marks), question


def _how_many(shown: int, total: int) -> str:
    from csmdrill.services.wording import counted

    if not total:
        return "No card fits."
    if shown < total:
        return f"{shown} of {counted(total, 'card')}; --limit shows more."
    return f"{counted(total, 'card')}."
