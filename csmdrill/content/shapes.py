"""Walks nodes against a model: every misfit becomes a finding, what fits becomes plain values."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from typing import Protocol

from msgspec import Struct

from csmdrill.content.duration import FORM as DURATION
from csmdrill.content.findings import Findings
from csmdrill.content.nodes import ListNode, MapNode, Node, TextNode
from csmdrill.core.text import is_blank

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(
    r"[-+]?(?:(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE][-+]?[0-9]{1,3})?"
)


class Shape(Protocol):
    """What a value must look like."""

    def take(self, node: Node, label: str, findings: Findings) -> object | None:
        """Return the plain value of a node, or None after noting why it does not fit.

        Args:
            node: to be looked at.
            label: what the value is called in a message.
            findings: where misfits are noted.
        """
        ...


class TextShape(Struct, frozen=True):
    """A text, whatever YAML would make of it."""

    least: int = 0
    most: int | None = None
    pattern: re.Pattern[str] | None = None

    def take(self, node: Node, label: str, findings: Findings) -> str | None:
        """Return the text."""
        scalar = _scalar(node, label, "a text", findings)
        if scalar is None:
            return None
        text = scalar.text
        if self.least and is_blank(text):
            findings.add(scalar.start, "M305", f"{label} is empty")
            return None
        if self.most is not None and len(text) > self.most:
            findings.add(
                scalar.start, "M305", f"{label} has {len(text):,} characters; {self.most:,} is the most"
            )
            return None
        if self.pattern is not None and not self.pattern.fullmatch(text):
            findings.add(scalar.start, *_not_fitting(self.pattern, label, text))
            return None
        return text


class NumberShape(Struct, frozen=True):
    """A number, written without quotes."""

    whole: bool
    least: float | None = None
    above: float | None = None
    most: float | None = None

    def take(self, node: Node, label: str, findings: Findings) -> int | float | None:
        """Return the number; never nan nor infinite."""
        wanted = "a whole number" if self.whole else "a number"
        scalar = _scalar(node, label, wanted, findings)
        if scalar is None:
            return None
        if not scalar.is_plain or not (_WHOLE if self.whole else _DECIMAL).fullmatch(scalar.text):
            quotes = " without quotes" if not scalar.is_plain else ""
            findings.add(scalar.start, "M303", f"{label} takes {wanted}{quotes}, not {quoted(scalar.text)}")
            return None
        value = int(scalar.text) if self.whole else float(scalar.text)
        if not math.isfinite(value) or (wrong := self._outside(value)):
            said = wrong if math.isfinite(value) else "must be a number one can write down"
            findings.add(scalar.start, "M306", f"{label} {said}, not {scalar.text[:40]}")
            return None
        return value

    def _outside(self, value: float) -> str:
        if self.least is not None and value < self.least:
            return f"must be at least {self.least:g}"
        if self.above is not None and value <= self.above:
            return f"must be more than {self.above:g}"
        if self.most is not None and value > self.most:
            return f"can be at most {self.most:g}"
        return ""


class FlagShape(Struct, frozen=True):
    """`true` or `false`."""

    def take(self, node: Node, label: str, findings: Findings) -> bool | None:
        """Return the truth value."""
        scalar = _scalar(node, label, "true or false", findings)
        if scalar is None:
            return None
        if not scalar.is_plain or scalar.text not in ("true", "false"):
            quotes = " without quotes" if not scalar.is_plain else ""
            findings.add(
                scalar.start, "M303", f"{label} takes true or false{quotes}, not {quoted(scalar.text)}"
            )
            return None
        return scalar.text == "true"


class WordShape(Struct, frozen=True):
    """One of a few words."""

    words: tuple[str, ...]

    def take(self, node: Node, label: str, findings: Findings) -> str | None:
        """Return the word."""
        scalar = _scalar(node, label, "a word", findings)
        if scalar is None:
            return None
        if scalar.text not in self.words:
            if label == "format":
                said = f"this csmdrill reads {self.words[0]}, not {quoted(scalar.text)}"
                findings.add(scalar.start, "M309", said)
                return None
            near = nearest(scalar.text, self.words, findings)
            findings.add(scalar.start, "M307", f"{label} cannot be {quoted(scalar.text)}{near}")
            return None
        return scalar.text


class ListShape(Struct, frozen=True):
    """Several values of one shape."""

    item: Shape
    least: int = 0
    most: int | None = None

    def take(self, node: Node, label: str, findings: Findings) -> list[object] | None:
        """Return the values, if all fit."""
        if not isinstance(node, ListNode):
            _misfit(node, label, "a list, written [a, b] or in lines with '- '", findings)
            return None
        before = findings.errors
        values = [value for _, value in self.take_what_fits(node, label, findings)]
        return values if findings.errors == before else None

    def take_what_fits(self, node: ListNode, label: str, findings: Findings) -> list[tuple[Node, object]]:
        """Return the values that fit, each with its node; what is too many is not looked at."""
        if len(node.items) < self.least or (self.most is not None and len(node.items) > self.most):
            said = f"{label} has {len(node.items)}; {_bounds(self.least, self.most)}"
            findings.add(node.start, "M305", said)
        looked_at = node.items[: self.most]
        taken = ((item, self.item.take(item, f"each of {label}", findings)) for item in looked_at)
        return [(item, value) for item, value in taken if value is not None]


class TextOrListShape(Struct, frozen=True):
    """One text, or a list of texts."""

    text: TextShape
    texts: ListShape

    def take(self, node: Node, label: str, findings: Findings) -> object | None:
        """Return the text or the texts, if all fit."""
        if isinstance(node, MapNode):
            _misfit(node, label, "a text or a list of texts", findings)
            return None
        shape: Shape = self.texts if isinstance(node, ListNode) else self.text
        return shape.take(node, label, findings)


class TableShape(Struct, frozen=True):
    """Values under names of the author's choice."""

    key: TextShape
    value: Shape
    least: int = 0
    most: int | None = None

    def take(self, node: Node, label: str, findings: Findings) -> dict[str, object] | None:
        """Return the values by name, if all fit."""
        if not isinstance(node, MapNode):
            _misfit(node, label, "names with values", findings)
            return None
        before = findings.errors
        table = self.take_what_fits(node, label, findings)
        return table if findings.errors == before else None

    def take_what_fits(self, node: MapNode, label: str, findings: Findings) -> dict[str, object]:
        """Return the values that fit, by name."""
        if len(node.entries) < self.least or (self.most is not None and len(node.entries) > self.most):
            said = f"{label} has {len(node.entries)}; {_bounds(self.least, self.most)}"
            findings.add(node.start, "M305", said)
        table: dict[str, object] = {}
        for key, value in node.entries:
            name = self.key.take(key, f"a name in {label}", findings)
            taken = self.value.take(value, f"{label} {quoted(key.text)}", findings)
            if name is not None and taken is not None:
                table[name] = taken
        return table


class RecordShape(Struct, frozen=True):
    """A mapping with known keys.

    Args:
        fields: shape by key.
        required: keys that must be there.
        kind: which of several it is.
        tag: the key that says so.
    """

    fields: Mapping[str, Shape]
    required: tuple[str, ...]
    kind: str = ""
    tag: str = "kind"

    def take(self, node: Node, label: str, findings: Findings) -> dict[str, object] | None:
        """Return the values by key, if all fit."""
        before = findings.errors
        values = self.take_what_fits(node, label, findings)
        return values if findings.errors == before else None

    def take_what_fits(
        self, node: Node, label: str, findings: Findings, apart: Collection[str] = ()
    ) -> dict[str, object]:
        """Return the values that fit by key; keys in `apart` are known, but looked at elsewhere."""
        if not isinstance(node, MapNode):
            _misfit(node, label, "keys with values", findings)
            return {}
        values: dict[str, object] = {self.tag: self.kind} if self.kind else {}
        for key, value in node.entries:
            shape = self.fields.get(key.text)
            if shape is not None:
                taken = shape.take(value, key.text, findings)
                if taken is not None:
                    values[key.text] = taken
            elif key.text not in apart and not (self.kind and key.text == self.tag):
                near = nearest(key.text, (*self.fields, *apart), findings)
                findings.add(key.start, "M301", f"{label} has no key {quoted(key.text)}{near}")
        names = {key.text for key, _ in node.entries}
        for name in self.required:
            if name not in names:
                findings.add(node.start, "M302", f"{label} needs the key '{name}'")
        return values


class KindShape(Struct, frozen=True):
    """A mapping of which one key, `kind` or another, says what others it has."""

    records: Mapping[str, RecordShape]
    tag: str = "kind"

    def take(self, node: Node, label: str, findings: Findings) -> dict[str, object] | None:
        """Return the values by key, the tag among them, if all fit."""
        if not isinstance(node, MapNode):
            _misfit(node, label, "keys with values", findings)
            return None
        kind = node.get(self.tag)
        if kind is None:
            possible = one_of(tuple(self.records))
            findings.add(node.start, "M302", f"{label} needs the key '{self.tag}'; {possible}")
            return None
        word = WordShape(tuple(self.records)).take(kind, self.tag, findings)
        if word is None:
            return None
        return self.records[word].take(node, f"{label} of {self.tag} {word}", findings)


def quoted(text: str) -> str:
    """Return a piece of content in quotes, short enough for a message."""
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"


def nearest(word: str, words: Collection[str], findings: Findings) -> str:
    """Return a hint at the word that was probably meant, or at all that are possible."""
    possible = f"; {one_of(tuple(words))}" if len(words) <= 10 else ""
    if not findings.may_compare(len(words)):
        return possible
    import difflib

    close = difflib.get_close_matches(word[:40].lower(), words, n=1)
    if close:
        return f"; did you mean '{close[0]}'?"
    return possible


def one_of(words: tuple[str, ...]) -> str:
    """Return what is possible, in a sentence."""
    return f"it is {words[0]}" if len(words) == 1 else f"possible are {', '.join(words)}"


def is_null(node: Node) -> bool:
    """Return whether nothing is written there, in one of YAML's ways."""
    return isinstance(node, TextNode) and node.is_plain and node.text in _NULLS


def _scalar(node: Node, label: str, wanted: str, findings: Findings) -> TextNode | None:
    if not isinstance(node, TextNode) or is_null(node):
        _misfit(node, label, wanted, findings)
        return None
    return None if node.is_alias else node


def _misfit(node: Node, label: str, wanted: str, findings: Findings) -> None:
    if is_null(node):
        findings.add(node.start, "M308", f"{label} has no value")
    elif not isinstance(node, TextNode) or not node.is_alias:
        got = {TextNode: "a text", ListNode: "a list", MapNode: "keys with values"}[type(node)]
        findings.add(node.start, "M303", f"{label} takes {wanted}, not {got}")


def _not_fitting(pattern: re.Pattern[str], label: str, text: str) -> tuple[str, str]:
    """Return the code and the message for a text that does not have the form of a name or a duration."""
    if pattern.pattern == DURATION:
        return "M310", f"{label} cannot be {quoted(text)}; write it like 90s, 2m or 3m30s"
    return "M304", f"{label} cannot be {quoted(text)}; use {_letters(pattern)}"


def _bounds(least: int, most: int | None) -> str:
    return f"{least} to {most} are possible" if most is not None else f"{least} at least"


def _letters(pattern: re.Pattern[str]) -> str:
    if "_" in pattern.pattern:
        return "a-z, 0-9 and _, a letter first"
    return "a-z, 0-9 and -, with / between" if "/" in pattern.pattern else "a-z, 0-9 and -"
