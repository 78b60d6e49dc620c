"""Role-plays at the shell: listed, played in lines and by scripts, rated at the end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.role_plays import SCENARIO, play

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def test_the_list_names_what_is_there_and_suggests_one(room: Shell) -> None:
    room.write(
        "home/scenarios/bad.scenario.yaml", SCENARIO.replace("id: call", "id: bad").replace("[bye]", "bye")
    )
    ended = room("roleplay")
    lines = {line.split("  ")[0].split(": ")[0]: line for line in ended.out.splitlines()}
    assert lines["my/call"] == "my/call  A call · practice, 2:00, difficulty 2"
    assert "not offered" in lines["my/bad"]
    assert "bad.scenario.yaml:" in lines["my/bad"]
    assert "Suggested: " in ended.err
    keys = [row["key"] for row in room("roleplay", "--json").json["scenarios"]]
    assert "my/call" in keys


def test_a_role_play_in_lines_goes_from_the_brief_to_what_is_revealed(room: Shell) -> None:
    said = play(room)
    for words in (
        "Dana expects your call about $",
        "you: Which outcome?",
        "Dana: Bye.",
        "Does asks · weight 25",
        "  5  Good.",
        "you foretold: 4",
        "- Does asks: 4 – Fine.",
        "- Score: 4.00 of 5",
        "end: won (pass)",
        "evidence: asked",
        "Due again Tue 1 Dec.",
    ):
        assert words in said
    assert said.index("evidence: asked") > said.index("rating, 1 to 5")
    (fact,) = room.facts("rating")
    assert fact["payload"]["checks"] == {"asks": ["x"]}
    assert fact["payload"]["evidence"] == {"asks": [0]}


def test_wrong_answers_are_asked_again_and_q_keeps_what_was_set(room: Shell) -> None:
    said = play(room, answers=("9", "x", "3.5", "bye", "", "z", "b", "6", "n", "9:59", "", ""))
    assert "Letters from a to b." in said
    assert "A rating is a whole number" in said
    assert "No line stands at 9:59." in said
    assert "No score: 0 %" in said
    said = play(room, answers=("", "bye", "", "a", "q"))
    assert "Due again" not in said
    assert len(room.facts("rating")) == 1
    assert "not rated" in room("attempts").out
    ended = room("rate", "last", stdin="a\n2\n\n\n")
    assert "Score: 2.00" in ended.out


def test_without_more_lines_practice_waits_to_be_gone_on_with(room: Shell) -> None:
    said = play(room, answers=("4", "Which outcome?"))
    assert "goes on with it" in said
    assert room.facts("attempt") == []
    said = play(room, answers=("y", "bye", "", "", "3", "", ""))
    assert "A call was broken off at 0:00" in said
    (fact,) = room.facts("attempt")
    assert (fact["payload"]["end"], fact["payload"]["predicted"]) == ("won", 4)


def test_nothing_begins_before_the_prediction(room: Shell) -> None:
    play(room, answers=("q",))
    play(room, answers=())
    assert room.facts("attempt") == []
    assert "broken off" not in room("attempts").err


def test_json_ends_with_the_result_alone_on_stdout(room: Shell) -> None:
    ended = room("roleplay", "call", "--plain", "--json", stdin="4\nbye\n\n")
    assert (ended.json["end"], ended.json["passed"], ended.json["reason"]) == ("won", True, "ended")
    assert "Dana: Hello." in ended.err
    assert room("roleplay", "call", "--json").code == 2


def test_a_scenario_that_is_not_there(room: Shell) -> None:
    ended = room("roleplay", "cal", "--plain")
    assert ended.code == 2
    assert ended.err.splitlines() == ["There is no scenario 'cal'.", "Did you mean call?"]


def test_a_script_is_played_on_a_virtual_clock_and_leaves_nothing(room: Shell) -> None:
    script = room.write("s.yaml", "- {at: 5s, say: Which outcome?}\n- {at: 20s, say: bye}\n")
    ended = room("roleplay", "call", "--script", script, "--seed", "3")
    assert ended.code == 0
    assert ended.out.splitlines()[1:5] == [
        " 0:05  you: Which outcome?",
        " 0:05  (silence held 3 s)",
        " 0:08  Dana: A faster close.",
        " 0:20  you: bye",
    ]
    assert room("roleplay", "call", "--script", script, "--seed", "3").out == ended.out
    told = room("roleplay", "call", "--script", script, "--json").json
    assert (told["end"], told["passed"], told["seconds"], told["tags"]) == ("won", True, 20.0, ["asked"])
    assert room.facts("attempt") == []


def test_a_script_that_does_not_pass_ends_with_one(room: Shell) -> None:
    script = room.write("s.yaml", "script:\n  - {at: 5s, say: Hello.}\n")
    ended = room("roleplay", "call", "--script", script)
    assert ended.code == 1
    assert ended.out.splitlines()[-1].endswith("end: lost (fail)")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- {at: 5s, sey: x}\n", ":1:12: M301"),
        ("- {at: soon, say: x}\n", ":1:8: M310"),
        ("- {say: x}\n", ":1:3: M302"),
        ("a: b\n", ":1:1: M303"),
        ("", ":1:1: T108"),
        ("- &a {at: 1s}\n", ":1:3: Y202"),
        ("- {at: 5s, say: [}\n", ":1:"),
        ("- {at: 5s, say: x}\n- {at: 3s, say: bye}\n", ":2:8: S628 3s comes before"),
        ("script:\n- {at: 5s, say: x}\n- {at: 4m, say: bye}\n", ":3:8: S628 4m comes after the end"),
        ("- {at: 5s, say: bye}\n- {at: 6s}\n", ":2:3: S628"),
        ("- {at: 5s, say: bye}\n- {at: 9s, until: 8s}\n", ":2:19: S628"),
        ("- {at: 5s, say: 'bye {{nope}}'}\n", ":1:22: S615"),
    ],
)
def test_what_is_wrong_in_a_script_is_told_with_its_place(room: Shell, text: str, place: str) -> None:
    ended = room("roleplay", "call", "--script", room.write("s.yaml", text))
    assert ended.code == 2
    assert f"s.yaml{place}" in ended.err
    assert ended.out == ""


def test_a_script_that_is_not_there(room: Shell) -> None:
    assert room("roleplay", "call", "--script", "no.yaml").code == 2


def test_paths_and_json_fit_together(room: Shell) -> None:
    path = room.write("elsewhere/own.scenario.yaml", SCENARIO.replace("id: call", "id: own"))
    room.write(
        "elsewhere/talk.rubric.yaml", Path(room.home / "scenarios/talk.rubric.yaml").read_text("utf-8")
    )
    script = room.write("s.yaml", json.dumps([{"at": "5s", "say": "bye"}]))
    assert room("roleplay", path, "--script", script).code == 0
