"""`due`: what is due today, for a person, a prompt or a program."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output

if TYPE_CHECKING:
    from csmdrill.services.views import TodayView
    from csmdrill.services.workspace import Workspace


@click.command()
@click.option("--count", is_flag=True, help="Only the number of cards, fast enough for a shell prompt.")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def due(count: bool, as_json: bool) -> None:
    """Tell what is due today.

    \b
    --json  {"day", "due", "new", "minutes", "behind", "reviewed", "next"}
            day and next are dates; due counts reviews, new counts new cards
    """
    if count:
        known = _count_fast()
        if known is not None:
            output.data(str(known))
            return
    from csmdrill.services import library
    from csmdrill.services.today import today
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        library.refresh(workspace)
        view = today(workspace)
        words = "" if count or as_json else _in_words(workspace, view)
    if count:
        output.data(str(view.due + view.new))
    elif as_json:
        output.json(
            {
                "day": view.day,
                "due": view.due,
                "new": view.new,
                "minutes": view.minutes,
                "behind": view.behind,
                "reviewed": view.reviewed,
                "next": view.next_due,
            }
        )
    else:
        output.data(words)


def _in_words(workspace: Workspace, view: TodayView) -> str:
    """Return the day as Today tells it: what fits into it, and never a debt."""
    from csmdrill.services.forecast import basis, level_day
    from csmdrill.services.views import Ahead
    from csmdrill.services.wording import date_words, leave_words, level_words, work_words

    if view.back is not None:
        return leave_words(view.back)
    if view.due + view.new == 0:
        later = f" Next: {date_words(view.next_due)}." if view.next_due else ""
        return f"Nothing is due today.{later}"
    said = f"{work_words(Ahead(view.due, view.new, view.minutes, view.behind), view.box)}."
    return f"{said} {level_words(level_day(basis(workspace)), view.box)}" if view.behind else said


def _count_fast() -> int | None:
    from csmdrill.core.clock import clock_from
    from csmdrill.core.home import find_home
    from csmdrill.storage.prompt import due_count

    return due_count(find_home(os.environ).database, clock_from(os.environ))
