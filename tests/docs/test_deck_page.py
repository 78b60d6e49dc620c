"""docs/decks.md tells the truth: its decks are accepted, and its tables are those of the program."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest

from csmdrill.content import draws, findings, formula_parser, places, prescan, reading
from csmdrill.content.codes import CODES
from csmdrill.content.competency import Competency, Department, Philosophy
from csmdrill.content.deck import Card, CardFields, Deck, Fact, FakeOf, Points, Recall
from csmdrill.content.library import Place, read_deck
from csmdrill.content.pack import RESERVED
from csmdrill.content.schema import deck_schema
from csmdrill.practice.cases import Facts, render
from csmdrill.practice.judging import parse_number
from tests.docs.conftest import NOW, Reader
from tests.docs.pages import (
    DECKS,
    README,
    Block,
    blocks_of,
    codes_in,
    pages,
    prose_of,
    section_of,
    table_in,
    table_with,
    tables_in,
    text_of,
)

HEAD = """\
format: csmdrill/deck@1
id: completed
title: A deck around the cards of the page
competency: outcome-discovery
cards:
"""
WRITTEN_BY_FMT = {"D401", "D408"}
FORMS = ("yaml", "yaml draft", "yaml card", "yaml pack")
EXAMPLES = [
    block for page in (README, DECKS) for block in blocks_of(page, "yaml") if block.info != "yaml script"
]


def put_down(reader: Reader, block: Block) -> Path:
    """Write a block where it can be checked; returns the folder."""
    if block.info == "yaml pack":
        reader.write("page/csmdrill-pack.yaml", block.text)
    else:
        reader.write("page/page.deck.yaml", HEAD + block.text if block.info == "yaml card" else block.text)
    return reader.folder / "page"


def cards_of(folder: Path) -> list[Card]:
    """Return the cards that a folder's deck gives, each once."""
    deck = read_deck(Place(folder, "given"), folder / "page.deck.yaml")
    return list({card.family: card.card for card in deck.cards}.values())


@pytest.mark.parametrize("block", EXAMPLES, ids=str)
def test_every_example_is_accepted(block: Block, reader: Reader) -> None:
    assert block.info in FORMS, f"{block} is neither a deck nor a part of one"
    folder = put_down(reader, block)
    if block.info == "yaml draft" or block.page == README:
        assert {each["code"] for each in reader("check", "--format", "json", folder).json} <= WRITTEN_BY_FMT
        assert reader("fmt", folder).code == 0
    checked = reader("check", "--strict", folder)
    assert (checked.code, checked.out) == (0, "")
    assert "1 file, " in checked.err
    if block.info != "yaml pack":
        assert cards_of(folder)


def test_the_page_has_an_example_of_each_kind_and_its_cards_are_short(reader: Reader) -> None:
    kinds = set()
    for block in blocks_of(DECKS, "yaml"):
        if block.info != "yaml pack":
            folder = put_down(reader, block)
            reader("fmt", folder)
            for card in cards_of(folder):
                kinds.add(type(card))
                assert len(getattr(card, "prompt", "").split()) <= 45, card
                assert not isinstance(card, Recall) or len(card.answer.split()) <= 35, card
                assert not isinstance(card, Points) or card.need
    assert kinds == set(get_args(Card))


def test_the_first_deck_goes_the_way_the_page_says(reader: Reader) -> None:
    deck = next(block for block in blocks_of(DECKS, "yaml") if "id: handover" in block.text)
    reader.write("handover.deck.yaml", deck.text)
    lines = next(block.text for block in blocks_of(DECKS, "sh") if "handover.deck.yaml" in block.text)
    commands = [line.partition("#")[0].split()[1:] for line in lines.splitlines()]
    assert [words[0] for words in commands] == ["fmt", "check", "practice"]
    assert reader(*commands[0]).code == 0
    checked = reader(*commands[1])
    assert (checked.code, checked.out) == (0, "")
    assert "First call after the handover." in reader(*commands[2], "--plain", stdin="q\n").out


def test_the_keys_of_a_deck_are_those_of_the_model() -> None:
    table = table_in(section_of(DECKS, "## Let your editor help"), "keys of a deck")
    assert sorted(table.keys) == sorted(Deck.__struct_encode_fields__)


def test_what_every_card_may_carry_is_what_the_model_has() -> None:
    (table,) = tables_in(section_of(DECKS, "### What every card may carry"))
    named = {codes_in(row[0])[0]: codes_in(row[1]) for row in table.rows}
    assert sorted(named) == sorted(CardFields.__struct_fields__)
    assert named["competency"] == list(get_args(Competency))
    assert named["philosophies"] == list(get_args(Philosophy))
    assert named["department"] == list(get_args(Department))


def test_the_kinds_of_cards_and_facts_are_those_of_the_models() -> None:
    told = re.findall(r"^\*\*([a-z]+)\*\*: ", section_of(DECKS, "## The kinds of cards"), re.MULTILINE)
    assert sorted(told) == sorted(tags_of(Card))
    facts = table_with(section_of(DECKS, "## Case cards"), "kind", "draws")
    assert sorted(facts.keys) == sorted(tags_of(Fact))
    assert codes_in(facts.rows[0][1]) == list(get_args(FakeOf))


def tags_of(union: Any) -> list[str]:  # noqa: ANN401 - a union of Structs
    """Return what stands under `kind` in each Struct of a union."""
    return [str(each.__struct_config__.tag) for each in get_args(union)]


def test_filters_print_what_the_page_says() -> None:
    table = table_with(section_of(DECKS, "## Case cards"), "you write", "the fact", "one reads")
    assert len(table.rows) == 5
    for template, value, printed in table.rows:
        facts = Facts({"n": Fraction(value)})
        shown = render(codes_in(template)[0], facts, date.fromisoformat(NOW[:10]))
        assert printed in (shown, f"the date in {value} days, like {shown}")


def test_numbers_may_be_typed_as_the_page_says() -> None:
    said = section_of(DECKS, "## The kinds of cards").partition("**number**")[2].partition("**order**")[0]
    typed = [code for code in codes_in(said) if any(c.isdigit() for c in code)]
    assert [parse_number(each) for each in typed] == [95_000, 95_000, Fraction(9, 2)]


@pytest.mark.parametrize("page", pages())
def test_every_code_named_on_a_page_exists(page: str) -> None:
    named = re.findall(r"\b[TYMDPSR][1-7]\d\d\b", text_of(page))
    assert set(named) <= set(CODES)
    assert named or page != DECKS


def test_refusals_are_errors_and_warnings_are_warnings() -> None:
    for heading in ("## Case cards", "## What is not allowed, and why"):
        (table,) = [table for table in tables_in(section_of(DECKS, heading)) if table.head[-1] == "code"]
        assert all(codes_in(row[-1]) for row in table.rows)
        assert {CODES[code].severity for row in table.rows for code in codes_in(row[-1])} == {"error"}
    warned = section_of(DECKS, "## Case cards").rpartition("It warns of")[2]
    assert {CODES[code].severity for code in codes_in(warned) if code in CODES} == {"warning"}


def test_what_the_page_says_is_refused_is_refused(reader: Reader) -> None:
    (table,) = [
        each
        for each in tables_in(section_of(DECKS, "## What is not allowed, and why"))
        if each.head[-1] == "code"
    ]
    told = {code for row in table.rows for code in codes_in(row[-1])}
    assert told == {code for code, _ in REFUSED}
    for code, content in REFUSED:
        (reader.folder / "bad.deck.yaml").write_bytes(content)
        checked = reader("check", "--format", "json", "bad.deck.yaml")
        assert checked.code == 1
        assert code in {each["code"] for each in checked.json}


def deck_with(answer: str) -> bytes:
    """Return a deck whose one card has an answer as written."""
    return f"{HEAD}- {{id: c, kind: recall, prompt: p, why: w, answer: {answer}}}\n".encode()


GOOD = deck_with("a")
REFUSED = (
    ("Y202", deck_with("&a a")),
    ("Y203", deck_with("*a")),
    ("Y205", deck_with("a, <<: {tags: [b]}")),
    ("Y204", deck_with("!python/name:os.system a")),
    ("T104", deck_with(r'"\x1b[2J"')),
    ("T101", GOOD.replace(b"prompt: p", b"prompt: \xe9")),
    ("T102", b"\xef\xbb\xbf" + GOOD),
    ("T106", GOOD + b"<<<<<<< mine\n=======\n>>>>>>> theirs\n"),
    ("Y207", deck_with("a, answer: b")),
    ("Y209", GOOD + b"---\n" + GOOD),
    ("M301", deck_with("a, tag: b")),
)


def test_limits_are_those_of_the_program() -> None:
    told = table_with(section_of(DECKS, "## What is not allowed, and why"), "limit", "most")
    schema = deck_schema()
    parts = schema["definitions"]

    def length(part: str, key: str, bound: str = "maxLength") -> int:
        found = parts[part]["properties"][key]
        return int(found[bound] if bound in found else found["items"][bound])

    words = {length("Recall", "prompt"), length("Recall", "answer"), length("Cloze", "text")}
    told_why = {length("ChoiceOption", "text"), length("ChoiceOption", "because"), length("Recall", "why")}
    lines = {length("Order", "steps"), length("Points", "points"), length("CaseOption", "label")}
    lines |= {length("Typed", "accept"), schema["properties"]["title"]["maxLength"]}
    assert {row[0]: {int(row[1].replace(",", "").removesuffix(" KiB"))} for row in told.rows} == {
        "size of a file": {places.MAX_BYTES // 1024},
        "cards in a deck": {schema["properties"]["cards"]["maxItems"], reading.MAX_ITEMS},
        "characters of a line in the file": {prescan.MAX_LINE},
        "characters of a prompt, an answer or a cloze text": words,
        "characters of an option of a choice, a `because` or a `why`": told_why,
        "characters of a step, a point, a label, an accepted reply or a title": lines,
        "characters of a formula": {formula_parser.MAX_LENGTH},
        "levels of nesting": {reading.MAX_DEPTH},
        "problems listed of a file, errors and warnings each": {findings.MAX_KEPT},
    }


def test_numbers_in_the_text_are_those_of_the_program() -> None:
    prose = " ".join(prose_of(DECKS).split())
    assert f"over {draws.MAX_STEPS:,} values" in prose
    assert f"in folders up to {places.MAX_FOLDERS_DEEP} deep" in prose
    assert "two to six options" in prose
    assert "three to eight steps" in prose
    parts = deck_schema()["definitions"]
    assert bounds(parts["Choice"]["properties"]["options"]) == (2, 6)
    assert bounds(parts["Order"]["properties"]["steps"]) == (3, 8)
    assert f"**facts**: 1 to {parts['Case']['properties']['facts']['maxProperties']}," in prose
    assert f"{parts['Recall']['properties']['id']['maxLength']} at most" in prose


def bounds(part: dict[str, int]) -> tuple[int, int]:
    """Return how many items a list may have."""
    return part["minItems"], part["maxItems"]


def test_the_reserved_packs_are_those_of_the_program() -> None:
    table = table_with(section_of(DECKS, "## Packs"), "where a deck lies", "its pack")
    ids = {code for row in table.rows for code in codes_in(row[1])}
    assert ids == RESERVED
