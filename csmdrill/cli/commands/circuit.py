"""`circuit`: benchmarks one after the other, rated after the last; what is planned, as JSON."""

from __future__ import annotations

import os

import click

from csmdrill.cli import output


@click.command()
@click.option("--competency", default="", help="Three stations of this one, due or not; default: the plan's.")
@click.option("--plain", is_flag=True, help="In lines of text instead of the stage.")
@click.option("--json", "as_json", is_flag=True, help="Only what is planned, as one JSON object.")
def circuit(competency: str, plain: bool, as_json: bool) -> None:
    """Play the benchmarks that are due, one after the other, and rate yourself after the last.

    The first circuits make the baseline of one competency, that of the setting focus; then each competency
    with a baseline is asked for once in 30 days. A circuit that was broken off goes on at its next station: a
    station that was begun counts as made.

    \b
    --json  null, or {"kind", "title", "why", "more", "day", "by", "is_due", "stations": [{"key", "title",
            "competency", "seconds", "spoken", "status", "attempt", "rated", "score"}], "to_rate",
            "following"}
    """
    if as_json:
        from csmdrill.services.circuit import planned
        from csmdrill.services.workspace import open_workspace

        with open_workspace(os.environ) as workspace:
            output.json(planned(workspace, competency))
    elif plain:
        from csmdrill.cli.circuit_plain import walk_plainly

        walk_plainly(competency)
    else:
        from csmdrill.cli.commands.open_screens import open_circuit

        open_circuit(competency)
