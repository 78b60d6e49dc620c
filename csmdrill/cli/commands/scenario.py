"""`scenario`: write a new role-play by answering a few questions."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output

if TYPE_CHECKING:
    from csmdrill.content.archetypes import Archetype


@click.group()
def scenario() -> None:
    """Write a role-play of your own."""


@scenario.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--kind", help="silent, price, briefing, discovery, bad-news or hand-off; else you are asked.")
def new(file: Path | None, kind: str | None) -> None:
    """Write a scenario FILE by answering a few questions; enter takes what stands in brackets.

    Without FILE it goes among your own scenarios. It works at once, with rules and tests to build on.
    """
    from csmdrill.cli.interview import Interview, ask_kind
    from csmdrill.core.home import find_home
    from csmdrill.services.new_scenario import rubrics_for, target_of, write_scenario

    home = find_home(os.environ)
    if file is not None:
        target_of(file, "talk", home)
    archetype = ask_kind() if kind is None else _kind(kind)
    rubrics = rubrics_for(home, archetype)
    if not rubrics:
        raise click.UsageError(
            "There is no rubric to rate it by; csmdrill check tells what is wrong with yours."
        )
    answers = Interview(archetype, rubrics, file, home).answers()
    target = target_of(file, answers.id, home)
    write_scenario(archetype, answers, target)
    output.data(str(target))
    if file is None:
        output.talk(f"Play it: csmdrill roleplay my/{answers.id}, or r on Today.")
    else:
        output.talk(f"Play it: csmdrill roleplay {target}")
    output.talk("Its words can be changed in any editor; docs/scenarios.md tells how, and how to go on.")


def _kind(said: str) -> Archetype:
    from csmdrill.cli.interview import kind_of

    try:
        return kind_of(said)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--kind") from None
