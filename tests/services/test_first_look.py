"""What Today says before the store is open is what it says once the store is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from csmdrill.practice.model import Rating, Verdict
from csmdrill.services import library
from csmdrill.services.first_look import first_look
from csmdrill.services.practise import Drill
from csmdrill.services.today import today
from csmdrill.services.views import TodayView
from csmdrill.services.workspace import open_workspace
from csmdrill.storage import prompt
from csmdrill.tui.screens.today import practise_row, session_row

SEEN = Verdict(right=None, suggestion=Rating.GOOD)
PATIENCE = 30
MORNING = "2026-11-24T09:00:00+01:00"
DECK = "format: csmdrill/deck@1\nid: d\ntitle: D\ncards:\n"
CARDS = "".join(f"  - {{id: c{n}, kind: recall, prompt: p{n}, answer: a, why: w}}\n" for n in range(30))


def day_of(environ: Mapping[str, str], answers: int = 0, minutes: int = 10) -> TodayView:
    """Return the day as the open store tells it, after so many cards were answered."""
    with open_workspace(environ) as workspace:
        library.refresh(workspace)
        if minutes != workspace.settings.minutes:
            workspace.change("minutes", minutes)
        drill = Drill(workspace)
        for _ in range(answers):
            drill.grade(Rating.EASY, 40_000, SEEN)
        return today(workspace)


@pytest.mark.parametrize(
    ("at", "answers", "minutes"),
    [(MORNING, 0, 10), (MORNING, 6, 10), ("2027-03-01T09:00:00+01:00", 0, 1)],
    ids=["a new home", "some answered", "away, and behind"],
)
def test_it_is_the_row_of_the_open_store(at: str, answers: int, minutes: int, tmp_path: Path) -> None:
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "d.deck.yaml").write_text(DECK + CARDS, encoding="utf-8")
    environ = {"CSMDRILL_HOME": str(tmp_path), "CSMDRILL_NOW": "2026-11-23T09:00:00+01:00"}
    day_of(environ, answers=8)
    environ["CSMDRILL_NOW"] = at
    view = day_of(environ, answers, minutes)
    seen = first_look(environ).result(PATIENCE)
    assert seen is not None
    assert (seen.due, seen.new, seen.minutes) == (view.due, view.new, view.minutes)
    assert (seen.behind, seen.box) == (view.behind, view.box)
    assert session_row(seen).plain == practise_row(view).plain


def test_a_home_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert first_look({"CSMDRILL_HOME": str(tmp_path / "home")}).result(PATIENCE) is None
    assert list(tmp_path.iterdir()) == []


def test_revised_cards_are_found_by_their_own_index(tmp_path: Path) -> None:
    environ = {"CSMDRILL_HOME": str(tmp_path), "CSMDRILL_NOW": MORNING}
    day_of(environ)
    with closing(sqlite3.connect(tmp_path / "practice.db")) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {prompt._DUE}", {"day": 20_781}).fetchall()
    assert any("ix_card_revised" in row[3] for row in plan)
