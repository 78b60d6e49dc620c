"""A drill as a person lives it: each answer kept at once, undo and redo, the end of it, and going on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
import pytest

from csmdrill.core.errors import NothingToUndo
from csmdrill.practice.model import Rating, Verdict
from csmdrill.services.practise import Drill

if TYPE_CHECKING:
    from tests.services.conftest import Desk, Practising

    Ways = type[Practising]

FULL = 10 * 60_000


def test_cards_come_in_order_and_each_answer_is_kept_at_once(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b", "c")
    for number, name in enumerate("abc"):
        view = drill.view()
        assert view is not None
        assert (ways.name_of(view), view.to_go, view.answered, view.new) == (name, 3, number, True)
        assert view.left_ms == FULL - 5000 * number
        assert view.heading == "Renewal negotiation"
        ways.answer(drill)
        assert [fact["key"] for fact in desk.facts("review")][-1] == view.key
    assert len(desk.facts("review")) == 3


def test_a_preview_is_what_comes_true(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a")
    view = drill.view()
    assert view is not None
    assert (
        view.previews[Rating.AGAIN] == view.previews[Rating.GOOD] == "soon"
    )  # at once, if it is the only one
    promised = view.previews[Rating.EASY]
    ways.answer(drill, Rating.EASY)
    stored = desk.workspace.store.card(view.key)
    assert stored is not None
    assert stored.memory is not None
    assert promised == f"in {stored.memory.due_day - desk.workspace.now().day} days"


def test_undo_brings_card_queue_and_time_back_and_redo_the_answer(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b", "c")
    first = drill.view()
    second = ways.answer(drill, Rating.AGAIN)
    third = ways.answer(drill, Rating.EASY)
    assert (ways.name_of(second), ways.name_of(third)) == ("b", "c")
    back = drill.undo()
    assert back is not None
    assert (back.key, back.to_go, back.left_ms, back.answered) == (
        second and second.key,
        second and second.to_go,
        second and second.left_ms,
        1,
    )
    assert (back.undoable, back.redoable) == (True, True)
    again = drill.undo()
    assert again is not None
    assert first is not None
    assert (again.question, again.to_go, again.undoable) == (first.question, first.to_go, False)
    stored = desk.workspace.store.card(again.key)
    assert stored is not None
    assert stored.memory is None
    assert ways.name_of(drill.redo()) == "b"
    last = drill.redo()
    assert last is not None
    assert third is not None
    assert (last.key, last.to_go, last.left_ms, last.redoable) == (
        third.key,
        third.to_go,
        third.left_ms,
        False,
    )
    assert [fact["kind"] for fact in [*desk.facts("review"), *desk.facts("undo")]] == ["review"] * 2 + [
        "undo"
    ] * 4


def test_there_is_an_end_to_undo_and_to_redo(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b")
    with pytest.raises(NothingToUndo):
        drill.undo()
    with pytest.raises(NothingToUndo):
        drill.redo()
    ways.answer(drill)
    drill.undo()
    ways.answer(drill)
    with pytest.raises(NothingToUndo):
        drill.redo()
    assert len(desk.facts("undo")) == 1


def test_thirty_answers_can_be_taken_back(desk: Desk, ways: Ways) -> None:
    desk.workspace.change("new", 200)
    drill = desk.drill(*(f"c{number:02}" for number in range(35)))
    for _ in range(34):
        ways.answer(drill, Rating.EASY)
    names = [ways.name_of(drill.undo()) for _ in range(30)]
    assert names == [f"c{number:02}" for number in range(33, 3, -1)]
    with pytest.raises(NothingToUndo):
        drill.undo()


def test_the_last_answer_can_be_taken_back_after_the_end(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a")
    assert ways.answer(drill, Rating.EASY) is None
    assert drill.finish().undoable
    assert ways.name_of(drill.undo()) == "a"
    assert ways.answer(drill, Rating.AGAIN) is not None


def test_what_was_suggested_and_typed_is_kept_and_text_apart(desk: Desk) -> None:
    drill = desk.drill("a")
    drill.grade(Rating.HARD, 7000, Verdict(right=False, suggestion=Rating.AGAIN), "my words")
    (said,) = desk.facts("review")
    assert (said["payload"]["suggested"], said["payload"]["rating"]) == (1, 2)
    assert said["payload"]["took_ms"] == 7000
    assert "my words" not in str(said)
    assert b"my words" in b"".join(desk.workspace.store.export_lines(with_text=True))


def test_a_case_is_the_same_after_undo_and_another_the_next_time(desk: Desk, ways: Ways) -> None:
    case = (
        "  - {id: case, kind: case, facts: {v: {kind: range, from: 1, to: 100000}},"
        ' prompt: "How much is {{v}}?", answer: {kind: number, value: v}, why: w}\n'
    )
    desk.deck_is(case)
    drill = desk.drill()
    first = drill.view()
    later = ways.answer(drill, Rating.AGAIN)
    assert first is not None
    assert later is not None
    assert later.question.prompt != first.question.prompt
    back = drill.undo()
    assert back is not None
    assert back.question == first.question


def test_the_summary_counts_what_stands(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b", "c")
    ways.answer(drill, Rating.AGAIN)
    ways.answer(drill, Rating.GOOD, took_ms=600_000)
    ways.answer(drill, Rating.EASY)
    drill.undo()
    summary = drill.finish("stopped")
    assert (summary.reason, summary.answered, summary.again) == ("stopped", 2, 1)
    assert (summary.hard, summary.easy) == (0, 0)
    assert summary.introduced == 2
    assert summary.spent_ms == 5000 + 60_000  # a phone call counts as a minute
    assert summary.due == 2
    assert summary.undoable


def test_new_cards_are_counted_across_four_in_the_morning(desk: Desk, ways: Ways) -> None:
    desk.clock.time = datetime(2026, 11, 25, 3, 58, tzinfo=desk.clock.home_zone)
    before = desk.drill("a", "b", "c", "d", "e")
    ways.answer(before, Rating.EASY)
    ways.answer(before, Rating.EASY)
    drill = desk.drill()
    ways.answer(drill, Rating.EASY)
    desk.pass_by(minutes=5)
    ways.answer(drill, Rating.EASY)
    assert drill.finish("stopped").introduced == 2


def test_what_was_hard_is_listed_in_order(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b", "c")
    for rating in (Rating.AGAIN, Rating.GOOD, Rating.AGAIN):
        ways.answer(drill, rating)
    missed = drill.finish("stopped").missed
    assert [(card.prompt, card.answer) for card in missed] == [
        ("What of a?", "It is a."),
        ("What of c?", "It is c."),
    ]


def test_a_card_missed_twice_is_listed_once(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a")
    ways.answer(drill, Rating.AGAIN)
    ways.answer(drill, Rating.AGAIN)
    summary = drill.finish("stopped")
    assert summary.again == 2
    assert [card.prompt for card in summary.missed] == ["What of a?"]


def test_a_miss_taken_back_is_not_listed_and_brought_back_is(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b")
    ways.answer(drill, Rating.AGAIN)
    drill.undo()
    assert drill.finish("stopped").missed == ()
    drill.redo()
    assert [card.prompt for card in drill.finish("stopped").missed] == ["What of a?"]


def test_a_miss_taken_back_and_answered_otherwise_is_not_listed(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b")
    ways.answer(drill, Rating.AGAIN)
    drill.undo()
    ways.answer(drill, Rating.GOOD)
    assert drill.finish("stopped").missed == ()


def test_more_brings_what_has_become_due_and_undo_reaches_over_it(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a")
    assert ways.answer(drill, Rating.EASY) is None
    assert drill.more(5) is None
    desk.deck_is(ways.recall("a"), ways.recall("late"))
    desk.read()
    view = drill.more(5)
    assert (ways.name_of(view), view and view.answered) == ("late", 1)
    ways.answer(drill, Rating.GOOD)
    assert ways.name_of(drill.undo()) == "late"
    assert ways.name_of(drill.undo()) == "a"


def test_a_card_that_leaves_its_deck_meanwhile_is_passed_over(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b", "c")
    desk.deck_is(ways.recall("a"), ways.recall("c"))
    desk.read()
    view = ways.answer(drill, Rating.EASY)
    assert ways.name_of(view) == "c"
    assert ways.answer(drill, Rating.EASY) is None
    assert drill.finish().reason == "done"


def test_a_deck_broken_in_mid_session_loses_no_history_and_goes_on_when_mended(
    desk: Desk, ways: Ways
) -> None:
    drill = desk.drill("a", "b")
    whole = desk.deck.read_text()
    desk.deck.write_text(whole.replace("}", "", 1))
    desk.read()
    ways.answer(drill, Rating.EASY)
    desk.deck.write_text(whole)
    assert desk.read().edited == 0
    assert ways.name_of(drill.more(5)) == "b"
    stored = desk.workspace.store.card("my/desk/a")
    assert stored is not None
    assert stored.memory is not None
    assert stored.live


def test_cards_passed_over_are_told_and_come_once_they_are_back(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b", "c", "d")
    whole = desk.deck.read_text()
    desk.deck_is(ways.recall("a"), ways.recall("d"))
    desk.read()
    view = ways.answer(drill, Rating.EASY)
    assert (ways.name_of(view), view and view.passed_over) == ("d", 2)
    assert drill.finish("stopped").gone == 2
    desk.deck.write_text(whole)
    desk.read()
    view = ways.answer(drill, Rating.EASY)
    assert (ways.name_of(view), view and (view.passed_over, view.to_go)) == ("b", (0, 2))
    assert ways.name_of(ways.answer(drill, Rating.EASY)) == "c"
    assert ways.answer(drill, Rating.EASY) is None
    assert (drill.finish().reason, drill.finish().gone) == ("done", 0)
    assert ways.name_of(drill.undo()) == "c"
    assert ways.name_of(drill.undo()) == "b"


def test_a_card_passed_over_is_no_longer_missing_once_undo_went_behind_it(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b", "c")
    whole = desk.deck.read_text()
    desk.deck_is(ways.recall("a"), ways.recall("c"))
    desk.read()
    ways.answer(drill, Rating.EASY)
    desk.deck.write_text(whole)
    desk.read()
    back = drill.undo()
    assert back is not None
    assert back.to_go == 3
    assert ways.name_of(ways.answer(drill, Rating.EASY)) == "b"
    assert ways.name_of(ways.answer(drill, Rating.EASY)) == "c"
    assert ways.answer(drill, Rating.EASY) is None


def test_the_card_on_the_screen_can_be_rated_though_it_has_left_its_deck(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b")
    desk.deck_is(ways.recall("b"))
    desk.read()
    assert ways.name_of(ways.answer(drill)) == "b"
    assert [fact["key"] for fact in desk.facts("review")] == ["my/desk/a"]


def test_a_rating_is_about_the_words_that_were_shown(desk: Desk, ways: Ways) -> None:
    drill = desk.drill("a", "b")
    shown = drill.view()
    assert shown is not None
    desk.deck_is(ways.recall("a", "Other words?"), ways.recall("b"))
    assert desk.read().edited == 1
    ways.answer(drill, Rating.AGAIN)
    assert desk.facts("review")[0]["hash"] == shown.hash
    assert ways.name_of(ways.answer(drill, Rating.EASY)) == "a"
    view = drill.view()
    assert view is not None
    assert (view.question.prompt, view.changed) == ("Other words?", True)
    assert view.hash != shown.hash


def test_a_raised_revision_makes_a_card_due_at_once(desk: Desk, ways: Ways) -> None:
    desk.mastered(["a"])
    desk.pass_by(days=1)
    assert desk.drill().view() is None
    desk.deck_is(ways.recall("a", "It means something else?", revision=2))
    drill = desk.drill()
    view = drill.view()
    assert view is not None
    assert (ways.name_of(view), view.changed, view.new) == ("a", True, False)


def test_two_sessions_at_once_lose_nothing(desk: Desk, ways: Ways) -> None:
    one, other = desk.drill("a", "b"), desk.drill()
    ways.answer(one, Rating.GOOD)
    ways.answer(other, Rating.AGAIN)
    ways.answer(one, Rating.GOOD)
    keys = [fact["key"].rpartition("/")[2] for fact in desk.facts("review")]
    assert keys == ["a", "a", "b"]
    assert desk.workspace.store.check(deep=True) == []


def test_a_session_without_new_cards_has_none_after_more_minutes_either(desk: Desk, ways: Ways) -> None:
    first = desk.drill("a", "b")
    ways.answer(first)
    drill = Drill(desk.workspace, scope=desk.scope, extra_new=0)
    assert ways.name_of(drill.view()) == "a"
    assert ways.answer(drill, Rating.EASY) is None
    assert drill.more(5) is None


def test_a_missed_card_is_told_in_one_line_with_its_parts_apart(desk: Desk) -> None:
    options = [{"text": "Escalate", "right": True, "because": "Only if both."}, {"text": "Hold"}]
    cards = [
        {"id": "c", "kind": "choice", "prompt": "Go?", "options": options, "why": "w"},
        {"id": "p", "kind": "points", "prompt": "Name two.", "points": ["one", "two"], "why": "w"},
    ]
    desk.deck_is(*(f"  - {msgspec.json.encode(card).decode()}\n" for card in cards))
    drill = desk.drill()
    for _ in cards:
        drill.grade(Rating.AGAIN, 1000, Verdict(right=False, suggestion=Rating.AGAIN))
    answers = [missed.answer for missed in drill.finish().missed]
    assert answers == ["Escalate – Only if both.", "one · two"]
