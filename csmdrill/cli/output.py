"""The only place that prints: stdout is data, stderr is talk, and untrusted text is made safe."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import re
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, cast

import click
import msgspec

from csmdrill.core.errors import CsmdrillError
from csmdrill.core.text import is_safe, make_safe, one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import ReadableBuffer


_LEAD = re.compile(r" *(?:\d+:\d\d +|- )?")
"""What stands before the words of a line: blanks, a time, a dash."""


class OutputRefused(CsmdrillError):
    """What stdout was sent to takes nothing more."""


def data(line: str = "") -> None:
    """Write a line of data to stdout, made safe for a terminal; in one, a long line breaks between words.

    Whatever is named in it, it stays one line: a file's name cannot add another.
    """
    click.echo(_fitted(one_line(line), sys.stdout))


def text(words: str, say: Callable[[str], None] = data) -> None:
    """Write a text that may have several lines.

    Args:
        words: the text; a name does not belong into it.
        say: `data` or `talk`.
    """
    for line in words.split("\n"):
        say(line)


def wrapped(text: str, width: int) -> str:
    """Return lines broken between words, each part below where the words of its line begin.

    Args:
        text: one line or several.
        width: columns of the terminal; a word that is longer is left to it.
    """
    wrapper = textwrap.TextWrapper(
        width, expand_tabs=False, replace_whitespace=False, break_long_words=False, break_on_hyphens=False
    )
    parts: list[str] = []
    for line in text.split("\n"):
        lead = _LEAD.match(line)
        wrapper.subsequent_indent = " " * (lead.end() if lead else 0)
        parts += wrapper.wrap(line) if len(line) > width else [line]
    return "\n".join(parts)


def data_bytes(line: bytes) -> None:
    """Write a line of JSON to stdout, with escapes for what no terminal may receive."""
    click.echo(_escaped(line.decode()).encode())


def json(value: Any) -> None:  # noqa: ANN401 - whatever msgspec encodes
    """Write a value as indented JSON to stdout."""
    try:
        data_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2))
    except UnicodeEncodeError:  # a path whose bytes are no UTF-8; its odd bytes become escapes
        from json import dumps  # rarely called for, and every start loads this module

        data_bytes(dumps(msgspec.to_builtins(value), indent=2).encode())


def talk(line: str) -> None:
    """Write a line to stderr in the way of `data`.

    Where nothing can be written nobody can be told.
    """
    with contextlib.suppress(OSError):
        click.echo(_fitted(one_line(line), sys.stderr), err=True)


def complain(error: CsmdrillError) -> None:
    """Tell an error: its sentence, then the way out."""
    talk(error.sentence)
    if error.hint:
        text(error.hint, talk)


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


def prompt(text: str, *, apart: bool = False) -> None:
    """Write what is asked, without a line's end if a person sits there to type behind it.

    Args:
        text: what is asked.
        apart: to stderr, since stdout is for a result.
    """
    click.echo(make_safe(text), nl=not somebody_types(), err=apart)


def make_ready() -> None:
    """Make the streams of the process bear everything: closed ones, odd encodings, bytes that are no text.

    A letter that an encoding lacks becomes a question mark. ASCII is what Python takes where the system names
    no encoding; such a terminal gets and sends UTF-8, without which no screen could be drawn.
    """
    sys.stdin = _usable(sys.stdin, "r")
    sys.stdout = _usable(sys.stdout, "w") if sys.stdout is None else _guarded(sys.stdout)
    sys.stderr = _usable(sys.stderr, "w")


def give_up() -> None:
    """Send what is left for stdout nowhere, so that Python does not complain about it at its end, too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Outlet(io.FileIO):
    """The file behind stdout, which tells its refusal apart from that of any other file."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write bytes.

        Raises:
            OutputRefused: the file takes none.
            BrokenPipeError: its reader is gone.
        """
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputRefused(
                f"The output cannot be written: {error.strerror}.",
                "Send it elsewhere, or make room. What you practised is kept.",
            ) from None


def _fitted(text: str, stream: TextIO) -> str:
    return wrapped(text, shutil.get_terminal_size().columns) if stream.isatty() else text


def _guarded(stream: TextIO) -> TextIO:
    if stream.isatty():
        return stream
    outlet = io.BufferedWriter(_Outlet(stream.fileno(), "w", closefd=False))
    return io.TextIOWrapper(outlet, encoding=_encoding_of(stream), errors="replace")


def _usable(stream: TextIO | None, mode: str) -> TextIO:
    if stream is None:
        return cast("TextIO", Path(os.devnull).open(mode, encoding="utf-8"))
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding=_encoding_of(stream), errors="replace")
    return stream


def _encoding_of(stream: TextIO) -> str:
    return "utf-8" if codecs.lookup(stream.encoding).name == "ascii" else stream.encoding


def _escaped(text: str) -> str:
    """Return JSON that says the same; what is unsafe can only stand inside its strings."""
    if is_safe(text):
        return text
    return "".join(each if is_safe(each) else f"\\u{ord(each):04x}" for each in text)
