"""Open the terminal program, if there is a terminal to open it in."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode
from csmdrill.services.plan import Plan

if TYPE_CHECKING:
    from csmdrill.roleplay.model import Kind


def open_today() -> None:
    """Open the program on Today."""
    open_program(Plan())


def open_program(plan: Plan) -> None:
    """Open the program, on Today or in the middle of a session."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        output.talk("The screens need a terminal, and this is none.")
        output.talk("In a pipe or with a screen reader: csmdrill practice --plain")
        raise click.exceptions.Exit(ExitCode.NO_TERMINAL)
    from csmdrill.tui.app import CsmdrillApp

    app = CsmdrillApp(dict(os.environ), plan)
    try:
        app.run()
    finally:
        failed = app.work.close()
        if failed:
            output.talk(failed)
    if app.failure is not None:
        raise app.failure
    if app.fault is not None:
        raise app.fault


def open_role_play(key: str, kind: Kind | None, seed: int | None) -> None:
    """Open the program on the brief of a role-play.

    Raises:
        RolePlayRejected: there is no such scenario, or it may not be played so now.
    """
    from csmdrill.services.rehearse import prepare
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        prepare(workspace, key, kind, seed=seed)
    open_program(Plan(start="role-play", scenario=key, kind=kind, seed=seed))
