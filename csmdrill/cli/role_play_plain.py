"""A whole role-play in lines: brief, prediction, run, reflection, self-rating and what is told then."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

import msgspec

from csmdrill.cli import output
from csmdrill.cli.rating_lines import rate_in_lines, tell_reveal
from csmdrill.cli.rehearsing import Stage, foretell, tell_brief
from csmdrill.cli.typed import Lines, TypedLines, ask
from csmdrill.services import rating, rehearse
from csmdrill.services.attempts import load
from csmdrill.services.rehearsal_views import Rehearsal
from csmdrill.services.safekeeping import after_work
from csmdrill.services.scenarios import on_shelf
from csmdrill.services.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from csmdrill.roleplay.model import Kind


def play_plainly(key: str, *, kind: str | None, seed: int | None, train: str | None, as_json: bool) -> None:
    """Play a scenario over stdin and stdout; one that was broken off is offered first."""
    with open_workspace(os.environ) as workspace:
        lines = TypedLines()
        rehearsal = broken_off(workspace, key, lines, apart=as_json)
        if rehearsal is None:
            rehearsal = rehearse.prepare(
                workspace, key, cast("Kind | None", kind), seed=seed, spoken=False, train=train
            )
            rehearse.refuse_seed(rehearsal, seed)
            rehearsal = begun(workspace, rehearsal, lines, apart=as_json)
        if rehearsal is not None:
            attempt = perform(workspace, rehearsal, lines, apart=as_json)
            if attempt and as_json:
                output.json(_result(workspace, attempt))
        lacking = after_work(workspace)
    if lacking:
        output.talk(lacking)


def broken_off(workspace: Workspace, key: str, lines: Lines, *, apart: bool) -> Rehearsal | None:
    """Tell what was broken off, and return the attempt of this scenario that is gone on with."""
    say = output.talk if apart else output.data
    wanted = on_shelf(workspace, key).key
    chosen: Rehearsal | None = None
    for left in rehearse.interrupted(workspace):
        say(left.sentence)
        if not left.resumable or left.key != wanted or chosen is not None:
            continue
        if left.over or _agreed(lines, "go on with it? [Y/n] ", apart=apart):
            chosen = rehearse.resume(workspace, left.id)
        else:
            rehearse.drop(workspace, left.id)
    return chosen


def perform(
    workspace: Workspace, rehearsal: Rehearsal, lines: Lines, *, apart: bool, rated: bool = True
) -> str:
    """Play a begun attempt, rate it, and tell what may be told; returns its id, empty if it is broken off.

    Args:
        workspace: the open workspace.
        rehearsal: as `begin` or `resume` returned it.
        lines: what the trainee types.
        apart: tell on stderr, since stdout is for a result; then it is not rated.
        rated: it is rated at once.
    """
    say = output.talk if apart else output.data
    played = Stage(workspace, rehearsal, lines, apart=apart).play()
    if played.reason is None and rehearsal.kind == "practice":
        say(f"Broken off; csmdrill roleplay {rehearsal.key} --plain goes on with it.")
        return ""
    reason = played.reason or "left"
    reflection = ""
    if reason == "ended":
        reflection = ask(lines, "one line on how it went (enter for none)> ", apart=apart) or ""
    attempt = rehearse.finish(workspace, rehearsal, played.run.log, reason, reflection)
    say(f"Kept as {attempt}.")
    if reason == "ended" and rated and not apart:
        rate_self(workspace, attempt, lines)
    return attempt


def rate_self(workspace: Workspace, attempt: str, lines: Lines) -> bool:
    """Ask for the self-rating of an attempt and tell what may be told then; returns whether it is saved."""
    asked = rating.sheet(workspace, attempt)
    output.data("Rate yourself; q stops, what was set is kept.")
    given = rate_in_lines(asked, lines, lambda draft: rating.keep_rating(workspace, asked, draft))
    if given is None:
        output.talk(f"Not finished; csmdrill rate {attempt} goes on with it.")
        return False
    tell_reveal(rating.save_rating(workspace, asked, given), asked.rubric)
    return True


def begun(workspace: Workspace, rehearsal: Rehearsal, lines: Lines, *, apart: bool) -> Rehearsal | None:
    """Tell the brief, ask for the prediction, and begin; None where the trainee would rather not."""
    tell_brief(rehearsal, output.talk if apart else output.data)
    predicted, agreed = foretell(lines, apart=apart)
    return rehearse.begin(workspace, rehearsal, predicted) if agreed else None


def _agreed(lines: Lines, prompt: str, *, apart: bool) -> bool:
    return (ask(lines, prompt, apart=apart) or "").strip().lower() not in ("n", "no")


def _result(workspace: Workspace, attempt: str) -> dict[str, object]:
    view = load(workspace, attempt)
    row = msgspec.structs.asdict(view.row)
    wanted = ("id", "key", "kind", "end", "passed", "reason", "seconds", "score")
    return {name: row[name] for name in wanted} | {"tags": view.tags, "metrics": dict(view.metrics)}
