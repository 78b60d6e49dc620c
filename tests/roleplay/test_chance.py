"""What is drawn before the start: the same for the same seed, and never two people of one name."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from csmdrill.core.text import fold
from csmdrill.roleplay.brief import brief_of
from csmdrill.roleplay.chance import AMBIGUOUS, draw
from csmdrill.roleplay.engine import begin
from csmdrill.roleplay.model import Drawn
from csmdrill.roleplay.scene import Scene
from csmdrill.roleplay.wording import first_name

MakeScene = Callable[..., Scene]

SIX = "people:\n" + "".join(f"  p{n}: {{name: {{kind: fake, of: name}}, role: Buyer}}\n" for n in range(6))


def test_no_two_people_have_the_same_first_name_and_none_is_a_common_word(make_scene: MakeScene) -> None:
    scene = make_scene(SIX)
    for seed in range(60):
        firsts = [fold(first_name(name)) for name in draw(scene, seed).names.values()]
        assert len(set(firsts)) == 6
        assert not AMBIGUOUS.intersection(firsts)


def test_even_where_there_are_too_few_names_nobody_shares_one(make_scene: MakeScene) -> None:
    people = "people: {a: {name: {kind: pick, among: [Ann Lee, Ann Ash]}, role: A}, b: {name: {kind: pick, "
    scene = make_scene(people + "among: [Ann Lee, Ann Ash]}, role: B}}")
    names = draw(scene, 1).names
    assert first_name(names["a"]) != first_name(names["b"])


FACTS = """
facts:
  account: {kind: fake, of: company}
  value: {kind: range, from: 100000, to: 200000, step: 10000}
  share: {kind: range, from: 0.25, to: 0.75, step: 0.25}
  days: {kind: range, from: 30, to: 60}
let: {third: value / 3}
brief: "{{account}}: {{value|money}}, {{share}}, {{third|number}}, {{days|date}}"
start: {say: "{{account}} pays {{value|money}}."}
"""


def test_facts_are_parallel_forms_of_the_same_brief(make_scene: MakeScene) -> None:
    scene = make_scene(FACTS)
    briefs = {brief_of(scene, draw(scene, seed)).text for seed in range(20)}
    assert len(briefs) == 20
    assert brief_of(scene, draw(scene, 3)) == brief_of(scene, draw(scene, 3))


def test_a_kept_draw_needs_no_chance_and_no_calendar(make_scene: MakeScene) -> None:
    scene = make_scene(FACTS)
    drawn = draw(scene, 5, "2026-11-22")
    kept = msgspec.json.decode(msgspec.json.encode(drawn), type=Drawn)
    assert begin(scene, kept).events == begin(scene, drawn).events
    assert brief_of(scene, kept) == brief_of(scene, drawn)
    assert "2026" in brief_of(scene, kept).text or "2027" in brief_of(scene, kept).text


def test_another_rule_about_the_clock_does_not_change_what_the_others_drew(make_scene: MakeScene) -> None:
    rule = "{id: %s, event: clock, at: [9s], chance: 0.5, do: {say: Hm.}}"
    one = make_scene(f"rules: [{rule % 'a'}]")
    two = make_scene(f"rules: [{rule % 'b'}, {rule % 'a'}]")
    for seed in range(30):
        assert ("a" in draw(one, seed).clock) == ("a" in draw(two, seed).clock)


def test_the_brief_names_who_will_be_there_and_how_long(make_scene: MakeScene) -> None:
    scene = make_scene()
    brief = brief_of(scene, draw(scene, 1))
    assert brief.text == "Meet Dana Whitfield, CFO."
    assert [(each.id, each.name, each.role) for each in brief.people] == [("dana", "Dana Whitfield", "CFO")]
    assert (brief.seconds, brief.minutes, brief.spoken, brief.mode) == (60, 1.0, False, "dialogue")


def test_stand_ins_change_names_and_nothing_else(make_scene: MakeScene) -> None:
    rule = "{id: a, event: clock, at: [9s], chance: 0.5, do: {say: Hm.}}"
    scene = make_scene(f"{SIX}{FACTS}rules: [{rule}]")
    for seed in range(20):
        real, quick = draw(scene, seed), draw(scene, seed, stand_ins=True)
        assert len({first_name(name) for name in quick.names.values()}) == 6
        assert quick.names != real.names
        assert {**quick.facts, "account": ""} == {**real.facts, "account": ""}
        assert quick.clock == real.clock
