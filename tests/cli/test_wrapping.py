"""Long lines in a terminal break between words; prose has no marks where nothing can be bold."""

from __future__ import annotations

import pytest

from csmdrill.cli import output
from csmdrill.core.text import unmarked

LINE = "0:06  Dana: We have heard all of this before, and it has changed nothing"


def test_a_line_breaks_between_words_below_where_its_words_begin() -> None:
    assert output.wrapped(LINE, 40).split("\n") == [
        "0:06  Dana: We have heard all of this",
        "      before, and it has changed nothing",
    ]
    assert output.wrapped("  a\n\n- " + "b " * 12, 20) == "  a\n\n- b b b b b b b b b\n  b b b"


def test_what_fits_and_what_has_no_blank_stays_as_it_is() -> None:
    path = "/home/" + "x" * 60
    assert output.wrapped(f"a  b\n{path}", 40) == f"a  b\n{path}"


@pytest.mark.parametrize("terminal", [True, False])
def test_only_a_terminal_gets_lines_broken(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)
    output.data(LINE)
    output.talk(LINE)
    said = capsys.readouterr()
    assert said.err == said.out
    assert len(said.err.splitlines()) == (2 if terminal else 1)


def test_prose_loses_its_marks_and_nothing_else() -> None:
    assert unmarked("One **date**, 2 ** 3 and **two words**.") == "One date, 2 ** 3 and two words."
