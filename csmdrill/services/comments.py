"""Where a comment on a moment stands in a transcript."""

from __future__ import annotations

from collections.abc import Sequence

from csmdrill.roleplay.model import YOU


def place_of(lines: Sequence[tuple[int, str]], at: int) -> int | None:
    """Return the number of the line below which a comment stands; None before the first line.

    What the trainee said and what answered it at once share their time: the comment is on the former.

    Args:
        lines: time in ms and kind, in order of time.
        at: the moment in ms.
    """
    here = [number for number, (when, _) in enumerate(lines) if when == at]
    mine = [number for number in here if lines[number][1] == YOU]
    if here:
        return (mine or here)[0]
    return max((number for number, (when, _) in enumerate(lines) if when < at), default=None)
