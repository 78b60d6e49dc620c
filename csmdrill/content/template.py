"""Text with holes: `{{name|filter}}` of case cards, and `{{id::words::hint}}` of cloze cards."""

from __future__ import annotations

import re
from typing import Literal, cast

from msgspec import Struct

Filter = Literal["money", "number", "percent", "date"]
FILTERS: tuple[Filter, ...] = ("money", "number", "percent", "date")

_SLOT = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(?:\|\s*([a-z_]+)\s*)?")
_DOTTED = re.compile(r"\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\s*(?:\|\s*([a-z_]+)\s*)?")
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_BRACES = re.compile(r"\{\{|\}\}")


class TemplateProblem(ValueError):
    """Text whose holes cannot be read.

    Args:
        offset: index of the character at fault.
        message: one sentence without the position.
    """

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


class Slot(Struct, frozen=True):
    """A hole to be filled with a fact; `at` is the index of its first brace."""

    name: str
    filter: Filter | None = None
    at: int = 0


class Deletion(Struct, frozen=True):
    """Words that a cloze card hides; without an id until `csmdrill fmt` gives one."""

    id: str | None
    text: str
    hint: str | None = None
    at: int = 0


def parse_template(text: str, *, dots: bool = False) -> tuple[str | Slot, ...]:
    """Return literal text and slots in order; what a slot is filled with is never looked at again.

    Args:
        text: of a case card, or of a scenario.
        dots: whether a name may have a second part, as in `{{dana.name}}`.

    Raises:
        TemplateProblem: unbalanced braces, no name, or an unknown filter.
    """
    form = _DOTTED if dots else _SLOT
    return tuple(piece if isinstance(piece, str) else _slot(*piece, form) for piece in _split(text))


def parse_cloze(text: str) -> tuple[str | Deletion, ...]:
    """Return literal text and deletions in order.

    Raises:
        TemplateProblem: unbalanced braces, an impossible id, nothing hidden, or more than one hint.
    """
    return tuple(piece if isinstance(piece, str) else _deletion(*piece) for piece in _split(text))


def slots_in(text: str, *, dots: bool = False) -> tuple[Slot, ...]:
    """Return the slots of a template.

    Raises:
        TemplateProblem: as in `parse_template`.
    """
    return tuple(piece for piece in parse_template(text, dots=dots) if isinstance(piece, Slot))


def deletions_in(text: str) -> tuple[Deletion, ...]:
    """Return the deletions of a cloze text.

    Raises:
        TemplateProblem: as in `parse_cloze`.
    """
    return tuple(piece for piece in parse_cloze(text) if isinstance(piece, Deletion))


def _split(text: str) -> list[str | tuple[str, int]]:
    """Return literals, and for each hole its inside and the index of its first brace."""
    pieces: list[str | tuple[str, int]] = []
    done, opened = 0, -1
    for brace in _BRACES.finditer(text):
        at = brace.start()
        if brace.group() == "{{":
            if opened >= 0:
                raise TemplateProblem(at, "{{ stands inside another {{ }}")
            if at > done:
                pieces.append(text[done:at])
            opened = at
            continue
        if opened < 0:
            raise TemplateProblem(at, "}} has no {{ before it")
        pieces.append((text[opened + 2 : at], opened))
        done, opened = at + 2, -1
    if opened >= 0:
        raise TemplateProblem(opened, "{{ is never closed with }}")
    if done < len(text):
        pieces.append(text[done:])
    return pieces


def _slot(inside: str, at: int, form: re.Pattern[str]) -> Slot:
    found = form.fullmatch(inside)
    if found is None:
        raise TemplateProblem(at, "between {{ and }} stands a name, or a name|filter")
    name, asked = found.groups()
    if asked is not None and asked not in FILTERS:
        raise TemplateProblem(at, f"there is no filter {asked}; there are {', '.join(FILTERS)}")
    return Slot(name, cast("Filter | None", asked), at)


def _deletion(inside: str, at: int) -> Deletion:
    parts = inside.split("::")
    if len(parts) > 3:
        raise TemplateProblem(at, "a deletion is {{id::words}} or {{id::words::hint}}")
    name = parts[0] if len(parts) > 1 else None
    words = parts[0] if len(parts) == 1 else parts[1]
    hint = parts[2] if len(parts) == 3 else None
    if name is not None and (len(name) > 64 or not _ID.fullmatch(name)):
        raise TemplateProblem(at, f"{name!r} cannot be the id of a deletion; use a-z, 0-9 and -")
    if not words.strip():
        raise TemplateProblem(at, "a deletion hides no words")
    if hint is not None and not hint.strip():
        raise TemplateProblem(at, "the hint of a deletion is empty")
    return Deletion(name, words, hint, at)
