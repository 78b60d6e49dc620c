"""Numbers as spreadsheets of several countries write them: which of comma and point is the decimal one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Mark = Literal[",", "."]

_BLANKS = re.compile(r"[\s\u00a0\u202f'’]")
_SHAPE = re.compile(r"[-+]?[0-9][0-9.,]*")
_GROUPED = {
    ",": re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"),
    ".": re.compile(r"[-+]?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?"),
}
_OTHER: dict[Mark, Mark] = {",": ".", ".": ","}


def decimal_mark(values: Iterable[str], likely: Mark) -> Mark | None:
    """Return the decimal mark of a column of numbers.

    Args:
        values: as they stand in the file.
        likely: taken where no value tells.

    Returns:
        None where some values speak for the one and some for the other.
    """
    told = {mark for value in values if (mark := _told_by(_bare(value))) is not None}
    if len(told) > 1:
        return None
    return told.pop() if told else likely


def number_in(value: str, mark: Mark | None) -> float | None:
    """Return the number that a value is, or None if it is none or could be two.

    Args:
        value: as it stands in the file; a percent sign behind it is passed over.
        mark: decimal mark of the column; None where its values contradict each other.
    """
    bare = _bare(value)
    mine = _told_by(bare) or mark
    if not _SHAPE.fullmatch(bare):
        return None
    if mine is None:
        return None if "," in bare or "." in bare else float(bare)
    group = _OTHER[mine]
    whole, _, part = bare.partition(mine)
    if (mark is not None and mine != mark) or mine in part or group in part:
        return None
    if group in whole and not _GROUPED[group].fullmatch(whole):
        return None
    return float(f"{whole.replace(group, '')}.{part or '0'}")


def _bare(value: str) -> str:
    return _BLANKS.sub("", value).rstrip("%").replace("\u2212", "-")


def _told_by(bare: str) -> Mark | None:
    """Return the decimal mark that a value can only have; `1,234` could have either."""
    commas, points = bare.count(","), bare.count(".")
    if commas and points:
        return "," if bare.rfind(",") > bare.rfind(".") else "."
    if commas > 1 or points > 1:
        return "." if commas else ","
    for mark in (",", "."):
        before, found, after = bare.partition(mark)
        if found and (len(after) != 3 or len(before.lstrip("+-")) > 3 or before.lstrip("+-") == "0"):
            return "," if mark == "," else "."
    return None
