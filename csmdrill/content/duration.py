"""Durations as content writes them: `90s`, `2m` or `3m30s`."""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta

FORM = r"^([0-9]{1,2}m([0-5]?[0-9]s)?|[0-9]{1,3}s)$"

Duration = Annotated[str, Meta(pattern=FORM)]

_PARTS = re.compile(r"(?:([0-9]{1,2})m)?(?:([0-9]{1,3})s)?")


def milliseconds(duration: str) -> int:
    """Return how long a duration is, in ms.

    Raises:
        ValueError: it is none.
    """
    found = _PARTS.fullmatch(duration)
    if not duration or found is None:
        raise ValueError(duration)
    return (int(found[1] or 0) * 60 + int(found[2] or 0)) * 1000


def clock_text(ms: int) -> str:
    """Return a time from a start as a clock shows it, like `1:05`; begun seconds do not count."""
    seconds = max(0, ms) // 1000
    return f"{seconds // 60}:{seconds % 60:02}"
