"""The drift report as a table: one row for each person, competency and channel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from csmdrill.core.text import one_line
from csmdrill.reports.model import LEVELS, DriftReport, Known, Person, Rated, Skill

COLUMNS = (
    "day", "person", "name", "competency", "channel", "kirkpatrick", "speaks", "state", "baseline", "level",
    "half_width", "drop", "z", "benchmarks", "wanted", "since_baseline", "last_day", "alert_since", "tested",
    "recalled", "expected", "not_counted", "coaches_marked", "synthetic",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "|", "%")
"""How a cell begins that a spreadsheet may take for a formula."""


def csv_text(report: DriftReport) -> str:
    """Return the table, with a line of names; no cell of it is a formula to a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for person in report.people:
        for skill in person.skills:
            for row in _rows(report, person, skill):
                writer.writerow([_cell(row.get(name, "")) for name in COLUMNS])
    return out.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before it where it would."""
    kept = one_line(text)
    return f"'{kept}" if kept.lstrip(" '").startswith(FORMULA) else kept


def _rows(report: DriftReport, person: Person, skill: Skill) -> Iterator[dict[str, object]]:
    head = {
        "day": report.day,
        "person": person.id or "me",
        "name": person.name,
        "competency": skill.competency,
        "synthetic": "yes" if report.synthetic else "",
    }
    for rated in (skill.coach, skill.own):
        yield head | _rated(rated, skill)
    yield head | _known(skill.known)


def _rated(rated: Rated, skill: Skill) -> dict[str, object]:
    speaks = rated.channel == skill.headline
    return {
        "channel": rated.channel,
        "kirkpatrick": LEVELS[rated.channel],
        "speaks": "yes" if speaks else "",
        "state": rated.state,
        "baseline": rated.baseline,
        "level": rated.level,
        "half_width": rated.half_width,
        "drop": rated.drop,
        "z": rated.z,
        "benchmarks": rated.benchmarks,
        "wanted": rated.wanted,
        "since_baseline": rated.since,
        "last_day": rated.last,
        "alert_since": skill.since if speaks else None,
        "not_counted": rated.outside,
        "coaches_marked": " ".join(rated.marks),
    }


def _known(known: Known) -> dict[str, object]:
    return {
        "channel": "knowledge",
        "kirkpatrick": LEVELS["knowledge"],
        "state": known.state,
        "alert_since": known.since,
        "tested": known.tested,
        "recalled": known.recalled,
        "expected": known.expected,
    }


def _cell(value: object) -> object:
    if isinstance(value, str):
        return harmless(value)
    return round(value, 3) if isinstance(value, float) else value
