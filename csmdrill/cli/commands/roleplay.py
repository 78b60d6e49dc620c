"""`roleplay`: list scenarios, play one on the stage, in lines, by a script or with a coach at the table."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from csmdrill.roleplay.model import Kind
    from csmdrill.services.rehearsal_views import ScenarioRow, Shelf
    from csmdrill.services.workspace import Workspace

_OTHERS: dict[str, tuple[str, str, str]] = {
    "test": ("csmdrill.cli.commands.roleplay_test", "test", "Play the tests that stand in a scenario file."),
}
PLAY = "play"


class _Group(click.Group):
    """A group in which a word that is no command names a scenario to be played."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands, those of other modules among them."""
        return [*super().list_commands(ctx), *_OTHERS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing its module where it has one of its own."""
        if cmd_name not in _OTHERS:
            return super().get_command(ctx, cmd_name)
        module, attribute, _ = _OTHERS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; a scenario stands for `play` with it."""
        own = ("-h", "--help", "--json")
        if args and args[0] not in own and args[0] not in self.list_commands(ctx):
            args = [PLAY, *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Group, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="The list as one JSON object.")
@click.pass_context
def roleplay(context: click.Context, as_json: bool) -> None:
    """List the scenarios, or play one: csmdrill roleplay SCENARIO.

    A scenario is named by its key, the end of it, or its file.
    csmdrill roleplay play --help tells how it can be played.
    """
    if context.invoked_subcommand is not None:
        return
    from csmdrill.services.scenarios import shelf
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        found = shelf(workspace)
        if as_json:
            output.json(found)
        else:
            _tell_shelf(workspace, found)


@roleplay.command(PLAY)
@click.argument("scenario")
@click.option("--plain", is_flag=True, help="In lines of text instead of the stage.")
@click.option("--kind", type=click.Choice(["practice", "benchmark"]), help="Default: what it is meant for.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**31),
    help="Decides names and facts; default: by chance. Not of a benchmark.",
)
@click.option("--train", help="The criterion to train and to rate; default: the scenario's own.")
@click.option(
    "--script",
    type=click.Path(path_type=Path),
    help="Play {at, say} lines of a YAML file on a virtual clock; nothing is kept.",
)
@click.option(
    "--audio",
    type=click.Path(path_type=Path),
    help="Play a recording (WAV) of your speech on a virtual clock; then note what you said.",
)
@click.option("--note", "notes", multiple=True, help="With --audio: what you said; for each speech one.")
@click.option("--seat", is_flag=True, help="A coach plays the stakeholder, from a confidential sheet.")
@click.option("--json", "as_json", is_flag=True, help="The result as one JSON object; the rest on stderr.")
def play(
    scenario: str,
    plain: bool,
    kind: Kind | None,
    seed: int | None,
    train: str | None,
    script: Path | None,
    audio: Path | None,
    notes: tuple[str, ...],
    seat: bool,
    as_json: bool,
) -> None:
    """Play SCENARIO: its key, the end of it, or its file.

    With --plain each line of stdin is said when it comes, and silence is waiting. /done ends, /quit leaves,
    and in practice /brief shows the brief again and /pause stops the clock. Afterwards you rate yourself.

    \b
    With --script, or --audio and --json, nothing is kept; the exit code is 0 if it ends in a pass, else 1.
    --json  {"id", "key", "kind", "end", "passed", "reason", "seconds", "tags", "metrics", "score"};
            with --script {"key", "seed", "end", "passed", "seconds", "tags", "metrics"};
            with --audio these, {"speech", "silence"} as pairs of ms, and {"too_loud"}
    """
    if sum((seat, script is not None, audio is not None)) > 1:
        raise click.UsageError("Take one of --seat, --script and --audio.")
    if notes and audio is None:
        raise click.UsageError("--note goes with --audio.")
    if audio is not None:
        from csmdrill.cli.recorded import play_recording

        play_recording(scenario, audio, seed=seed, train=train, notes=notes, as_json=as_json)
    elif script is not None:
        _play_script(scenario, script, seed, as_json=as_json)
    elif seat:
        from csmdrill.cli.seat import sit

        sit(scenario, seed)
    elif plain:
        from csmdrill.cli.role_play_plain import play_plainly

        play_plainly(scenario, kind=kind, seed=seed, train=train, as_json=as_json)
    elif as_json:
        raise click.UsageError("--json goes with --plain, --script or --audio.")
    else:
        from csmdrill.cli.commands.open_screens import open_role_play

        open_role_play(scenario, kind, seed)


def _play_script(scenario: str, path: Path, seed: int | None, *, as_json: bool) -> None:
    from csmdrill.services.attempt_text import line_words
    from csmdrill.services.scripted import play_file
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ) as workspace:
        told = play_file(workspace, scenario, path, 1 if seed is None else seed)
    for problem in told.problems:
        output.talk(str(problem))
    if told.result is None:
        raise click.exceptions.Exit(ExitCode.COULD_NOT_RUN)
    if as_json:
        output.json(told.result)
    else:
        for line in told.lines:
            output.text(f"{line.clock:>5}  {line_words(line)}")
    if not told.result.passed:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


def _tell_shelf(workspace: Workspace, found: Shelf) -> None:
    from csmdrill.services.scenarios import suggested

    for row in found.scenarios:
        output.data(_line(row))
    for rubric in found.rubrics:
        if rubric.problem:
            output.data(f"{rubric.key or rubric.path}: not offered. {rubric.problem}")
    if not found.scenarios:
        output.talk(f"There is no scenario; put some into {workspace.home.scenarios}.")
    suggestion = suggested(workspace)
    if suggestion is not None:
        output.talk(f"Suggested: {suggestion.row.key}. {suggestion.why}")


def _line(row: ScenarioRow) -> str:
    from csmdrill.content.duration import clock_text
    from csmdrill.services.wording import date_words, score_words

    if row.problem:
        return f"{row.key or row.path}: not offered. {row.problem}"
    marks = [row.kind, clock_text(row.seconds * 1000), f"difficulty {row.difficulty}"]
    marks += ["spoken"] if row.spoken else []
    marks += ["best with a coach"] if row.seat else []
    marks += [f"last {date_words(row.last_day)}"] if row.last_day else []
    marks += [f"score {score_words(row.score)}"] if row.score is not None else []
    marks += [f"due {date_words(row.due_day)}"] if row.due_day else []
    return f"{row.key}  {row.title} · {', '.join(marks)}"
