"""A script played against a scenario on the virtual clock; nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from csmdrill.content.findings import Findings
from csmdrill.content.opened import open_content
from csmdrill.content.placed import Desk
from csmdrill.content.prescan import prescan
from csmdrill.content.problem import Problem
from csmdrill.content.reading import read
from csmdrill.content.scenario import FORMAT, Expect, ScenarioTest, ScriptLine
from csmdrill.content.scenario_clock import check_clock
from csmdrill.content.scenario_draft import PlacedTest, draft_of
from csmdrill.content.scenario_file import BEGINS
from csmdrill.content.scenario_texts import check_texts
from csmdrill.content.script_file import read_script
from csmdrill.core.errors import ContentUnreadable
from csmdrill.roleplay.scene import compile_scene
from csmdrill.roleplay.scripts import play_script
from csmdrill.roleplay.transcript import TranscriptLine, lines_of, metrics_of, tags_of
from csmdrill.services.scenarios import on_shelf
from csmdrill.services.workspace import Workspace

MOST_BYTES = 1024 * 1024


class ScriptResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a script."""

    key: str
    seed: int
    end: str
    passed: bool
    seconds: float
    tags: tuple[str, ...]
    metrics: Mapping[str, float]


class ScriptTold(msgspec.Struct, frozen=True):
    """A script that was played; no result where it has errors."""

    result: ScriptResult | None
    lines: tuple[TranscriptLine, ...]
    problems: tuple[Problem, ...]


def play_file(workspace: Workspace, key: str, path: Path, seed: int) -> ScriptTold:
    """Play a script file to the end of its scenario; after its last line nobody says anything more.

    Raises:
        RolePlayRejected: there is no such scenario, or it has errors.
        ContentUnreadable: a file cannot be read at all.
    """
    found = on_shelf(workspace, key)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ContentUnreadable(
            f"{path} cannot be read: {error.strerror}.", "Look at the spelling."
        ) from error
    script = read_script(content, str(path))
    problems = script.problems
    if not any(each.is_error for each in problems):
        problems += _unfit(found.text, script.lines, content, path)
    if any(each.is_error for each in problems):
        return ScriptTold(None, (), problems)
    scene = compile_scene(found.scenario)
    run = play_script(scene, seed, script.lines)
    result = ScriptResult(
        key=found.key,
        seed=seed,
        end=run.ended.name if run.ended else "",
        passed=run.ended is not None and run.ended.passed,
        seconds=run.clock / 1000,
        tags=tags_of(run.log),
        metrics=metrics_of(run.log),
    )
    return ScriptTold(result, lines_of(run.log, scene), problems)


def _unfit(scenario: str, lines: tuple[ScriptLine, ...], content: bytes, path: Path) -> tuple[Problem, ...]:
    """Return what makes a script unfit for a scenario: the errors it would have as one of its own tests.

    Args:
        scenario: the text of one without an error.
        lines: the script as read.
        content: its file.
        path: of the file.
    """
    text, findings = prescan(content).text, Findings()
    root, played = read(text).root, open_content(scenario.encode(), FORMAT, BEGINS).root
    if root is None or played is None:
        return ()
    test = ScenarioTest(name=path.name, script=list(lines), expect=Expect())
    draft = msgspec.structs.replace(draft_of(played, Findings()), tests=(PlacedTest(test, root),))
    desk = Desk(text, findings)
    check_clock(draft, desk)
    check_texts(draft, desk)
    # Warnings are about the scenario, and their places are not in this file.
    return tuple(each for each in findings.problems(str(path), text) if each.is_error)
