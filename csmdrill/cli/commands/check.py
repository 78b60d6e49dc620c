"""`check`, `explain` and `schema`: what is wrong in content files, and what would be right."""

from __future__ import annotations

import os
from pathlib import Path

import click
import msgspec

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode
from csmdrill.content.problem import Problem
from csmdrill.services.wording import counted


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="Form of the list.",
)
def check(paths: tuple[Path, ...], strict: bool, shape: str) -> None:
    """Check decks, scenarios, rubrics and folders of them; without PATH, the shipped ones and your own.

    A scenario is played, too: its own tests, its paraphrases, and 1,000 random players.

    \b
    text    path:line:col: CODE message
    json    a list of {path, line, col, code, severity, message}
    github  annotations for a workflow run
    """
    from csmdrill.core.home import find_home
    from csmdrill.services.check import check_paths

    report = check_paths(paths, Path.cwd(), find_home(os.environ))
    if shape == "json":
        output.json(report.problems)
    else:
        for problem in report.problems:
            output.data(github_form(problem) if shape == "github" else str(problem))
    errors = sum(problem.severity == "error" for problem in report.problems)
    warnings = len(report.problems) - errors
    counts = [counted(report.files, "file")]
    if report.files > report.rehearsals or not report.files:
        counts.append(counted(report.cards, "card"))
    if report.rehearsals:
        counts.append(counted(report.scenarios, "scenario"))
    seen = ", ".join(counts)
    output.talk(f"{seen}: {counted(errors, 'error')}, {counted(warnings, 'warning')}.")
    if report.problems:
        worst = min(report.problems, key=lambda problem: not problem.is_error)
        output.talk(f"csmdrill explain {worst.code} tells more.")
    if errors or (strict and warnings):
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def github_form(problem: Problem) -> str:
    """Return a problem as an annotation of a workflow run; its characters are escaped as those want it."""
    kind = "error" if problem.is_error else "warning"
    place = f"file={_escaped(problem.path, ',:')},line={problem.line},col={problem.col},title={problem.code}"
    return f"::{kind} {place}::{_escaped(problem.message)}"


def _escaped(text: str, also: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in "%\r\n" + also else c for c in text)


@click.command()
@click.argument("code")
def explain(code: str) -> None:
    """Explain a problem's CODE: what it means, why it matters, how to mend it."""
    from csmdrill.services.check import explain as explanation
    from csmdrill.services.check import nearest_code

    text = explanation(code)
    if text is None:
        near = nearest_code(code)
        raise click.UsageError(f"There is no code {code!r}." + (f" Did you mean {near}?" if near else ""))
    output.text(text)


@click.command()
@click.argument("name", type=click.Choice(["deck", "pack", "scenario", "rubric", "calibration"]))
def schema(name: str) -> None:
    """Print the JSON Schema (draft 7) of a format, for editors."""
    from csmdrill.content.schema import schema_named

    output.data_bytes(msgspec.json.format(msgspec.json.encode(schema_named(name)), indent=2))
