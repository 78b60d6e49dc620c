"""Reads a script: lines with their times, in the form of a scenario's own tests."""

from __future__ import annotations

import functools

import msgspec
from msgspec import Struct

from csmdrill.content.findings import Findings
from csmdrill.content.nodes import MapNode, Node
from csmdrill.content.opened import MAX_NODES
from csmdrill.content.prescan import prescan
from csmdrill.content.problem import Problem
from csmdrill.content.reading import read
from csmdrill.content.scenario import ScriptLine
from csmdrill.content.shapes import ListShape
from csmdrill.content.shaping import record_of

MOST_LINES = 400


class Script(Struct, frozen=True):
    """A script as read; with an error among the problems there are no lines."""

    lines: tuple[ScriptLine, ...]
    problems: tuple[Problem, ...]


def read_script(content: bytes, path: str) -> Script:
    """Return the lines of a script and all its problems; never raises.

    Args:
        content: a YAML list of `{at, say, until, done}`, or a mapping whose `script` is one.
        path: as it is to stand in the problems.
    """
    scanned, findings = prescan(content), Findings()
    findings.take(scanned.faults)
    root: Node | None = None
    if not scanned.faults:
        reading = read(scanned.text, MAX_NODES)
        findings.take(reading.faults)
        root = reading.root
    if isinstance(root, MapNode):
        root = root.get("script") or root
    values = _shape().take(root, "a script", findings) if root is not None else None
    problems = findings.problems(path, scanned.text)
    if findings.errors or not isinstance(values, list):
        return Script((), problems)
    return Script(tuple(msgspec.convert(value, ScriptLine) for value in values), problems)


@functools.cache
def _shape() -> ListShape:
    return ListShape(record_of(ScriptLine), 1, MOST_LINES)
