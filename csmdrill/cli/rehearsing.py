"""A role-play in plain lines: the clock goes on while one types, and silence is waiting."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from csmdrill.cli import output
from csmdrill.cli.typed import Lines, ask
from csmdrill.content.duration import clock_text
from csmdrill.core.text import unmarked
from csmdrill.roleplay import engine
from csmdrill.roleplay.engine import Run
from csmdrill.roleplay.gaps import after_gap
from csmdrill.roleplay.model import YOU, Event, Finished, Passed, Said
from csmdrill.roleplay.wording import first_name
from csmdrill.services import rehearse
from csmdrill.services.rehearsal_views import Reason, Rehearsal
from csmdrill.services.workspace import Workspace

LONGEST_WAIT = 1.0
"""Seconds of one wait: a stopped program cannot hide a longer gap in the wait for what happens next."""

COMMANDS = "/done ends it, /quit leaves it"
PRACTICE_COMMANDS = f"{COMMANDS}, /brief shows the brief again, /pause stops the clock"


class Played(msgspec.Struct, frozen=True):
    """How a run went: where it stands, and why it is over; no reason where no line came any more."""

    run: Run
    reason: Reason | None


class Stage:
    """One attempt in lines, kept after each of them.

    Args:
        workspace: the open workspace.
        rehearsal: as `begin` or `resume` returned it.
        lines: what the trainee types.
        apart: tell on stderr, since stdout is for a result.
    """

    def __init__(self, workspace: Workspace, rehearsal: Rehearsal, lines: Lines, *, apart: bool) -> None:
        self._workspace = workspace
        self._rehearsal = rehearsal
        self._lines = lines
        self._say = output.talk if apart else output.data
        self._run = engine.replay(rehearsal.scene, rehearsal.drawn, rehearsal.inputs)
        self._begun = lines.now() - self._run.clock / 1000
        self._apart = apart

    def play(self) -> Played:
        """Play to the end."""
        for event in self._run.events:
            self._tell(event, again=True)
        reason: Reason | None = "ended"
        while self._run.ended is None and reason == "ended":
            reason = self._turn()
        return Played(self._run, reason)

    def _turn(self) -> Reason | None:
        """Wait for a line or for the clock; returns `ended` to go on."""
        before, before_wall = self._lines.now(), self._lines.wall()
        due = (self._run.next_at or 0) / 1000 + self._begun
        wait = min(max(0.0, due - before), LONGEST_WAIT)
        typed = self._lines.wait(wait)
        after = self._lines.now()
        overslept = max(0.0, after - before - wait)
        asleep = max(overslept, (self._lines.wall() - before_wall) - (after - before))
        meaning, sentence = after_gap(self._rehearsal.kind, round(asleep * 1000))
        if sentence:
            self._say(sentence)
        if meaning == "void":
            return "void"
        if meaning == "pause":
            self._begun += overslept
            self._pause()
            # What was typed over the sleep is said now: it came while the clock stood still.
            return "ended" if typed is None else self._typed(typed.text, self._at(self._lines.now()))
        if typed is None:
            if after >= due or wait < LONGEST_WAIT:
                self._take(Passed(self._at(after)))
            return "ended"
        return self._typed(typed.text, self._at(typed.at))

    def _typed(self, text: str | None, at: int) -> Reason | None:
        if text is None:
            return None
        command = text.strip().lower()
        if command == "/quit":
            return "left"
        if command == "/done":
            self._take(Finished(at))
        elif command.startswith("/"):
            self._other(command)
        elif command:
            self._take(Said(at, text))
        return "ended"

    def _other(self, command: str) -> None:
        practice = self._rehearsal.kind == "practice"
        if practice and command == "/brief":
            output.text(unmarked(self._rehearsal.brief.text), self._say)
        elif practice and command == "/pause":
            self._pause()
        else:
            self._say(PRACTICE_COMMANDS if practice else COMMANDS)

    def _pause(self) -> None:
        began = self._lines.now()
        ask(self._lines, "paused; enter goes on> ", apart=self._apart)
        self._begun += self._lines.now() - began

    def _take(self, act: Passed | Said | Finished) -> None:
        told = len(self._run.events)
        self._run = engine.take(self._run, act)
        fresh = self._run.events[told:]
        if fresh or not isinstance(act, Passed):
            rehearse.keep(self._workspace, self._rehearsal, self._run.inputs)
        for event in fresh:
            self._tell(event, again=not output.somebody_types())

    def _tell(self, event: Event, *, again: bool) -> None:
        """Tell what is seen and heard on the stage; evidence is for the debrief.

        Args:
            event: what happened.
            again: also what the trainee sent, which they see only while they type it.
        """
        words = event_words(event, self._rehearsal, self._run.over_at)
        if words and (again or event.who != YOU):
            output.text(f"{clock_text(event.at):>5}  {words}", self._say)

    def _at(self, seconds: float) -> int:
        return max(0, round((seconds - self._begun) * 1000))


def event_words(event: Event, rehearsal: Rehearsal, over_at: int) -> str:
    """Return what an event looks like on the stage; empty for what stays behind the scenes."""
    if event.kind == "you":
        return f"you: {event.text}"
    if event.kind == "line":
        name = rehearsal.drawn.names.get(event.who, "")
        return f"{first_name(name)}: {event.text}" if name else event.text
    if event.kind == "hush":
        return "(silence)"
    if event.kind == "cut-in":
        return "(you are cut off)"
    if event.kind == "clock":
        return f"(the time is shorter now: {clock_text((event.until or over_at) - event.at)} left)"
    if event.kind == "lamp":
        left = "time is up" if event.name == "over" else f"{clock_text(over_at - event.at)} left"
        return f"({event.name}: {left})"
    return "(the end)" if event.kind == "end" else ""


def tell_brief(rehearsal: Rehearsal, say: Callable[[str], None]) -> None:
    """Tell what is known before the start."""
    brief = rehearsal.brief
    say(f"{brief.title} · {rehearsal.kind} · {clock_text(brief.seconds * 1000)}")
    output.text(unmarked(brief.text.strip()), say)
    for person in brief.people:
        say(f"- {person.name}, {person.role}")
    if brief.least:
        say(f"Speak for at least {clock_text(brief.least * 1000)}.")
    say(PRACTICE_COMMANDS if rehearsal.kind == "practice" else COMMANDS)


def foretell(lines: Lines, *, apart: bool) -> tuple[float | None, bool]:
    """Ask what the trainee foretells; returns it, and whether to begin at all."""
    while True:
        text = ask(lines, "you will rate yourself, 1 to 5 (enter for none, q to leave)> ", apart=apart)
        if text is None or text.strip().lower() in ("q", "/quit"):
            return None, False
        if not text.strip():
            return None, True
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            continue
        if 1 <= value <= 5:
            return value, True
