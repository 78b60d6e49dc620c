"""A rubric is checked in one run, with the same quality of errors as a deck."""

from __future__ import annotations

import pytest

from csmdrill.content.rubric_file import read_rubric, rubric_of

ANCHORS = '{"1": l, "3": m, "5": h}'
CHECKS = "checks: [{id: x, text: X}, {id: y, text: Y}]"

SOUND = f"""\
format: csmdrill/rubric@1
id: trial
title: Trial
competency: renewal-negotiation
criteria:
  - {{id: a, title: A, weight: 40, {CHECKS}, anchors: {ANCHORS}}}
  - {{id: b, title: B, weight: 30, {CHECKS}, anchors: {ANCHORS}}}
  - {{id: c, title: C, weight: 20, {CHECKS}, anchors: {ANCHORS}}}
  - {{id: d, title: D, weight: 10, blocker: true, {CHECKS}, anchors: {{1: l, 3: m, 5: h}}}}
overall: {{"1": low, "3": middle, "5": high}}
"""


def test_a_sound_rubric_becomes_a_model() -> None:
    checked = read_rubric(SOUND.encode(), "r.rubric.yaml")
    assert checked.problems == ()
    assert checked.rubric is not None
    assert [criterion.weight for criterion in checked.rubric.criteria] == [40, 30, 20, 10]
    assert checked.rubric.criteria[3].blocker
    assert checked.rubric.overall.middle == "middle"
    assert rubric_of(SOUND) == checked.rubric


@pytest.mark.parametrize(
    ("spot", "old", "new"),
    [
        ("R701 7:10", "{id: b", "{id: a"),
        ("R702 7:67", "", ""),
        ("R703 5:1", "weight: 10", "weight: 11"),
        ("R704 10:39", "high}", "Low}"),
        ("M301 6:52", "{id: x, text", "{id: x, txt"),
        ("M302 10:10", ', "3": middle', ""),
        ("M306 9:31", "weight: 10", "weight: 0"),
        ("M307 4:13", "renewal-negotiation", "renewal"),
        ("M301 3:1", "title: Trial", "titel: Trial"),
    ],
)
def test_a_fault_is_told_at_its_place(spot: str, old: str, new: str) -> None:
    if spot.startswith("R702"):
        lines = SOUND.split("\n")
        lines[6] = lines[6].replace("{id: y", "{id: x")
        text = "\n".join(lines)
    else:
        text = SOUND.replace(old, new, 1)
    checked = read_rubric(text.encode(), "r.rubric.yaml")
    found = [f"{each.code} {each.line}:{each.col}" for each in checked.problems]
    assert spot in found
    assert {each.split()[0] for each in found} <= {spot.split()[0], "M302"}
    assert checked.rubric is None
    assert rubric_of(text) is None or spot.startswith("R")
