"""Whatever stands in the way: one plain sentence, the way out, and the exit code that is documented."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

pytestmark = pytest.mark.no_home


def test_a_home_that_is_a_file(shell: Shell) -> None:
    shell.write("home", "a file\n")
    done = shell("due")
    assert (done.code, done.out) == (3, "")
    assert str(shell.home) in done.err
    assert "CSMDRILL_HOME" in done.err
    assert shell.home.read_text() == "a file\n"


def test_a_home_below_a_file(shell: Shell) -> None:
    shell.home_is(shell.write("file", "") / "home")
    done = shell("practice", "--plain")
    assert (done.code, done.out) == (3, "")
    assert "cannot be made" in done.err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_home_that_is_read_only(shell: Shell) -> None:
    shell("due")
    shell.home.chmod(0o500)
    try:
        done = shell("due")
    finally:
        shell.home.chmod(0o700)
    assert done.code == 3
    assert "cannot be written" in done.err


@pytest.mark.parametrize("words", [("due",), ("due", "--count"), ("check",), ("practice", "--plain")])
def test_a_home_of_a_user_who_does_not_exist(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell.process(*words, CSMDRILL_HOME="~nouser-of-csmdrill/x")
    assert (done.code, done.out) == (3, "")
    assert done.err.splitlines() == [
        "CSMDRILL_HOME names a user that does not exist: ~nouser-of-csmdrill/x.",
        "Name a folder.",
    ]
    assert list(shell.folder.iterdir()) == []


@pytest.mark.parametrize(
    "now",
    ["rubbish", "2026-11-24", "2026-11-24T09:00:00", "24.11.2026 09:00+01:00", "2026-02-30T09:00+01:00"],
)
@pytest.mark.parametrize("words", [("due",), ("due", "--count"), ("practice", "--plain"), ("doctor",)])
def test_a_clock_that_cannot_be_read(shell: Shell, now: str, words: tuple[str, ...]) -> None:
    shell.at(now)
    done = shell(*words)
    assert (done.code, done.out) == (2, "")
    assert f"CSMDRILL_NOW is no ISO time with an offset: {now!r}." in done.err
    assert not shell.home.exists()


@pytest.mark.parametrize("words", [("due",), ("due", "--count"), ("practice", "--plain")])
def test_a_practice_clock_in_a_home_with_real_practice(
    shell: Shell, small: Path, words: tuple[str, ...]
) -> None:
    now = os.environ["CSMDRILL_NOW"]
    shell.at("")
    shell("practice", "--plain", "--deck", small, stdin="\n3\nq\n")
    before = shell("data", "export").out
    shell.at(now)
    done = shell(*words)
    assert (done.code, done.out) == (2, "")
    assert "CSMDRILL_NOW is set, but this home holds real practice." in done.err
    assert "Unset CSMDRILL_NOW" in done.err
    shell.at("")
    assert shell("data", "export").out == before


def test_a_database_of_a_newer_csmdrill(shell: Shell) -> None:
    shell("due")
    database = shell.home / "practice.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = database.read_bytes()
    done = shell("due")
    assert (done.code, done.out) == (6, "")
    assert "newer csmdrill" in done.err
    assert "Update csmdrill" in done.err
    assert database.read_bytes() == before


def test_a_database_that_another_program_holds(shell: Shell) -> None:
    shell("due")
    with closing(sqlite3.connect(shell.home / "practice.db", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        done = shell("config", "set", "minutes", "12")
    assert (done.code, done.out) == (4, "")
    assert "Another program holds" in done.err
    assert "try again" in done.err
    assert shell("config", "get", "minutes").out == "10\n"


@pytest.mark.parametrize("words", [(), ("practice",)])
def test_no_terminal(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell.process(*words)
    assert (done.code, done.out) == (7, "")
    assert done.err == (
        "The screens need a terminal, and this is none.\n"
        "In a pipe or with a screen reader: csmdrill practice --plain\n"
    )
    assert not shell.home.exists()


def test_a_fault_of_our_own_is_a_sentence_and_a_file(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell("due")

    def breaks(*_: object) -> None:
        raise RuntimeError("something nobody thought of")

    monkeypatch.setattr("csmdrill.services.today.today", breaks)
    done = shell("due")
    assert (done.code, done.out) == (2, "")
    assert "csmdrill stopped on a fault of its own (RuntimeError). Your answers are kept." in done.err
    assert "something nobody thought of" in (shell.home / "last-fault.txt").read_text()
