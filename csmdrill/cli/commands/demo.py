"""`demo`: the program on a home of its own, with a made-up team and months of practice."""

from __future__ import annotations

import os

import click

from csmdrill.cli import output


@click.command()
@click.option(
    "--people", type=click.IntRange(1, 200), default=8, show_default=True, help="How many, you among them."
)
@click.option("--months", type=click.IntRange(6, 36), default=9, show_default=True, help="How far back.")
@click.option("--seed", type=click.IntRange(0, 2**31), default=1, show_default=True, help="Of chance.")
@click.option("--open/--no-open", "opens", default=True, help="Open the program on it, or tell where it is.")
def demo(people: int, months: int, seed: int, opens: bool) -> None:
    """Make a demo: a made-up team with months of ratings and cards, in a folder beside your own home.

    You are one of the team, with months that were made up as well. The others' stories: steady, slow decay,
    sudden drop, stale, self-flattering, improving, and one where coach and self disagree. Nobody in it
    exists. Your own practice is not touched, and nothing of the demo can be brought into it. It is made anew
    each day.
    """
    from csmdrill.core.clock import clock_from
    from csmdrill.core.home import find_home
    from csmdrill.services.demo import make_demo

    clock = clock_from(os.environ)
    place = make_demo(find_home(os.environ), clock, people=people, months=months, seed=seed, tell=output.talk)
    if opens:
        from csmdrill.cli.commands.open_screens import open_program
        from csmdrill.services.plan import Plan

        now = clock.now().astimezone(clock.home_zone).isoformat(timespec="seconds")
        open_program(Plan(), {**os.environ, "CSMDRILL_HOME": str(place.root), "CSMDRILL_NOW": now})
        return
    output.data(f"The demo is in {place.root}")
    output.data("Open it:      csmdrill demo")
    output.data(f"Its report:   CSMDRILL_HOME={place.root} csmdrill report drift -o demo.html")
