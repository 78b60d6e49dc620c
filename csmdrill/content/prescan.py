"""Looks at the bytes of a file before any parser does: size, encoding, unsafe characters, long lines."""

from __future__ import annotations

import re
from itertools import islice

from msgspec import Struct

from csmdrill.content.nodes import Fault
from csmdrill.content.places import MAX_BYTES
from csmdrill.core.text import find_unsafe

MAX_LINE = 20_000
MAX_FAULTS = 50

_CONFLICT = re.compile(r"^(?:<<<<<<< |=======\r?$|>>>>>>> )", re.MULTILINE)


class Prescan(Struct, frozen=True):
    """The text of a file, or why it is not read.

    Args:
        text: with its line endings as they stand; empty where there are faults that hide it.
        faults: in order; with any of them the file is left out.
    """

    text: str
    faults: tuple[Fault, ...]


def prescan(content: bytes) -> Prescan:
    """Return the text of a file if it is safe to parse; never raises."""
    if len(content) > MAX_BYTES:
        return _refused("T103", f"the file has more than {MAX_BYTES // 1024:,} KiB; split it")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:4]:
        return _refused("T101", "the file is UTF-16 or UTF-32; save it as UTF-8")
    if content.startswith(b"\xef\xbb\xbf"):
        return _refused("T102", "the file begins with a byte order mark; save it as UTF-8 without one")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        before = content[: wrong.start].decode("utf-8")
        return Prescan(before, (Fault(len(before), "T101", "this is not UTF-8; save the file as UTF-8"),))
    return Prescan(text, tuple(sorted(_faults(text))[:MAX_FAULTS]))


def _faults(text: str) -> list[Fault]:
    unsafe = find_unsafe(text.replace("\r\n", "\n\n"), MAX_FAULTS)
    faults = [Fault(at, "T104", f"{name} is not allowed here; delete it") for at, name in unsafe]
    return faults + _long_lines(text) + _conflicts(text)


def _long_lines(text: str) -> list[Fault]:
    start = 0
    while len(text) - start > MAX_LINE:
        end = text.rfind("\n", start, start + MAX_LINE + 1)
        if end < 0:
            said = f"a line of more than {MAX_LINE:,} characters; break it up"
            return [Fault(start + MAX_LINE, "T105", said)]
        start = end + 1
    return []


def _conflicts(text: str) -> list[Fault]:
    if "\n<<<<<<< " not in text and not text.startswith("<<<<<<< ") and "\n>>>>>>> " not in text:
        return []
    said = "git left a conflict here; keep one side and delete the marks"
    return [Fault(mark.start(), "T106", said) for mark in islice(_CONFLICT.finditer(text), MAX_FAULTS)]


def _refused(code: str, message: str) -> Prescan:
    return Prescan("", (Fault(0, code, message),))
