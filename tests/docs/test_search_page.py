"""docs/search.md: every example on it is run, and it names every mark, number and kind there is."""

from __future__ import annotations

import re
import shlex

import pytest

from csmdrill.practice.query import KINDS, MARKS, MEASURES
from csmdrill.practice.search import FIELDS
from tests.docs.conftest import Reader
from tests.docs.pages import Block, blocks_of, codes_in, prose_of, section_of, table_with

SEARCH = "docs/search.md"
EXAMPLES = table_with(prose_of(SEARCH), "search", "finds").keys


def count(reader: Reader, query: str) -> int:
    """Return how many cards a search finds at a shell."""
    said = reader("cards", *shlex.split(shlex.quote(query)), "--json")
    assert said.code == 0, said.err
    total: int = said.json["total"]
    return total


@pytest.fixture
def practised(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A reader who met some shipped cards a while ago, one of them well known."""
    practise = ("practice", "--plain", "--competency", "renewal-negotiation", "--new", "6")
    assert reader("config", "set", "buttons", "4").code == 0
    monkeypatch.setenv("CSMDRILL_NOW", "2026-10-01T09:00:00+01:00")
    reader(*practise, stdin="x\n4\n" * 20)
    monkeypatch.setenv("CSMDRILL_NOW", "2026-11-20T09:00:00+01:00")
    reader("practice", "--plain", "--new", "0", stdin="x\n4\nx\n4\n")
    monkeypatch.setenv("CSMDRILL_NOW", "2026-11-24T09:00:00+01:00")
    return reader


def test_every_example_finds_some_cards_and_not_all(practised: Reader) -> None:
    every = count(practised, "")
    assert len(EXAMPLES) > 12
    found = {query: count(practised, query) for query in EXAMPLES}
    assert [query for query, number in found.items() if not 0 < number < every] == []


def test_both_and_without_the_other_are_all(practised: Reader) -> None:
    parts = count(practised, "renewal price") + count(practised, "renewal -price")
    assert parts == count(practised, "renewal")


def test_every_mark_and_number_has_a_row() -> None:
    marks = table_with(section_of(SEARCH, "## Marks"), "mark", "the card").keys
    assert marks == [f"is:{mark}" for mark in MARKS]
    numbers = table_with(section_of(SEARCH, "## Numbers"), "number", "is").keys
    assert numbers == [f"{name}:" for name in MEASURES]


def test_every_field_and_kind_is_named() -> None:
    prose = prose_of(SEARCH)
    assert {name for code in codes_in(prose) for name in re.findall(r"([a-z]+):", code)} == set(FIELDS)
    assert f"cards of a kind: {', '.join(KINDS[:-1])} or {KINDS[-1]}" in prose


def test_the_searches_in_the_text_can_be_read(reader: Reader) -> None:
    named = [code for code in codes_in(prose_of(SEARCH)) if re.search(r"\w:.", code)]
    assert "(is:retired OR is:flagged)" in named
    for query in named:
        assert count(reader, query) >= 0


def test_the_lines_for_a_shell_can_be_run(reader: Reader) -> None:
    (block,) = blocks_of(SEARCH, "sh")
    for line in block.text.splitlines():
        program, *words = shlex.split(line)
        assert program == "csmdrill"
        assert reader(*words).code == 0, line


def test_the_refusal_on_the_page_is_the_one_that_is_printed(reader: Reader) -> None:
    block: Block
    (block,) = blocks_of(SEARCH, "text")
    assert reader("cards", block.text.splitlines()[1].strip()).err == block.text
