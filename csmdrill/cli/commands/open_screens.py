"""Open the terminal program, if there is a terminal to open it in."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode
from csmdrill.services.first_look import first_look
from csmdrill.services.plan import Plan
from csmdrill.services.views import NOTHING, FirstLook

if TYPE_CHECKING:
    from csmdrill.roleplay.model import Kind


def open_today() -> None:
    """Open the program on Today."""
    open_program(Plan())


def open_program(plan: Plan, environ: Mapping[str, str] | None = None) -> None:
    """Open the program, on Today or in the middle of a session.

    Args:
        plan: what to open on.
        environ: the environment; None for that of the process.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        output.talk("The screens need a terminal, and this is none.")
        output.talk("In a pipe or with a screen reader: csmdrill practice --plain")
        raise click.exceptions.Exit(ExitCode.NO_TERMINAL)
    # Hardly anything of what a start makes is let go again; the screens begin to collect when they stand.
    gc.disable()
    given = dict(os.environ if environ is None else environ)
    seen = _looked_at(given, plan)
    from csmdrill.tui.app import CsmdrillApp

    app = CsmdrillApp(given, plan, seen)
    try:
        app.run()
    finally:
        failed = app.work.close()
        if failed:
            output.talk(failed)
    if app.fault is not None:
        raise app.fault
    if app.farewell:
        output.talk(app.farewell)


def _looked_at(environ: Mapping[str, str], plan: Plan) -> FirstLook:
    """Begin to look for what the first screen shows."""
    if plan.start == "today":
        return FirstLook(glance=first_look(environ))
    if plan.start != "practice":
        return NOTHING
    from csmdrill.services.first_card import first_card

    return FirstLook(card=first_card(environ, plan))


def open_circuit(competency: str) -> None:
    """Open the program on a circuit of benchmarks; leaving it ends the program.

    Raises:
        RolePlayRejected: there is no reserved scenario of the competency.
    """
    from csmdrill.services.circuit import planned
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        planned(workspace, competency)
    open_program(Plan(start="circuit", circuit=competency))


def open_role_play(key: str, kind: Kind | None, seed: int | None) -> None:
    """Open the program on the brief of a role-play; leaving it ends the program.

    Raises:
        RolePlayRejected: there is no such scenario, or it may not be played so now.
    """
    from csmdrill.services.rehearse import prepare, refuse_seed
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        refuse_seed(prepare(workspace, key, kind, seed=seed), seed)
    open_program(Plan(start="role-play", scenario=key, kind=kind, seed=seed))
