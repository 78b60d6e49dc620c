"""The guid of a note: the one that it came with, else made of the card's key alone, so that it stays."""

from __future__ import annotations

import hashlib
import string

LETTERS = string.ascii_letters + string.digits
LENGTH = 10
LONGEST = 64
LONGEST_ODD = 10
"""Anki's own guids have up to ten signs of any sort; in more there is room for a formula that does harm."""

_FORMULA = ("=", "+", "-", "@")


def guid_of(key: str) -> str:
    """Return ten letters and digits for a key: 59 bits of its SHA-256."""
    left = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    letters = []
    for _ in range(LENGTH):
        left, place = divmod(left, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)


def kept_guid(text: str) -> str:
    """Return a guid from elsewhere if a deck and a table can hold it, else nothing."""
    plain = text.isascii() and text.isprintable() and " " not in text
    odd = len(text) > LONGEST_ODD and text.startswith(_FORMULA)
    return text if plain and not odd and len(text) <= LONGEST else ""


def number_of(key: str) -> int:
    """Return a whole number for a key, in the range in which Anki numbers decks and note types."""
    return 1_400_000_000_000 + int.from_bytes(hashlib.sha256(key.encode()).digest()[:5], "big") % 2**39
