"""`attempts`: list the role-plays that were made, show one, take in a coach's rating of one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output

if TYPE_CHECKING:
    from csmdrill.services.rehearsal_views import AttemptRow


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As one JSON list.")
@click.pass_context
def attempts(context: click.Context, as_json: bool) -> None:
    """List the role-plays that were made, the newest first.

    \b
    --json  [{"id", "key", "title", "competency", "kind", "at", "day", "spoken", "seat", "train",
              "rubric", "end", "passed", "reason", "seconds", "predicted", "rated", "score",
              "coach_score", "coaches", "gap", "has_text"}]
    """
    if context.invoked_subcommand is not None:
        return
    from csmdrill.services.attempts import attempts as made
    from csmdrill.services.coach_news import coach_news
    from csmdrill.services.rehearse import interrupted
    from csmdrill.services.wording import way_on_words
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        left = interrupted(workspace)
        rows = made(workspace)
        news = None if as_json else coach_news(workspace)
    for each in left:
        output.talk(each.sentence)
        if each.resumable:
            output.talk(way_on_words(each.key))
    if as_json:
        output.json(rows)
        return
    for row in rows:
        output.data(_line(row))
    for words in news.lines if news else ():
        output.talk(words)
    if not rows:
        output.talk("No role-play was made yet: csmdrill roleplay lists the scenarios.")


@attempts.command()
@click.argument("attempt")
@click.option("--markdown", "as_markdown", is_flag=True, help="As a transcript in Markdown.")
@click.option("--json", "as_json", is_flag=True, help="With its whole log, as one JSON object.")
def show(attempt: str, as_markdown: bool, as_json: bool) -> None:
    """Show ATTEMPT: its id, the beginning of it, or last.

    \b
    --json  {"attempt": as in the list, "tags", "metrics", "log": {"drawn", "inputs", "events"},
             "reflection", "ratings"}
    """
    from csmdrill.cli.rating_lines import tell_rated
    from csmdrill.services.attempt_text import markdown, metric_words, told_with_comments
    from csmdrill.services.attempts import load
    from csmdrill.services.wording import gap_words
    from csmdrill.services.workspace import open_workspace
    from csmdrill.skills.raters import coaches_called

    with open_workspace(os.environ) as workspace:
        view = load(workspace, attempt)
    if as_json:
        parts = {"attempt": view.row, "tags": view.tags, "metrics": dict(view.metrics), "log": view.log}
        output.json(parts | {"reflection": view.reflection, "ratings": view.ratings})
    elif as_markdown:
        output.text(markdown(view).rstrip("\n"))
    else:
        output.data(_line(view.row))
        for _, clock, words in told_with_comments(view.lines, view.ratings):
            output.text(f"{clock:>5}  {words}")
        if not view.row.has_text:
            output.data("What was said is no longer kept.")
        if view.reflection:
            output.text(f"reflection: {view.reflection}")
        for words in metric_words(view.metrics):
            output.text(f"- {words}")
        for rated in view.ratings:
            tell_rated(rated, view.rubric)
        if view.row.gap is not None:
            output.data(gap_words(view.row.gap, coach=coaches_called(view.row.coaches)))


@attempts.command()
@click.argument("file", type=click.Path(path_type=Path))
def receive(file: Path) -> None:
    """Take in a coach's rating from FILE; attempts show tells it once you rated the attempt yourself."""
    from csmdrill.services.receiving import receive as taken
    from csmdrill.services.safekeeping import after_work
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        output.talk(taken(workspace, file))
        lacking = after_work(workspace)
    if lacking:
        output.talk(lacking)


@attempts.command()
@click.argument("attempt")
@click.option("--rating", "what", flag_value="rating", help="Take back only your self-rating of it.")
@click.option("--read-as", "what", flag_value="correction", help="Take back only what lines were read as.")
def undo(attempt: str, what: str | None) -> None:
    """Take ATTEMPT back, or only your rating of it; its facts stay in the log."""
    from csmdrill.services.attempts import take_back
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        output.talk(take_back(workspace, attempt, what or "attempt"))


def _line(row: AttemptRow) -> str:
    from csmdrill.content.duration import clock_text
    from csmdrill.services.attempt_text import end_words
    from csmdrill.services.wording import score_words

    marks = [row.kind, clock_text(row.seconds * 1000), end_words(row)]
    marks += ["with a coach at the table"] if row.seat else []
    marks += [f"you {score_words(row.score)}"] if row.score is not None else []
    marks += ["not rated"] if not row.rated and row.reason in ("ended", "timeout") else []
    marks += [_coach_words(row, row.coach_score)] if row.coach_score is not None else []
    marks += [] if row.has_text else ["words erased"]
    return f"{row.id}  {row.day}  {row.title} · {', '.join(marks)}"


def _coach_words(row: AttemptRow, score: float) -> str:
    """Return what a coach gave, beside one's own only as far as both rated the same."""
    from csmdrill.services.wording import score_words
    from csmdrill.skills.raters import coaches_called

    who = coaches_called(row.coaches).removeprefix("the ")
    if row.gap is None:
        return f"{who} {score_words(score)}"
    which = "the one criterion" if row.gap.criteria == 1 else f"the {row.gap.criteria} criteria"
    return f"{who} {score_words(row.gap.coach)} to your {score_words(row.gap.mine)} on {which} you both rated"
