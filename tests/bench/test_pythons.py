"""`make test-all`: which Pythons it finds, and that one failure anywhere is a failure."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench import pythons


def test_the_python_of_the_tests_is_found_and_one_that_is_none_is_not() -> None:
    assert pythons.python_of(sys.version_info.minor) == Path(sys.executable)
    assert pythons.python_of(2) is None


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        (["9 passed", "9 passed"], 0),
        (["9 passed", "failed: 1 failed, 8 passed"], 1),
        (["cannot be set up", "9 passed"], 1),
    ],
)
def test_one_python_that_fails_is_a_failure_and_one_that_is_missing_is_told(
    outcomes: list[str],
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    there = {11: Path("a"), 13: Path("b")}
    said = dict(zip(there, outcomes, strict=True))
    monkeypatch.setattr(pythons, "python_of", there.get)
    monkeypatch.setattr(pythons, "version_of", str)
    monkeypatch.setattr(pythons, "tried", lambda minor, *_: said[minor])
    monkeypatch.setattr(pythons, "met_elsewhere", lambda *_: [])
    assert pythons.main([]) == code
    told = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in told if line.endswith("not found")] == ["3.12", "3.14"]


def test_a_machine_without_any_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pythons, "python_of", lambda _: None)
    assert pythons.main([]) == 1
