"""`data`: take the practice history out, or bring it in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from csmdrill.cli import output
from csmdrill.cli.catching_up import catch_up
from csmdrill.cli.confirming import confirmed
from csmdrill.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from csmdrill.storage.facts import ImportReport

MOST_TOLD = 20
MOST_ALIKE = 3
"""So many lines that are left out for the same reason are told one by one; of more, the first is."""
OF_A_DEMO = "This is the history of a demo, made up: a home with real practice takes none of it in."


@click.group()
@click.pass_context
def data(context: click.Context) -> None:
    """Take your practice history out, or bring it in."""
    if context.invoked_subcommand != "import":  # which goes on with what was broken off
        catch_up(os.environ)


@data.command("export")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="A file instead of stdout.")
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
@click.option("--with-text", is_flag=True, help="What you typed, too; it is left out otherwise.")
def export_facts(target: Path | None, replace: bool, with_text: bool) -> None:
    """Print every fact as JSON Lines, oldest first."""
    from csmdrill.services.history import export_to
    from csmdrill.services.targets import must_be_free
    from csmdrill.services.wording import counted
    from csmdrill.services.workspace import open_workspace

    must_be_free(target, replace)
    with open_workspace(os.environ) as workspace:
        if workspace.home.demo.is_file():
            output.talk(OF_A_DEMO)
        if target is None:
            for line in workspace.store.export_lines(with_text):
                output.data_bytes(line)
            return
        written = export_to(workspace, target, with_text)
    output.talk(f"{counted(written, 'fact')} written to {target}.")


@data.command("import")
@click.argument("source", type=click.Path(path_type=Path, allow_dash=True))
def import_facts(source: Path) -> None:
    """Bring in facts (JSON Lines; - reads stdin) or ratings (a .csv table) from SOURCE.

    What is there already is passed over.

    A coach's rating file is taken in as well, and a table of ratings: a .csv file with the columns person,
    date, competency, role, score, rubric. Its rows count as benchmarks; `me` is you.
    """
    from csmdrill.services.coach_files import is_rating_file
    from csmdrill.services.ratings_table import is_ratings_table

    if str(source) != "-" and is_rating_file(source):
        _receive(source)
    elif is_ratings_table(source):
        _bring_table(source)
    else:
        _bring_facts(source)


def _receive(source: Path) -> None:
    from csmdrill.services.receiving import receive
    from csmdrill.services.safekeeping import before_risk
    from csmdrill.services.workspace import open_workspace

    catch_up(os.environ)
    with open_workspace(os.environ) as workspace:
        before_risk(workspace)
        output.talk(receive(workspace, source))


def _bring_table(source: Path) -> None:
    from csmdrill.services.ratings_table import bring_ratings
    from csmdrill.services.safekeeping import after_work, before_risk
    from csmdrill.services.workspace import open_workspace

    catch_up(os.environ)
    with open_workspace(os.environ) as workspace:
        before_risk(workspace)
        report = bring_ratings(workspace, source)
        failed = after_work(workspace)
    _tell(source, report, "rating", failed)


def _bring_facts(source: Path) -> None:
    """Bring in facts, in sight; an import that was broken off goes on."""
    from csmdrill.cli.progress import stages, stoppable
    from csmdrill.services.history import import_from
    from csmdrill.services.safekeeping import after_work, before_risk
    from csmdrill.services.workspace import open_workspace

    with open_workspace(os.environ, behind=True) as workspace:
        if not workspace.store.is_behind():  # else there was a backup before it was begun
            before_risk(workspace)
        facts, _ = workspace.store.totals()
        try:
            with stages() as told, stoppable(told) as safely:
                report = import_from(workspace, source, safely)
        except KeyboardInterrupt:
            _tell_stopped(workspace.store.totals()[0] - facts, workspace.store.is_behind())
            raise
        failed = after_work(workspace)
    _tell(source, report, "fact", failed)


def _tell_stopped(added: int, behind: bool) -> None:
    from csmdrill.services.wording import counted

    were = "was" if added == 1 else "were"
    them = "is" if added == 1 else "are"
    output.talk(f"Stopped. {counted(added, 'fact')} {were} added and {them} kept. The same command goes on.")
    if behind:
        output.talk("What they say of your cards is worked out then, or when csmdrill starts next.")


def _tell(source: Path, report: ImportReport, what: str, failed: str) -> None:
    from csmdrill.services.wording import counted

    alike: dict[str, list[int]] = {}
    for number, sentence in report.bad:
        alike.setdefault(sentence, []).append(number)
    shown = [each for each in report.bad if len(alike[each[1]]) <= MOST_ALIKE or alike[each[1]][0] == each[0]]
    for number, sentence in shown[:MOST_TOLD]:
        output.talk(f"{source}:{number}: {sentence}")
        if len(numbers := alike[sentence]) > MOST_ALIKE:
            output.talk(f"The same in {len(numbers) - 1} more lines, the last of them {numbers[-1]}.")
    if len(shown) > MOST_TOLD:
        output.talk(f"... and {len(shown) - MOST_TOLD} more.")
    known, left_out = f"{report.already} known already", counted(len(report.bad), "line")
    output.talk(f"{counted(report.added, what)} added, {known}, {left_out} left out.")
    if failed:
        output.talk(failed)
    if report.bad:
        raise click.exceptions.Exit(ExitCode.FINDINGS)


@data.command("erase-text")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def erase_text(yes: bool) -> None:
    """Erase everything you typed or said: replies and notes, here and in the backups, and recordings.

    Ratings and days stay.
    """
    from csmdrill.services.safekeeping import count_recordings, count_texts, erase_texts
    from csmdrill.services.wording import counted

    output.talk(f"{counted(count_texts(os.environ), 'text')} that you typed can be erased, for good.")
    if spoken := count_recordings(os.environ):
        output.talk(f"So can {counted(spoken, 'recording')} of your voice.")
    if not confirmed("Erase them", yes):
        return
    done = erase_texts(os.environ)
    output.talk(f"{counted(done.texts, 'text')} erased; {counted(done.backups, 'backup')} cleared of them.")
    if done.recordings:
        output.talk(f"{counted(done.recordings, 'recording')} deleted.")
    for path in done.left:
        output.talk(f"{path} may still hold some; delete it when you need it no longer.")
