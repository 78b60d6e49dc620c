"""The words in which a role-play is told: what is put into it, and what comes out as its log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import Struct

Kind = Literal["practice", "benchmark"]
"""How an attempt is made: in practice one may pause, see the brief and begin again; in a benchmark not."""

Lamp = Literal["green", "amber", "red", "over"]

YOU = "you"
"""Who speaks in a log entry of the trainee; people of the scenario have their ids, and nobody is empty."""


class Drawn(Struct, frozen=True, kw_only=True):
    """What chance decided before the start; it is kept with an attempt, so that a replay needs no chance.

    Args:
        seed: of everything.
        names: full name by person's id.
        facts: by name, as texts: whole or decimal numbers, fractions as `a/b`, words as they are.
        clock: for each rule about the clock, by its id, the times of `at` in ms at which it will happen.
        day: ISO date from which `|date` counts.
    """

    seed: int
    names: Mapping[str, str]
    facts: Mapping[str, str]
    clock: Mapping[str, tuple[int, ...]]
    day: str = "2026-01-05"


class Said(Struct, frozen=True, tag="say", tag_field="act"):
    """A line was sent at `at` ms from the start."""

    at: int
    text: str


class Speaking(Struct, frozen=True, tag="speak", tag_field="act"):
    """Speech began or stopped at `at`."""

    at: int
    on: bool


class Noted(Struct, frozen=True, tag="note", tag_field="act"):
    """What was said aloud, in short, noted at `at` after the speech that stopped."""

    at: int
    text: str


class Finished(Struct, frozen=True, tag="done", tag_field="act"):
    """The trainee said at `at` that they are through."""

    at: int


class Passed(Struct, frozen=True, tag="time", tag_field="act"):
    """Nothing was done up to `at`; the clock alone moved."""

    at: int


Input = Said | Speaking | Noted | Finished | Passed

EventKind = Literal[
    "line",  # somebody of the scenario said something
    "you",  # the trainee sent or noted a line
    "hush",  # silence began; `until` says how long it would last
    "held",  # it passed in silence
    "filled",  # the trainee spoke into it
    "idle",  # nobody spoke
    "cut-in",  # the trainee was interrupted for going on too long
    "squeeze",  # a time came at which pressure was planned
    "clock",  # the time left was shortened; `until` is the new end
    "quote",  # words of the trainee were kept under `name`
    "tag",  # evidence named `name`
    "var",  # the variable `name` became `value`
    "phase",  # the phase became `name`
    "speaking",  # speech began
    "spoke",  # speech stopped
    "lamp",  # the lamp turned; `name` is its colour
    "end",  # it ended as `name`
]


class Event(Struct, frozen=True, omit_defaults=True):
    """One entry of the log.

    Args:
        at: ms from the start.
        kind: what happened.
        who: the id of who spoke, or `you`.
        text: what was said, names and facts put in; for `quote` the kept words.
        name: of a tag, variable, phase, lamp, quote or end.
        value: of a variable.
        until: of a hush or a shortened clock, ms from the start.
        rule: the id of the rule that made it, `start`, `timeout` or `short`; empty for clock and trainee.
        read: for `you`, the concepts understood and the people addressed.
    """

    at: int
    kind: EventKind
    who: str = ""
    text: str = ""
    name: str = ""
    value: int | None = None
    until: int | None = None
    rule: str = ""
    read: tuple[str, ...] = ()


class Log(Struct, frozen=True, kw_only=True):
    """A whole run: what it was made from and what happened; equal inputs give equal events.

    Args:
        drawn: before the start.
        inputs: in order of time.
        events: in order of time.
    """

    drawn: Drawn
    inputs: tuple[Input, ...]
    events: tuple[Event, ...]


def encode_log(log: Log) -> str:
    """Return a log as one line of JSON."""
    return msgspec.json.encode(log).decode()


def decode_log(text: str) -> Log:
    """Return the log that `encode_log` wrote.

    Raises:
        msgspec.DecodeError: it is none.
    """
    return msgspec.json.decode(text, type=Log)
