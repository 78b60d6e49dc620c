"""What is recorded of a session: that it began, once it was answered in, and how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import StoreFull
from csmdrill.practice.model import Rating
from csmdrill.storage.store import Store

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising

    Ways = type[Practising]


def test_an_end_is_recorded_once(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a")
    ways.answer(drill, Rating.EASY)
    assert drill.finish().reason == "done"
    drill.finish("stopped")
    ends = [fact["payload"] for fact in desk.facts("session") if fact["payload"]["event"] == "end"]
    assert [(end["answered"], end["reason"]) for end in ends] == [(1, "done")]


def test_the_end_recorded_last_holds_what_was_really_answered(desk: Desk, ways: Ways) -> None:
    def told() -> list[tuple[int, str]]:
        ends = [fact["payload"] for fact in desk.facts("session") if fact["payload"]["event"] == "end"]
        return [(end["answered"], end["reason"]) for end in ends]

    drill = desk.drill("a", "b", "c")
    ways.answer(drill, Rating.EASY)
    drill.finish("stopped")
    drill.undo()
    drill.finish("stopped")
    assert told() == [(1, "stopped"), (0, "stopped")]
    for _ in range(3):
        ways.answer(drill, Rating.EASY)
    drill.finish()
    drill.finish()
    assert told()[2:] == [(3, "done")]
    drill.undo()
    drill.redo()
    drill.finish()
    assert told()[3:] == []  # the same answers stand
    drill.undo()
    ways.answer(drill, Rating.EASY)
    drill.finish()
    assert told()[-1] == (3, "done")


def test_a_session_without_answers_leaves_no_trace(desk: Desk) -> None:
    drill = desk.drill("a")
    assert drill.finish("stopped").answered == 0
    assert desk.facts("session") == []


def test_a_session_that_was_begun_ends_also_if_its_only_answer_is_taken_back_or_fails(
    desk: Desk, ways: Ways, monkeypatch: pytest.MonkeyPatch
) -> None:
    drill = desk.drill("a", "b")
    ways.answer(drill, Rating.EASY)
    drill.undo()
    assert drill.end("stopped") == "stopped"
    other = desk.drill("a", "b")

    def full(*_: object) -> None:
        raise StoreFull("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "record_review", full)
        with pytest.raises(StoreFull):
            ways.answer(other, Rating.EASY)
    other.end("stopped")
    said = [fact["payload"] for fact in desk.facts("session")]
    assert [each["event"] for each in said] == ["start", "end"] * 2
    assert [each["answered"] for each in said if each["event"] == "end"] == [0, 0]


def test_nothing_due_begins_no_session(desk: Desk) -> None:
    desk.workspace.change("new", 0)
    assert desk.drill("a").view() is None
    assert desk.facts("session") == []
