"""docs/coaching.md tells the truth: its commands do what the page says, its figures are the program's."""

from __future__ import annotations

import shlex

import pytest

from csmdrill.content.calibration import Calibration
from csmdrill.services.coach_views import PURPOSE
from csmdrill.skills.rater_error import MOST_DAYS, MOST_ERROR
from tests.docs.conftest import Reader
from tests.docs.pages import blocks_of, prose_of, section_of, table_with

PAGE = "docs/coaching.md"


def commands_of(start: str, folder: str) -> list[list[str]]:
    """Return the words of the commands in the block that begins with one."""
    (block,) = [block for block in blocks_of(PAGE, "sh") if block.text.startswith(f"csmdrill {start}")]
    lines = [line.partition("#")[0].replace(" ID ", " last ") for line in block.text.splitlines()]
    return [[folder if word == "FOLDER" else word for word in shlex.split(line)[1:]] for line in lines]


def test_an_attempt_goes_through_an_inbox_and_a_sheet(
    played: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, listed, rated, received = commands_of("submit", ".")
    assert played(*sent, "--yes").code == 0
    monkeypatch.setenv("CSMDRILL_HOME", str(played.folder / "coach"))
    assert "attempt.json  Mia Wolf · A call" in played(*listed).out
    lines = "a\n3\n\n\n" * 4 + "3\n" + "0:14 What were you waiting for?\n\n"
    assert "1 attempt rated" in played(*rated, stdin=lines).err
    one, other = commands_of("coach one-to-one", ".")
    assert played(*one).out.startswith("# 1:1 with Mia Wolf\n")
    assert played(*other).code == 0
    assert (played.folder / "mia.md").is_file()
    monkeypatch.setenv("CSMDRILL_HOME", str(played.home))
    assert "is here" in played(*received).err


def test_the_figures_and_keys_are_those_of_the_program(reader: Reader) -> None:
    told = " ".join(prose_of(PAGE).split())
    assert PURPOSE in told
    assert f"It is kept for {MOST_DAYS} days." in told
    assert f"off by more than {MOST_ERROR} points" in told
    table = table_with(section_of(PAGE, "### A set of your own"), "key", "what it is")
    assert ["format", *sorted(table.keys)] == ["format", *sorted(Calibration.__struct_fields__[1:])]
    (begun,) = commands_of("coach calibrate", ".")
    assert "1 of 5: " in reader(*begun, stdin="q\n").out
