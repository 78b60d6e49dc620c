"""The list of scenarios and rubrics that there are, made anew only when a file of theirs has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from csmdrill import __version__
from csmdrill.content.duration import milliseconds
from csmdrill.content.places import PACK_FILE, RUBRIC, SCENARIO, bytes_of, find_files, rehearsal_places
from csmdrill.content.problem import Problem
from csmdrill.content.shelf import RubricFile, ScenarioFile, by_key, read_shelf
from csmdrill.content.shelf import Shelf as Files
from csmdrill.core.errors import StoreUnavailable
from csmdrill.services.rehearsal_views import RubricRow, ScenarioRow, Shelf
from csmdrill.services.workspace import Workspace
from csmdrill.storage.played import LONGEST_SOURCE

READING = "1"
"""Raised when the same files come to mean another list."""


def listed(workspace: Workspace) -> Shelf:
    """Return every scenario and rubric, by key, without what was practised.

    Reading the files takes some twenty times as long as looking whether they changed.
    """
    digest = _digest(workspace)
    kept = workspace.store.listed(digest)
    if kept is not None:
        return msgspec.json.decode(kept, type=Shelf)
    found = _made(read_shelf(rehearsal_places(workspace.home)))
    with suppress(StoreUnavailable):  # a list that cannot be kept is made again
        workspace.store.keep_list(digest, msgspec.json.encode(found).decode())
    return found


def why_not(file: ScenarioFile, files: Files) -> str:
    """Return why a scenario is not offered, in a sentence; empty if it is."""
    error = _first_error(file.problems)
    if error:
        return error
    rubric = by_key(files.rubrics).get(file.rubric)
    if rubric is None or rubric.rubric is None:
        return f"Its rubric {file.rubric} is not there without errors."
    if len(file.text) > LONGEST_SOURCE:
        return f"Its file has more than {LONGEST_SOURCE} characters."
    return "" if file.scenario is not None else "It cannot be read."


def _first_error(problems: Iterable[Problem]) -> str:
    error = next((each for each in problems if each.is_error), None)
    return "" if error is None else f"{error.path}:{error.line}:{error.col}: {error.code} {error.message}"


def _digest(workspace: Workspace) -> str:
    """Return what changes whenever a file that the list is made from does."""
    summed = hashlib.sha256(f"{READING} {__version__}".encode())
    places = rehearsal_places(workspace.home)
    for suffix in (SCENARIO, RUBRIC, PACK_FILE):
        for place, path in find_files(places, suffix):
            content = bytes_of(path)
            for mark in (place.origin.encode(), str(path).encode(errors="surrogateescape"), content or b"?"):
                summed.update(len(mark).to_bytes(8, "big"))
                summed.update(mark)
    return summed.hexdigest()


def _made(files: Files) -> Shelf:
    chosen = by_key(files.scenarios)
    nameless = [file for file in files.scenarios if not file.key]
    rows = [_row(file, files) for file in (*chosen.values(), *nameless)]
    return Shelf(
        tuple(sorted(rows, key=lambda row: (row.key, row.path))),
        tuple(sorted(map(_rubric_row, files.rubrics), key=lambda row: (row.key, row.path))),
    )


def _row(file: ScenarioFile, files: Files) -> ScenarioRow:
    scenario = file.scenario
    rubric = by_key(files.rubrics).get(file.rubric)
    row = ScenarioRow(
        key=file.key,
        title=file.title or file.key or Path(file.path).name,
        competency=rubric.rubric.competency if rubric and rubric.rubric else "",
        difficulty=0,
        seconds=0,
        kind="practice",
        mode="dialogue",
        spoken=False,
        seat=False,
        path=file.path,
        problem=why_not(file, files),
    )
    if scenario is None:
        return row
    return msgspec.structs.replace(
        row,
        difficulty=scenario.difficulty,
        seconds=milliseconds(scenario.timebox.total) // 1000,
        kind="benchmark" if scenario.benchmark else "practice",
        mode=scenario.mode,
        spoken=scenario.mode == "monologue" if scenario.spoken is None else scenario.spoken,
        seat=scenario.seat,
    )


def _rubric_row(file: RubricFile) -> RubricRow:
    return RubricRow(
        key=file.key,
        title=file.title,
        competency=file.rubric.competency if file.rubric else "",
        path=file.path,
        problem=_first_error(file.problems),
    )
