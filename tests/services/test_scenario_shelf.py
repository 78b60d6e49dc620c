"""Scenarios on the shelf: listed with why some are not offered, found by name, suggested, due again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from csmdrill.core.errors import AttemptRejected, RolePlayRejected
from csmdrill.roleplay.model import Passed, Said
from csmdrill.services import rating, rehearse, scenarios
from csmdrill.services.rehearsal_views import Reason
from tests.services.conftest import Room, rubric_text, scenario_text


def test_the_shelf_lists_what_there_is_and_says_why_the_rest_is_not_offered(room: Room) -> None:
    room.has("bad.scenario.yaml", scenario_text("bad").replace("hush: 3s", "hush: soon"))
    room.has("alone.scenario.yaml", scenario_text("alone", rubric="none"))
    shelf = scenarios.shelf(room.ws)
    rows = {row.key: row for row in shelf.scenarios}
    assert [row.key for row in shelf.rubrics] == ["my/talk"]
    assert (rows["my/call"].title, rows["my/call"].seconds, rows["my/call"].problem) == ("A call", 120, "")
    assert rows["my/call"].competency == "renewal-negotiation"
    assert "bad.scenario.yaml:" in rows["my/bad"].problem
    assert "my/none" in rows["my/alone"].problem
    for key in ("my/bad", "my/alone"):
        with pytest.raises(RolePlayRejected, match="not offered"):
            rehearse.prepare(room.ws, key)


def test_an_edited_file_is_read_again(room: Room) -> None:
    assert scenarios.shelf(room.ws).scenarios[0].title == "A call"
    room.has("call.scenario.yaml", scenario_text(title="Another, longer call"))
    assert scenarios.shelf(room.ws).scenarios[0].title == "Another, longer call"


@pytest.mark.parametrize("name", ["my/call", "call"])
def test_a_scenario_is_found_by_its_key_its_end_or_its_file(room: Room, name: str, tmp_path: Path) -> None:
    assert rehearse.prepare(room.ws, name).key == "my/call"
    path = room.has("../elsewhere.scenario.yaml", scenario_text("elsewhere"))
    assert rehearse.prepare(room.ws, str(path)).key == "my/elsewhere"
    with pytest.raises(RolePlayRejected, match="no scenario 'cal'") as caught:
        rehearse.prepare(room.ws, "cal")
    assert "call" in caught.value.hint


def test_the_seed_decides_names_and_facts(room: Room) -> None:
    one, two = (rehearse.prepare(room.ws, "call", seed=7) for _ in range(2))
    assert one.drawn == two.drawn
    assert one.id != two.id
    texts = {rehearse.prepare(room.ws, "call", seed=seed).brief.text for seed in range(8)}
    assert len(texts) > 3


@pytest.mark.parametrize(("level", "days"), [(1, 7), (2, 7), (3, 7), (5, 8)])
def test_a_scenario_comes_back_after_a_week_to_a_quarter(room: Room, level: int, days: int) -> None:
    room.play()
    told = room.rate(level=level)
    assert told.due_day == date(2026, 11, 24) + timedelta(days=days)


def test_intervals_grow_with_good_ratings_up_to_a_quarter_and_fall_after_a_bad_one(room: Room) -> None:
    spans = []
    for level in (5, 5, 5, 5, 5, 5, 1):
        room.play()
        told = room.rate(level=level)
        assert told.due_day is not None
        spans.append((told.due_day - room.clock.time.date()).days)
        room.days(spans[-1])
    assert spans[:-1] == sorted(spans[:-1])
    assert spans[-2] == 92
    assert spans[-1] < 92


def test_a_day_to_repeat_on_counts_until_the_next_attempt(room: Room) -> None:
    room.play()
    room.rate()
    rating.repeat_on(room.ws, "last", 2)
    assert rating.reveal(room.ws, "last").due_day == date(2026, 11, 26)
    room.days(2)
    room.play()
    assert room.rate().due_day == date(2026, 12, 7)
    with pytest.raises(AttemptRejected):
        rating.repeat_on(room.ws, "last", 0)


@pytest.mark.parametrize("reason", ["left", "interrupted", "void"])
def test_what_was_not_played_to_its_end_moves_no_day(room: Room, reason: Reason) -> None:
    room.play()
    room.rate()
    rating.repeat_on(room.ws, "last", 3)
    room.days(1)
    name = room.play(Said(5000, "Hm."), Passed(60_000), reason=reason)
    if reason == "left":
        assert room.rate(name, level=1).due_day == date(2026, 11, 27)
    (row,) = scenarios.shelf(room.ws).scenarios
    assert (row.due_day, row.score) == (date(2026, 11, 27), 4.0)


def test_what_was_only_left_counts_as_never_played(room: Room) -> None:
    room.has("two.scenario.yaml", scenario_text("two", difficulty="3"))
    room.play(key="my/two")
    room.rate(level=1)
    room.rate(room.play(Said(5000, "Hm."), Passed(60_000), reason="left"), level=5)
    room.days(1)
    found = scenarios.suggested(room.ws)
    assert found is not None
    assert (found.row.key, found.row.due_day, found.why) == (
        "my/call",
        None,
        "Not played to its end yet; Renewal negotiation was practised least.",
    )


def test_suggestions_and_their_reasons(room: Room) -> None:
    room.reserve()
    room.has("talk2.rubric.yaml", rubric_text("talk2", "outcome-discovery"))
    room.has("two.scenario.yaml", scenario_text("two", rubric="talk2", difficulty="3"))
    room.has("table.scenario.yaml", scenario_text("table", seat="true"))
    first = scenarios.suggested(room.ws)
    assert first is not None
    assert first.row.key == "my/call"  # the easier of two competencies never practised
    room.play()
    room.rate(level=2)
    second = scenarios.suggested(room.ws)
    assert second is not None
    assert second.row.key == "my/two"
    assert second.why == "Not tried yet; Outcome discovery was practised least."
    room.play(key="my/two")
    room.rate(level=4)
    room.days(1)
    third = scenarios.suggested(room.ws)
    assert third is not None
    assert (third.row.key, third.why) == ("my/call", "Your lowest score so far: 2.00 of 5.")
    room.days(8)
    fourth = scenarios.suggested(room.ws)
    assert fourth is not None
    assert fourth.why.startswith("Due again since Tue 1 Dec")
    room.play(key=fourth.row.key)
    fifth = scenarios.suggested(room.ws)
    assert fifth is not None
    assert fifth.row.key != fourth.row.key  # not twice on a day
    assert "my/exam" not in {each.row.key for each in (first, second, third, fourth, fifth)}


def test_what_needs_a_coach_is_suggested_only_where_nothing_else_is(room: Room) -> None:
    room.has("call.scenario.yaml", scenario_text(seat="true"))
    found = scenarios.suggested(room.ws)
    assert found is not None
    assert found.row.seat
    room.has("call.scenario.yaml", "no: yaml: at: all")
    assert scenarios.suggested(room.ws) is None
