"""What is to be said about a card's handling: when it is a leech, and when it may fall due."""

from __future__ import annotations

from csmdrill.core.clock import StudyDay

LEECH_LAPSES = 8
"""Lapses from which on a card is a leech: rewrite it, split it or suspend it."""

FARTHEST_DAYS = 36_500
"""Days that a card may be put off: a hundred years, as long as the longest interval."""


def is_leech(lapses: int) -> bool:
    """Return whether a card was forgotten so often that asking it again will not help."""
    return lapses >= LEECH_LAPSES


def may_fall_due(day: int, today: StudyDay) -> bool:
    """Return whether a person may set a card due on a study day."""
    return today <= day <= today + FARTHEST_DAYS
