"""One run of a role-play in real time: the engine, its clock, and what the trainee does, without a screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from csmdrill.content.scenario import DoneRule
from csmdrill.roleplay.cues import clean
from csmdrill.roleplay.engine import Run, begin, replay, take
from csmdrill.roleplay.gaps import after_gap
from csmdrill.roleplay.model import Finished, Input, Noted, Passed, Said, Speaking
from csmdrill.services.rehearsal_views import Reason, Rehearsal
from csmdrill.tui.stage_clock import Seconds, StageClock
from csmdrill.tui.told import Told, first_names, tell

if TYPE_CHECKING:
    from csmdrill.services.listening import Listener

NOTE_MS = 60_000
"""In a benchmark the clock stands still for a note so long: time to write is no time to think."""


class Performance:
    """A run; every deed happens at the time at which it is done.

    Args:
        rehearsal: what is played; its inputs are replayed first.
        seconds: the clock that it goes by.
        broke: told what a gap in the time means: `pause` or `void`, and a sentence.
    """

    def __init__(self, rehearsal: Rehearsal, seconds: Seconds, broke: Callable[[str, str], None]) -> None:
        self.rehearsal = rehearsal
        self._broke = broke
        scene, drawn = rehearsal.scene, rehearsal.drawn
        self.run: Run = replay(scene, drawn, rehearsal.inputs) if rehearsal.inputs else begin(scene, drawn)
        self._clock = StageClock(seconds, self.run.clock)
        self._seconds = seconds
        self._listener: Listener | None = None
        self._names = first_names(drawn.names)
        self._noting = False
        self._noting_since = 0.0
        self._done_after = False

    @property
    def now(self) -> int:
        """The time on the stage in ms; it stands still once the run has ended."""
        return self.run.clock if self.run.ended else max(self.run.clock, self._clock.now())

    @property
    def running(self) -> bool:
        """Whether time passes."""
        return self._clock.running

    @property
    def has_begun(self) -> bool:
        """Whether the trainee has said something."""
        return any(event.kind in ("you", "speaking") for event in self.run.events)

    @property
    def noting(self) -> bool:
        """Whether what was said aloud is to be noted now; the time stands still for that."""
        return self._noting

    @property
    def note_left_ms(self) -> int | None:
        """How long the clock still stands still for a note; None where it may take as long as it takes."""
        mine = self._noting and not self._done_after and self.run.ended is None
        if not mine or self.rehearsal.kind == "practice":
            return None
        return max(0, NOTE_MS - round((self._seconds() - self._noting_since) * 1000))

    @property
    def listens(self) -> bool:
        """Whether a microphone marks the speech."""
        return self._listener is not None and self._listener.listens

    @property
    def speaking_ms(self) -> int | None:
        """How long the trainee has been speaking, None while they do not."""
        return None if self.run.speaking is None else self.now - self.run.speaking

    @property
    def closable(self) -> bool:
        """Whether the trainee may end it by saying that they are through."""
        scenario = self.rehearsal.scenario
        return scenario.mode == "monologue" or any(isinstance(rule, DoneRule) for rule in scenario.rules)

    @property
    def told(self) -> list[Told]:
        """The rows of what happened so far."""
        return tell(self.run.events, self._names)

    @property
    def reason(self) -> Reason:
        """Why a run that ended is over."""
        last = self.run.events[-1] if self.run.events else None
        return "timeout" if last is not None and last.rule == "timeout" else "ended"

    def listen(self, listener: Listener, path: Path) -> None:
        """Let a microphone mark the speech from now on, and record it while time passes.

        Raises:
            AudioRejected: there is none that can be used; the key marks the speech.
        """
        listener.start(path, self.now)
        self._listener = listener
        if not self.running:
            listener.pause(self.now)

    def trouble(self) -> str:
        """Return what went wrong with the microphone, once, as a sentence; empty if nothing did."""
        return "" if self._listener is None else self._listener.trouble()

    def go(self) -> None:
        """Let time pass from here."""
        if not self.run.ended and not self._noting and not self.running:
            self._clock.go()
            if self._listener is not None:
                self._listener.resume(self.now)

    def stop(self) -> None:
        """Let time stand still from here."""
        self._clock.stop()
        if self._listener is not None:
            self._mark(self._listener.pause(self.now))

    def close(self) -> None:
        """Let time stand still for good, and let go of the microphone."""
        self._clock.stop()
        if self._listener is not None:
            self._mark(self._listener.stop(self.now))

    def tick(self) -> bool:
        """Let happen what fell due; returns whether anything did."""
        if not self._whole():
            return False
        heard = self._hear()
        due = self.run.next_at
        if self.run.ended or due is None or self.now < due:
            return heard
        return self._take(Passed(self.now))

    def say(self, text: str) -> bool:
        """Say a typed line; white space alone says nothing. Returns whether it was said."""
        words = clean(text).strip()
        return bool(words) and self._deed() and self._take(Said(self.now, words))

    def speak(self) -> bool:
        """Begin to speak, or stop; returns whether that could be done by hand."""
        if self.listens or not self._deed():
            return False
        starts = self.run.speaking is None
        took = self._take(Speaking(self.now, starts))
        if not starts and self.rehearsal.scenario.mode == "dialogue":
            self.ask_note()
        return took

    def note(self, text: str) -> None:
        """Note what was said aloud, in short; nothing leaves it unsaid. Time goes on."""
        self._noting = False
        self._take(Noted(self.now, clean(text).strip()))
        if self._done_after and not self.run.ended:
            self._take(Finished(self.now))
        self.go()

    def done(self) -> bool:
        """Say that one is through; what was spoken is noted first. Returns whether that could be done."""
        if not self._deed():
            return False
        self._hear()
        if self.run.speaking is not None:
            self._take(Speaking(self.now, on=False))
        if self.run.ended:
            return True
        if self.ask_note():
            self._done_after = True
            return True
        return self._take(Finished(self.now))

    def ask_note(self) -> bool:
        """Let time stand still for a note of what was said; returns whether there is something to note."""
        if self.run.is_noting and not self._noting:
            self._noting = True
            self._noting_since = self._seconds()
            self.stop()
        return self._noting

    def _deed(self) -> bool:
        """Return whether the trainee can do something now."""
        return self._whole() and self.running and not self.run.ended

    def _whole(self) -> bool:
        """Return whether time passed without a gap; else stand still at its beginning and tell."""
        verdict, sentence = after_gap(self.rehearsal.kind, self._clock.gap_ms())
        if verdict == "go on":
            return True
        self._clock.skip()
        self._broke(verdict, sentence)
        return False

    def _hear(self) -> bool:
        """Take the marks that the microphone has for now; returns whether there are some."""
        if self._listener is None or not self.running or self.run.ended:
            return False
        return self._mark(self._listener.poll(self.now))

    def _mark(self, marks: tuple[Speaking, ...]) -> bool:
        for mark in marks:
            if not self.run.ended:
                self._take(mark)
        return bool(marks)

    def _take(self, act: Input) -> bool:
        self.run = take(self.run, act)
        if self.run.ended:
            self.close()
            self.ask_note()  # the end may have cut a speech off
        return True
