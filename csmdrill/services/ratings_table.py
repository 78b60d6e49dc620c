"""Ratings that a team has already, brought in from a table: row by row into facts, or a sentence why not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from csmdrill.content.competency import TITLES
from csmdrill.core.clock import DAY_ZERO, StudyDay, day_date
from csmdrill.core.errors import ExchangeRejected
from csmdrill.core.text import find_unsafe
from csmdrill.exchange.table import Row, read_table
from csmdrill.services.workspace import Workspace
from csmdrill.skills.model import Role
from csmdrill.storage.facts import ImportReport
from csmdrill.storage.observations import Seen
from csmdrill.storage.observed import ObservationPayload

COLUMNS = ("person", "date", "competency", "role", "score", "rubric")
ME = "me"
"""How a table calls the person whose home this is."""

LONGEST = 200
_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,12})?")
_Same = tuple[str, int, str, str, str, float]


class _Bad(Exception):
    """A row that is left out; its text says why."""


def is_ratings_table(path: Path) -> bool:
    """Return whether a file means to be a table of ratings, by its name."""
    return path.suffix.lower() in (".csv", ".tsv")


def bring_ratings(workspace: Workspace, path: Path) -> ImportReport:
    """Take in the rows of a table as rated benchmarks, all good ones in one transaction.

    A row that says the same as one that is in the home already is passed over, so the same table can be
    brought in again; rows of one table that say the same are as many benchmarks, as the stations of a
    circuit are. A name is one person however it is cased.

    Raises:
        ExchangeRejected: the file cannot be read, is no table, or lacks a column.
    """
    rows = read_table(path).rows
    places = _places(path, rows)
    now = workspace.now()
    known = Counter(_same(each) for each in workspace.store.observations() if not each.attempt)
    names = {each.person.casefold(): each.person for each in workspace.store.observations() if each.person}
    added: list[ObservationPayload] = []
    bad: list[tuple[int, str]] = []
    already = 0
    for row in rows[1:]:
        try:
            said = _payload(row, places, len(rows[0].cells), now.day, path.name)
        except _Bad as why:
            bad.append((row.line, str(why)))
            continue
        called = names.setdefault(said.person.casefold(), said.person)
        said = msgspec.structs.replace(said, person=called, name=called)
        same = _same(said)
        if known[same]:
            known[same] -= 1
            already += 1
        else:
            added.append(said)
    workspace.store.observe(added, now)
    return ImportReport(len(added), already, tuple(bad))


def _same(said: ObservationPayload | Seen) -> _Same:
    return said.person, said.day, said.competency, said.role, said.rubric, said.score


def _places(path: Path, rows: Sequence[Row]) -> Mapping[str, int]:
    """Return where each column stands.

    Raises:
        ExchangeRejected: there is no row, or a column is missing.
    """
    wanted = f"The first row must name the columns {', '.join(COLUMNS)}."
    if not rows:
        raise ExchangeRejected(f"{path} holds no rows.", wanted)
    named = [cell.strip().casefold() for cell in rows[0].cells]
    missing = [name for name in COLUMNS if name not in named]
    if missing:
        what = "column" if len(missing) == 1 else "columns"
        raise ExchangeRejected(f"{path} has no {what} {', '.join(missing)}; nothing was brought in.", wanted)
    twice = [name for name in COLUMNS if named.count(name) > 1]
    if twice:
        raise ExchangeRejected(f"{path} has the column {twice[0]} twice; nothing was brought in.", wanted)
    return {name: named.index(name) for name in COLUMNS}


def _payload(row: Row, places: Mapping[str, int], width: int, today: int, source: str) -> ObservationPayload:
    """Return what a row says.

    Raises:
        _Bad: it cannot be.
    """
    if len(row.cells) != width:
        raise _Bad(
            f"It has {len(row.cells)} cells, and the first row has {width}."
            " A comma inside a cell, as in 3,5, needs quotation marks around it."
        )
    cells = {name: " ".join(row.cells[place].split()) for name, place in places.items()}
    for name, text in cells.items():
        _check_text(name, text)
    person = "" if cells["person"].casefold() == ME else cells["person"]
    return ObservationPayload(
        person=person,
        name=person,
        competency=_competency(cells["competency"]),
        role=_role(cells["role"]),
        score=_score(cells["score"]),
        rubric=cells["rubric"],
        day=_day(cells["date"], today),
        source=source[:LONGEST],
    )


def _check_text(name: str, text: str) -> None:
    if not text:
        why = " Scores by different rubrics are never mixed." if name == "rubric" else ""
        raise _Bad(f"The {name} is empty.{why}")
    if len(text) > LONGEST:
        raise _Bad(f"The {name} is longer than {LONGEST} characters.")
    unsafe = find_unsafe(text, 1)
    if unsafe:
        raise _Bad(f"The {name} holds a character that may not be shown: {unsafe[0][1]}.")


def _competency(text: str) -> str:
    wanted = text.casefold()
    for name, title in TITLES.items():
        if wanted in (name, title.casefold()):
            return name
    raise _Bad(f"There is no competency {text!r}; there are {', '.join(TITLES)}.")


def _role(text: str) -> Role:
    wanted = text.casefold()
    if wanted == "self":
        return "self"
    if wanted == "coach":
        return "coach"
    raise _Bad(f"The role {text!r} is neither self nor coach.")


def _score(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise _Bad(f"The score {text!r} is no number; write it like 3.5.")
    score = round(float(text.replace(",", ".")), 6)
    if not 1 <= score <= 5:
        raise _Bad(f"The score {text} is out of range; ratings go from 1 to 5.")
    return score


def _day(text: str, today: int) -> int:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise _Bad(f"The date {text!r} is no day of the calendar; write it like 2026-03-31.")
    number = (day - DAY_ZERO).days
    if number > today:
        raise _Bad(f"The date {text} lies in the future; today is {day_date(StudyDay(today))}.")
    if number < 0:
        raise _Bad(f"The date {text} lies before 1970.")
    return number
