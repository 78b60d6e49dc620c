"""`make bench`: the table, the JSON beside it, and what a missed goal ends with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import __main__ as table
from bench.measure import Row, at_least, at_most, percentile


def rooms() -> Iterator[Row]:
    """Yield one measure that is met and one that is not."""
    yield at_most("opening", 100, 40.0, "ms")
    yield at_least("events", 20_000, 19_999.0, "/s")


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the JSON goes; there is one room, and one in which all is met."""
    met = [at_most("report", 2, 1.5, "s")]
    monkeypatch.setattr(table, "ROOMS", {"rooms": rooms, "quick": lambda: met})
    monkeypatch.setattr(table, "RESULTS", tmp_path / "results.json")
    return tmp_path / "results.json"


def test_all_rooms_make_one_table_and_its_json(results: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert table.main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["row", "opening", "events", "report"]
    assert "<= 100 ms" in lines[1]
    assert [line.split()[-1] for line in lines[1:]] == ["met", "MISSED", "met"]
    rows = json.loads(results.read_text())
    assert list(rows[0]) == ["row", "goal", "value", "unit", "peer", "ratio", "met"]
    assert [row["met"] for row in rows] == [True, False, True]


def test_a_room_that_is_named_is_measured_alone(results: Path) -> None:
    assert table.main(["quick"]) == 0
    assert [row["row"] for row in json.loads(results.read_text())] == ["report"]


def test_a_room_that_is_none_is_told_and_nothing_is_measured(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert table.main(["kitchen"]) == 2
    assert "kitchen" in capsys.readouterr().err
    assert not results.exists()


def test_a_share_of_the_values_is_not_above_the_percentile() -> None:
    assert percentile([float(each) for each in range(20)], 0.95) == 18.0
    assert percentile([7.0], 0.95) == 7.0
