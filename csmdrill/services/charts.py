"""Small charts as text, the same on the screen and in plain lines; they are read without colours too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

SHADES = "·░▒▓█"
BLOCKS = "▁▂▃▄▅▆▇█"
WEEK = 7


def shade(count: int, most: int) -> int:
    """Return which of the five shades a day's answers get: 0 for none, 4 for those of the fullest day."""
    return 0 if count <= 0 else min(4, 1 + 4 * (count - 1) // max(most, 1))


def heat_rows(year: Sequence[int]) -> list[str]:
    """Return the days as seven rows, Monday first, a column a week.

    Args:
        year: answers of each day; the first is a Monday.
    """
    most = max(year, default=0)
    marks = [SHADES[shade(count, most)] for count in year]
    return ["".join(marks[weekday::WEEK]) for weekday in range(WEEK)]


def month_row(first: date, days: int) -> str:
    """Return the names of the months above the weeks in which they begin."""
    row = ""
    for week in range(-(-days // WEEK)):
        monday = first + timedelta(days=week * WEEK)
        begins = monday.day <= WEEK
        if begins and len(row) <= week:
            row = row.ljust(week) + f"{monday:%b} "
    return row.rstrip()


def bar(share: float, width: int) -> str:
    """Return a bar of at most `width` for a share of 0-1; one that is not zero is seen."""
    return "█" * (max(1, round(share * width)) if share > 0 else 0)


def line(values: Sequence[float], most: float) -> str:
    """Return a character for each value; `most` is the highest."""
    if most <= 0:
        return BLOCKS[0] * len(values)
    return "".join(BLOCKS[round(max(value, 0.0) / most * (len(BLOCKS) - 1))] for value in values)
