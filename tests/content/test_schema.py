"""The JSON Schema of a format says the same as the check."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

from csmdrill.content.library import shipped_root
from csmdrill.content.places import RUBRIC, SCENARIO
from csmdrill.content.rubric_file import read_rubric
from csmdrill.content.scenario_file import read_scenario
from csmdrill.content.schema import (
    SCHEMAS as MADE,
)
from csmdrill.content.schema import (
    deck_schema,
    pack_schema,
    rubric_schema,
    scenario_schema,
)
from tests.content.test_scenario_files import FAULTS, SOUND

SCHEMAS = Path(__file__).parents[2] / "schemas"


def errors(schema: dict[str, Any], instance: object) -> list[str]:
    """Return what jsonschema finds wrong."""
    return [each.json_path for each in jsonschema.Draft7Validator(schema).iter_errors(instance)]


@pytest.mark.parametrize(("name", "make"), MADE.items())
def test_the_stored_schema_is_the_generated_one(name: str, make: Callable[[], dict[str, Any]]) -> None:
    stored = (SCHEMAS / f"{name}.schema.json").read_bytes()
    assert stored == msgspec.json.format(msgspec.json.encode(make()), indent=2) + b"\n"


@pytest.mark.parametrize("make", MADE.values())
def test_a_schema_is_plain_draft_7(make: Callable[[], dict[str, Any]]) -> None:
    schema = make()
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    text = msgspec.json.encode(schema).decode()
    assert "$defs" not in text
    assert "discriminator" not in text
    assert "null" not in text
    assert schema["additionalProperties"] is False
    for part in schema.get("definitions", {}).values():
        assert part["additionalProperties"] is False
        assert part["description"]


def test_editors_are_told_what_a_key_means() -> None:
    deck = deck_schema()
    assert deck["properties"]["retired"]["description"] == "ids of cards that may never mean something else."
    recall = deck["definitions"]["Recall"]["properties"]
    assert recall["aliases"]["description"].endswith("or `pack/deck/card`.")
    assert recall["competency"]["enum"]


def test_every_shipped_deck_fits() -> None:
    decks = sorted(shipped_root().rglob("*.deck.yaml"))
    assert decks
    for path in decks:
        assert errors(deck_schema(), yaml.safe_load(path.read_text(encoding="utf-8"))) == []
    pack = shipped_root() / "csmdrill-pack.yaml"
    assert errors(pack_schema(), yaml.safe_load(pack.read_text(encoding="utf-8"))) == []


DECK: dict[str, Any] = {"format": "csmdrill/deck@1", "id": "d", "title": "T", "cards": []}
RECALL = {"id": "a", "kind": "recall", "prompt": "p", "answer": "a"}
CASE = {
    "id": "c",
    "kind": "case",
    "facts": {"x": {"kind": "range", "from": 1, "to": 9}},
    "prompt": "{{x}}",
    "answer": {"kind": "number", "value": "x"},
}


@pytest.mark.parametrize(
    "change",
    [
        {"format": "csmdrill/deck@2"},
        {"id": "Bad Id"},
        {"title": ""},
        {"owner": 5},
        {"competency": "renewal"},
        {"competency": None},
        {"autor": "x"},
        {"cards": {}},
        {"cards": [{**RECALL, "kind": "recal"}]},
        {"cards": [{**RECALL, "promt": "p"}]},
        {"cards": [{"id": "a", "kind": "recall", "prompt": "p"}]},
        {"cards": [{**RECALL, "id": "../x"}]},
        {"cards": [{**RECALL, "level": 4}]},
        {"cards": [{**RECALL, "reverse": "yes"}]},
        {"cards": [{**RECALL, "why": None}]},
        {"cards": [{**CASE, "facts": {"X": {"kind": "range", "from": 1, "to": 9}}}]},
        {"cards": [{**CASE, "facts": {"x": {"kind": "range", "low": 1, "high": 9}}}]},
        {"cards": [{**CASE, "facts": {}}]},
        {"cards": [{**CASE, "answer": {"kind": "choose", "options": [{"label": "only"}]}}]},
        {"cards": [RECALL] * 5001},
    ],
)
def test_what_the_check_refuses_the_schema_refuses(change: dict[str, Any]) -> None:
    assert errors(deck_schema(), {**DECK, "cards": [RECALL, CASE]}) == []
    assert errors(deck_schema(), {**DECK, **change})


def test_pack_files_need_their_three_keys() -> None:
    pack = {"format": "csmdrill/pack@1", "id": "team", "title": "T"}
    assert errors(pack_schema(), pack) == []
    for key in pack:
        assert errors(pack_schema(), {name: value for name, value in pack.items() if name != key})


def test_editors_are_told_what_the_keys_of_a_scenario_mean() -> None:
    scenario = scenario_schema()
    assert scenario["properties"]["train"]["description"].startswith("the criterion of the rubric")
    rules = scenario["properties"]["rules"]["items"]["anyOf"]
    names = [rule["$ref"].rpartition("/")[2] for rule in rules]
    events = {name: scenario["definitions"][name]["properties"]["event"] for name in names}
    assert events["HeldRule"] == {"const": "held"}
    assert len(events) == 7
    reply = scenario["definitions"]["ReplyRule"]
    assert reply["properties"]["in"]["description"] == "in which it may fire; without, in all."
    assert {"id", "do", "event"} <= set(reply["required"])


def test_every_shipped_scenario_and_rubric_that_is_sound_fits() -> None:
    folder = shipped_root("scenarios")
    both = ((SCENARIO, scenario_schema(), read_scenario), (RUBRIC, rubric_schema(), read_rubric))
    for suffix, schema, read in both:
        paths = sorted(folder.rglob(f"*{suffix}"))
        assert paths
        for path in paths:
            problems = read(path.read_bytes(), path.name).problems
            if not any(each.is_error for each in problems):
                assert errors(schema, yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)) == []


@pytest.mark.parametrize(("codes", "old", "new"), [row for row in FAULTS if row[0] != "M305"])
def test_the_schema_of_a_scenario_refuses_what_does_not_fit_the_model(codes: str, old: str, new: str) -> None:
    text = SOUND.replace(old, new.replace("^", ""), 1)
    try:
        found = errors(scenario_schema(), yaml.load(text, yaml.CSafeLoader))
    except yaml.YAMLError:
        return
    if codes == "M303" and "yes" in new:
        return  # yes is a truth value for YAML 1.1, and a text for csmdrill
    assert bool(found) == (codes[0] == "M")
