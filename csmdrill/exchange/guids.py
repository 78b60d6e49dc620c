"""The guid of a note: made of the card's key alone, so that the same card is always the same note."""

from __future__ import annotations

import hashlib
import string

LETTERS = string.ascii_letters + string.digits
LENGTH = 10


def guid_of(key: str) -> str:
    """Return ten letters and digits for a key: 59 bits of its SHA-256."""
    left = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    letters = []
    for _ in range(LENGTH):
        left, place = divmod(left, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)


def number_of(key: str) -> int:
    """Return a whole number for a key, in the range in which Anki numbers decks and note types."""
    return 1_400_000_000_000 + int.from_bytes(hashlib.sha256(key.encode()).digest()[:5], "big") % 2**39
