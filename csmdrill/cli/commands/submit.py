"""`submit`: one attempt as one file for a coach, shown before it is written."""

from __future__ import annotations

import os
from pathlib import Path

import click

from csmdrill.cli import output
from csmdrill.cli.confirming import confirmed


@click.command()
@click.argument("attempt")
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path), required=True, help="The file to be written."
)
@click.option("--name", default="", help="How your coach's reports call you; without, by a random id.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def submit(attempt: str, target: Path, name: str, yes: bool) -> None:
    """Write ATTEMPT into one file for a coach: its id, the beginning of it, or last.

    Rate it yourself first, so that both ratings can be compared; you are told where you have not. What the
    file will hold is told before it is written. Nothing is sent anywhere; you give it to whom you like.
    """
    from csmdrill.services.coach_files import encoded, must_be_new, write_new
    from csmdrill.services.submission import contents_of, lacks_of, submission_of
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        submission = submission_of(workspace, attempt, name)
    must_be_new(target)
    output.talk(f"{target} will hold:")
    for sentence in contents_of(submission):
        output.talk(f"- {sentence}")
    lacks = lacks_of(submission)
    if lacks:
        output.talk(lacks)
    if confirmed("Write it without your rating" if lacks else "Write it", yes):
        write_new(target, encoded(submission))
        output.talk(f"{target} is written; your coach rates it: csmdrill rate {target.name} --as coach")
