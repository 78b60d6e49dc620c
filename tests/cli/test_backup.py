"""`backup`, `restore` and `data erase-text`: safe by themselves, asked about, and said in plain words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.storage.backup import look_into

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

LATER = "2026-11-24T10:00:00+01:00"
SESSION = "some words\n3\n\n1\nq\n"


@pytest.fixture
def practised(shell: Shell, small: Path) -> Shell:
    """A home with two answers and the backup that they led to."""
    assert shell("practice", "--plain", "--deck", small, stdin=SESSION).code == 0
    return shell


def kept(shell: Shell) -> list[Path]:
    """Return the backups, the oldest first."""
    return sorted((shell.home / "backups").glob("*"))


def test_practice_leaves_a_backup_and_says_nothing_of_it(shell: Shell, small: Path) -> None:
    done = shell("practice", "--plain", "--deck", small, stdin=SESSION)
    assert done.err == ""
    assert len(kept(shell)) == 1
    shell("practice", "--plain", "--deck", small, stdin=SESSION)
    assert len(kept(shell)) == 1
    shell.at(LATER)
    shell("practice", "--plain", "--deck", small, stdin=SESSION)
    assert len(kept(shell)) == 2


def test_a_changed_setting_leads_to_a_backup(practised: Shell) -> None:
    practised.at(LATER)
    assert practised("config", "set", "new", "4").code == 0
    assert len(kept(practised)) == 2


def test_looking_leads_to_none(practised: Shell) -> None:
    practised.at(LATER)
    for words in (("due",), ("doctor",), ("data", "export"), ("remind",), ("config", "list")):
        assert practised(*words).code == 0
    assert len(kept(practised)) == 1


def test_a_backup_that_fails_is_a_sentence_and_the_answers_are_kept(shell: Shell, small: Path) -> None:
    shell("due")
    (shell.home / "backups").write_text("I am a file.")
    done = shell("practice", "--plain", "--deck", small, stdin=SESSION)
    assert done.code == 0
    assert done.err.startswith("No backup was made. ")
    assert len(shell.facts("review")) == 2


def test_an_import_is_backed_up_first_and_not_begun_without(practised: Shell) -> None:
    exported = practised("data", "export").out
    practised("config", "set", "new", "4")
    assert practised("data", "import", "-", stdin=exported).code == 0
    assert len(kept(practised)) == 2
    assert max(look_into(path).facts for path in kept(practised)) == len(practised.facts())
    for path in kept(practised):
        path.unlink()
    (practised.home / "backups").rmdir()
    (practised.home / "backups").write_text("I am a file.")
    facts = practised.facts()
    done = practised("data", "import", "-", stdin=exported)
    assert (done.code, practised.facts()) == (3, facts)


def test_backup_makes_one_and_list_shows_them(practised: Shell) -> None:
    practised.at(LATER)
    done = practised("backup")
    assert (done.code, done.out) == (0, "")
    assert "is made and checked" in done.err
    lines = practised("backup", "list").out.splitlines()
    assert [line.split()[-1] for line in lines] == [str(path) for path in reversed(kept(practised))]
    assert lines[0].startswith("2026-11-24 09:00 UTC ")
    told = practised("backup", "list", "--json").json
    assert [list(each) for each in told] == [["path", "taken", "size"]] * 2
    assert practised("backup", "--json").code == 2


def test_no_backups_yet(shell: Shell) -> None:
    done = shell("backup", "list")
    assert (done.code, done.out) == (0, "")
    assert "csmdrill backup" in done.err
    assert shell("backup", "list", "--json").json == []
    done = shell("restore", "latest", "--yes")
    assert done.code == 2
    assert "There is no backup in" in done.err


def test_restore_asks_first(practised: Shell) -> None:
    facts = practised.facts()
    practised("config", "set", "new", "4")
    done = practised("restore", "latest")
    assert done.code == 2
    assert f"holds {len(facts)} facts" in done.err
    assert "--yes" in done.err
    assert len(practised.facts()) == len(facts) + 1


def test_restore_goes_back_and_keeps_what_was_there(practised: Shell) -> None:
    facts = practised("data", "export").out
    practised("config", "set", "new", "4")
    done = practised("restore", "latest", "--yes")
    assert (done.code, done.out) == (0, "")
    assert practised("data", "export").out == facts
    (aside,) = (path for path in practised.home.glob("*before-restore*") if "journal" not in path.name)
    assert f"kept as {aside}." in done.err
    assert practised("config", "get", "new").out == "8\n"
    # And back again, by the name of the file that was set aside.
    assert practised("restore", aside, "--yes").code == 0
    assert practised("config", "get", "new").out == "4\n"
    assert practised("doctor").code == 0


def test_restore_knows_a_backup_by_its_bare_name(practised: Shell) -> None:
    assert practised("restore", kept(practised)[0].name, "--yes").code == 0


def test_bad_backups_are_refused_in_a_sentence(practised: Shell) -> None:
    facts = practised.facts()
    source = practised.folder / "copy.db"
    whole = kept(practised)[0].read_bytes()
    for content, code in ((whole[:9000], 2), (b"", 2), (b"junk" * 999, 2)):
        source.write_bytes(content)
        done = practised("restore", source, "--yes")
        assert (done.code, str(source) in done.err, "backup list" in done.err) == (code, True, True)
    source.write_bytes(whole)
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA user_version = 9999")
    done = practised("restore", source, "--yes")
    assert (done.code, "newer csmdrill" in done.err) == (6, True)
    assert practised("restore", "missing.db", "--yes").code == 2
    assert practised.facts() == facts


def test_erase_text_counts_first_and_then_erases_it_everywhere(practised: Shell) -> None:
    practised("restore", "latest", "--yes")
    asked = practised("data", "erase-text")
    assert asked.code == 2
    assert "1 text that you typed" in asked.err
    done = practised("data", "erase-text", "--yes")
    assert done.code == 0
    assert "1 text erased; 1 backup cleared" in done.err
    (aside,) = (path for path in practised.home.glob("*before-restore*") if "journal" not in path.name)
    assert f"{aside} may still hold some" in done.err
    aside.unlink()
    for path in practised.home.rglob("*"):
        assert path.is_dir() or b"some words" not in path.read_bytes(), path
    assert "0 texts" in practised("data", "erase-text", "--yes").err
    assert len(practised.facts("review")) == 2
    assert practised("doctor").code == 0
