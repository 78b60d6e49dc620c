"""docs/speed.md: what `make bench` printed, and of every goal that was missed by how much and why."""

from __future__ import annotations

import re
from pathlib import Path

from bench.__main__ import HEAD
from bench.profile import WORKS

PAGE = (Path(__file__).parents[2] / "docs" / "speed.md").read_text("utf-8")
TABLE, MISSED = PAGE.split("## What is missed")
NAME = 48


def printed() -> list[str]:
    """Return the rows of the table."""
    block = next(
        each for each in re.findall(r"```text\n(.*?)```", TABLE, re.DOTALL) if each.startswith("row")
    )
    head, *rows = block.splitlines()
    assert head == HEAD
    return [str(row) for row in rows]


def test_every_row_says_whether_its_goal_is_met() -> None:
    assert len(printed()) > 40
    assert {row.split()[-1] for row in printed()} <= {"met", "MISSED"}


def test_of_every_goal_that_is_missed_it_is_told_why() -> None:
    missed = [row[:NAME].strip() for row in printed() if row.endswith("MISSED")]
    told = re.findall(r"^- \*\*(.+?)\*\*: (over by \d+ %|[\d.]+ times the goal)\. \w", MISSED, re.MULTILINE)
    assert [name for name, _ in told] == missed


def test_the_profiles_are_those_that_can_be_made() -> None:
    named = re.findall(r"python -m bench\.profile(?: (\w+))?", PAGE)
    assert {each for each in named if each} == set(WORKS)
