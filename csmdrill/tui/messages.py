"""Every message that our widgets post."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from csmdrill.practice.model import Rating


@dataclass
class RatingChosen(Message):
    """A rating was clicked."""

    rating: Rating


@dataclass
class LetterChosen(Message):
    """An option or a point was clicked."""

    letter: str


@dataclass
class MomentPassed(Message):
    """The clock of a moment ran out before there was a reply."""


@dataclass
class UndoAsked(Message):
    """The undo mark was clicked."""


@dataclass
class LineCut(Message):
    """A line was cut, or is full; it may have so many characters."""

    longest: int
