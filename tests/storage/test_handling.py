"""Suspending, burying, resetting, setting due, flagging and noting are facts; each can be taken back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.clock import StudyDay
from csmdrill.core.errors import NothingToUndo
from csmdrill.practice.model import Phase, Rating
from csmdrill.storage import engine
from csmdrill.storage.facts import (
    BuryPayload,
    DuePayload,
    FlagPayload,
    Handling,
    ResetPayload,
    SuspendPayload,
)

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

KEYS = tuple(f"p/d/{name}" for name in "abc")
A, B, C = KEYS


@pytest.fixture
def practised(desk: Desk, make: type[Making]) -> Desk:
    """A desk with three cards that were learnt."""
    desk.has(make.deck("/d.yaml", *(make.card(key) for key in KEYS)))
    for key in KEYS:
        desk.learn(key)
    desk.clock.pass_by(days=40)
    return desk


def due(desk: Desk) -> list[str]:
    """Return the cards that are due, as queue and counts agree."""
    day = desk.clock.moment.day
    keys = sorted(row.key for row in desk.store.due_cards(day))
    assert desk.store.counts(day).due == len(keys)
    return keys


def whole(desk: Desk) -> bool:
    """Return whether the state is what the facts say, also when they are taken in elsewhere."""
    assert list(desk.store.canonical_dump()) == list(desk.store.replayed_dump())
    return desk.store.check(deep=True) == []


def test_a_suspended_card_is_left_out_until_it_is_brought_back(practised: Desk) -> None:
    desk = practised
    desk.store.handle([A, B], SuspendPayload(on=True), desk.clock.moment)
    assert due(desk) == [C]
    assert len(desk.store.remembered()) == 1
    desk.store.handle([A], SuspendPayload(on=False), desk.clock.moment)
    assert due(desk) == [A, C]
    assert whole(desk)


def test_a_suspended_card_that_is_new_learning_or_revised_is_left_out(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/d.yaml", *(make.card(key) for key in KEYS)))
    desk.answer(B)
    desk.learn(C)
    desk.has(make.deck("/d.yaml", make.card(A), make.card(B), make.card(C, revision=2)))
    day = desk.clock.moment.day
    desk.store.handle(KEYS, SuspendPayload(on=True), desk.clock.moment)
    tomorrow = StudyDay(day + 1)
    assert desk.store.new_cards(day, 9) == []
    assert desk.store.learning_cards(day) == []
    assert desk.store.due_cards(tomorrow) == []
    for each in (day, tomorrow):
        counts = desk.store.counts(each)
        assert (counts.due, counts.learning, counts.new_available, counts.live) == (0, 0, 0, 3)
        assert counts.next_due_day is None


def test_a_buried_card_comes_back_the_next_day(practised: Desk) -> None:
    desk = practised
    desk.store.handle([A], BuryPayload(day=desk.clock.moment.day), desk.clock.moment)
    assert due(desk) == [B, C]
    desk.clock.pass_by(days=1)
    assert due(desk) == list(KEYS)


def test_a_reset_card_is_new_again_and_keeps_its_history(practised: Desk) -> None:
    desk = practised
    desk.store.handle([A], ResetPayload(), desk.clock.moment)
    stored = desk.store.card(A)
    assert stored is not None
    assert stored.memory is None
    assert [row.key for row in desk.store.new_cards(desk.clock.moment.day, 9)] == [A]
    assert [event.fact.kind for event in desk.store.history(A)] == ["review", "review", "reset"]
    assert whole(desk)
    desk.answer(A)
    again = desk.store.card(A)
    assert again is not None
    assert again.memory is not None
    assert (again.memory.phase, again.memory.reps) == (Phase.LEARNING, 1)
    assert desk.store.counts(desk.clock.moment.day).new_today == 1
    assert whole(desk)


def test_a_due_day_stands_until_the_next_review(practised: Desk) -> None:
    desk = practised
    day = desk.clock.moment.day
    before = desk.store.card(A)
    desk.store.handle([A], DuePayload(day=day + 100), desk.clock.moment)
    assert due(desk) == [B, C]
    desk.answer(A, Rating.GOOD)
    after = desk.store.card(A)
    assert before is not None
    assert after is not None
    assert before.memory is not None
    assert after.memory is not None
    assert after.memory.due_day != day + 100
    assert after.memory.stability > before.memory.stability
    assert whole(desk)


def test_a_new_card_cannot_be_due(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/d.yaml", make.card(A)))
    desk.store.handle([A], DuePayload(day=desk.clock.moment.day), desk.clock.moment)
    assert due(desk) == []
    assert whole(desk)


def test_a_flag_and_a_note_are_kept_and_taken_away(practised: Desk) -> None:
    desk = practised
    desk.store.handle([A], FlagPayload(on=True), desk.clock.moment)
    desk.store.note([A, B], "Ask Dana\x1b[2J first.", "g", desk.clock.moment)
    stored = desk.store.card(A)
    assert stored is not None
    assert (stored.flagged, stored.noted, stored.suspended) == (True, True, False)
    assert "\x1b" not in desk.store.note_of(B)
    assert desk.store.note_of(A).startswith("Ask Dana")
    desk.answer(A)
    assert desk.store.note_of(A)  # an answer leaves what was said of the card
    desk.store.note([A], " ", "g2", desk.clock.moment)
    assert desk.store.note_of(A) == ""
    assert desk.store.note_of(B)
    assert whole(desk)


def test_a_note_is_no_part_of_the_facts_and_can_be_erased(practised: Desk) -> None:
    desk = practised
    desk.store.note([A], "Only mine.", "g", desk.clock.moment)
    lines = list(desk.store.export_lines())
    assert not any(b"Only mine" in line for line in lines)
    with_text = list(desk.store.export_lines(with_text=True))
    assert any(b"Only mine" in line for line in with_text)
    assert desk.store.erase_texts() == 1
    assert desk.store.note_of(A) == ""
    assert desk.store.import_lines(lines).bad == ()
    assert whole(desk)


@pytest.mark.parametrize(
    "said",
    [
        SuspendPayload(on=True),
        BuryPayload(day=20_821),
        FlagPayload(on=True),
        DuePayload(day=20_900),
        ResetPayload(),
    ],
)
def test_one_undo_leaves_the_state_as_it_was_and_one_redo_brings_it_back(
    said: Handling, practised: Desk
) -> None:
    desk = practised
    before = list(desk.store.canonical_dump())
    (ref,) = desk.store.handle([A], said, desk.clock.moment)
    changed = list(desk.store.canonical_dump())
    assert changed != before
    undo = desk.store.undo(ref, desk.clock.moment)
    assert list(desk.store.canonical_dump()) == before
    desk.store.undo(undo, desk.clock.moment)
    assert list(desk.store.canonical_dump()) == changed
    assert whole(desk)


def test_an_action_on_many_cards_is_taken_back_as_one(practised: Desk) -> None:
    desk = practised
    before = list(desk.store.canonical_dump())
    desk.store.handle(KEYS, ResetPayload(group="one"), desk.clock.moment)
    desk.store.handle([A], FlagPayload(on=True, group="two"), desk.clock.moment)
    assert desk.store.last_group() == "two"
    assert desk.store.undo_group("two", desk.clock.moment) == 1
    assert desk.store.last_group() == "one"
    assert desk.store.undo_group("one", desk.clock.moment) == 3
    assert list(desk.store.canonical_dump()) == before
    assert desk.store.last_group() is None
    with pytest.raises(NothingToUndo):
        desk.store.undo_group("one", desk.clock.moment)
    assert whole(desk)


def test_an_action_half_taken_back_is_taken_back_for_the_rest(practised: Desk) -> None:
    desk = practised
    refs = desk.store.handle(KEYS, SuspendPayload(on=True, group="one"), desk.clock.moment)
    desk.store.undo(refs[0], desk.clock.moment)
    assert desk.store.undo_group("one", desk.clock.moment) == 2
    assert due(desk) == list(KEYS)


def test_a_renamed_card_keeps_what_was_said_of_it(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/d.yaml", make.card(A), make.card(B)))
    desk.learn(B)
    desk.store.handle([A, B], SuspendPayload(on=True), desk.clock.moment)
    desk.store.handle([B], FlagPayload(on=True), desk.clock.moment)
    desk.store.note([A], "Ask Dana.", "", desk.clock.moment)
    desk.has(make.deck("/d.yaml", make.card("p/d/x", aliases=(A,)), make.card("p/d/y", aliases=(B,))))
    states = desk.store.states(["p/d/x", "p/d/y", A, B])
    assert set(states) == {"p/d/x", "p/d/y"}
    assert states["p/d/x"].suspended
    assert desk.store.note_of("p/d/x") == "Ask Dana."
    assert states["p/d/y"].flagged
    assert states["p/d/y"].memory is not None
    assert whole(desk)


def test_a_card_flagged_before_it_takes_over_a_history_keeps_both(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/d.yaml", make.card(A), make.card("p/d/x")))
    desk.store.handle(["p/d/x"], FlagPayload(on=True), desk.clock.moment)
    desk.clock.pass_by(minutes=1)
    desk.learn(A)
    desk.store.handle([A], SuspendPayload(on=True), desk.clock.moment)
    desk.has(make.deck("/d.yaml", make.card("p/d/x", aliases=(A,))))
    state = desk.store.states(["p/d/x"])["p/d/x"]
    assert (state.flagged, state.suspended) == (True, True)
    assert state.memory is not None
    assert whole(desk)


def test_an_answer_for_practice_only_counts_as_time_and_as_nothing_else(practised: Desk) -> None:
    desk = practised
    day = desk.clock.moment.day
    before = desk.store.card(A)
    ref = desk.answer(A, Rating.AGAIN, scheduled=False, took_ms=7000)
    after = desk.store.card(A)
    assert before is not None
    assert after is not None
    assert after.memory == before.memory
    assert due(desk) == list(KEYS)
    assert desk.store.pace(day, 1) == (1, 7000)
    assert desk.store.counts(day).new_today == 0
    assert all(row.tested == 0 for row in desk.store.recall_by_competency(day, 1))
    assert desk.store.ratings(day, 1).counts == {}
    assert desk.store.failed(day) == [A]
    assert whole(desk)
    desk.store.undo(ref, desk.clock.moment)
    assert desk.store.pace(day, 1) == (0, 0)
    assert whole(desk)


def test_a_new_card_practised_without_effect_stays_new(desk: Desk, make: type[Making]) -> None:
    desk.has(make.deck("/d.yaml", make.card(A)))
    desk.answer(A, scheduled=False)
    stored = desk.store.card(A)
    assert stored is not None
    assert stored.memory is None
    assert desk.store.counts(desk.clock.moment.day).new_available == 1
    assert whole(desk)


def test_failed_cards_are_those_of_a_week_by_their_present_key(practised: Desk, make: type[Making]) -> None:
    desk = practised
    desk.answer(A, Rating.AGAIN)
    gone = desk.answer(B, Rating.AGAIN)
    desk.store.undo(gone, desk.clock.moment)
    desk.answer(C, Rating.GOOD)
    desk.has(make.deck("/d.yaml", make.card("p/d/x", aliases=(A,)), make.card(B), make.card(C)))
    day = desk.clock.moment.day
    assert desk.store.failed(day) == ["p/d/x"]
    assert desk.store.failed(StudyDay(day + 6)) == ["p/d/x"]
    assert desk.store.failed(StudyDay(day + 7)) == []


def test_a_history_says_what_each_review_left_and_what_was_taken_back(practised: Desk) -> None:
    desk = practised
    gone = desk.answer(A, Rating.AGAIN)
    desk.store.undo(gone, desk.clock.moment)
    desk.answer(A, Rating.GOOD)
    events = desk.store.history(A)
    assert [event.undone for event in events] == [False, False, True, False]
    assert events[2].memory is None
    stored = desk.store.card(A)
    assert stored is not None
    assert events[-1].memory == stored.memory


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("suspend", {"on": "yes"}),
        ("due", {"day": 10**9}),
        ("bury", {}),
        ("leave", {"from": 20_010, "to": 20_000}),
    ],
)
def test_a_handling_that_cannot_be_is_not_taken_in(
    kind: str, payload: dict[str, object], practised: Desk
) -> None:
    from csmdrill.storage.facts import Fact, canonical_json, sealed
    from csmdrill.storage.lines import write_line

    line = json.loads(list(practised.store.export_lines())[-1])
    fact = sealed(
        Fact(
            device_id="other",
            seq=1,
            person=line["person"],
            order_at=line["order_at"],
            at=line["at"],
            offset=0,
            day=20_800,
            kind=kind,
            key=None if kind == "leave" else A,
            hash=None,
            payload=canonical_json(payload),
            simulated=False,
            checksum="",
        )
    )
    before = list(practised.store.canonical_dump())
    report = practised.store.import_lines([write_line(fact)])
    assert (report.added, len(report.bad)) == (0, 1)
    assert list(practised.store.canonical_dump()) == before


def test_the_index_of_handlings_is_used(practised: Desk) -> None:
    from csmdrill.storage.tables import HANDLED

    words = ("EXPLAIN QUERY PLAN SELECT payload FROM fact WHERE", HANDLED, "ORDER BY order_at DESC")
    ask = " ".join(words)
    plan = engine.raw(practised.store._connection).execute(ask)
    assert "ix_fact_handled" in " ".join(str(row) for row in plan)
