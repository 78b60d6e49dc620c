"""docs/scenarios.md tells the truth: its examples are accepted, and its tables are those of the program."""

from __future__ import annotations

import re
from typing import get_args

from csmdrill.content.codes import CODES
from csmdrill.content.scenario import Do, Expect, Rule, Scenario, ScriptLine, Timebox
from csmdrill.content.terms import parse_term
from tests.docs.conftest import Reader
from tests.docs.pages import blocks_of, codes_in, prose_of, section_of, table_with

PAGE = "docs/scenarios.md"


def test_the_examples_play_without_a_word_from_check(reader: Reader) -> None:
    blocks = {block.info: block.text for block in blocks_of(PAGE, "yaml")}
    assert sorted(blocks) == ["yaml rubric", "yaml scenario"]
    for info, text in blocks.items():
        reader.write(f"page/page.{info.split()[1]}.yaml", text)
    checked = reader("check", "--strict", reader.folder / "page")
    assert (checked.code, checked.out) == (0, "")
    assert "2 files, 1 scenario: " in checked.err
    tested = reader("roleplay", "test", reader.folder / "page" / "page.scenario.yaml")
    assert (tested.code, tested.out.count("passed  ")) == (0, 3)


def test_the_three_commands_at_the_top_go_the_way_the_page_says(reader: Reader) -> None:
    (block,) = blocks_of(PAGE, "sh")
    commands = [line.partition("#")[0].split()[1:] for line in block.text.splitlines()]
    assert [words[:2] for words in commands[:2]] == [["scenario", "new"], ["roleplay", "test"]]
    assert [reader(*words).code for words in commands] == [0, 0, 0]


def test_the_keys_are_those_of_the_models() -> None:
    keys = table_with(section_of(PAGE, "## A whole scenario"), "key", "meaning").keys
    assert sorted(keys) == sorted(Scenario.__struct_encode_fields__)
    clock = codes_in(section_of(PAGE, "## The clock"))[0]
    assert set(re.findall("[a-z]+", clock)) - {"timebox"} == set(Timebox.__struct_fields__)
    actions = set(codes_in(section_of(PAGE, "## Actions")))
    assert set(Do.__struct_encode_fields__) <= actions
    told = set(codes_in(section_of(PAGE, "## Tests and paraphrases"))) | {"at", "script"}
    assert set(Expect.__struct_encode_fields__) <= told
    assert set(ScriptLine.__struct_encode_fields__) - {"done"} <= told


def test_the_events_and_what_rules_carry_are_those_of_the_models() -> None:
    section = section_of(PAGE, "## Events")
    events = table_with(section, "event", "fires").keys
    named = {row[0].strip("`") for row in table_with(section, "event", "fires").rows}
    assert named == {str(kind.__struct_config__.tag) for kind in get_args(Rule)}
    fields = {key for kind in get_args(Rule) for key in kind.__struct_encode_fields__}
    assert fields - {"id", "do"} <= set(codes_in(section))
    assert events


def test_terms_are_read_as_the_page_says() -> None:
    table = table_with(section_of(PAGE, "## What a line must say"), "you write", "it finds")
    kinds = [type(parse_term(row[0].strip("`").replace("\\|", "|"))).__name__ for row in table.rows]
    assert kinds == ["ConceptTerm", "WordsTerm", "PatternTerm"]


def test_every_code_exists() -> None:
    named = set(re.findall(r"`([A-Z][0-9]{3})`", prose_of(PAGE)))
    assert named <= set(CODES)
    assert len(named) > 10
