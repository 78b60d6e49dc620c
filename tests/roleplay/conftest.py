"""What the tests of role-plays share: small scenarios, and a way to read what the trainee sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import pytest
import yaml

from csmdrill.content.scenario import Scenario
from csmdrill.roleplay.chance import draw
from csmdrill.roleplay.engine import Run, replay
from csmdrill.roleplay.model import Input, Passed
from csmdrill.roleplay.scene import Scene, compile_scene

BASE = """
format: csmdrill/scenario@1
id: trial
title: Trial
rubric: renewal-negotiation
timebox: {total: 60s, amber: 40s, red: 50s, grace: 5s}
brief: "Meet {{dana.name}}, {{dana.role}}."
people:
  dana: {name: {kind: pick, among: [Dana Whitfield, Dana Whitfield]}, role: CFO}
vars: {trust: 0}
concepts: {outcome: ["outcome*", "matter* most"], number: ["how many", percent]}
phases: [cold, open]
start: {say: "Well?"}
rules:
  - {id: fallback, event: reply, do: {say: "Go on."}}
timeout: {end: drifted, say: "I have to drop."}
ends: {advanced: pass, drifted: fail}
"""

MakeScene = Callable[..., Scene]
Play = Callable[..., Run]


@pytest.fixture
def make_scene() -> MakeScene:
    """Return a function that makes a scene of the base and what is written over it."""

    def make(over: str = "", understood: dict[str, str] | None = None) -> Scene:
        fields = yaml.safe_load(BASE) | (yaml.safe_load(over) or {})
        return compile_scene(msgspec.convert(fields, Scenario), understood)

    return make


@pytest.fixture
def play(make_scene: MakeScene) -> Play:
    """Return a function that plays acts against such a scene, and then waits until `until` ms."""

    def played(over: str, acts: Sequence[Input] = (), until: int = 0, seed: int = 1) -> Run:
        scene = make_scene(over)
        return replay(scene, draw(scene, seed), [*acts, Passed(until)] if until else acts)

    return played


@pytest.fixture
def told() -> Callable[[Run], list[str]]:
    """Return a function that tells a run in short lines, each with its second."""
    return tell


def tell(run: Run) -> list[str]:
    """Return a run as short lines: second, kind, and what matters of it."""
    lines = []
    for event in run.events:
        words = [event.kind, event.who if event.kind in ("line", "cut-in") else "", event.name, event.text]
        words += [str(event.value)] if event.value is not None else []
        words += [f"until {event.until / 1000:g}"] if event.until is not None else []
        lines.append(f"{event.at / 1000:g} " + " ".join(word for word in words if word))
    return lines
