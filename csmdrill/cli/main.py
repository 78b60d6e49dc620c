"""The front door: reads the words, calls one command, turns errors into sentences and exit codes."""

from __future__ import annotations

import os
import sys

import click

from csmdrill import __version__
from csmdrill.cli.exit_codes import MEANINGS, ExitCode, code_for
from csmdrill.cli.lazy import LazyGroup, ReaderGone
from csmdrill.core.errors import CsmdrillError

_COMMANDS = "csmdrill.cli.commands."

COMMANDS: dict[str, tuple[str, str, str]] = {
    "practice": (_COMMANDS + "practice", "practice", "Practise the cards that are due."),
    "warmup": (_COMMANDS + "warmup", "warmup", "Warm up before a meeting, with three cards."),
    "due": (_COMMANDS + "due", "due", "Tell what is due today."),
    "forecast": (_COMMANDS + "forecast", "forecast", "Tell how many minutes the days to come will take."),
    "stats": (_COMMANDS + "stats", "stats", "Tell what was known, and what practice looked like."),
    "skills": (_COMMANDS + "skills", "skills", "Tell which skill holds, which drifts, which nobody knows."),
    "report": (_COMMANDS + "report", "report", "Write the drift report, as text, HTML, CSV or JSON."),
    "drift": (_COMMANDS + "drift", "drift", "Tell how often drift is said wrongly, and what it finds."),
    "cards": (_COMMANDS + "cards", "cards", "List the cards that a search finds."),
    "remind": (_COMMANDS + "remind", "remind", "Tell in one sentence what is due, if anything is."),
    "card": (_COMMANDS + "card", "card", "Tell a card's history; suspend, bury, flag, note, set due."),
    "leave": (_COMMANDS + "leave", "leave", "Plan days away, on which nothing is due."),
    "roleplay": (_COMMANDS + "roleplay", "roleplay", "List role-plays, or play one under pressure."),
    "circuit": (_COMMANDS + "circuit", "circuit", "Take a circuit of benchmarks, three stations."),
    "attempts": (_COMMANDS + "attempts", "attempts", "List or show role-plays that were made."),
    "replay": (_COMMANDS + "replay", "replay", "Print an attempt again at its own pace."),
    "rate": (_COMMANDS + "rate", "rate", "Rate an attempt, as yourself or as a coach."),
    "submit": (_COMMANDS + "submit", "submit", "Write an attempt into one file for a coach."),
    "coach": (_COMMANDS + "coach", "coach", "Rate what was submitted, calibrate, prepare a 1:1."),
    "check": (_COMMANDS + "check", "check", "Check decks and scenarios; tell every problem with its place."),
    "explain": (_COMMANDS + "check", "explain", "Explain a problem's code."),
    "fmt": (_COMMANDS + "fmt", "fmt", "Write missing card ids into deck files."),
    "schema": (_COMMANDS + "check", "schema", "Print the JSON Schema of a format."),
    "scenario": (_COMMANDS + "scenario", "scenario", "Write a role-play of your own, by a short interview."),
    "deck": (_COMMANDS + "deck", "deck", "Bring cards along from Anki or a table, or send a deck out."),
    "demo": (_COMMANDS + "demo", "demo", "Open a demo: a made-up team with months of practice."),
    "config": (_COMMANDS + "config", "config", "Read and change settings."),
    "data": (_COMMANDS + "data", "data", "Take your practice history out, or bring it in."),
    "backup": (_COMMANDS + "backup", "backup", "Back up the practice history, or list its backups."),
    "restore": (_COMMANDS + "restore", "restore", "Go back to a backup; the present history is kept."),
    "doctor": (_COMMANDS + "doctor", "doctor", "Check the practice history; rebuild or repair it."),
    "completion": (_COMMANDS + "completion", "completion", "Print the shell completion script."),
}

_EXIT_CODES = "\n".join(f"  {code.value:>3}  {MEANINGS[code]}" for code in ExitCode)


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    other_names={"practise": "practice"},
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExit codes:\n"
    + _EXIT_CODES
    + "\n\n\b\nEnvironment:\n"
    + "  CSMDRILL_HOME  folder that holds your decks, packs and practice history\n"
    + "  CSMDRILL_NOW   ISO time with offset (1970 to 2199): a practice clock, in a home of its own\n"
    + "  NO_COLOR       no colours",
)
@click.version_option(__version__, prog_name="csmdrill")
@click.pass_context
def cli(context: click.Context) -> None:
    """A practice room for Customer Success Managers.

    Without a command, csmdrill opens on Today.
    """
    from csmdrill.cli.catching_up import HOMELESS, catch_up

    if context.invoked_subcommand not in {*HOMELESS, "data"}:
        catch_up(os.environ)
    if context.invoked_subcommand is None:
        from csmdrill.cli.commands.open_screens import open_today

        open_today()


def main() -> None:
    """Run the program and end the process with a documented exit code."""
    from csmdrill.cli import output

    output.make_ready()
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """Run one command line.

    Returns:
        The exit code; see `cli.exit_codes`.
    """
    from csmdrill.cli import output

    try:
        result = cli.main(args=words, prog_name="csmdrill", standalone_mode=False)
    except CsmdrillError as error:
        output.complain(error)
        if isinstance(error, output.OutputRefused):
            output.give_up()
        return code_for(error)
    except click.ClickException as error:
        error.show()
        return ExitCode.COULD_NOT_RUN
    except (click.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except ReaderGone:
        output.give_up()
        return ExitCode.OK
    except Exception as error:  # noqa: BLE001 - the top edge: a person gets a sentence, never a traceback
        return _own_fault(error)
    return int(result) if isinstance(result, int) else ExitCode.OK


def _own_fault(error: Exception) -> int:
    from csmdrill.cli import output
    from csmdrill.cli.fault import keep_fault

    output.talk(f"csmdrill stopped on a fault of its own ({type(error).__name__}). Your answers are kept.")
    kept = keep_fault(error, os.environ)
    if kept:
        output.talk(f"What happened is written in {kept}.")
    return ExitCode.COULD_NOT_RUN
