"""Files of facts too large to be kept: each is made when it is asked for, beside what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from csmdrill.storage.lines import LONGEST_LINE
from tests.hostile.corpus import HERE, Told

TOO_LONG = f"The line is longer than {LONGEST_LINE} bytes."
NO_FACT = "This is no fact: Object missing required field `device`."


class Made(NamedTuple):
    """What returns the bytes of a file, and what is told of it."""

    make: Callable[[], bytes]
    told: Told


def sound() -> bytes:
    """Return a line that is taken in, without its end."""
    return (HERE / "facts" / "duplicates.jsonl").read_bytes().partition(b"\n")[0]


MADE = {
    "a fact behind an over-long line": Made(
        lambda: b"x" * LONGEST_LINE + sound() + b"\n{}\n",
        Told("0 added, 0 known", (f"1: {TOO_LONG}", f"2: {NO_FACT}")),
    ),
    "a fact at the head of an over-long line": Made(
        lambda: sound() + b" " * LONGEST_LINE + b"\n" + sound() + b"\n",
        Told("1 added, 0 known", (f"1: {TOO_LONG}",)),
    ),
    "a fact behind blanks": Made(
        lambda: b" " * (2 * LONGEST_LINE) + sound() + b"\n{}\n",
        Told("0 added, 0 known", (f"1: {TOO_LONG}", f"2: {NO_FACT}")),
    ),
    "a source that does not end": Made(
        lambda: sound() + b'\n{"source":"' + b"x" * (2 * LONGEST_LINE),
        Told("1 added, 0 known", (f"2: {TOO_LONG}",)),
    ),
    "a line that is as long as it may be": Made(
        lambda: b" " * (LONGEST_LINE - 1) + b"\n{}\n",
        Told("0 added, 0 known", (f"2: {NO_FACT}",)),
    ),
}
