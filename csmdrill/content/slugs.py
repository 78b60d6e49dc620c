"""Makes readable ids out of the words of a card."""

from __future__ import annotations

import re
from collections.abc import Collection

from csmdrill.core.text import fold

MAX_WORDS = 5
MAX_CHARACTERS = 40

_WORD = re.compile(r"[a-z0-9]+")
_MISREAD = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})


def slug(text: str, fallback: str) -> str:
    """Return an id of at most five words of a text; `fallback` if it has no words in Latin letters.

    What YAML tools would take for a number, a date or a truth value gets the fallback in front.
    """
    words: list[str] = []
    for word in _WORD.findall(fold(text).replace("'", "")):
        longer = "-".join((*words, word))
        if len(words) == MAX_WORDS or (words and len(longer) > MAX_CHARACTERS):
            break
        words.append(word[:MAX_CHARACTERS])
    made = "-".join(words)
    if not made:
        return fallback
    return f"{fallback}-{made}" if made in _MISREAD or made[0].isdigit() else made


def unused(name: str, taken: Collection[str]) -> str:
    """Return the name, or the first of `name-2`, `name-3`, ... that is not taken."""
    count, free = 1, name
    while free in taken:
        count += 1
        free = f"{name}-{count}"
    return free
