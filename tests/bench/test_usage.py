"""Whatever can be run in bench/ tells what it is for, and refuses in a sentence what it cannot take."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

from bench import __main__ as table
from bench import usage

BENCH = Path(usage.__file__).parent
RUN = [
    path.relative_to(BENCH).as_posix()
    for path in sorted([*BENCH.glob("*.py"), BENCH / "soak" / "__main__.py"])
    if '__name__ == "__main__"' in path.read_text(encoding="utf-8")
]


def ended(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, *words: str
) -> tuple[object, str, str]:
    """Run a program of bench/ and return how it ended and what it said."""
    monkeypatch.setattr(sys, "argv", [name, *words])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(BENCH / name), run_name="__main__")
    return end.value.code, *capsys.readouterr()


@pytest.mark.parametrize("name", RUN)
def test_a_program_tells_its_usage_once_and_does_nothing_else(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = ended(monkeypatch, capsys, name, "--help")
    assert code == 0
    assert len([line for line in out.splitlines() if line.startswith("usage:")]) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["big_home.py"],
        ["big_home.py", "there", "many"],
        ["drift_page.py", "no-such.md"],
        ["drift_page.py", "--chekc", "docs/drift.md"],
        ["year.py", "1", "2", "3"],
        ["year.py", "long"],
        ["year.py", "0"],
        ["soak/__main__.py", "--rounds", "0"],
        ["soak/__main__.py", "--rounds", "-3"],
        ["soak/__main__.py", "kitchen"],
        ["breaks.py", "kitchen"],
        ["oracles.py"],
        ["pythons.py", "tests/kitchen"],
    ],
    ids=" ".join,
)
def test_wrong_words_are_refused_in_a_sentence(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = ended(monkeypatch, capsys, *words)
    assert (code, out) == (2, "")
    assert err


def test_the_help_of_the_table_lists_every_room(capsys: pytest.CaptureFixture[str]) -> None:
    assert table.main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"\n  {room} " in out for room in table.ROOMS)
