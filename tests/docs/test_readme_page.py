"""The README tells the truth: its transcripts are what happens, and its commands are those there are."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import click
import pytest

from csmdrill.cli.main import COMMANDS, cli
from csmdrill.practice.keymap import BINDINGS
from csmdrill.tui.screens.help import KEYS
from tests.docs.conftest import NOW, Reader
from tests.docs.pages import README, Block, blocks_of, codes_in, pages, prose_of, section_of, table_with

PROMPT = re.compile(r"^(answer> |rating \[\d\]> )(.*)$")
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
PRACTICE_CLOCK = "Practice clock: Tue 24 Nov 2026, 09:00"
"""What line mode says first on the clock of this test; a reader of the README has a real one."""


def block_of(info: str) -> Block:
    """Return the one block of the README with this behind its fence."""
    (block,) = [block for block in blocks_of(README) if block.info == info]
    return block


def transcript(info: str) -> list[tuple[str, list[str], str]]:
    """Return each command of a transcript of the README, the lines it is to print, and what is typed."""
    block = block_of(info)
    steps: list[tuple[str, list[str], str]] = []
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, *lines = part.splitlines()
        typed = [prompt[2].strip() for prompt in map(PROMPT.match, lines) if prompt]
        printed = [PROMPT.sub(r"\1", line).rstrip() for line in lines]
        steps.append((command, printed, "".join(f"{line}\n" for line in typed)))
    return steps


def run_for_real(command: str, typed: str, folder: Path) -> list[str]:
    """Return the lines that a process prints, on stdout and stderr as they come."""
    program, *words = shlex.split(command)
    assert program == "csmdrill"
    environ = os.environ | {"CSMDRILL_HOME": str(folder / "home"), "CSMDRILL_NOW": NOW}
    done = subprocess.run(
        [sys.executable, "-m", "csmdrill", *words],
        cwd=folder,
        env=environ,
        input=typed.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=60,
    )
    lines = [line.rstrip() for line in done.stdout.decode().splitlines()]
    if words[0] == "practice":
        assert lines[0] == PRACTICE_CLOCK
        del lines[0]
    return lines


def test_the_transcript_is_what_happens(tmp_path: Path) -> None:
    deck = block_of("yaml")
    steps = transcript("console")
    assert [shlex.split(command)[1] for command, _, _ in steps] == ["check", "fmt", "practice"]
    (tmp_path / "first.deck.yaml").write_text(deck.text, encoding="utf-8")
    for command, printed, typed in steps:
        assert run_for_real(command, typed, tmp_path) == printed, command


def test_the_script_is_answered_as_the_readme_shows(tmp_path: Path) -> None:
    (tmp_path / "call.yaml").write_text(block_of("yaml script").text, encoding="utf-8")
    ((command, printed, typed),) = transcript("console script")
    assert run_for_real(command, typed, tmp_path) == printed
    told = "\n".join(printed)
    silences = re.findall(r"at (\d:\d\d)(?: is)? (held|filled)", prose_of(README))
    assert all(f" {at}  (silence {what}" in told for at, what in silences)
    assert told.count("(silence ") == len(silences) == 3


def test_the_deck_is_as_long_as_the_readme_says() -> None:
    assert len(block_of("yaml").text.splitlines()) == 10
    assert "A deck of ten lines:" in prose_of(README)


def snippets_of(page: str) -> list[str]:
    """Return every piece of code on a page that calls csmdrill."""
    lines = [line for block in blocks_of(page) for line in block.text.splitlines()]
    shell = [line.removeprefix("$ ").partition(" #")[0] for line in lines]
    spans = [code.replace("\\|", "|") for code in codes_in(prose_of(page))]
    return [code for code in [*shell, *spans] if re.match(r"csmdrill( |$)", code)]


@cache
def command_at(*words: str) -> click.Command | None:
    """Return the command that words call, or None if there is none."""
    found: click.Command | None = cli
    for word in words:
        if not isinstance(found, click.Group):
            return None
        found = found.get_command(click.Context(found), word)
    return found


def calls_in(snippet: str) -> list[tuple[str, ...]]:
    """Return the commands that a snippet calls; `config list|get|set` are three."""
    if re.match(r"csmdrill roleplay \[?(?!(?:play|test)\b|--)[\w.]", snippet):
        return [("roleplay", "play")]
    words = [word for word in snippet.split()[1:] if re.fullmatch(r"[a-z][a-z-]*(\|[a-z][a-z-]*)*", word)]
    if not words or not snippet.startswith(f"csmdrill {words[0]}"):
        return [()]
    if len(words) > 1 and isinstance(command_at(words[0]), click.Group):
        return [(words[0], second) for second in words[1].split("|")]
    return [(words[0],)]


def test_calls_are_found_in_snippets() -> None:
    assert calls_in("csmdrill config list|get|set") == [
        ("config", "list"),
        ("config", "get"),
        ("config", "set"),
    ]
    assert calls_in("csmdrill check [PATH...] [--format text|json]") == [("check",)]
    assert calls_in("csmdrill --version") == [()]
    assert calls_in("csmdrill roleplay ID --seat") == [("roleplay", "play")]
    assert calls_in("csmdrill roleplay [SCENARIO]") == [("roleplay", "play")]
    assert calls_in("csmdrill roleplay test FILE") == [("roleplay", "test")]
    assert calls_in("csmdrill roleplay --json") == [("roleplay",)]


@pytest.mark.parametrize("page", pages())
def test_commands_and_options_on_a_page_exist(page: str, reader: Reader) -> None:
    for snippet in snippets_of(page):
        for call in calls_in(snippet):
            said = reader(*call, "--help")
            assert said.code == 0, f"{page}: {snippet}"
            known = set(OPTION.findall(said.out))
            assert set(OPTION.findall(snippet)) <= known, f"{page}: {snippet}"


def test_words_that_commands_choose_from_exist(reader: Reader) -> None:
    known = {"schema": "{deck|pack|scenario|rubric|calibration}", "completion": "{bash|zsh|fish}"}
    for command, choices in known.items():
        assert choices in reader(command, "--help").out
        for snippet in snippets_of(README):
            if snippet.startswith(f"csmdrill {command} "):
                assert set(re.split(r"[ |]", snippet)[2:]) <= set(choices.strip("{}").split("|"))


def test_every_option_named_in_the_readme_exists(reader: Reader) -> None:
    helps = [reader(*call, "--help").out for call in (*every_call(), *((name,) for name in COMMANDS))]
    known = {option for text in helps for option in OPTION.findall(text)}
    named = {option for code in codes_in(prose_of(README)) for option in OPTION.findall(code)}
    assert {"--plain", "--count", "--json"} <= named <= known


def test_every_command_has_a_row_in_the_readme() -> None:
    table = table_with(section_of(README, "## Commands"), "command", "does")
    rows = {call for row in table.rows for call in calls_in(codes_in(row[0])[0])}
    assert rows == every_call()


def every_call() -> set[tuple[str, ...]]:
    """Return the words of every command."""
    found: set[tuple[str, ...]] = {()}
    for name in COMMANDS:
        command = command_at(name)
        inner = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else []
        found |= {(name, word) for word in inner} or {(name,)}
    return found


def test_the_keys_of_role_plays_in_the_readme_are_those_that_help_tells() -> None:
    table = table_with(section_of(README, "## Today"), "in a role-play", "does")
    usual = {each.id: each.keys for each in BINDINGS}
    titles = ("Role-play", "Rating yourself", "What happened")
    told = [key for title, rows in KEYS if title in titles for keys, _ in rows for key in keys]
    known = {sign for key in told for name in usual.get(key, (key,)) for sign in name.split()}
    named = {key for row in table.rows for key in re.split(r",? ", row[0])}
    assert named - {"esc"} <= known
