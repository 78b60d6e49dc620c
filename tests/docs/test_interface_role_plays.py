"""docs/interfaces.md tells the truth about role-plays: the shapes of `--json`, metrics, files for a coach."""

from __future__ import annotations

import json
import re
from typing import Any

from csmdrill.roleplay.transcript import metrics_of
from csmdrill.services.coach_files import RatingFile, Submission
from tests.docs.conftest import Reader
from tests.docs.pages import INTERFACES, blocks_of, section_of, shape, shown, table_with, tables_in


def without_metrics(said: dict[str, Any]) -> dict[str, Any]:
    """Return a value with two metrics, as the page shows it."""
    return said | {"metrics": {"one": 1.0, "two": 1.0}}


def outline(value: object) -> object:
    """Return the shape of a value whose metrics are cut to their type."""
    text = json.dumps(value)
    return shape(json.loads(re.sub(r'"metrics": \{[^}]*\}', '"metrics": 0', text)))


def outline_on_page(name: str) -> object:
    """Return the same of what the page shows for a command."""
    (block,) = [block for block in blocks_of(INTERFACES, "json") if block.info == f"json {name}"]
    return outline(json.loads(block.text))


def test_json_of_the_list_of_scenarios(played: Reader) -> None:
    found = played("roleplay", "--json").json
    (mine,) = [row for row in found["scenarios"] if row["key"] == "my/call"]
    assert shape(found | {"scenarios": [mine]}) == shown("roleplay")


def test_json_of_a_circuit(played: Reader) -> None:
    found = played("circuit", "--json").json
    assert shape(found | {"stations": found["stations"][:1]}) == shown("circuit")


def test_json_of_an_attempt_that_was_just_made(played: Reader) -> None:
    said = played("roleplay", "call", "--plain", "--json", stdin="4\nWhich outcome?\nbye\n\n").json
    assert outline(said) == outline_on_page("play")


def test_json_and_exit_code_of_a_script(played: Reader) -> None:
    script = played.write("s.yaml", "- {at: 5s, say: Which outcome?}\n- {at: 20s, say: bye}\n")
    said = played("roleplay", "call", "--script", script, "--json")
    assert (said.code, outline(said.json), said.json["seed"]) == (0, outline_on_page("script"), 1)
    short = played.write("short.yaml", "- {at: 5s, say: Hello.}\n")
    assert played("roleplay", "call", "--script", short).code == 1
    assert played("roleplay", "call", "--script", played.write("no.yaml", "a: b\n")).code == 2
    assert len(played("attempts", "--json").json) == 1


def test_json_of_attempts(played: Reader) -> None:
    assert shape(played("attempts", "--json").json) == shown("attempts")
    assert outline(played("attempts", "show", "last", "--json").json) == outline_on_page("attempt")


def test_a_rating_is_taken_as_the_page_says(played: Reader) -> None:
    (block,) = [block for block in blocks_of(INTERFACES, "json") if block.info == "json rate"]
    given = json.loads(block.text)
    (at,) = played("attempts", "show", "last", "--json").json["ratings"][0]["given"]["evidence"]["asks"]
    given["evidence"]["asks"] = [at]
    said = played("rate", "last", "--json", stdin=json.dumps(given)).json
    assert (said["mine"]["given"]["levels"], said["coach"]) == ({"asks": 4}, None)
    assert {"tags", "metrics", "read_as", "due_day"} <= set(said)


def test_the_metrics_are_those_that_can_be_measured() -> None:
    table = table_with(section_of(INTERFACES, "## JSON"), "metric", "what it is")
    named = re.findall(r"`([a-z_]+)`", (metrics_of.__doc__ or "").partition("Keys:")[2])
    assert sorted(table.keys) == sorted(named)


def test_the_files_for_a_coach_have_the_keys_of_the_page(played: Reader) -> None:
    tables = {
        table.intro: table.keys
        for table in tables_in(section_of(INTERFACES, "## Files between trainee and coach"))
    }
    attempt, rating = (
        tables["**Of an attempt**, to a coach:"],
        tables["**Of a rating**, back to the trainee:"],
    )
    assert played("submit", "last", "-o", "sent.json", "--yes").code == 0
    sent = json.loads((played.folder / "sent.json").read_text(encoding="utf-8"))
    assert attempt == list(sent) == list(Submission.__struct_encode_fields__)
    assert rating == list(RatingFile.__struct_encode_fields__)
    assert (sent["format"], sent["attempt"]["predicted"]) == ("csmdrill/attempt@1", None)
