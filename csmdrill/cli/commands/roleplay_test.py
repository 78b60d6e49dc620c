"""`roleplay test`: play the tests that stand in a scenario file, and tell each as a transcript."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode
from csmdrill.services.wording import counted

if TYPE_CHECKING:
    from csmdrill.roleplay.transcript import TranscriptLine
    from csmdrill.services.trial import TestTold


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trace", is_flag=True, help="Tell which rules answered, and what was understood.")
def test(file: Path, trace: bool) -> None:
    """Play the tests of a scenario FILE; each is told as a transcript, with passed or failed.

    It ends with 1 if a test failed, or if errors in the file keep it from being played.
    """
    from csmdrill.services.trial import try_out

    trial = try_out(file)
    for problem in trial.problems:
        output.data(str(problem))
    for told in trial.tests:
        _tell(told, trace=trace)
    if trial.problems:
        output.talk(f"{counted(len(trial.problems), 'error')}; nothing was played.")
    else:
        output.talk(f"{counted(len(trial.tests), 'test')}: {trial.failed} failed.")
    if trial.problems or trial.failed:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def _tell(told: TestTold, *, trace: bool) -> None:
    output.data(f"{'FAILED' if told.faults else 'passed'}  {told.name}")
    for fault in told.faults:
        output.text(f"        {fault}")
    for line in told.lines:
        output.text(f"  {line.clock:>5}  {_said(line)}")
        if trace and (how := _how(line)):
            output.text(f"           {how}")
    output.data()


def _said(line: TranscriptLine) -> str:
    return f"{line.name}: {line.text}" if line.name else line.text


def _how(line: TranscriptLine) -> str:
    parts = (("understood", line.read), ("rules", line.rules), ("tags", line.tags))
    return "; ".join(f"{what} {', '.join(names)}" for what, names in parts if names)
