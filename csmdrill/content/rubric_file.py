"""Reads a rubric file: bytes in, the rubric and every problem out, in one run."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from csmdrill.content.nodes import ListNode, MapNode, Node, TextNode, position
from csmdrill.content.opened import open_content
from csmdrill.content.placed import Desk, find, find_key
from csmdrill.content.problem import Problem
from csmdrill.content.rubric import FORMAT, Rubric
from csmdrill.content.shapes import RecordShape, quoted
from csmdrill.content.shaping import record_of
from csmdrill.core.text import fold

BEGINS = "a rubric begins with keys: format, id, title, competency, criteria, overall"
WHOLE = 100


class CheckedRubric(Struct, frozen=True, kw_only=True):
    """A rubric file after checking.

    Args:
        text: of the file, or empty.
        root: what it was read into, or None if reading failed.
        rubric: None if it has an error.
        problems: everything found, sorted.
    """

    text: str
    root: MapNode | None = None
    rubric: Rubric | None = None
    problems: tuple[Problem, ...]

    def place(self, *path: str | int) -> tuple[int, int]:
        """Return line and column of the value at a path of keys and indexes, or of the nearest around it."""
        return position(self.text, find(self.root, *path).start) if self.root else (1, 1)


def read_rubric(content: bytes, path: str) -> CheckedRubric:
    """Return a rubric and all its problems; never raises.

    Args:
        content: the bytes of the file.
        path: as it is to stand in the problems.
    """
    opened = open_content(content, FORMAT, BEGINS)
    root, findings = opened.root, opened.findings
    if root is None:
        return CheckedRubric(text=opened.text, problems=findings.problems(path, opened.scanned))
    values = _shape().take_what_fits(root, "a rubric", findings)
    _check_meaning(root, Desk(opened.text, findings))
    rubric = None if findings.errors else msgspec.convert(values, Rubric)
    return CheckedRubric(
        text=opened.text, root=root, rubric=rubric, problems=findings.problems(path, opened.text)
    )


def rubric_of(text: str) -> Rubric | None:
    """Return the rubric of a stored source, or None if it does not fit the model."""
    opened = open_content(text.encode(), FORMAT, BEGINS)
    values = _shape().take(opened.root, "a rubric", opened.findings) if opened.root else None
    return None if values is None or opened.findings.errors else msgspec.convert(values, Rubric)


def _check_meaning(root: MapNode, desk: Desk) -> None:
    criteria = root.get("criteria")
    nodes = criteria.items if isinstance(criteria, ListNode) else ()
    _refuse_twins([found for node in nodes if (found := _text(node, "id"))], "R701", "the criterion", desk)
    for node in nodes:
        checks = find(node, "checks")
        items = checks.items if isinstance(checks, ListNode) else ()
        _refuse_twins([found for item in items if (found := _text(item, "id"))], "R702", "the check", desk)
        _check_anchors(find(node, "anchors"), desk)
    _check_anchors(find(root, "overall"), desk)
    _check_weights(nodes, root, desk)


def _refuse_twins(names: list[TextNode], code: str, what: str, desk: Desk) -> None:
    seen: set[str] = set()
    for name in names:
        if name.text in seen:
            desk.add(name, code, f"{what} {quoted(name.text)} stands here already")
        seen.add(name.text)


def _check_anchors(node: Node, desk: Desk) -> None:
    seen: dict[str, str] = {}
    for key, value in node.entries if isinstance(node, MapNode) else ():
        if key.text in ("1", "3", "5") and isinstance(value, TextNode):
            other = seen.setdefault(fold(value.text), key.text)
            if other != key.text:
                desk.add(value, "R704", f"{key.text} looks like {other}; nobody could tell the two apart")


def _check_weights(nodes: tuple[Node, ...], root: MapNode, desk: Desk) -> None:
    weights = list(_weights(nodes))
    if nodes and len(weights) == len(nodes) and sum(weights) != WHOLE:
        desk.add(find_key(root, "criteria"), "R703", f"the weights add up to {sum(weights)}, not to {WHOLE}")


def _weights(nodes: tuple[Node, ...]) -> Iterator[int]:
    for node in nodes:
        found = _text(node, "weight")
        if found is not None and re.fullmatch("[1-9][0-9]?|100", found.text):
            yield int(found.text)


def _text(node: Node, key: str) -> TextNode | None:
    found = node.get(key) if isinstance(node, MapNode) else None
    return found if isinstance(found, TextNode) and found.text else None


@functools.cache
def _shape() -> RecordShape:
    return record_of(Rubric)
