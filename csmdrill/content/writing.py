"""Writes a deck as the text of a deck file, so that reading it gives the same deck again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from csmdrill.content.deck import Card, DeckHead

KEY_ORDER = (
    *("format", "id", "title", "competency", "philosophies", "owner", "retired", "aliases", "shadows"),
    *("kind", "prompt", "text", "facts", "let", "answer", "reverse", "options", "right", "accept"),
    *("number", "within", "unit", "steps", "points", "need", "who", "line", "clock", "checks", "strong"),
    *("weak", "silent", "label", "when", "because", "why"),
)
"""The order in which keys are written; those that are not here follow as the models have them."""

LONGEST_PLAIN = 200
_PLAIN = re.compile(r"(?!null$)[A-Za-z](?:[\w,.;'’“”?!()/€$%+=@– -]*[\w.'’”?!)/€$%])?", re.IGNORECASE)
_ROW = re.compile(r"\S(?:.*\S)?")


def deck_text(head: DeckHead, cards: Iterable[Card]) -> str:
    """Return the text of a deck file.

    Args:
        head: of the deck.
        cards: with ids; their words free of what `core.text` calls unsafe.
    """
    lines = [*_entries(_values(head), 0), "cards:"]
    for card in cards:
        lines += _item(_values(card), 2)
    return "\n".join(lines) + "\n"


def _values(struct: msgspec.Struct) -> dict[str, object]:
    values: dict[str, object] = msgspec.to_builtins(struct)
    return values


def _entries(values: Mapping[str, object], indent: int) -> Iterator[str]:
    """Yield a mapping as lines."""
    ordered = sorted(values, key=lambda key: KEY_ORDER.index(key) if key in KEY_ORDER else len(KEY_ORDER))
    for key in ordered:
        yield from _entry(key, values[key], indent)


def _entry(key: str, value: object, indent: int) -> Iterator[str]:
    blanks = " " * indent
    if isinstance(value, Mapping):
        yield f"{blanks}{key}:"
        yield from _entries(value, indent + 2)
    elif isinstance(value, list) and value and not all(_fits_in_a_row(item) for item in value):
        yield f"{blanks}{key}:"
        for item in value:
            yield from _item(item, indent + 2)
    elif isinstance(value, list):
        yield f"{blanks}{key}: [{', '.join(map(str, value))}]"
    elif isinstance(value, str) and _is_paragraphs(value):
        yield f"{blanks}{key}: |-"
        yield from (f"{blanks}  {line}" if line else "" for line in value.split("\n"))
    else:
        yield f"{blanks}{key}: {_scalar(value)}"


def _item(value: object, indent: int) -> Iterator[str]:
    """Yield an item of a list as lines."""
    blanks = " " * indent
    if not isinstance(value, Mapping):
        yield f"{blanks}- {_scalar(value)}"
        return
    for place, line in enumerate(_entries(_first("id", value), indent + 2)):
        yield f"{blanks}- {line[indent + 2 :]}" if place == 0 else line


def _first(key: str, values: Mapping[str, object]) -> Mapping[str, object]:
    return {key: values[key], **values} if key in values else values


def _fits_in_a_row(value: object) -> bool:
    """Return whether a value is an id or a number, which a list may hold in one line."""
    return isinstance(value, int | float) or (
        isinstance(value, str) and re.fullmatch(r"(?!null$)[a-z0-9][a-z0-9/-]*", value) is not None
    )


def _is_paragraphs(text: str) -> bool:
    """Return whether a text may stand as lines of its own: no line begins or ends with a blank."""
    lines: Sequence[str] = text.split("\n")
    return len(lines) > 1 and bool(lines[0]) and bool(lines[-1]) and all(map(_is_row, lines))


def _is_row(line: str) -> bool:
    return not line or _ROW.fullmatch(line) is not None


def _scalar(value: object) -> str:
    if isinstance(value, str):
        if len(value) <= LONGEST_PLAIN and _PLAIN.fullmatch(value):
            return value
        return msgspec.json.encode(value).decode()  # every JSON text is a double-quoted text of YAML
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    return msgspec.json.encode(value).decode()
