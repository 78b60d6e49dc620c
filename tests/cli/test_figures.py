"""`stats` and `forecast` tell a person and a program the same figures."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.history import practise_until

if TYPE_CHECKING:
    from tests.cli.conftest import Shell
    from tests.conftest import Once

NOW = "2026-11-24T09:00:00+01:00"


@pytest.fixture(scope="session")
def past(once: Once) -> Path:
    """A home with two weeks of practice, made once."""
    return once("past-14", lambda home: practise_until(home, datetime.fromisoformat(NOW), 14))


@pytest.fixture
def practised(shell: Shell, past: Path) -> Shell:
    """A person with two weeks of practice."""
    shutil.copytree(past, shell.home, dirs_exist_ok=True)
    return shell


def test_a_new_home_has_nothing_to_tell(shell: Shell) -> None:
    assert shell("stats").out == "Nothing was practised yet.\n"
    told = shell("stats", "--json").json
    assert (told["rows"], told["whole"]["tested"], told["middle_seconds"]) == ([], 0, None)
    assert sum(told["year"]) == 0


def test_the_table_has_the_figures_of_the_json(practised: Shell) -> None:
    told = practised("stats", "--json").json
    said = practised("stats").out
    for row in told["rows"]:
        assert f"{row['recalled']} of {row['tested']} (" in said
    whole = told["whole"]
    assert whole["tested"] == sum(row["tested"] for row in told["rows"]) > 0
    assert f"All                        {100 * whole['recalled'] / whole['tested']:3.0f} %" in said
    assert sum(told["ratings"].values()) == whole["answers"]
    assert f"{sum(told['year'])} answers on {sum(map(bool, told['year']))} days" in said
    first = date.fromisoformat(told["first"])
    assert (first.weekday(), len(told["year"])) == (0, (date(2026, 11, 24) - first).days + 1)
    assert len(told["ahead"]) == 30


def test_the_year_is_drawn_a_row_a_weekday(practised: Shell) -> None:
    rows = practised("stats").out.splitlines()[-8:-1]
    assert [row[:3] for row in rows] == ["Mon", "   ", "Wed", "   ", "Fri", "   ", "Sun"]
    assert all(len(row) == 4 + 53 for row in rows[:2])
    assert all(len(row) == 4 + 52 for row in rows[2:])
    assert set(rows[0][-4:]) - {"·"}
    assert set(rows[5][4:] + rows[6][4:]) == {"·"}  # nobody practised on a weekend


def test_the_forecast_shows_four_retentions_and_marks_ones_own(practised: Shell) -> None:
    view = practised("forecast", "--json").json
    assert [row["retention"] for row in view["ahead"]] == [0.8, 0.85, 0.9, 0.95]
    assert view["ahead"][0]["minutes"] < view["ahead"][-1]["minutes"]
    said = practised("forecast").out
    (own,) = [line for line in said.splitlines() if line.endswith("yours")]
    assert own.split()[:3] == ["90", "%", f"{view['ahead'][2]['minutes']:.1f}"]
    assert "Level again" not in said


def test_somebody_behind_is_told_when_it_will_be_over(practised: Shell) -> None:
    practised("config", "set", "minutes", "2")
    practised.at("2027-03-24T09:00:00+01:00")
    view = practised("forecast", "--json").json
    assert view["behind"]
    level = date.fromisoformat(view["level_again"])
    assert level > date(2027, 3, 24)
    said = practised("forecast").out
    assert f"Level again on {level:%a} {level.day} {level:%b} at 2 minutes a day.\n" in said
