"""`fmt` writes missing ids in place and touches nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

pytestmark = pytest.mark.no_home

BARE = """\
# A head that says who wrote this.
format: csmdrill/deck@1
id: bare
title: "Bare"   # quoted on purpose
competency: outcome-discovery
cards:
  # the first one
  - kind: recall
    prompt: Who decides in the end?
    answer: 'Ask them.'  # single quotes
    why: w

  - {kind: cloze, text: "{{NRR}} counts expansion.", why: w}
  - {why: w, id: kept, kind: recall, prompt: Is it kept?, answer: Yes.}
"""


@pytest.fixture
def bare(shell: Shell) -> Path:
    """A deck in which ids are missing."""
    return shell.write("bare.deck.yaml", BARE)


def test_check_tells_what_is_missing_and_writes_nothing(shell: Shell, bare: Path) -> None:
    done = shell("fmt", "--check", "bare.deck.yaml")
    assert done.code == 1
    assert bare.read_text() == BARE
    assert all(line.startswith("bare.deck.yaml:") for line in done.out.splitlines())
    assert len(done.out.splitlines()) == 3
    assert done.err.startswith("1 file: 1 would change")


def test_ids_are_written_and_nothing_else_changes(shell: Shell, bare: Path) -> None:
    done = shell("fmt", bare)
    assert done.code == 0
    after = bare.read_text().splitlines()
    for line in BARE.splitlines():
        if "kind" not in line:
            assert line in after
    assert "  - {why: w, id: kept, kind: recall, prompt: Is it kept?, answer: Yes.}" in after
    assert shell("check", "--strict", bare).code == 0
    for line, word, added in (told.replace(":", " ").split()[-3:] for told in done.out.splitlines()):
        assert word == "id"
        assert added in after[int(line) - 1]


def test_a_second_time_changes_nothing(shell: Shell, bare: Path) -> None:
    shell("fmt", bare)
    once = bare.read_text()
    again = shell("fmt", bare)
    assert (again.code, again.out) == (0, "")
    assert again.err.startswith("1 file: 0 changed")
    assert bare.read_text() == once
    assert shell("fmt", "--check", bare).code == 0


def test_cards_with_new_ids_can_be_practised(shell: Shell, bare: Path) -> None:
    assert shell("practice", "--plain", "--deck", bare).cards[0].to_go == 1
    shell("fmt", bare)
    assert shell("practice", "--plain", "--deck", bare).cards[0].to_go == 3


def test_line_ends_and_mode_stay(shell: Shell, bare: Path) -> None:
    bare.write_bytes(BARE.replace("\n", "\r\n").encode())
    bare.chmod(0o640)
    assert shell("fmt", bare).code == 0
    after = bare.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n") > BARE.count("\n")
    assert bare.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in shell.folder.iterdir()] == ["bare.deck.yaml"]


def test_a_file_that_cannot_be_read_is_left_alone_and_named(shell: Shell, bare: Path) -> None:
    wrong = shell.write("wrong.deck.yaml", BARE + "  - {kind: recall, prompt: [\n")
    before = wrong.read_text()
    done = shell("fmt", bare, wrong)
    assert done.code == 1
    assert "wrong.deck.yaml:15:28: Y201" in done.out
    assert " Y201 " in done.out
    assert wrong.read_text() == before
    assert bare.read_text() != BARE
    assert "1 changed, 1 left alone" in done.err


def test_the_shipped_decks_have_all_their_ids(shell: Shell) -> None:
    root = Path(__file__).parents[2] / "decks"
    assert shell("fmt", "--check", root).code == 0


@pytest.mark.parametrize("words", [(), ("nowhere.deck.yaml",)])
def test_a_missing_path_is_told(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell("fmt", *words)
    assert (done.code, done.out) == (2, "")
