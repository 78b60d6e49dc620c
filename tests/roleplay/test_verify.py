"""Scenarios are proven: their own tests, paraphrases, random players; and one log is kept as it was."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import yaml

from csmdrill.content.scenario import Expect, Match, Scenario, ScenarioTest, ScriptLine
from csmdrill.roleplay.engine import replay
from csmdrill.roleplay.model import decode_log, encode_log
from csmdrill.roleplay.players import send_players
from csmdrill.roleplay.scene import compile_scene
from csmdrill.roleplay.scripts import faults_of, play_script
from csmdrill.roleplay.verify import run_tests, verify

HERE = Path(__file__).parent
GOLDEN = HERE / "silent.log.jsonl"


@pytest.fixture(scope="module")
def silent() -> Scenario:
    return msgspec.convert(yaml.safe_load((HERE / "silent.scenario.yaml").read_text("utf-8")), Scenario)


def changed(scenario: Scenario, **fields: object) -> Scenario:
    return msgspec.structs.replace(scenario, **fields)


def test_a_run_is_told_as_it_always_was(silent: Scenario) -> None:
    """To renew the file after a change that is meant, write `encode_log` of each test's run, one a line."""
    scene = compile_scene(silent)
    for line in GOLDEN.read_text("utf-8").splitlines():
        kept = decode_log(line)
        assert encode_log(replay(scene, kept.drawn, kept.inputs).log) == line


def test_a_log_survives_being_written(silent: Scenario) -> None:
    for test in run_tests(compile_scene(silent)):
        assert decode_log(encode_log(test.run.log)) == test.run.log


def test_tests_paraphrases_and_players_are_reported(silent: Scenario) -> None:
    found = verify(silent)
    assert [test.faults for test in found.tests] == [(), ()]
    assert found.coverage == pytest.approx(len(found.covered) / 11)
    assert {"held", "number", "outcome", "commit", "filled", "rambling", "gift", "pitch"} <= found.covered
    assert set(found.uncovered) == {rule.id for rule in silent.rules} - found.covered
    assert (found.paraphrases, found.missed_share) == (4, 0.5)
    assert [(each.concept, each.index) for each in found.missed] == [("outcome", 1), ("number", 1)]
    assert found.idle == ()
    assert (found.unmet_phases, found.unmet_ends) == ((), ())
    assert found.outing.players == 1_000
    assert sum(found.outing.ends.values()) == 1_000


def test_what_can_never_happen_is_found(silent: Scenario) -> None:
    written = """
    - {id: never, event: reply, when: trust > 50, do: {say: Never., to: heaven, end: bliss}}
    - {id: unheard, event: reply, match: {any: [/xyzzy/]}, do: {say: Magic.}}
    """
    rules = msgspec.convert(
        yaml.safe_load(written),
        list[type(silent.rules[0]) | type(silent.rules[4])],  # type: ignore[misc]
    )
    odd = changed(
        silent,
        rules=[*rules, *silent.rules],
        phases=[*silent.phases, "heaven"],
        ends={**silent.ends, "bliss": "pass"},
    )
    found = verify(odd, players=200)
    assert found.idle == ("never", "unheard")
    assert (found.unmet_phases, found.unmet_ends) == (("heaven",), ("bliss",))


def with_rules(scenario: Scenario, *ids: str, **fields: object) -> Scenario:
    """Return the scenario with fields of some rules, of all where none is named, replaced."""
    change = msgspec.structs.replace
    return changed(
        scenario, rules=[change(r, **fields) if not ids or r.id in ids else r for r in scenario.rules]
    )


def test_random_players_win_where_one_word_is_enough_and_lose_where_the_moment_counts(
    silent: Scenario,
) -> None:
    easy = with_rules(silent, "commit", phases=[])
    strict = with_rules(silent, "commit", when="trust >= 4")
    assert send_players(compile_scene(easy), players=300).win_share > 0.4
    assert send_players(compile_scene(strict), players=300).win_share < 0.05


def test_random_players_say_the_lines_of_the_tests_so_patterns_do_not_hide_an_easy_way(
    silent: Scenario,
) -> None:
    """Of words that only a pattern finds, players know none; the file's own lines say them."""
    line = "It is the seventh of the month, {{dana}}."
    pattern = Match(any=[r"/seventh of/"])
    hidden = with_rules(silent, "commit", phases=[], match=pattern)
    assert send_players(compile_scene(hidden), players=120).win_share == 0
    told = ScenarioTest(name="seventh", script=[ScriptLine(at="9s", say=line)], expect=Expect())
    assert send_players(compile_scene(changed(hidden, tests=[told])), players=120).win_share > 0.2
    written = changed(hidden, paraphrases={"outcome": [line]})
    assert send_players(compile_scene(written), players=120).win_share > 0.2


def test_the_same_players_come_each_time(silent: Scenario) -> None:
    assert send_players(compile_scene(silent), players=60) == send_players(compile_scene(silent), players=60)


def test_every_expectation_that_fails_is_told(silent: Scenario) -> None:
    scene = compile_scene(silent)
    run = play_script(scene, 2, [ScriptLine(at="9s", say="Our roadmap, Dana")])
    expect = Expect(
        tags=["asked-outcome"],
        missing=["feature-talk"],
        end="advanced",
        vars={"trust": 7},
        says=["I love it"],
    )
    assert faults_of(run, expect) == (
        "tag asked-outcome was not given, only held-silence or feature-talk",
        "tag feature-talk was given",
        "it ended in drifted, not in advanced",
        f"trust is {run.vars['trust']}, not 7",
        "nobody said “I love it”",
    )


def test_scripts_name_people_by_id_and_speak_aloud(silent: Scenario) -> None:
    scene = compile_scene(silent)
    script = [
        ScriptLine(at="9s", until="12s", say="DANA, and {{tom}}: {{value|money}}?"),
        ScriptLine(at="20s", done=True),
    ]
    run = play_script(scene, 4, script)
    (you,) = [event for event in run.events if event.kind == "you"]
    firsts = {person: name.split()[0] for person, name in run.drawn.names.items()}
    assert you.text.startswith(f"{firsts['dana']}, and {firsts['tom']}: $")
    assert you.read == ("dana", "tom")
    assert [event.at for event in run.events if event.kind in ("speaking", "spoke")] == [9_000, 12_000]
    assert run.events[-1].at == 20_000


def test_a_test_without_a_script_is_a_trainee_who_says_nothing(silent: Scenario) -> None:
    quiet = changed(
        silent, tests=[ScenarioTest(name="nothing", expect=Expect(end="drifted", tags=["held-silence"]))]
    )
    (test,) = run_tests(compile_scene(quiet))
    assert test.passed
