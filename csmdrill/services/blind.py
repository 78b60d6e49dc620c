"""A transcript as it may be seen before a rating is saved: what was said, and nothing of what was found."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from csmdrill.roleplay.transcript import TranscriptLine

FOUND = frozenset({"end"})
"""Kinds of lines that tell how it ended."""


def blind_lines(lines: Iterable[TranscriptLine]) -> tuple[TranscriptLine, ...]:
    """Return the lines without the ending, and without tags, rules and what was understood."""
    return tuple(
        msgspec.structs.replace(line, read=(), tags=(), rules=()) for line in lines if line.kind not in FOUND
    )
