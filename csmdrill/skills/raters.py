"""How coaches are called beside their ratings: by name, else by the beginning of a random id."""

from __future__ import annotations

import re
from collections.abc import Sequence

SHORT_ID = 8
_ID = re.compile("[0-9a-f]{32}")


def is_name(rater: str) -> bool:
    """Return whether somebody said how they are called; a random id is no name."""
    return bool(rater) and _ID.fullmatch(rater) is None


def rater_called(rater: str) -> str:
    """Return how a coach is called: by name, else `coach` with the beginning of the id."""
    return rater if is_name(rater) else f"coach {rater[:SHORT_ID]}".rstrip()


def coaches_called(raters: Sequence[str]) -> str:
    """Return how those are called who rated an attempt as coaches: `Ada and Ben on average`."""
    if len(raters) < 2:
        return raters[0] if raters and is_name(raters[0]) else "the coach"
    named = [rater_called(each) for each in raters]
    return f"{', '.join(named[:-1])} and {named[-1]} on average"


def marked_words(rater: str, mark: str) -> str:
    """Return the mark of a coach with the name: `Ada Moreno: coach not calibrated yet.`"""
    return f"{rater_called(rater)}: {mark[:1].lower()}{mark[1:]}" if rater else mark
