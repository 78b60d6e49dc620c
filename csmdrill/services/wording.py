"""Intervals and dates in words, the same on the screen and in plain lines."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from csmdrill.core.clock import Moment
from csmdrill.practice.model import Memory

if TYPE_CHECKING:
    from csmdrill.storage.catalog import ContentChange

MINUTE = 60_000


def interval_words(memory: Memory, at: Moment) -> str:
    """Return when a card comes back, seen from `at`: `in 10 min`, `tomorrow`, `in 12 days`, `in 4 months`."""
    if memory.due_at is not None:
        minutes = max(1, round((memory.due_at - at.at) / MINUTE))
        return f"in {minutes} min"
    days = memory.due_day - at.day
    if days <= 0:
        return "today"
    if days == 1:
        return "tomorrow"
    if days < 60:
        return f"in {days} days"
    if days < 730:
        return f"in {round(days / 30.44)} months"
    return f"in {round(days / 365.25)} years"


def date_words(day: date) -> str:
    """Return a date as `Tue 24 Nov`."""
    return f"{day:%a} {day.day} {day:%b}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 card`, `2 cards`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def change_words(change: ContentChange) -> str:
    """Return what a change of the decks means for the cards, as a sentence; empty when it means nothing."""
    counted = (
        (change.added, "new"),
        (change.edited, "edited"),
        (change.revised, "due because its meaning changed"),
        (change.renamed, "renamed"),
        (change.retired, "retired"),
    )
    parts = [f"{number} {words}" for number, words in counted if number]
    return f"Decks changed: {', '.join(parts)}." if parts else ""
