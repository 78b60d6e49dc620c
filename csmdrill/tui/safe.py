"""Untrusted text on its way to the screen: never parsed as markup, never a control character."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text
from textual.content import Content, Span

from csmdrill.core.text import BOLD, make_safe, one_line


def plain(text: str, style: str = "") -> Content:
    """Return text as it is, safe for the terminal.

    Args:
        text: any text.
        style: a style of ours for all of it.
    """
    safe = make_safe(text)
    return Content(safe, spans=[Span(0, len(safe), style)] if style else None)


def plain_line(text: str, style: str = "") -> Content:
    """Return text that names something, as `plain` does, on one line whatever the name holds."""
    return plain(one_line(text), style)


def near(path: str) -> str:
    """Return a path as it is shown: on one line, from the current folder on where it lies below that."""
    try:
        here = Path.cwd()
    except OSError:  # the folder is gone
        return one_line(path)
    there = Path(path)
    return one_line(str(there.relative_to(here)) if there.is_relative_to(here) else path)


def prose(text: str) -> Content:
    """Return card text: lines as they stand, `**bold**` in bold, nothing else interpreted."""
    safe = make_safe(text).strip("\n")
    pieces: list[str] = []
    spans: list[Span] = []
    length = end = 0
    for match in BOLD.finditer(safe):
        before, bold = safe[end : match.start()], match.group(1)
        pieces += [before, bold]
        start = length + len(before)
        spans.append(Span(start, start + len(bold), "bold"))
        length = start + len(bold)
        end = match.end()
    pieces.append(safe[end:])
    return Content("".join(pieces), spans=spans)


def cell(text: str, width: int, style: str = "") -> Text:
    """Return text for a cell of a table, on one line and cut to a width.

    Args:
        text: any text.
        width: columns of the terminal.
        style: `dim`, `bold` or nothing; themes do not reach tables.
    """
    line = Text(" ".join(make_safe(text).split()), style=style, no_wrap=True, end="")
    line.truncate(width, overflow="ellipsis")
    return line
