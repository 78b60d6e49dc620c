"""Comments on moments: by what name a moment is kept, and where its comment stands in a transcript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from csmdrill.roleplay.model import YOU

SAID, SEEN = ("said", "them"), ("seen", "scene")
"""Kinds of lines of somebody else, in a transcript and on the screen."""

LONGEST_TIME, LONGEST_LINE = 15, 5


class Moment(NamedTuple):
    """What a comment is on.

    Args:
        at: ms from the start.
        line: which of the lines of that ms, from 1 on in the order of the transcript; 0 where nobody said.
    """

    at: int
    line: int = 0

    @property
    def name(self) -> str:
        """As it is written in JSON: `5000.2`, or `5000` where nobody said which line."""
        return f"{self.at}.{self.line}" if self.line else f"{self.at}"


def moment_named(name: str) -> Moment | None:
    """Return the moment of a name; None if it is no such name."""
    at, _, line = name.partition(".")
    line = line or "0"
    if not (at.isdecimal() and line.isdecimal() and len(at) <= LONGEST_TIME and len(line) <= LONGEST_LINE):
        return None
    return Moment(int(at), int(line))


def numbers_of(times: Iterable[int]) -> list[int]:
    """Return for each time of a transcript which of the lines of that ms it is, from 1 on."""
    seen: Counter[int] = Counter()
    found = []
    for at in times:
        seen[at] += 1
        found.append(seen[at])
    return found


def place_of(lines: Sequence[tuple[int, str, int]], moment: Moment) -> int | None:
    """Return the number of the line below which a comment stands; None before the first line.

    It stands at the very line that it is on. Where nobody said which of several of one time that is: what
    the trainee said and what answered it at once share their time, and the comment is on the former; where
    only others did something it is on what was said or seen, not on the silence before it.

    Args:
        lines: time in ms, kind, and which line of that ms, in order of time.
        moment: that is commented.
    """
    here = [number for number, line in enumerate(lines) if line[0] == moment.at]
    exact = [number for number in here if moment.line and lines[number][2] == moment.line]
    if exact:
        return exact[0]
    for kinds in ((YOU,), SAID, SEEN):
        found = [number for number in here if lines[number][1] in kinds]
        if found:
            return found[0]
    if here:
        return here[0]
    return max((number for number, line in enumerate(lines) if line[0] < moment.at), default=None)


def settled(lines: Sequence[tuple[int, str]], comments: Mapping[Moment, str]) -> dict[Moment, str]:
    """Return comments with the line named on which each of them stands, in order.

    Args:
        lines: time in ms and kind of all lines of a transcript.
        comments: by moment.
    """
    numbered = [(at, kind, number) for (at, kind), number in _with_numbers(lines)]
    found: dict[Moment, str] = {}
    for moment, text in sorted(comments.items()):
        place = place_of(numbered, moment)
        found[moment if place is None else Moment(moment.at, numbered[place][2])] = text
    return dict(sorted(found.items()))


def _with_numbers(lines: Sequence[tuple[int, str]]) -> Iterable[tuple[tuple[int, str], int]]:
    return zip(lines, numbers_of(at for at, _ in lines), strict=True)
