"""Reads the few fields that are needed out of protocol buffers, which newer Anki keeps in its database."""

from __future__ import annotations


class WireProblem(ValueError):
    """Bytes that are no protocol buffer."""


def fields_in(message: bytes) -> dict[int, int | bytes]:
    """Return the last value of each field by its number: whole numbers and bytes; others are passed over.

    Raises:
        WireProblem: the message is cut off or holds what no message may.
    """
    found: dict[int, int | bytes] = {}
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, form = key >> 3, key & 7
        if form == 0:
            value, at = _varint(message, at)
            found[number] = value
        elif form == 2:
            size, at = _varint(message, at)
            if at + size > len(message):
                raise WireProblem
            found[number] = message[at : at + size]
            at += size
        elif form in (1, 5):
            at += 8 if form == 1 else 4
        else:
            raise WireProblem
    return found


def number_in(fields: dict[int, int | bytes], number: int) -> int:
    """Return a whole number, 0 where it is not told."""
    value = fields.get(number, 0)
    return value if isinstance(value, int) else 0


def text_in(fields: dict[int, int | bytes], number: int) -> str:
    """Return a text, empty where it is not told."""
    value = fields.get(number, b"")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
        shift += 7
    raise WireProblem
