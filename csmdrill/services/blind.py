"""A transcript as a coach sees it: before a rating is saved what was said, and nothing of what was found."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from csmdrill.roleplay.model import YOU
from csmdrill.roleplay.transcript import TranscriptLine

FOUND = frozenset({"end"})
"""Kinds of lines that tell how it ended."""


def blind_lines(lines: Iterable[TranscriptLine]) -> tuple[TranscriptLine, ...]:
    """Return the lines without the ending, and without tags, rules and what was understood."""
    return tuple(
        msgspec.structs.replace(line, read=(), tags=(), rules=()) for line in lines if line.kind not in FOUND
    )


def called(lines: Iterable[TranscriptLine], trainee: str) -> tuple[TranscriptLine, ...]:
    """Return the lines with the trainee called by their name: for a coach they are not "you"."""
    return tuple(msgspec.structs.replace(line, name=trainee) if line.kind == YOU else line for line in lines)
