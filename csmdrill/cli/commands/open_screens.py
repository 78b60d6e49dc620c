"""Open the terminal program, if there is a terminal to open it in."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode


def open_today() -> None:
    """Open the program on Today."""
    open_program(start="today")


def open_program(
    start: Literal["today", "practice"],
    minutes: int | None = None,
    competency: str | None = None,
    tag: str | None = None,
    deck_paths: Sequence[Path] = (),
    new: int | None = None,
) -> None:
    """Open the program, on Today or in the middle of a session.

    Args:
        start: `today` or `practice`.
        minutes: length of the session; None means the person's setting.
        competency, tag, deck_paths: what to practise; None and empty mean everything.
        new: new cards on top of the day's; 0 means none at all, None the day's.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()) or os.environ.get("TERM") == "dumb":
        output.talk("The screens need a terminal, and this is none.")
        output.talk("In a pipe or with a screen reader: csmdrill practice --plain")
        raise click.exceptions.Exit(ExitCode.NO_TERMINAL)
    from csmdrill.tui.app import CsmdrillApp
    from csmdrill.tui.plan import Plan

    plan = Plan(start, minutes, competency, tag, tuple(deck_paths), new)
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
