"""`--help` is complete, a wrong word is met with the nearest right one, and shells can complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill import __version__
from csmdrill.cli.exit_codes import MEANINGS, ExitCode

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

pytestmark = pytest.mark.no_home

COMMANDS = (
    "practice",
    "due",
    "check",
    "explain",
    "fmt",
    "schema",
    "config",
    "data",
    "doctor",
    "completion",
)
BELOW = ("config list", "config get", "config set", "data export", "data import")


def test_help_names_every_command_every_exit_code_and_the_environment(shell: Shell) -> None:
    done = shell("--help")
    assert (done.code, done.err) == (0, "")
    for command in COMMANDS:
        assert f"\n  {command} " in done.out
    for code in ExitCode:
        assert f"{code.value:>3}  {MEANINGS[code]}" in done.out
    for name in ("CSMDRILL_HOME", "CSMDRILL_NOW", "NO_COLOR"):
        assert name in done.out


@pytest.mark.parametrize("words", [*COMMANDS, *BELOW])
def test_every_command_has_help(shell: Shell, words: str) -> None:
    done = shell(*words.split(), "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: csmdrill {words} ")
    assert shell(*words.split(), "-h").out == done.out


def test_help_touches_nothing(shell: Shell) -> None:
    shell("--help")
    shell("practice", "--help")
    shell("--version")
    assert not shell.home.exists()


def test_the_version_is_told(shell: Shell) -> None:
    assert shell("--version").out.split()[-1] == __version__


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("practis", "practice"),
        ("doc", "doctor"),
        ("chek", "check"),
        ("drill", "drift"),
        ("xylem", ""),
        ("dua", "due"),
    ],
)
def test_an_unknown_command_is_met_with_the_nearest(shell: Shell, word: str, near: str) -> None:
    done = shell(word)
    assert (done.code, done.out) == (2, "")
    assert f"There is no command {word!r}." in done.err
    assert ("Did you mean" in done.err) == bool(near)
    assert near in done.err


@pytest.mark.parametrize("words", [("--nonsense",), ("due", "--nonsense"), ("config", "set", "minutes")])
def test_a_wrong_option_or_a_missing_word_is_told(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell(*words)
    assert (done.code, done.out) == (2, "")
    assert "Error:" in done.err


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_completion_script(shell: Shell, shell_name: str) -> None:
    done = shell("completion", shell_name)
    assert (done.code, done.err) == (0, "")
    assert "_CSMDRILL_COMPLETE" in done.out
    assert "csmdrill" in done.out


def test_an_unknown_shell_is_refused(shell: Shell) -> None:
    assert shell("completion", "tcsh").code == 2


def test_the_completion_completes(shell: Shell) -> None:
    asked = {"COMP_WORDS": "csmdrill pr", "COMP_CWORD": "1", "_CSMDRILL_COMPLETE": "bash_complete"}
    assert shell.process(**asked).out == "plain,practice\n"
    asked |= {"COMP_WORDS": "csmdrill practice --pl", "COMP_CWORD": "2"}
    assert shell.process(**asked).out == "plain,--plain\n"


def test_the_other_spelling_of_practice_is_the_same_command(shell: Shell) -> None:
    done = shell("practise", "--plain", "--tag", "no-such-tag")
    assert (done.code, done.out) == (0, shell("practice", "--plain", "--tag", "no-such-tag").out)
