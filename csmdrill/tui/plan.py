"""What the program was asked to open on."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec


class Plan(msgspec.Struct, frozen=True):
    """The words of the command line, for the screens.

    Args:
        start: the first screen.
        minutes: length of a session; None means the person's setting.
        competency, tag, deck_paths: what to practise; None and empty mean everything.
        new: new cards on top of the day's; 0 means none at all, None the day's.
    """

    start: Literal["today", "practice"] = "today"
    minutes: int | None = None
    competency: str | None = None
    tag: str | None = None
    deck_paths: tuple[Path, ...] = ()
    new: int | None = None
