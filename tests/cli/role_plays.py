"""A role-play at the shell: a small scenario, lines typed at told times, and the short ways to play."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csmdrill.cli.rehearsing import Stage
from csmdrill.cli.typed import Typed
from csmdrill.services import rehearse
from csmdrill.services.workspace import Workspace

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

RUBRIC = """\
format: csmdrill/rubric@1
id: talk
title: A talk
competency: renewal-negotiation
overall: {"1": Poor., "3": Fair., "5": Good.}
criteria:
"""
CRITERION = """\
  - {id: ID, title: Does ID, weight: 25, anchors: {"1": Poor., "3": Fair., "5": Good.},
     checks: [{id: x, text: One was done.}, {id: y, text: Two was done.}]}
"""
SCENARIO = """\
format: csmdrill/scenario@1
id: call
title: A call
rubric: talk
timebox: {total: 2m, amber: 1m, red: 90s}
brief: Dana expects your call about {{amount|money}}.
people:
  dana: {name: {kind: pick, among: [Dana Whitfield, Dana Okafor]}, role: CFO, wants: "{{amount}} less.",
         floor: Half.}
facts: {amount: {kind: range, from: 1000, to: 9000, step: 1000}}
start: {say: Hello.}
rules:
  - {id: press, event: clock, at: [30s], do: {say: Get on with it.}}
  - {id: done, event: reply, match: {any: [bye]}, do: {say: Bye., end: won}}
  - {id: ask, event: reply, match: {any: [outcome]}, do: {tag: asked, hush: 3s}}
  - {id: held, event: held, do: {say: A faster close.}}
  - {id: other, event: reply, do: {say: Hm.}}
timeout: {say: I must go., end: lost}
ends: {won: pass, lost: fail}
"""


class Told:
    """Lines at told times, on a clock that jumps from one to the next.

    Args:
        lines: seconds and text; without text there is no more.
        sleeps: by the second at which the machine sleeps, for how long.
        counting: the clock of waiting goes on during sleep.
    """

    def __init__(
        self,
        *lines: tuple[float, str | None],
        sleeps: dict[float, float] | None = None,
        counting: bool = False,
    ) -> None:
        self._lines = list(lines)
        self._now = 0.0
        self._slept = 0.0
        self._sleeps = dict(sleeps or {})
        self._counting = counting

    def now(self) -> float:
        """Return the time of waiting."""
        return self._now

    def wall(self) -> float:
        """Return the time of the world."""
        return self._now + (0.0 if self._counting else self._slept)

    def wait(self, seconds: float | None) -> Typed | None:
        """Return the next line if it comes in time."""
        at, text = self._lines[0] if self._lines else (1e9, None)
        until = at if seconds is None else self._now + seconds
        for when in [when for when in self._sleeps if self._now <= when < min(until, at)]:
            self._slept += (slept := self._sleeps.pop(when))
            if self._counting:
                self._now = when + slept
                self._lines = [(moment + slept, words) for moment, words in self._lines]
                return None
        if at <= until or seconds is None:
            self._now = max(self._now, at)
            self._lines = self._lines[1:]
            return Typed(text, self._now)
        self._now = until
        return None


def on_stage(workspace: Workspace, lines: Told, kind: str = "practice") -> tuple[str | None, str]:
    """Play in lines; returns why it was over and how it ended."""
    prepared = rehearse.begin(workspace, rehearse.prepare(workspace, "call", seed=3), None)
    assert prepared.kind == kind
    played = Stage(workspace, prepared, lines, apart=False).play()
    rehearse.finish(workspace, prepared, played.run.log, played.reason or "left")
    return played.reason, played.run.ended.name if played.run.ended else ""


ANSWERS = ("4", "Which outcome?", "bye", "It went.", "a", "4", "0:00", "Fine.")


def play(room: Shell, *more: str, answers: tuple[str, ...] = ANSWERS) -> str:
    """Play in lines, rate, and return what was said."""
    ended = room(
        "roleplay", "call", "--plain", "--seed", "3", *more, stdin="".join(f"{a}\n" for a in answers)
    )
    assert ended.code == 0
    return ended.out
