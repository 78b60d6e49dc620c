"""The one place that makes untrusted text safe: finds what no terminal may receive, and replaces it."""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

REPLACEMENT = "\ufffd"

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)

_SEEN = re.compile(
    "[^\\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060-\u2064\u3164"
    "\ufe00-\ufe0f\uffa0\U000e0000-\U000e01ef]"
)

BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
"""The one mark that prose may carry."""

_NAMES = {
    0x00: "NUL",
    0x07: "BEL",
    0x08: "backspace",
    0x0B: "vertical tab",
    0x0C: "form feed",
    0x0D: "carriage return",
    0x1B: "ESC",
    0x7F: "DEL",
    0xFEFF: "byte order mark",
}

_TYPOGRAPHY = str.maketrans(
    {**dict.fromkeys("‘’‛′`´", "'"), **dict.fromkeys("“”„″«»", '"'), **dict.fromkeys("‐‑‒–—−", "-")}
)


def find_unsafe(text: str, limit: int | None = None) -> list[tuple[int, str]]:
    """Return index and name of each character that may not be loaded or shown, at most `limit` of them.

    These are C0 controls but tab and newline, DEL, C1 controls, bidirectional controls, line and paragraph
    separators, lone surrogates, byte order marks and noncharacters.
    """
    return [(found.start(), name_of(found.group())) for found in islice(_UNSAFE.finditer(text), limit)]


def is_safe(text: str) -> bool:
    """Return whether a text has no unsafe character."""
    return _UNSAFE.search(text) is None


def is_blank(text: str) -> bool:
    """Return whether nothing of a text can be seen: it has only spaces, joiners, fillers and their like."""
    return _SEEN.search(text) is None


def make_safe(text: str) -> str:
    """Return the text with each unsafe character replaced by U+FFFD and tabs by a space; same length."""
    return _UNSAFE.sub(REPLACEMENT, text).replace("\t", " ")


def one_line(text: str) -> str:
    """Return the text on one line, safe: a blank stands for each line end, and it stays as long as it was.

    For whatever is named in one line, files above all, whose names come from others and may hold line ends.
    """
    return make_safe(text).replace("\n", " ")


def unmarked(text: str) -> str:
    """Return prose as it reads where nothing can be bold."""
    return BOLD.sub(r"\1", text)


def name_of(character: str) -> str:
    """Return how one character is called in a message, like `ESC (U+001B)`."""
    point = ord(character)
    name = _NAMES.get(point) or unicodedata.name(character, "").lower() or _class_of(point)
    return f"{name} (U+{point:04X})"


def fold(text: str) -> str:
    """Return the text as replies are compared: compatibility form, no accents, no case, single spaces.

    Typographic quotes and dashes become the plain ones of a keyboard. Folding twice changes nothing.
    """
    plain = _without_accents(unicodedata.normalize("NFKD", text).translate(_TYPOGRAPHY))
    plain = _without_accents(unicodedata.normalize("NFKD", plain.casefold()))
    return " ".join(plain.split())


def _without_accents(text: str) -> str:
    return text if text.isascii() else "".join(c for c in text if not unicodedata.combining(c))


def _class_of(point: int) -> str:
    if point <= 0x1F:
        return "control character"
    if 0x80 <= point <= 0x9F:
        return "C1 control character"
    if 0xD800 <= point <= 0xDFFF:
        return "lone surrogate"
    return "noncharacter"
