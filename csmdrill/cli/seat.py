"""A coach at the table: plays the stakeholder from a sheet, notes both sides, ticks checks live."""

from __future__ import annotations

import os

from csmdrill.cli import output
from csmdrill.cli.typed import Lines, TypedLines, ask
from csmdrill.content.duration import clock_text
from csmdrill.core.text import unmarked
from csmdrill.roleplay import seated
from csmdrill.roleplay.model import YOU
from csmdrill.roleplay.seated import Seated
from csmdrill.services import rating, rehearse
from csmdrill.services.rehearsal_views import Reason, Rehearsal
from csmdrill.services.seat import SeatSheet, sheet_of, ticks_as_draft
from csmdrill.services.workspace import Workspace, open_workspace

HOW = (
    "A line is what the trainee said; '. words' is what you said, 'name: words' what one of several said; "
    "'+3' ticks check 3; '/end NAME' ends it, '/quit' leaves it."
)


def sit(key: str, seed: int | None) -> None:
    """Let a coach play a scenario with a trainee who is in the room."""
    with open_workspace(os.environ) as workspace:
        hold_seat(
            workspace, rehearse.prepare(workspace, key, seed=seed, spoken=True, seat=True), TypedLines()
        )


def hold_seat(workspace: Workspace, rehearsal: Rehearsal, lines: Lines) -> str:
    """Play an attempt at the table; returns its id, empty if it was never begun."""
    sheet = sheet_of(rehearsal)
    _tell(rehearsal, sheet)
    if ask(lines, "enter begins, once the trainee has read the brief> ") is None:
        return ""
    rehearsal = rehearse.begin(workspace, rehearsal, None)
    run, ticked, reason = _Table(workspace, rehearsal, sheet, lines).play()
    attempt = rehearse.finish(workspace, rehearsal, run.log, reason)
    output.data(f"Kept as {attempt}. The trainee: csmdrill rate {attempt}. You: the same, with --as coach.")
    if ticked and reason != "void":
        asked = rating.sheet(workspace, attempt, "coach")
        rating.keep_rating(workspace, asked, ticks_as_draft(sheet, ticked))
    return attempt


class _Table:
    """The run while it lasts."""

    def __init__(self, workspace: Workspace, rehearsal: Rehearsal, sheet: SeatSheet, lines: Lines) -> None:
        self._workspace = workspace
        self._rehearsal = rehearsal
        self._sheet = sheet
        self._lines = lines
        self._run = Seated(scene=rehearsal.scene, drawn=rehearsal.drawn)
        self._ticked: frozenset[str] = frozenset()
        self._begun = lines.now()

    def play(self) -> tuple[Seated, frozenset[str], Reason]:
        """Play to the end; returns the run, what was ticked, and why it is over."""
        first = self._rehearsal.scene.people[0]
        for text in self._sheet.opening:
            self._run = seated.said(self._run, 0, first, text)
        while True:
            typed = self._lines.wait(max(0.0, self._next_at() / 1000 + self._begun - self._lines.now()))
            at = round(((typed.at if typed else self._lines.now()) - self._begun) * 1000)
            self._pass(at)
            if typed is None and not self._run.is_over:
                continue
            reason = "timeout" if typed is None else self._typed(typed.text, at)
            rehearse.keep(self._workspace, self._rehearsal, self._run.inputs, self._run.events)
            if reason is not None:
                return self._run, self._ticked, reason

    def _typed(self, text: str | None, at: int) -> Reason | None:
        """Note a line; returns why it is over, if it is."""
        words = (text or "").strip()
        if text is None or words == "/quit":
            return "left"
        if words.startswith("/end"):
            return self._end(words.removeprefix("/end").strip(), at)
        if words.startswith("+"):
            self._tick(words[1:].strip(), at)
        elif words.startswith("."):
            self._run = seated.said(self._run, at, self._rehearsal.scene.people[0], words[1:])
        elif words.startswith("/"):
            output.data(HOW)
        elif words:
            who, said = self._speaker(words)
            self._run = seated.said(self._run, at, who, said)
        return None

    def _speaker(self, words: str) -> tuple[str, str]:
        before, colon, after = words.partition(":")
        for person in self._sheet.people:
            if colon and before.strip().lower() in (person.id.lower(), person.name.split()[0].lower()):
                return person.id, after
        return YOU, words

    def _end(self, name: str, at: int) -> Reason | None:
        if name not in self._sheet.ends:
            output.data(f"It ends as one of: {', '.join(self._sheet.ends)}.")
            return None
        self._run = seated.ended(self._run, at, name)
        return "ended"

    def _tick(self, number: str, at: int) -> None:
        if not number.isdecimal() or not 1 <= int(number) <= len(self._sheet.checks):
            output.data(f"Checks go from 1 to {len(self._sheet.checks)}.")
            return
        criterion, check = self._sheet.checks[int(number) - 1]
        self._ticked |= {f"{criterion.id}/{check.id}"}
        self._run = seated.ticked(self._run, at, check.id)
        output.text(f"[x] {check.text}")

    def _pass(self, at: int) -> None:
        """Let the clock go on; tell of the lamp and of what is planned."""
        before, lamp = self._run.clock, self._run.lamp
        for squeeze in self._sheet.squeezes:
            if before < squeeze.at <= at:
                output.text(f"{clock_text(squeeze.at):>5}  now press: {squeeze.text or 'take the pace up'}")
        self._run = seated.passed(self._run, at)
        if self._run.lamp != lamp:
            output.data(f"{clock_text(self._run.clock):>5}  ({self._run.lamp})")

    def _next_at(self) -> int:
        planned = (squeeze.at for squeeze in self._sheet.squeezes if squeeze.at > self._run.clock)
        return min([self._run.next_at, *planned])


def _tell(rehearsal: Rehearsal, sheet: SeatSheet) -> None:
    output.data(f"{rehearsal.brief.title} · for your eyes only")
    for person in sheet.people:
        output.data(f"You are {person.name}, {person.role}.")
        if person.wants:
            output.text(f"  wants: {person.wants}")
        if person.floor:
            output.text(f"  settles for no less than: {person.floor}")
    for text in sheet.opening:
        output.text(f"opens with: {text}")
    for squeeze in sheet.squeezes:
        output.text(f"presses at {clock_text(squeeze.at)}: {squeeze.text or 'as you like'}")
    for number, (criterion, check) in enumerate(sheet.checks, start=1):
        output.text(f"  +{number}  {check.text} ({criterion.title})")
    output.data(f"ends: {', '.join(f'{name} ({outcome})' for name, outcome in sheet.ends.items())}")
    output.data(HOW)
    output.data("For the trainee:")
    output.text(unmarked(rehearsal.brief.text.strip()))
