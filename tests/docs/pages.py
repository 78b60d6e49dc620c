"""The pages of the documentation as their parts: fenced blocks, tables, and what stands in code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = "README.md"
DECKS = "docs/decks.md"
INTERFACES = "docs/interfaces.md"

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`]+)`")
_CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Block:
    """A fenced block: what stands behind the fence, the text, and the line of the fence."""

    page: str
    line: int
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Table:
    """A table: the paragraph before it, its head, and its rows."""

    intro: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def keys(self) -> list[str]:
        """The code in the first column, in order."""
        return [code for row in self.rows for code in codes_in(row[0])]


def pages() -> list[str]:
    """Return every Markdown file of the checkout, as a path below its top."""
    tops = [path for path in ROOT.iterdir() if not path.name.startswith(".")]  # environments hold thousands
    found = [path for top in tops if top.is_dir() for path in top.rglob("*.md")]
    found += [path for path in tops if path.suffix == ".md"]
    inside = (path.relative_to(ROOT) for path in found)
    return sorted(str(path) for path in inside if not any(part.startswith(".") for part in path.parts))


@cache
def text_of(page: str) -> str:
    """Return the text of a page."""
    return (ROOT / page).read_text(encoding="utf-8")


def blocks_of(page: str, language: str = "") -> list[Block]:
    """Return the fenced blocks of a page, all or those of one language."""
    text = text_of(page)
    found = [
        Block(page, text.count("\n", 0, fence.start()) + 1, fence["info"].strip(), fence["text"])
        for fence in _FENCE.finditer(text)
    ]
    return [block for block in found if not language or block.info.split()[:1] == [language]]


def prose_of(page: str) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", text_of(page))


def codes_in(text: str) -> list[str]:
    """Return what stands between backticks."""
    return _CODE.findall(text)


def section_of(page: str, heading: str) -> str:
    """Return the prose below a heading, up to the next one of its level or above."""
    marks = heading.partition(" ")[0]
    _, found, after = prose_of(page).partition(f"\n{heading}\n")
    assert found, f"{page} has no heading {heading!r}"
    return re.split(rf"^#{{1,{len(marks)}}} ", after, maxsplit=1, flags=re.MULTILINE)[0]


def tables_in(text: str) -> list[Table]:
    """Return the tables of a stretch of prose."""
    return list(_tables(text))


def table_in(text: str, intro: str) -> Table:
    """Return the one table whose preceding paragraph holds some words."""
    (table,) = [table for table in _tables(text) if intro in table.intro]
    return table


def table_with(text: str, *head: str) -> Table:
    """Return the one table with a head."""
    (table,) = [table for table in _tables(text) if table.head == head]
    return table


def _tables(text: str) -> Iterator[Table]:
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text)]
    for before, paragraph in zip(["", *paragraphs], paragraphs, strict=False):
        lines = paragraph.splitlines()
        if len(lines) > 2 and all(line.startswith("|") for line in lines):
            yield Table(" ".join(before.split()), _cells(lines[0]), tuple(_cells(line) for line in lines[2:]))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip().replace("\\|", "|") for cell in _CELL_END.split(line.strip()[1:-1]))


def shape(value: object) -> object:
    """Return the keys of a JSON value in their order and the types behind them; of a list its first item."""
    if isinstance(value, dict):
        return [(key, shape(item)) for key, item in value.items()]
    if isinstance(value, list):
        return [shape(item) for item in value[:1]]
    return type(value).__name__


def shown(name: str) -> object:
    """Return the shape of the JSON that the page shows for a command."""
    (block,) = [block for block in blocks_of(INTERFACES, "json") if block.info == f"json {name}"]
    return shape(json.loads(block.text))
