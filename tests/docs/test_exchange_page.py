"""docs/exchange.md tells the truth: its commands run, its columns and caps are those there are."""

from __future__ import annotations

import shlex
import shutil

from csmdrill.exchange import archive, rows, table
from csmdrill.exchange.tsv_out import NOTE_TYPES
from tests.docs.conftest import Reader
from tests.docs.pages import ROOT, blocks_of, codes_in, prose_of, section_of, table_with

PAGE = "docs/exchange.md"
PACKAGE = ROOT / "tests" / "exchange" / "fixtures" / "current.apkg"


def test_every_command_on_the_page_runs(reader: Reader) -> None:
    shutil.copy(PACKAGE, reader.folder / "renewals.apkg")
    reader.write("objections.csv", "prompt,answer\nToo dear.,Compared with what?\n")
    (reader.folder / "decks").mkdir()
    lines = [line for block in blocks_of(PAGE, "sh") for line in block.text.splitlines()]
    assert len(lines) == 5
    for line in lines:
        words = shlex.split(line)[1:]
        words = ["decks/renewals.deck.yaml" if word == "renewals.deck.yaml" else word for word in words]
        extra = ["--id", "second", "--again"] if "--competency" in words else []
        assert reader(*words, *extra).code in (0, 1), line
    for name in ("decks/renewals.deck.yaml", "renewals-new.apkg", "terminology.tsv"):
        assert (reader.folder / name).is_file()


def test_every_column_on_the_page_is_known_and_none_is_missing() -> None:
    columns = table_with(section_of(PAGE, "## From a table"), "column", "holds")
    named = {code for first, _ in columns.rows for code in codes_in(first)}
    others = {code for code in codes_in(prose_of(PAGE)) if code in ("guid", "deck")}
    assert named <= set(rows.NAMES)
    assert named | others >= set(rows.NAMES.values())


def test_note_types_and_caps_are_those_of_the_program() -> None:
    words = prose_of(PAGE)
    for name in NOTE_TYPES.values():
        assert name in (ROOT / PAGE).read_text(encoding="utf-8")
    assert f"{archive.MOST_UNPACKED // 2**20} MiB unpacked" in words
    assert f"{archive.MOST_ENTRIES:,} entries" in words
    assert f"{table.MOST_BYTES // 2**20} MiB" in words
    assert archive.MOST_RATIO == 100
