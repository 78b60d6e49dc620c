"""Reads a table out of a CSV or TSV file: its encoding, its separator, Anki's `#` lines, its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path

from msgspec import Struct

from csmdrill.core.errors import ExchangeRejected

MOST_BYTES = 32 * 1024 * 1024
LONGEST_CELL = 100_000
SEPARATORS = ("\t", ";", ",", "|")
NAMED_SEPARATORS = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "space": " ",
    "pipe": "|",
    "colon": ":",
}
LOOKED_AT = 50

_SETTING = re.compile(r"#([a-z ]{1,30}):(.*)")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class Row(Struct, frozen=True):
    """One row: its line in the file, counted from 1, and its cells."""

    line: int
    cells: tuple[str, ...]


class Table(Struct, frozen=True):
    """A file of rows.

    Args:
        settings: Anki's `#name:value` lines, values without blanks around them.
        separator: between cells.
        rows: without empty ones; a first row with names of columns is still among them.
    """

    settings: Mapping[str, str]
    separator: str
    rows: tuple[Row, ...]


def read_table(path: Path) -> Table:
    """Return the rows of a file.

    Raises:
        ExchangeRejected: it cannot be read, is too large, is not UTF-8 or UTF-16, or is no table.
    """
    return table_in(path, _text_of(path, _bytes_of(path)))


def table_in(path: Path, text: str) -> Table:
    """Return the rows in the text of a file.

    Raises:
        ExchangeRejected: it is no table.
    """
    settings: dict[str, str] = {}
    lines = list(io.StringIO(text, newline=""))
    done = 0
    for line in lines:
        found = _SETTING.fullmatch(line.rstrip("\r\n"))
        if found is None and not line.startswith("#"):
            break
        done += 1
        if found is not None:
            settings[found[1].strip()] = found[2] if found[1].strip() == "columns" else found[2].strip()
    body = lines[done:]
    separator = _separator(settings, path, body)
    rows = _parsed(path, body, separator, done)
    return Table(settings, separator, tuple(row for row in rows if any(cell.strip() for cell in row.cells)))


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ExchangeRejected(
            f"{path} cannot be read: {error.strerror}.", "Name a .apkg, .csv or .tsv file."
        ) from error
    if len(content) > MOST_BYTES:
        raise ExchangeRejected(f"{path} is larger than {MOST_BYTES // 2**20} MiB.", "Split it.")
    return content


def _text_of(path: Path, content: bytes) -> str:
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "utf-8")
    way_out = "Save it as UTF-8; in a spreadsheet the choice is called “CSV UTF-8”."
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ExchangeRejected(
            f"{path}:{line}: this is no {encoding.removesuffix('-sig').upper()}"
            f" (byte 0x{content[error.start]:02X}); nothing was brought over.",
            way_out,
        ) from error
    if "\0" in text:
        raise ExchangeRejected(f"{path} is no text, or text in another encoding than UTF-8.", way_out)
    return text


def _separator(settings: Mapping[str, str], path: Path, body: Sequence[str]) -> str:
    said = settings.get("separator", "")
    if said:
        named = NAMED_SEPARATORS.get(said.lower(), said)
        if len(named) != 1:
            raise ExchangeRejected(
                f"{path} names a separator that is none: {said!r}.",
                f"Use one of {', '.join(NAMED_SEPARATORS)}.",
            )
        return named
    if "\t" in settings.get("columns", ""):
        return "\t"
    return max(SEPARATORS, key=lambda separator: _evenness(body, separator))


def _evenness(body: Sequence[str], separator: str) -> tuple[bool, float, int]:
    """Return how well a separator divides the first rows: into several columns, and as many in each."""
    try:
        rows = list(islice(csv.reader(body[: LOOKED_AT * 4], delimiter=separator), LOOKED_AT))
    except csv.Error:
        return False, 0.0, 0
    widths = [len(row) for row in rows if row]
    if not widths:
        return False, 0.0, 0
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    return usual > 1, widths.count(usual) / len(widths), usual


def _parsed(path: Path, body: Sequence[str], separator: str, before: int) -> list[Row]:
    rows: list[Row] = []
    # strict: an odd quotation mark must not swallow the rest of the file
    reader = csv.reader(body, delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise csv.Error("a cell is too long")
            rows.append(Row(before + line, tuple(cells)))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ExchangeRejected(
            f"{path}:{before + line}: this is no row of a table ({error}); nothing was brought over.",
            "Look for a quotation mark that is never closed.",
        ) from error
    return rows
