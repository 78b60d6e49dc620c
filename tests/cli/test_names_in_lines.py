"""A line that names something is one line, whatever the name holds: no file can forge what csmdrill says."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from csmdrill.cli import output
from csmdrill.core.errors import CardRejected

if TYPE_CHECKING:
    from tests.cli.conftest import Ended, Shell

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no name there holds a line end")

FORGED = "1 file, 20 cards: 0 errors, 0 warnings."
NAME = f"x\n{FORGED}\n"
SHOWN = f"x {FORGED} "


def lines(done: Ended) -> list[str]:
    """Return every line that was printed."""
    assert FORGED not in done.out.splitlines()
    assert FORGED not in done.err.splitlines()
    return [*done.out.splitlines(), *done.err.splitlines()]


def test_check_and_fmt_name_a_file_on_its_line(shell: Shell) -> None:
    shell.write(f"d/{NAME}.deck.yaml", "[")
    shell.write(f"d/{NAME}.yaml", "[")
    told, passed_over, counted, _ = lines(shell("check", "d"))
    assert told.startswith(f"d/{SHOWN}.deck.yaml:1:")
    assert passed_over.startswith(f"d/{SHOWN}.yaml:1:1: P504 ")
    assert counted == "1 file, 0 cards: 1 error, 1 warning."
    assert lines(shell("fmt", "d"))[0].startswith(f"d/{SHOWN}.deck.yaml:1:")
    found = shell("check", "d", "--format", "json").json
    assert found[0]["path"] == f"d/{NAME}.deck.yaml"


def test_an_import_names_its_file_on_each_line(shell: Shell) -> None:
    shell.write(f"{NAME}.jsonl", "{}\n[]\n")
    told = lines(shell("data", "import", f"{NAME}.jsonl"))
    assert [each for each in told if each.startswith(f"{SHOWN}.jsonl:1: ")]
    assert lines(shell("data", "import", f"{NAME}.nothing"))[0].startswith(f"{SHOWN}.nothing cannot be read")


def test_the_inbox_names_a_file_on_its_line(shell: Shell) -> None:
    shell.write(f"inbox/{NAME}.json", "[")
    told = lines(shell("coach", "inbox", "inbox", "--plain"))
    assert [each for each in told if each.startswith(f"{SHOWN}.json: ")]


def test_only_a_text_has_several_lines(capsys: pytest.CaptureFixture[str]) -> None:
    output.data(NAME)
    output.text("one\ntwo")
    output.talk(NAME)
    output.text("one\ntwo", output.talk)
    output.complain(CardRejected(NAME, "one\ntwo"))
    said = capsys.readouterr()
    assert said.out == f"{SHOWN}\none\ntwo\n"
    assert said.err == f"{SHOWN}\none\ntwo\n{SHOWN}\none\ntwo\n"
