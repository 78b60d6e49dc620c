"""`submit`: attempts as files for a coach, told before they are written."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.confirming import confirmed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from csmdrill.services.coach_files import Submission


@click.command()
@click.argument("attempts", nargs=-1, metavar="[ATTEMPT]...")
@click.option("--circuit", is_flag=True, help="The benchmarks of the last day that has any.")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    help="The file to be written; of several attempts, or where it is there, a folder.",
)
@click.option("--name", default="", help="How your coach's reports call you; without, by a random id.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def submit(attempts: tuple[str, ...], circuit: bool, target: Path, name: str, yes: bool) -> None:
    """Write each ATTEMPT into a file for a coach: its id, the beginning of it, or last.

    Rate it yourself first, so that both ratings can be compared; you are told where you have not. What the
    files will hold is told before they are written. Nothing is sent anywhere; you give them to whom you like.
    """
    from csmdrill.services.handing_over import files_for, of_last_circuit, write_files
    from csmdrill.services.submission import lacks_of, submission_of
    from csmdrill.services.workspace import open_workspace

    if bool(attempts) is circuit:
        raise click.UsageError("Name attempts, or take those of the last circuit: --circuit.")
    with open_workspace(os.environ) as workspace:
        wanted = of_last_circuit(workspace) if circuit else attempts
        made = [submission_of(workspace, each, name) for each in wanted]
    files = files_for(list({each.attempt.attempt: each for each in made}.values()), target)
    _tell_contents(files)
    lacks = [words for each in files.values() if (words := lacks_of(each))]
    for words in lacks:
        output.text(words, output.talk)
    deed = "Write it" if len(files) == 1 else "Write them"
    if confirmed(f"{deed} without your rating" if lacks else deed, yes):
        write_files(files)
        _tell_written(list(files))


def _tell_contents(files: Mapping[Path, Submission]) -> None:
    from csmdrill.services.handing_over import held_by

    common, own = held_by(list(files.values()))
    if len(files) > 1:
        for path, sentences in zip(files, own, strict=True):
            output.talk(f"{path} will hold:")
            for sentence in sentences:
                output.talk(f"- {sentence}")
    output.talk("Each of them will hold:" if len(files) > 1 else f"{next(iter(files))} will hold:")
    for sentence in common:
        output.talk(f"- {sentence}")


def _tell_written(paths: list[Path]) -> None:
    one = len(paths) == 1
    told = f"{paths[0]} is written" if one else f"{len(paths)} files are written into {paths[0].parent}"
    them = "it" if one else "them"
    output.talk(f"{told}; your coach puts {them} into a folder and rates {them}: csmdrill coach inbox FOLDER")
