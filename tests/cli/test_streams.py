"""What stdin and stdout may be: full, closed, in an odd encoding; and what never reaches stdout."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from csmdrill.core.text import find_unsafe

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

UNSAFE = "\x1b[31m\x9b2J\u202e\u2066\x7f"
FULL = Path("/dev/full")

unix = pytest.mark.skipif(sys.platform == "win32", reason="a shell there closes no streams")


def by_shell(shell: Shell, line: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell in which `csmdrill` is the real program."""
    program = f'"{sys.executable}" -m csmdrill'
    return subprocess.run(
        ["/bin/sh", "-c", line.replace("csmdrill", program, 1)],
        cwd=shell.folder,
        env=os.environ | environ,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.skipif(not FULL.exists(), reason="there is no full disk to write to")
@pytest.mark.parametrize("words", ["due", "check --format json", "practice --plain", "data export", "--help"])
def test_output_to_a_full_disk_is_one_sentence(shell: Shell, small: Path, words: str) -> None:
    shell("practice", "--plain", "--deck", small, stdin="\n3\nq\n")
    shell.write("bad.deck.yaml", "format: 1\n")
    named = f"{words} ." if words.startswith("check") else words
    done = by_shell(shell, f"csmdrill {named} </dev/null >/dev/full")
    assert done.returncode == 3
    assert b"fault" not in done.stderr
    told = done.stderr.decode().splitlines()
    assert told == [
        "The output cannot be written: No space left on device.",
        "Send it elsewhere, or make room. What you practised is kept.",
    ]
    assert not (shell.home / "last-fault.txt").exists()


@unix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_like_empty_ones(shell: Shell, small: Path, closed: str) -> None:
    done = by_shell(shell, f"csmdrill practice --plain --deck {small} </dev/null {closed}")
    assert (done.returncode, done.stderr) == (0, b"")
    assert (b"Stopped. 0 answers" in done.stdout) == (">&-" not in closed.replace("2>&-", ""))


@pytest.mark.parametrize(
    "environ",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["cp1252", "latin-1", "ascii", "C"],
)
def test_a_narrow_encoding_costs_letters_and_no_card(
    shell: Shell, small: Path, environ: dict[str, str]
) -> None:
    small.write_text(small.read_text().replace("First prompt?", "Zażółć → ▃?"), encoding="utf-8")
    with shell.start("practice", "--plain", "--deck", small, **environ) as process:
        out, err = process.communicate(b"\n3\nq\n", timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert b"First answer." in out
    assert b"Stopped. 1 answer" in out


def test_a_narrow_encoding_costs_no_chart(shell: Shell) -> None:
    with shell.start("forecast", PYTHONIOENCODING="cp1252") as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert b"?" in out


def test_bytes_on_stdin_that_are_no_text_are_an_answer_like_any_other(shell: Shell, small: Path) -> None:
    with shell.start("practice", "--plain", "--deck", small) as process:
        out, err = process.communicate(b"\xff\xfe\x81\n3\nq\n", timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert b"Stopped. 1 answer" in out


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="a name there is always Unicode")
def test_a_home_whose_name_is_no_text_is_told_in_json(shell: Shell) -> None:
    home = os.fsdecode(os.fsencode(shell.folder) + b"/h\xff\xfe")
    shell.home_is(Path(home))
    done = by_shell(shell, "csmdrill doctor --json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\udcff\\udcfe" in done.stdout
    done = by_shell(shell, "csmdrill doctor")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "h\ufffd\ufffd" in done.stdout.decode()


@pytest.fixture
def unsafe_home(shell: Shell, small: Path) -> Shell:
    """A home into whose database unsafe text got past the checks of reading."""
    shell("practice", "--plain", "--deck", small)
    with closing(sqlite3.connect(shell.home / "practice.db", isolation_level=None)) as connection:
        rows = connection.execute("SELECT rowid, body FROM card_body").fetchall()
        for row, body in rows:
            text = body.decode() if isinstance(body, bytes) else body
            escaped = msgspec.json.encode(UNSAFE).decode()[1:-1]
            changed = text.replace("First ", f"First {escaped} ")
            kept = changed.encode() if isinstance(body, bytes) else changed
            connection.execute("UPDATE card_body SET body = ? WHERE rowid = ?", (kept, row))
    return shell


def here(shell: Shell, *words: str | Path) -> str:
    """Return stdout and stderr of this process, in which the same program prints."""
    done = shell(*words)
    assert find_unsafe(done.out + done.err) == []
    return done.out + done.err


def all_said(shell: Shell, *words: str | Path, stdin: bytes = b"") -> str:
    """Return stdout and stderr of a real process, and make sure that no terminal is harmed by them."""
    with shell.start(*words) as process:
        out, err = process.communicate(stdin, timeout=60)
    said = (out + err).decode()
    assert find_unsafe(said) == []
    assert b"\x1b" not in out + err
    return said


def test_no_unsafe_character_of_a_card_reaches_stdout(unsafe_home: Shell, small: Path) -> None:
    said = all_said(unsafe_home, "practice", "--plain", "--deck", small, stdin=b"\n1\nq\n")
    assert "First \ufffd[31m\ufffd2J" in said
    assert "again: First \ufffd[31m" in said


@unix
def test_no_unsafe_character_of_a_name_reaches_stdout_or_stderr(shell: Shell) -> None:
    bad = shell.write(f"{UNSAFE}.deck.yaml", "format: 1\n")
    assert "\ufffd[31m" in all_said(shell, "check", ".")
    for words in (("check", bad), ("check", "--format", "github", ".")):
        assert "\ufffd[31m" in here(shell, *words)
    assert "[31m" in here(shell, "check", "--format", "json", ".")
    assert "\ufffd[31m" in all_said(shell, "practice", "--plain", "--deck", bad)
    assert "\ufffd[31m" in here(shell, "practice", "--plain", "--deck", f"nowhere{UNSAFE}")
    assert "\ufffd[31m" in here(shell, "practice", "--plain", "--tag", UNSAFE)


@unix
def test_json_says_an_unsafe_character_as_an_escape(shell: Shell) -> None:
    shell.home_is(shell.folder / f"home{UNSAFE}")
    said = all_said(shell, "doctor", "--json")
    assert msgspec.json.decode(said)["home"] == str(shell.home)
    assert "\\u202e" in said
    assert "\ufffd[31m" in all_said(shell, "doctor")


def test_an_export_says_an_unsafe_character_as_an_escape(shell: Shell, small: Path) -> None:
    typed = f"{UNSAFE}\n3\nq\n".encode()
    with shell.start("practice", "--plain", "--deck", small) as process:
        process.communicate(typed, timeout=60)
    said = all_said(shell, "data", "export", "--with-text")
    assert "[31m" in said
    assert all(msgspec.json.decode(line) for line in said.splitlines())
