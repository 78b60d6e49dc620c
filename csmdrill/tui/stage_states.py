"""The states of a run on the stage: what can be done in each, and in which the time passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

State = Literal["running", "paused", "leaving", "quitting", "over", "void"]

WORKS: Mapping[str, tuple[State, ...]] = {
    "speak": ("running",),
    "note": ("running",),
    "done": ("running",),
    "no_done": ("running",),
    "pause": ("running",),
    "brief": ("running", "paused"),
    "resume": ("paused",),
    "restart": ("paused",),
    "leave": ("running", "paused"),
    "stay": ("leaving", "quitting"),
    "end_here": ("leaving",),
    "quit_here": ("quitting",),
    "reflect": ("over",),
    "away": ("void",),
}
"""In which states an action can be done."""

PASSES: tuple[State, ...] = ("running", "leaving", "quitting")
"""The states in which time passes in a benchmark; in practice only the first."""

SETTLING_SECONDS = 1.0
"""For which keys do nothing after a gap was noticed: they were meant for the line that was being typed."""

UNTIL_NOTED = ("pause", "brief", "speak", "done", "no_done", "note")
PRACTICE = ("pause", "brief", "resume", "restart")


def can_be_done(action: str, state: State, kind: str, is_noting: bool) -> bool:
    """Return whether an action of the stage fits its state; the deeds themselves may ask for more.

    Args:
        action: its name; one that stands in no state's list always fits.
        state: of the run.
        kind: `practice` or `benchmark`.
        is_noting: the trainee writes down what they said aloud.
    """
    states = WORKS.get(action)
    if states is None:
        return True
    if is_noting and action in UNTIL_NOTED:
        return False
    return state in states and (action not in PRACTICE or kind == "practice")
