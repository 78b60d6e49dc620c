"""A run in which a coach plays the stakeholder: what both said, noted line by line, in the form of a log."""

from __future__ import annotations

import msgspec

from csmdrill.roleplay.cues import clean
from csmdrill.roleplay.model import YOU, Drawn, Event, Input, Lamp, Log, Said
from csmdrill.roleplay.scene import Scene

SEAT = "seat"
"""What stands in the log where a rule would: the coach said so."""

MOST_EVENTS = 2000


class Seated(msgspec.Struct, frozen=True, kw_only=True):
    """A run as far as it has come; only the lamp follows the clock, everything else is noted.

    Args:
        scene, drawn: what is played.
        inputs: what the trainee said.
        events: what both said, the lamp, and the end.
        clock: ms from the start.
    """

    scene: Scene
    drawn: Drawn
    inputs: tuple[Input, ...] = ()
    events: tuple[Event, ...] = ()
    clock: int = 0

    @property
    def log(self) -> Log:
        """The whole run, to be kept."""
        return Log(drawn=self.drawn, inputs=self.inputs, events=self.events)

    @property
    def lamp(self) -> Lamp:
        """The colour of the lamp."""
        return lamp_at(self.scene, self.clock)

    @property
    def next_at(self) -> int:
        """When the lamp turns, or the grace is over."""
        turns = (self.scene.amber, self.scene.red, self.scene.total, self.scene.total + self.scene.grace)
        return next((at for at in turns if at > self.clock), self.clock)

    @property
    def is_over(self) -> bool:
        """Whether the grace is over."""
        return self.clock >= self.scene.total + self.scene.grace


def lamp_at(scene: Scene, at: int) -> Lamp:
    """Return the colour of the lamp at a time."""
    if at < scene.amber:
        return "green"
    if at < scene.red:
        return "amber"
    return "red" if at < scene.total else "over"


def passed(run: Seated, at: int) -> Seated:
    """Return the run with its clock at a time; the lamp may turn."""
    now = max(at, run.clock)
    turns = ((run.scene.amber, "amber"), (run.scene.red, "red"), (run.scene.total, "over"))
    fresh = tuple(Event(turn, "lamp", name=colour) for turn, colour in turns if run.clock < turn <= now)
    return msgspec.structs.replace(run, clock=now, events=(*run.events, *fresh))


def said(run: Seated, at: int, who: str, text: str) -> Seated:
    """Return the run with a line of the trainee (`you`) or of a person, by id."""
    run, words = passed(run, at), clean(text)
    if not words or len(run.events) >= MOST_EVENTS:
        return run
    if who == YOU:
        event = Event(run.clock, "you", who=YOU, text=words, read=run.scene.cues.hear(words).concepts)
        return msgspec.structs.replace(
            run, inputs=(*run.inputs, Said(run.clock, words)), events=(*run.events, event)
        )
    event = Event(run.clock, "line", who=who, text=words, rule=SEAT)
    return msgspec.structs.replace(run, events=(*run.events, event))


def ticked(run: Seated, at: int, check: str) -> Seated:
    """Return the run with a check of the rubric that was seen; evidence, like a tag."""
    run = passed(run, at)
    return msgspec.structs.replace(run, events=(*run.events, Event(run.clock, "tag", name=check, rule=SEAT)))


def ended(run: Seated, at: int, end: str) -> Seated:
    """Return the run with its end."""
    run = passed(run, at)
    return msgspec.structs.replace(run, events=(*run.events, Event(run.clock, "end", name=end, rule=SEAT)))
