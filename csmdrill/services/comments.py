"""Comments on moments: on which line each of them is, and where it stands in a transcript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from csmdrill.roleplay.model import YOU

if TYPE_CHECKING:
    from csmdrill.roleplay.transcript import TranscriptLine

SAID, SEEN = ("said", "them"), ("seen", "scene")
"""Kinds of lines of somebody else, in a transcript and on the screen."""

LONGEST_TIME, LONGEST_LINE = 15, 5


class Spot(NamedTuple):
    """What a comment is on: a line of a transcript.

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


def spot_named(name: str) -> Spot | None:
    """Return the spot of a name; None if it is no such name."""
    at, _, line = name.partition(".")
    line = line or "0"
    if not (at.isdecimal() and line.isdecimal() and len(at) <= LONGEST_TIME and len(line) <= LONGEST_LINE):
        return None
    return Spot(int(at), int(line))


def numbers_of(times: Iterable[int]) -> list[int]:
    """Return for each time of a transcript which of the lines of that ms it is, from 1 on."""
    seen: Counter[int] = Counter()
    found = []
    for at in times:
        seen[at] += 1
        found.append(seen[at])
    return found


def place_of(lines: Sequence[tuple[int, str, int]], spot: Spot) -> int | None:
    """Return the number of the line below which a comment stands; None before the first line.

    It stands at the very line that it is on. Where nobody said which of several of one time that is: what
    the trainee said and what answered it at once share their time, and the comment is on the former; where
    only others did something it is on what was said or seen, not on the silence before it.

    Args:
        lines: time in ms, kind, and which line of that ms, in order of time.
        spot: that is commented.
    """
    here = [number for number, line in enumerate(lines) if line[0] == spot.at]
    exact = [number for number in here if spot.line and lines[number][2] == spot.line]
    if exact:
        return exact[0]
    for kinds in ((YOU,), SAID, SEEN):
        found = [number for number in here if lines[number][1] in kinds]
        if found:
            return found[0]
    if here:
        return here[0]
    return max((number for number, line in enumerate(lines) if line[0] < spot.at), default=None)


def places_of(lines: Sequence[TranscriptLine]) -> list[tuple[int, str, int]]:
    """Return of all lines of a transcript what `place_of` looks at."""
    numbers = numbers_of(line.at for line in lines)
    return [(line.at, line.kind, number) for line, number in zip(lines, numbers, strict=True)]


def settled(lines: Sequence[TranscriptLine], comments: Mapping[Spot, str]) -> dict[Spot, str]:
    """Return comments in order, each with the line of a whole transcript on which it stands."""
    places, found = places_of(lines), {}
    for spot, text in sorted(comments.items()):
        place = place_of(places, spot)
        found[spot if place is None else spot._replace(line=places[place][2])] = text
    return dict(sorted(found.items()))
