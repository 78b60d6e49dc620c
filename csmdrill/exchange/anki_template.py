"""Anki's card templates: fields put into their places, conditions weighed, nothing else ever run."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"\{\{([#^/]?)([^{}]{1,200})\}\}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ANSWER_LINE = re.compile(r"<hr\b[^<>]{0,80}\bid\s*=\s*[\"']?answer\b[^<>]{0,80}>", re.IGNORECASE)
_HIDDEN_IN_FRONT = frozenset({"type", "hint"})


def filled(template: str, fields: Mapping[str, str], *, front: bool) -> str:
    """Return a template with its fields; what is no field of the note is left empty.

    Args:
        template: as Anki keeps it.
        fields: HTML by name.
        front: it is a question; what is typed in or hidden as a hint is then left out.
    """
    text = _COMMENT.sub("", template)
    shown: list[str] = []
    hidden: list[bool] = []
    done = 0
    for token in _TOKEN.finditer(text):
        if not any(hidden):
            shown.append(text[done : token.start()])
        done = token.end()
        mark, said = token[1], token[2].strip()
        if mark == "/":
            del hidden[-1:]
        elif mark:
            hidden.append(bool(fields.get(said, "").strip()) is (mark == "^"))
        elif not any(hidden):
            shown.append(_value(said, fields, front))
    if not any(hidden):
        shown.append(text[done:])
    return "".join(shown)


def below_the_line(answer: str) -> str:
    """Return what stands below the line between question and answer, or all of it without a line."""
    found = _ANSWER_LINE.search(answer)
    below = answer[found.end() :] if found else answer
    return below if below.strip() else answer


def typed_field(template: str) -> str | None:
    """Return the name of the field that is typed in, if there is one."""
    return _field_after("type", template)


def cloze_field(template: str) -> str | None:
    """Return the name of the field with the deletions, if there is one."""
    return _field_after("cloze", template)


def speaks_of(template: str, field: str) -> bool:
    """Return whether a template shows a field or depends on it."""
    return any(token[2].strip().rpartition(":")[2].strip() == field for token in _TOKEN.finditer(template))


def _field_after(filter_: str, template: str) -> str | None:
    for token in _TOKEN.finditer(_COMMENT.sub("", template)):
        filters, _, name = token[2].strip().rpartition(":")
        if not token[1] and filter_ in (part.strip() for part in filters.split(":")):
            return name.strip()
    return None


def _value(said: str, fields: Mapping[str, str], front: bool) -> str:
    filters, _, name = said.rpartition(":")
    used = {part.strip().partition(" ")[0] for part in filters.split(":")}
    if "tts" in used or (front and used & _HIDDEN_IN_FRONT):
        return ""
    return fields.get(name.strip(), "")
