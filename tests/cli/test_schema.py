"""`schema` prints what an editor needs: a draft-07 schema that takes good decks and refuses bad ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest
import yaml

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

TOP = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["deck", "pack", "scenario", "rubric"])
def test_the_schema_printed_is_the_one_that_is_shipped(shell: Shell, name: str) -> None:
    done = shell("schema", name)
    assert (done.code, done.err) == (0, "")
    assert done.json["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(done.json)
    assert done.out == (TOP / "schemas" / f"{name}.schema.json").read_text()


def test_the_deck_schema_takes_a_deck_and_refuses_a_wrong_key(shell: Shell, kinds: Path) -> None:
    judge = jsonschema.Draft7Validator(shell("schema", "deck").json)
    deck = yaml.load(kinds.read_text(), Loader=yaml.CSafeLoader)
    assert judge.is_valid(deck)
    deck["cards"][0]["anwser"] = "no such key"
    assert not judge.is_valid(deck)


def test_an_unknown_format_is_told_with_those_there_are(shell: Shell) -> None:
    done = shell("schema", "dekc")
    assert (done.code, done.out) == (2, "")
    assert "deck" in done.err
    assert "pack" in done.err
