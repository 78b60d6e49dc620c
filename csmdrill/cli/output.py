"""The only place that prints: stdout is data, stderr is talk, and untrusted text is made safe."""

from __future__ import annotations

import sys
from typing import Any

import click
import msgspec

from csmdrill.core.errors import CsmdrillError
from csmdrill.core.text import make_safe


def data(text: str = "") -> None:
    """Write a line of data to stdout, made safe for a terminal."""
    click.echo(make_safe(text))


def data_bytes(line: bytes) -> None:
    """Write a line of JSON to stdout as it is; JSON escapes control characters itself."""
    click.echo(line)


def json(value: Any) -> None:  # noqa: ANN401 - whatever msgspec encodes
    """Write a value as indented JSON to stdout."""
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2))


def talk(text: str) -> None:
    """Write a line to stderr, made safe for a terminal."""
    click.echo(make_safe(text), err=True)


def complain(error: CsmdrillError) -> None:
    """Tell an error: its sentence, then the way out."""
    talk(error.sentence)
    if error.hint:
        talk(error.hint)


def somebody_types() -> bool:
    """Return whether a person sits at stdin, who can be asked again."""
    return sys.stdin.isatty()


def ask(prompt: str) -> str | None:
    """Return the next line of stdin without its end, or None when there is no more.

    The prompt goes to stdout, so that a screen reader or a log shows it in its place.
    """
    click.echo(make_safe(prompt), nl=False)
    line = sys.stdin.readline()
    if not somebody_types():
        click.echo()  # nobody pressed enter on this side; a log wants its lines apart
    return line.rstrip("\r\n") if line else None
