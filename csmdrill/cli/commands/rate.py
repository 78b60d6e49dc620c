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

    As a coach you rate blind: the self-rating is told only after yours is saved. The rating of a file is
    written beside it, for the trainee: csmdrill attempts receive FILE.

    \b
    --json  stdin {"levels": {criterion: 1-5 or null}, "checks": {criterion: [id]}, "overall": 1-5,
            "evidence": {criterion: [ms]}, "comments": {criterion: text}}
    """
    from csmdrill.services.workspace import open_workspace

    path = Path(attempt)
    with open_workspace(os.environ) as workspace:
        if path.is_file():
            if role != "coach":
                raise click.UsageError("A file that somebody submitted is rated with --as coach.")
            _rate_file(workspace, path, target or path.with_name(f"{path.stem}.rating.json"), rater, as_json)
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
    from csmdrill.cli.rating_lines import rate_in_lines, tell_transcript
    from csmdrill.cli.typed import TypedLines
    from csmdrill.services.submission import (
        encoded,
        keep_for,
        must_be_new,
        read_submission,
        save_for,
        sheet_of,
        write_new,
    )

    submission = read_submission(path)
    must_be_new(target)
    asked = sheet_of(workspace, submission, rater)
    if as_json:
        given: RatingDraft | None = _given()
    else:
        tell_transcript(asked)
        given = rate_in_lines(asked, TypedLines(), lambda draft: keep_for(workspace, asked, draft))
    if given is None:
        output.talk("Not finished; the same command goes on with it.")
        return
    back, sealed = save_for(workspace, submission, asked, given)
    write_new(target, encoded(back))
    if as_json:
        output.json(back)
    elif sealed.rating is not None:
        titles = {each.id: each.title for each in asked.asked}
        for name, level in sealed.rating.levels.items():
            output.data(f"the trainee: {titles.get(name, name)}: {'n/a' if level is None else level}")
    output.talk(f"{target} is written; the trainee takes it in with csmdrill attempts receive.")


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
