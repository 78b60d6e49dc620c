"""`roleplay --audio`: a recording played against a scenario on a virtual clock, noted, kept and rated."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from csmdrill.cli import output
from csmdrill.cli.exit_codes import ExitCode
from csmdrill.cli.role_play_plain import rate_self
from csmdrill.cli.typed import Lines, TypedLines, ask
from csmdrill.content.duration import clock_text
from csmdrill.core.errors import RolePlayRejected
from csmdrill.roleplay.cues import clean
from csmdrill.roleplay.engine import Run
from csmdrill.roleplay.transcript import TranscriptLine, lines_of, metrics_of, pauses_of, tags_of
from csmdrill.services import rehearse
from csmdrill.services.attempt_text import line_words
from csmdrill.services.listening import TOO_LOUD, Heard, heard_in, play_heard
from csmdrill.services.rehearsal_views import Rehearsal
from csmdrill.services.safekeeping import after_work
from csmdrill.services.workspace import Workspace, open_workspace

NOTE = "what did you say? a few words (enter for nothing)> "
REFLECT = "one line on how it went (enter for none)> "


def play_recording(
    key: str, path: Path, *, seed: int | None, train: str | None, notes: Sequence[str], as_json: bool
) -> None:
    """Play a recording against a scenario; with `as_json` it is only measured, and nothing is kept."""
    heard = heard_in(path)
    if heard.too_loud:
        output.talk(TOO_LOUD)
    with open_workspace(os.environ) as workspace:
        rehearsal = rehearse.prepare(workspace, key, seed=seed, spoken=True, train=train)
        if rehearsal.kind == "benchmark":
            raise RolePlayRejected(
                f"{rehearsal.scenario.title} is a benchmark, and a benchmark is played live.",
                "Play a recording in a scenario that is for practice.",
            )
        if as_json:
            _tell_measured(rehearsal, heard, play_heard(rehearsal, heard, notes))
            return
        _perform(workspace, rehearsal, heard, notes)
        lacking = after_work(workspace)
    if lacking:
        output.talk(lacking)


def _perform(workspace: Workspace, rehearsal: Rehearsal, heard: Heard, notes: Sequence[str]) -> None:
    run = play_heard(rehearsal, heard, notes)
    _tell(run)
    lines = TypedLines()
    if not notes and heard.speech:
        asked = _ask_notes(lines, rehearsal, heard)
        if asked is None:
            output.talk("Not kept.")
            return
        if any(asked):
            run = play_heard(rehearsal, heard, asked)
            output.data()
            _tell(run)
    begun = rehearse.begin(workspace, rehearsal, None)
    attempt = rehearse.finish(workspace, begun, run.log, "ended", ask(lines, REFLECT) or "")
    output.data(f"Kept as {attempt}.")
    rate_self(workspace, attempt, lines)


def _ask_notes(lines: Lines, rehearsal: Rehearsal, heard: Heard) -> list[str] | None:
    """Return what was said: one note of a monologue, else one of each speech; None if no more lines come."""
    if rehearsal.scenario.mode == "monologue":
        text = ask(lines, NOTE)
        return None if text is None else [clean(text)]
    notes: list[str] = []
    for each in heard.speech:
        text = ask(lines, f"{clock_text(each.since)} to {clock_text(each.until)}, {NOTE}")
        if text is None:
            return None
        notes.append(clean(text))
    return notes


def _tell(run: Run) -> None:
    """Print the transcript, with the silences between own speeches that nobody else broke."""
    told = [(line.at, _words(line)) for line in lines_of(run.log, run.scene)]
    told += [(since, f"(silence, {(until - since) / 1000:.1f} s)") for since, until in pauses_of(run.log)]
    for at, words in sorted(told, key=lambda each: each[0]):
        output.text(f"{clock_text(at):>5}  {words}")


def _words(line: TranscriptLine) -> str:
    if line.kind != "you" or line.until is None:
        return line_words(line)
    spoken = f"you, for {(line.until - line.at) / 1000:.1f} s"
    return f"{spoken}: {line.text}" if line.text else spoken


def _tell_measured(rehearsal: Rehearsal, heard: Heard, run: Run) -> None:
    ended = run.ended
    output.json(
        {
            "key": rehearsal.key,
            "seed": rehearsal.drawn.seed,
            "end": ended.name if ended else "",
            "passed": ended is not None and ended.passed,
            "seconds": run.clock / 1000,
            "tags": tags_of(run.log),
            "metrics": metrics_of(run.log),
            "speech": [[each.since, each.until] for each in heard.speech],
            "silence": [[each.since, each.until] for each in heard.stretches if not each.speech],
            "too_loud": heard.too_loud,
        }
    )
    if ended is None or not ended.passed:
        raise click.exceptions.Exit(ExitCode.FINDINGS)
