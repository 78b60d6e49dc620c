"""Where a comment on a moment stands in a transcript."""

from __future__ import annotations

from collections.abc import Sequence

from csmdrill.roleplay.model import YOU

SAID, SEEN = ("said", "them"), ("seen", "scene")
"""Kinds of lines of somebody else, in a transcript and on the screen."""


def place_of(lines: Sequence[tuple[int, str]], at: int) -> int | None:
    """Return the number of the line below which a comment stands; None before the first line.

    What the trainee said and what answered it at once share their time: the comment is on the former. Where
    only others did something it is on what was said or seen, not on the silence before it.

    Args:
        lines: time in ms and kind, in order of time.
        at: the moment in ms.
    """
    here = [number for number, (when, _) in enumerate(lines) if when == at]
    for kinds in ((YOU,), SAID, SEEN):
        found = [number for number in here if lines[number][1] in kinds]
        if found:
            return found[0]
    if here:
        return here[0]
    return max((number for number, (when, _) in enumerate(lines) if when < at), default=None)
