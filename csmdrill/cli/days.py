"""A day as it is typed on the command line, and the sentence for one that is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import click


def day_as(what: str) -> Callable[[click.Context, click.Parameter, str], date]:
    """Return what reads a day in the form 2026-12-31; `what` names it in the sentence: `The first day`.

    Raises:
        UsageError: when called with what is no day of the calendar, or is written otherwise.
    """

    def read(context: click.Context, _: click.Parameter, typed: str) -> date:
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            day = None
        if day is None or day.isoformat() != typed:
            raise click.UsageError(
                f"{what}, {typed!r}, is no day of the calendar. Write it as year, month and day, like"
                " 2026-12-31.",
                context,
            )
        return day

    return read
