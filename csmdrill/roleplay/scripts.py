"""Scripts played against a scenario: what they say becomes acts, and the run ends as it must."""

from __future__ import annotations

import re
from collections.abc import Iterable

from csmdrill.content.duration import milliseconds
from csmdrill.content.scenario import Expect, Scenario, ScriptLine
from csmdrill.content.template import TemplateProblem
from csmdrill.roleplay.acting import Setup
from csmdrill.roleplay.chance import draw
from csmdrill.roleplay.engine import Run, replay_with, setup_of, take
from csmdrill.roleplay.model import Drawn, Finished, Input, Noted, Passed, Said, Speaking
from csmdrill.roleplay.scene import Scene
from csmdrill.roleplay.transcript import tags_of
from csmdrill.roleplay.wording import Cast, cast_of, filled


def script_inputs(scene: Scene, drawn: Drawn, script: Iterable[ScriptLine]) -> tuple[Input, ...]:
    """Return the acts of a script, in order of time.

    Args:
        scene: the scenario.
        drawn: gives the names; `{{id}}` and a person's id as a word stand for the drawn first name.
        script: its lines.
    """
    cast = cast_of(scene.scenario, drawn)
    acts = [act for line in script for act in _acts(line, scene.scenario, cast)]
    return tuple(sorted(acts, key=lambda act: act.at))


def play_script(scene: Scene, seed: int, script: Iterable[ScriptLine], *, stand_ins: bool = False) -> Run:
    """Return the run of a script, after whose last act nothing is done until it ends.

    Args:
        scene: the scenario.
        seed: of what is drawn.
        script: its lines.
        stand_ins: as in `draw`.
    """
    setup = setup_of(scene, draw(scene, seed, stand_ins=stand_ins))
    return play_out(setup, script_inputs(scene, setup.cast.drawn, script))


def play_out(setup: Setup, inputs: Iterable[Input]) -> Run:
    """Return the run of acts, after which nothing is done until it ends."""
    run = replay_with(setup, inputs)
    return run if run.ended is not None else take(run, Passed(run.closes_at))


def faults_of(run: Run, expect: Expect) -> tuple[str, ...]:
    """Return what of a test's expectations did not come true, as sentences."""
    tags = tags_of(run.log)
    told = " or ".join(tags) if tags else "no tag"
    faults = [f"tag {tag} was not given, only {told}" for tag in expect.tags if tag not in tags]
    faults += [f"tag {tag} was given" for tag in expect.missing if tag in tags]
    ended = run.ended.name if run.ended is not None else "nothing"
    if expect.end is not None and expect.end != ended:
        faults.append(f"it ended in {ended}, not in {expect.end}")
    faults += [
        f"{name} is {run.vars.get(name)}, not {value}"
        for name, value in expect.vars.items()
        if run.vars.get(name) != value
    ]
    said = " ".join(" ".join(event.text.split()) for event in run.events if event.kind == "line")
    cast = run.setup.cast
    pieces = [
        (piece, " ".join(spoken_text(piece, run.scene.scenario, cast).split())) for piece in expect.says
    ]
    faults += [f"nobody said “{piece}”" for piece, words in pieces if words not in said]
    return tuple(faults)


def _acts(line: ScriptLine, scenario: Scenario, cast: Cast) -> list[Input]:
    at = milliseconds(line.at)
    until = milliseconds(line.until) if line.until is not None else at
    acts: list[Input] = []
    text = spoken_text(line.say, scenario, cast)
    if line.until is not None:
        acts += [Speaking(at, True), Speaking(until, False)]
    if text:
        acts.append(Noted(until, text) if line.until is not None else Said(at, text))
    if line.done:
        acts.append(Finished(until))
    return acts


def spoken_text(text: str, scenario: Scenario, cast: Cast) -> str:
    """Return words of a script as they are said: drawn names and facts for slots and people's ids."""
    if "{{" in text:
        try:
            text = filled(text, cast, scenario.vars, {})
        except (TemplateProblem, KeyError):
            return text
    ids = "|".join(map(re.escape, scenario.people))
    found = re.compile(rf"\b(?:{ids})\b", re.IGNORECASE)
    return found.sub(lambda name: str(cast.values[name.group().lower()]), text)
