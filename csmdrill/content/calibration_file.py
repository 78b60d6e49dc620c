"""Reads calibration files: bytes in, the transcript with its agreed ratings and every problem out."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from csmdrill.content.calibration import FORMAT, Calibration
from csmdrill.content.duration import milliseconds
from csmdrill.content.nodes import ListNode, MapNode, TextNode
from csmdrill.content.opened import open_content
from csmdrill.content.placed import Desk, find, find_key
from csmdrill.content.places import CALIBRATION, Place, bytes_of, find_files
from csmdrill.content.problem import Problem
from csmdrill.content.rubric import Rubric
from csmdrill.content.shapes import RecordShape, quoted
from csmdrill.content.shaping import record_of

BEGINS = "a calibration file begins with keys: format, id, title, scenario, rubric, transcript, consensus"


class CalibrationFile(Struct, frozen=True, kw_only=True):
    """A calibration file as read; `calibration` is None if it has an error."""

    path: str
    calibration: Calibration | None
    problems: tuple[Problem, ...]


def read_calibrations(places: Sequence[Place], rubrics: Mapping[str, Rubric]) -> tuple[CalibrationFile, ...]:
    """Return every calibration file of some places; what is wrong with one is in its problems.

    Args:
        places: where to look.
        rubrics: without errors, by key.
    """
    found = find_files(places, CALIBRATION)
    return tuple(read_calibration(bytes_of(path) or b"", path, rubrics) for _, path in found)


def read_calibration(content: bytes, path: Path, rubrics: Mapping[str, Rubric]) -> CalibrationFile:
    """Return a calibration file and all its problems; never raises.

    Args:
        content: its bytes.
        path: as it is to stand in the problems.
        rubrics: without errors, by key.
    """
    opened = open_content(content, FORMAT, BEGINS)
    root, findings = opened.root, opened.findings
    if root is None:
        problems = findings.problems(str(path), opened.scanned)
        return CalibrationFile(path=str(path), calibration=None, problems=problems)
    values = _shape().take_what_fits(root, "a calibration file", findings)
    desk = Desk(opened.text, findings)
    _check_times(root, desk)
    _check_rubric(root, rubrics, desk)
    made = None if findings.errors else msgspec.convert(values, Calibration)
    return CalibrationFile(
        path=str(path), calibration=made, problems=findings.problems(str(path), opened.text)
    )


def _check_times(root: MapNode, desk: Desk) -> None:
    transcript, before = root.get("transcript"), 0
    for line in transcript.items if isinstance(transcript, ListNode) else ():
        place = find(line, "at")
        try:
            at = milliseconds(place.text) if isinstance(place, TextNode) else before
        except ValueError:
            continue
        if at < before:
            desk.add(place, "C801", "this line stands after a later one")
        before = max(before, at)


def _check_rubric(root: MapNode, rubrics: Mapping[str, Rubric], desk: Desk) -> None:
    asked, given = root.get("rubric"), root.get("consensus")
    if not isinstance(asked, TextNode) or not isinstance(given, MapNode):
        return
    rubric = rubrics.get(asked.text)
    if rubric is None:
        desk.add(asked, "C802", f"there is no rubric {quoted(asked.text)} without errors")
        return
    wanted = [each.id for each in rubric.criteria]
    for key, _ in given.entries:
        if key.text not in wanted:
            desk.add(
                key,
                "C803",
                f"{quoted(key.text)} is no criterion of {asked.text}; possible are {', '.join(wanted)}",
            )
    missing = [name for name in wanted if given.get(name) is None]
    if missing:
        desk.add(find_key(root, "consensus"), "C803", f"not rated: {', '.join(missing)}")


@functools.cache
def _shape() -> RecordShape:
    return record_of(Calibration)
