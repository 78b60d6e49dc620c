"""A log told as the lines of a transcript, and measured: talk, gaps, silences."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Literal

import msgspec
from msgspec import Struct

from csmdrill.content.duration import clock_text
from csmdrill.roleplay.acting import is_seen
from csmdrill.roleplay.model import YOU, Event, Log, Noted
from csmdrill.roleplay.scene import SHORT, START, TIMEOUT, Scene
from csmdrill.roleplay.wording import first_name

WORDS_A_MINUTE = 150
"""At which words of typed lines, and of all lines of stakeholders, are counted as speech."""

LineKind = Literal[
    "you", "said", "seen", "held", "filled", "cut-in", "squeeze", "idle", "clock", "quote", "end"
]

MARKS: Mapping[str, LineKind] = {"cut-in": "cut-in", "squeeze": "squeeze", "idle": "idle"}


class TranscriptLine(Struct, frozen=True, kw_only=True):
    """One line of a transcript.

    Args:
        at: ms from the start; of something said aloud, when speech began.
        until: when speech, or a silence, ended; None where it has no length.
        kind: what the line is.
        who: id of who spoke, `you`, or empty.
        name: how they are called: a first name, `you`, or empty.
        text: what was said, or a few words that say what happened.
        read: of the trainee's lines, the concepts understood and the people named.
        tags: evidence that came of it.
        rules: that answered it, in order.
    """

    at: int
    until: int | None = None
    kind: LineKind
    who: str = ""
    name: str = ""
    text: str = ""
    read: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def clock(self) -> str:
        """The time like `1:05`."""
        return clock_text(self.at)


def lines_of(log: Log, scene: Scene | None = None) -> tuple[TranscriptLine, ...]:
    """Return a log as the lines of a transcript, in order of time.

    Args:
        log: of a whole run or of a part.
        scene: says whether the end was a pass; without, its name alone is told.
    """
    ends = scene.scenario.ends if scene is not None else {}
    telling = _Telling(log.drawn.names, ends)
    for event in log.events:
        telling.hear(event)
    return tuple(sorted(telling.lines, key=lambda line: line.at))


def metrics_of(log: Log) -> dict[str, float]:
    """Return what can be measured of a run, by name; what cannot be is left out.

    Spoken runs are measured from the marks of start and stop. Typed lines, and what stakeholders say, count
    as speech at 150 words a minute, and `estimated` is 1 where the trainee's own speech is counted so.
    A pace in words is given for typed runs only: what is noted after speaking is a short form of what was
    said, and dividing it by the time of speech would flatter slow talkers and shame terse ones.

    Keys: `seconds`, `lines`, `words`, `speech_seconds`, `talk_share` (0-1, of all speech), `longest_seconds`
    (one speech, or one typed line), `gap_seconds` (mean, from a stakeholder's line to the trainee's speech or
    sent line, so typing is in it), `held`, `filled`, `held_seconds`, `cut_ins`, `turns_per_minute`,
    `words_per_minute` (typed only, of the whole run), `pauses` and `longest_pause_seconds` (spoken only:
    between two speeches with nobody else in between), `estimated`.
    """
    seconds = (log.events[-1].at if log.events else 0) / 1000
    speeches = speeches_of(log)
    mine = [event for event in log.events if event.kind == "you"]
    typed = [event for event in mine if event.at not in _note_times(log)]
    said = [event for event in log.events if event.kind == "line" and not is_seen(event.text)]
    lengths = [(until - since) / 1000 for since, until in speeches] + [
        _said_seconds(event) for event in typed
    ]
    theirs = sum(map(_said_seconds, said))
    words = sum(len(event.text.split()) for event in mine)
    found = {
        "seconds": seconds,
        "lines": len(mine),
        "words": words,
        "speech_seconds": sum(lengths),
        "longest_seconds": max(lengths, default=0.0),
        "held": _count(log, "held"),
        "filled": _count(log, "filled"),
        "held_seconds": _held_seconds(log),
        "cut_ins": _count(log, "cut-in"),
        "estimated": float(bool(typed) or not speeches),
    }
    if sum(lengths) + theirs > 0:
        found["talk_share"] = sum(lengths) / (sum(lengths) + theirs)
    gaps = gaps_of(log)
    if gaps:
        found["gap_seconds"] = sum(gaps) / len(gaps) / 1000
    if seconds > 0:
        found["turns_per_minute"] = 60 * (len(speeches) + len(typed)) / seconds
        if typed and not speeches:
            found["words_per_minute"] = 60 * words / seconds
    if speeches:
        pauses = pauses_of(log)
        found["pauses"] = len(pauses)
        found["longest_pause_seconds"] = max((until - since for since, until in pauses), default=0) / 1000
    return {name: round(float(value), 3) for name, value in found.items()}


def speeches_of(log: Log) -> list[tuple[int, int]]:
    """Return when the trainee spoke aloud: since and until, in ms; a speech that goes on is left out."""
    found: list[tuple[int, int]] = []
    since = 0
    for event in log.events:
        if event.kind == "speaking":
            since = event.at
        elif event.kind == "spoke":
            found.append((since, event.at))
    return found


def pauses_of(log: Log) -> list[tuple[int, int]]:
    """Return the pauses between two speeches in which no stakeholder spoke: since and until, in ms."""
    said = [event.at for event in log.events if event.kind == "line" and not is_seen(event.text)]
    return [
        (before[1], after[0])
        for before, after in pairwise(speeches_of(log))
        if not any(before[1] <= at < after[0] for at in said)
    ]


def gaps_of(log: Log) -> list[int]:
    """Return for each time that the trainee answered a stakeholder's line, after how many ms."""
    gaps: list[int] = []
    asked: int | None = None
    for event in log.events:
        if event.kind == "line" and not is_seen(event.text):
            asked = event.at
        elif event.kind in ("you", "speaking") and asked is not None:
            gaps.append(event.at - asked)
            asked = None
    return gaps


def tags_of(log: Log) -> tuple[str, ...]:
    """Return the tags that were given, each once, in order."""
    return tuple(dict.fromkeys(event.name for event in log.events if event.kind == "tag"))


class _Telling:
    """Lines in the making."""

    def __init__(self, names: Mapping[str, str], ends: Mapping[str, str]) -> None:
        self.lines: list[TranscriptLine] = []
        self._names = names
        self._ends = ends
        self._speech: list[int] = []
        self._hush: Event | None = None
        self._cause: int | None = None

    def hear(self, event: Event) -> None:
        """Add what an event tells."""
        if event.kind == "line":
            kind: LineKind = "seen" if is_seen(event.text) else "said"
            self._add(event, kind, event.text, is_cause=False)
        elif event.kind == "you":
            self._you(event)
        elif event.kind == "speaking":
            self._speech.append(len(self.lines))
            self._add(event, "you", "")
        elif event.kind == "spoke" and self._speech:
            self._change(self._speech[-1], until=event.at)
        elif event.kind in ("hush", "held", "filled"):
            self._silence(event)
        elif event.kind in MARKS:
            self._add(event, MARKS[event.kind], event.rule)
        elif event.kind == "clock":
            self._add(event, "clock", f"{clock_text((event.until or 0) - event.at)} left", is_cause=False)
        elif event.kind == "quote":
            self._add(event, "quote", event.text, is_cause=False)
        elif event.kind == "end":
            outcome = self._ends.get(event.name)
            self._add(event, "end", f"{event.name} ({outcome})" if outcome else event.name, is_cause=False)
        self._note_rule(event)

    def _you(self, event: Event) -> None:
        """Add a typed line; or put a note where its speech began, if that was one speech."""
        if len(self._speech) == 1:
            self._change(self._speech[0], text=event.text, read=event.read)
            self._cause = self._speech[0]
        else:
            self._add(event, "you", event.text)
        self._speech = []

    def _silence(self, event: Event) -> None:
        if event.kind == "hush":
            self._hush = event
            return
        began = self._hush.at if self._hush is not None else event.at
        length = (event.at - began) / 1000
        verb = "held" if event.kind == "held" else "filled after"
        line = TranscriptLine(
            at=began,
            until=event.at,
            kind="held" if event.kind == "held" else "filled",
            text=f"silence {verb} {length:.3g} s",
        )
        self._cause = len(self.lines)
        self.lines.append(line)

    def _note_rule(self, event: Event) -> None:
        """Note at the line that caused it which rule fired, and the tag that it gave."""
        if self._cause is None or event.rule in ("", START, TIMEOUT, SHORT):
            return
        line = self.lines[self._cause]
        tags = (*line.tags, event.name) if event.kind == "tag" else line.tags
        rules = line.rules if event.rule in line.rules else (*line.rules, event.rule)
        self._change(self._cause, tags=tags, rules=rules)

    def _add(self, event: Event, kind: LineKind, text: str, *, is_cause: bool = True) -> None:
        if is_cause or self._cause is None:
            self._cause = len(self.lines)
        self.lines.append(
            TranscriptLine(
                at=event.at, kind=kind, who=event.who, name=self._name(event.who), text=text, read=event.read
            )
        )

    def _change(self, index: int, **fields: object) -> None:
        self.lines[index] = msgspec.structs.replace(self.lines[index], **fields)

    def _name(self, who: str) -> str:
        return who if who in ("", YOU) else first_name(self._names.get(who, who))


def _note_times(log: Log) -> set[int]:
    """Return when something said aloud was noted."""
    return {act.at for act in log.inputs if isinstance(act, Noted)}


def _said_seconds(event: Event) -> float:
    return 60 * len(event.text.split()) / WORDS_A_MINUTE


def _held_seconds(log: Log) -> float:
    total = since = 0
    for event in log.events:
        if event.kind == "hush":
            since = event.at
        elif event.kind == "held":
            total += event.at - since
    return total / 1000


def _count(log: Log, kind: str) -> int:
    return sum(event.kind == kind for event in log.events)
