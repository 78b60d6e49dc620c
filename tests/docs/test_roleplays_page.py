"""docs/roleplays.md tells the truth: each of its commands does what the page says."""

from __future__ import annotations

import re

import pytest

from csmdrill.skills.rating import AGAIN_UP_TO, GOOD_BELOW, HARD_BELOW, LEAST_SHARE
from tests.docs.conftest import Reader
from tests.docs.pages import blocks_of, prose_of

PAGE = "docs/roleplays.md"


def commands_of(start: str) -> list[list[str]]:
    """Return the words of the commands in the block that begins with one."""
    (block,) = [block for block in blocks_of(PAGE, "sh") if block.text.startswith(f"csmdrill {start}")]
    return [line.partition("#")[0].replace("ID", "last").split()[1:] for line in block.text.splitlines()]


def test_the_list_and_the_play_in_lines(reader: Reader) -> None:
    listed, _, in_lines = commands_of("roleplay")
    said = reader(*listed)
    assert "csmdrill/renewal-silent-cfo  " in said.out
    assert "Suggested: " in said.err
    assert "The silent stakeholder · practice" in reader(*in_lines, stdin="q\n").out
    assert reader("attempts").out == ""


def test_the_script_is_played_for_dana(reader: Reader) -> None:
    (block,) = blocks_of(PAGE, "yaml")
    script = reader.write("script.yaml", block.text)
    said = reader("roleplay", "renewal-silent-cfo", "--script", script)
    assert said.code in (0, 1)
    assert "0:10  (silence held " in said.out
    assert "0:28  you: How long does it take now?" in said.out
    assert reader("attempts").out == ""


def test_what_was_made_is_listed_shown_replayed_and_taken_back(played: Reader) -> None:
    listed, shown, undone, replayed, _ = commands_of("attempts")
    assert "A call · practice" in played(*listed).out
    assert played(*shown).out.startswith("# A call\n")
    assert "you: bye" in played(*replayed).out
    assert "Taken back" in played(*undone).err


def test_an_attempt_goes_to_a_coach_and_back(played: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, rated, received = commands_of("submit")
    assert played(*sent, "--yes").code == 0
    monkeypatch.setenv("CSMDRILL_HOME", str(played.folder / "coach"))
    assert "rated" not in played(*rated, stdin="a\n3\n\n\n" * 4 + "3\n\n").err
    monkeypatch.setenv("CSMDRILL_HOME", str(played.home))
    assert "is here" in played(*received).err
    assert "coach 3.00" in played("attempts").out


def test_the_figures_of_a_score_are_those_of_the_program() -> None:
    told = " ".join(prose_of(PAGE).split())
    limits = (
        f"up to {AGAIN_UP_TO:g} counts as again, below {HARD_BELOW:g} as hard, below {GOOD_BELOW:g} as good"
    )
    assert f"a score {limits}".lower() in told.lower()
    assert f"less than {100 * LEAST_SHARE:.0f} %" in told
    assert re.search(r"never shorter than 7 days nor longer than 92", told)
