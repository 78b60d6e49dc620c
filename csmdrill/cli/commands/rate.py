"""`rate`: rate an attempt in lines, as oneself or as a coach who sees nothing of the self-rating."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output

if TYPE_CHECKING:
    from csmdrill.services.rehearsal_views import RatingDraft
    from csmdrill.services.workspace import Workspace


@click.command()
@click.argument("attempt")
@click.option(
    "--as", "role", type=click.Choice(["self", "coach"]), default="self", help="As whom; default: yourself."
)
@click.option("--rater", default="", help="A coach's name, as it stands beside the rating.")
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path), help="Where a rating of a file is written."
)
@click.option(
    "--json", "as_json", is_flag=True, help="The rating comes as JSON on stdin, the outcome goes to stdout."
)
def rate(attempt: str, role: str, rater: str, target: Path | None, as_json: bool) -> None:
    """Rate ATTEMPT: an id, the beginning of it, last, or a file that somebody submitted.

    As a coach you rate blind: the ending, the evidence, the measures and the self-rating are told only after
    yours is saved. A file is played again first, and refused if it comes out otherwise. Its rating is written
    beside it, for the trainee: csmdrill attempts receive FILE.

    \b
    --json  stdin {"levels": {criterion: 1-5 or null}, "checks": {criterion: [id]}, "overall": 1-5,
            "evidence": {criterion: [ms]}, "comments": {criterion: text}}
    """
    from csmdrill.core.errors import AttemptRejected
    from csmdrill.services.workspace import open_workspace

    path = Path(attempt)
    with open_workspace(os.environ) as workspace:
        if path.is_file():
            if role != "coach":
                raise click.UsageError("A file that somebody submitted is rated with --as coach.")
            _rate_file(workspace, path, target or path.with_name(f"{path.stem}.rating.json"), rater, as_json)
        elif path.suffix == ".json" or path.parent != Path():
            raise AttemptRejected(f"There is no file {attempt}.", "Look at the spelling.")
        elif as_json:
            _rate_by_json(workspace, attempt, role, rater)
        elif role == "coach":
            _rate_as_coach(workspace, attempt, rater)
        else:
            _rate_self(workspace, attempt)


def _rate_self(workspace: Workspace, attempt: str) -> None:
    from csmdrill.cli.rating_lines import tell_transcript
    from csmdrill.cli.role_play_plain import rate_self
    from csmdrill.cli.typed import TypedLines
    from csmdrill.services.rating import sheet

    asked = sheet(workspace, attempt)
    tell_transcript(asked)
    rate_self(workspace, asked.attempt, TypedLines())


def _rate_as_coach(workspace: Workspace, attempt: str, rater: str) -> None:
    from csmdrill.cli.rating_lines import rate_in_lines, tell_reveal, tell_transcript
    from csmdrill.cli.typed import TypedLines
    from csmdrill.services.rating import keep_rating, save_rating, sheet

    asked = sheet(workspace, attempt, "coach", rater)
    tell_transcript(asked)
    given = rate_in_lines(asked, TypedLines(), lambda draft: keep_rating(workspace, asked, draft))
    if given is None:
        output.talk("Not finished; the same command goes on with it.")
    else:
        tell_reveal(save_rating(workspace, asked, given), asked.rubric)


def _rate_by_json(workspace: Workspace, attempt: str, role: str, rater: str) -> None:
    from csmdrill.services.rating import save_rating, sheet

    asked = sheet(workspace, attempt, "coach" if role == "coach" else "self", rater)
    output.json(save_rating(workspace, asked, _given()))


def _rate_file(workspace: Workspace, path: Path, target: Path, rater: str, as_json: bool) -> None:
    from csmdrill.cli.rating_lines import rate_in_lines, tell_submitted, tell_transcript
    from csmdrill.cli.typed import TypedLines
    from csmdrill.services.coach_files import must_be_new
    from csmdrill.services.coach_rating import open_file, save
    from csmdrill.services.submission import keep_for

    asked = open_file(workspace, path, rater)
    must_be_new(target)
    if as_json:
        given: RatingDraft | None = _given()
    else:
        tell_transcript(asked.sheet)
        given = rate_in_lines(
            asked.sheet, TypedLines(), lambda draft: keep_for(workspace, asked.sheet, draft)
        )
    if given is None:
        output.talk("Not finished; the same command goes on with it.")
        return
    rated = save(workspace, asked, given, target)
    if as_json:
        output.json(rated.back)
    else:
        tell_submitted(rated)
    output.talk(f"{target} is written; the trainee takes it in: csmdrill attempts receive {target.name}")


def _given() -> RatingDraft:
    import msgspec

    from csmdrill.core.errors import AttemptRejected
    from csmdrill.services.rehearsal_views import RatingDraft

    try:
        return msgspec.json.decode(sys.stdin.read(1_000_000), type=RatingDraft)
    except msgspec.DecodeError as error:
        raise AttemptRejected(
            f"stdin holds no rating: {error}.", "csmdrill rate --help tells its form."
        ) from None
