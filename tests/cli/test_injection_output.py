"""Hostile strings through every command, as text and as JSON: whatever is printed is printable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle
from unittest.mock import patch

import click
import pytest

from bench.strings import hostile
from csmdrill.cli import output
from csmdrill.cli.main import cli as main
from csmdrill.core.errors import CardRejected
from csmdrill.core.text import find_unsafe
from tests.cli.conftest import Shell

SEED = 20261125
CARD = {"kind": "recall"}
COMMANDS: dict[str, list[list[str]]] = {
    "practice": [["--plain", "--deck", "home/decks/hostile.deck.yaml"]],
    "warmup": [["renewal", "--plain"], ["NAME", "--plain"]],
    "due": [[], ["--json"], ["--count"]],
    "forecast": [[], ["--json"]],
    "stats": [[], ["--json"]],
    "skills": [[], ["--json"]],
    "skills rebaseline": [["NAME"]],
    "report drift": [[], ["--format", "csv"], ["--format", "json"], ["--format", "text"]],
    "drift simulate": [["--baseline", "NAME"]],
    "cards": [["deck:hostile"], ["deck:hostile", "--json"], ["NAME"]],
    "remind": [["--webhook", "NAME"]],
    "card bury": [["NAME", "--yes"], ["my/hostile/c1", "--yes"]],
    "card due": [["my/hostile/c1", "--on", "NAME", "--yes"]],
    "card flag": [["NAME", "--yes"], ["my/hostile/c2", "--yes"]],
    "card note": [["my/hostile/c1", "--text", "NAME", "--yes"]],
    "card reset": [["NAME", "--yes"]],
    "card show": [["my/hostile/c1"], ["my/hostile/c1", "--json"], ["NAME"]],
    "card suspend": [["NAME", "--yes"], ["my/hostile/c3", "--yes"]],
    "card undo": [[]],
    "card unflag": [["my/hostile/c2", "--yes"]],
    "card unsuspend": [["my/hostile/c3", "--yes"]],
    "leave add": [["NAME", "NAME"]],
    "leave list": [[], ["--json"]],
    "leave remove": [["NAME"]],
    "roleplay": [["NAME"]],
    "roleplay play": [["NAME", "--plain"], ["my/call", "--plain", "--json"]],
    "roleplay test": [["NAME"], ["home/scenarios/call.scenario.yaml", "--trace"]],
    "circuit": [["--plain"], ["--json"], ["--competency", "NAME"]],
    "attempts": [[], ["--json"]],
    "attempts receive": [["NAME"]],
    "attempts show": [["last"], ["last", "--json"], ["last", "--markdown"], ["NAME"]],
    "attempts undo": [["NAME"]],
    "replay": [["NAME"]],
    "rate": [["last", "--rater", "NAME"], ["NAME"]],
    "submit": [["last", "--output", "out.json", "--name", "NAME", "--yes"], ["NAME"]],
    "coach calibrate": [["--rater", "NAME", "--set", "NAME"]],
    "coach inbox": [[".", "--plain"], [".", "--json"], ["NAME", "--plain"]],
    "coach one-to-one": [["NAME", "--in", "."]],
    "coach rate": [["NAME", "--rater", "NAME"]],
    "check": [["--strict", "."], ["--format", "json", "."], ["NAME"]],
    "explain": [["NAME"]],
    "fmt": [["--check", "NAME"], ["--check", "home/decks"]],
    "schema": [["NAME"], ["deck"]],
    "scenario new": [["NAME", "--kind", "NAME"]],
    "deck export": [["hostile", "--output", "out.apkg"], ["NAME"]],
    "deck import": [["NAME"], ["people.csv", "--output", "out.deck.yaml", "--title", "NAME"]],
    "demo": [["--people", "NAME"]],
    "config get": [["NAME"]],
    "config list": [[], ["--json"]],
    "config set": [["NAME", "NAME"], ["keys", "NAME"]],
    "data erase-text": [[]],
    "data export": [[], ["--with-text"]],
    "data import": [["NAME"], ["facts.jsonl"]],
    "backup": [["list"], ["NAME"], ["list", "--json"]],
    "restore": [["NAME", "--yes"]],
    "doctor": [[], ["--json"]],
    "completion": [["NAME"], ["bash"]],
}
"""Every command with its words; NAME stands for a hostile string."""


def discovered(group: click.Group, path: str = "") -> Iterator[str]:
    """Yield the names of all commands, those of groups that do something of their own as well."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        if isinstance(command, click.Group):
            yield from [f"{path}{name}"] if command.invoke_without_command else []
            yield from discovered(command, f"{path}{name} ")
        else:
            yield f"{path}{name}"


def test_every_command_has_its_words() -> None:
    assert set(discovered(main)) == set(COMMANDS)


@pytest.fixture
def hostile_home(room: Shell) -> Iterator[tuple[Shell, list[str]]]:
    """A home whose decks hold what loading would refuse, as if it had come in some other way."""
    strings = hostile(SEED, 400)
    texts = cycle(each for each in strings if each.strip())
    cards = [
        f"  - {{id: c{n}, kind: recall, prompt: {_quoted(texts)}, answer: {_quoted(texts)}, why: w}}\n"
        for n in range(1, 61)
    ]
    head = f"format: csmdrill/deck@1\nid: hostile\ntitle: {_quoted(texts)}\ncompetency: renewal-negotiation\n"
    room.write("home/decks/hostile.deck.yaml", f"{head}cards:\n{''.join(cards)}")
    room.write("[b]\x9b31m\u202e.deck.yaml", "[")
    room.write("people.csv", f'prompt,answer\n"{next(texts)}","{next(texts)}"\n'.replace("\0", ""))
    room.write("facts.jsonl", json.dumps({"kind": next(texts), "person": next(texts)}) + "\n")
    (room.folder / "[x]\x1b]0;t\x07.json").write_text("[", encoding="utf-8")
    with (
        patch("csmdrill.content.prescan.find_unsafe", lambda *_: []),
        patch("csmdrill.content.reading.find_unsafe", lambda *_: []),
        patch("csmdrill.content.reading.is_safe", lambda *_: True),
    ):
        yield room, strings


def _quoted(texts: Iterator[str]) -> str:
    """Return a text as YAML takes it between quotes; what is half a character cannot be stored at all."""
    text = next(texts).encode("utf-8", "ignore").decode().replace("\ufffe", "")
    letters = (each if each.isprintable() and each not in '"\\' else f"\\U{ord(each):08x}" for each in text)
    return f'"x{"".join(letters)}x"'


def unprintable(said: str) -> list[tuple[int, str]]:
    """Return what a command printed that is neither printable nor the end of a line."""
    return find_unsafe(said.replace("\t", "\x00"))


def test_whatever_a_command_prints_is_printable(hostile_home: tuple[Shell, list[str]]) -> None:
    shell, strings = hostile_home
    names = cycle(each for each in strings if not find_unsafe(each, 1) or "\0" not in each)
    found: list[str] = []
    for command, ways in COMMANDS.items():
        for words in ways:
            given = [next(names) if word == "NAME" else word for word in words]
            ended = shell(
                *command.split(),
                *given,
                stdin="".join(f"{each}\n3\n" for each in strings[:6]).encode("utf-8", "ignore").decode(),
            )
            found += [f"{command} {given}: {each}" for each in unprintable(ended.out + ended.err)[:3]]
    assert found == []
    listed = shell("cards", "deck:hostile", "--limit", "100").out
    assert "\N{REPLACEMENT CHARACTER}" in listed
    assert "[/x]" in listed


def test_every_way_of_printing_makes_each_string_safe(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for text in hostile(SEED, 3000):
        output.data(text)
        output.talk(text)
        output.prompt(text)
        output.complain(CardRejected(text, text))
        output.json({"text": text.encode("utf-8", "replace").decode()})
    said = capfdbinary.readouterr()
    for stream in (said.out, said.err):
        assert find_unsafe(stream.decode().replace("\t", "\x00")) == []


@pytest.mark.parametrize("text", [each for each in hostile(SEED, 150) if find_unsafe(each)][::4])
def test_a_deck_with_such_a_text_is_refused_at_its_place(text: str, shell: Shell) -> None:
    written = json.dumps(text)
    shell.write(
        "bad.deck.yaml",
        f"format: csmdrill/deck@1\nid: bad\ntitle: Bad\ncards:\n  - {{id: a, kind: recall, "
        f"prompt: {written}, answer: b, why: w}}\n",
    )
    ended = shell("check", "bad.deck.yaml")
    assert ended.code != 0
    assert "bad.deck.yaml:5:" in ended.out
