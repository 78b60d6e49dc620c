"""`warmup`: three cards before a meeting."""

from __future__ import annotations

import re

import click

from csmdrill.services.plan import Plan

MOST_MINUTES = 120
_SPAN = re.compile(r"(\d{1,3})\s*(m|min|h)?")


def _minutes(_: click.Context, __: click.Parameter, text: str | None) -> int | None:
    """Return the minutes of `10m`, `10` or `1h`."""
    if text is None:
        return None
    found = _SPAN.fullmatch(text.strip().lower())
    minutes = int(found[1]) * (60 if found[2] == "h" else 1) if found else 0
    if not 1 <= minutes <= MOST_MINUTES:
        raise click.BadParameter(f"{text!r} is no time like 10m, of {MOST_MINUTES} minutes at most.")
    return minutes


@click.command()
@click.argument("name", metavar="COMPETENCY|TAG")
@click.option("--in", "minutes", callback=_minutes, metavar="10m", help="When the meeting begins.")
@click.option("--plain", is_flag=True, help="Lines of text instead of screens, for pipes and screen readers.")
def warmup(name: str, minutes: int | None, plain: bool) -> None:
    """Warm up before a meeting: three cards, those likeliest forgotten, and a case if there is one.

    Due or not; your answers count as always. It ends when the meeting begins. A part of the name is
    enough, if only one has it: renewal.
    """
    plan = Plan("practice", minutes, warm_up=name)
    if not plain:
        from csmdrill.cli.commands.open_screens import open_program

        open_program(plan)
        return
    from csmdrill.cli.commands.practice import run_plainly

    run_plainly(plan)
