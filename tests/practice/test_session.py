"""The drill as one lives it: what comes next, when it ends, what undo brings back."""

from __future__ import annotations

import pytest

from csmdrill.core.clock import StudyDay
from csmdrill.core.errors import NothingToUndo
from csmdrill.practice import session as drill
from csmdrill.practice.model import Memory, Phase, Rating
from csmdrill.practice.session import Session, Ticket

NOW = 1_800_000_000_000
MINUTE = 60_000
BOX = 10 * MINUTE


def ticket(name: str, family: str = "", new: bool = False, due_at: int | None = None) -> Ticket:
    return Ticket(key=f"p/d/{name}", family=family or f"p/d/{name}", new=new, due_at=due_at)


def memory(due_at: int | None = None) -> Memory:
    """Return a memory that has graduated, or one within a learning step."""
    return Memory(
        phase=Phase.REVIEW if due_at is None else Phase.LEARNING,
        step=None if due_at is None else 0,
        stability=3.0,
        difficulty=5.0,
        last_day=StudyDay(20_000),
        last_at=NOW,
        due_day=StudyDay(20_003),
        due_at=due_at,
        reps=1,
        lapses=0,
    )


def good(session: Session, took_ms: int = 5_000, now: int = NOW, token: str = "") -> Session:
    return drill.answer(session, Rating.GOOD, memory(), took_ms, now, token)


def again(session: Session, due_at: int, now: int = NOW) -> Session:
    return drill.answer(session, Rating.AGAIN, memory(due_at), 5_000, now)


def current(session: Session) -> str:
    return session.current.key.rpartition("/")[2] if session.current else ""


def three() -> Session:
    return drill.start([ticket("a"), ticket("b"), ticket("c")], [], BOX, NOW)


def test_cards_come_in_their_order_and_then_it_is_done() -> None:
    session = three()
    seen = []
    while session.current:
        seen.append(current(session))
        session = good(session)
    assert seen == ["a", "b", "c"]
    assert (session.ended, session.answered, session.again, session.spent_ms) == ("done", 3, 0, 15_000)


def test_each_rating_is_counted_by_its_own_name_until_it_is_taken_back() -> None:
    session = three()
    for rating in (Rating.HARD, Rating.EASY, Rating.HARD):
        session = drill.answer(session, rating, memory(), 5_000, NOW)
    assert (session.answered, session.again, session.hard, session.easy) == (3, 0, 2, 1)
    session = drill.undo(session)
    assert (session.answered, session.again, session.hard, session.easy) == (2, 0, 1, 1)


def test_nothing_to_do_is_done_at_once() -> None:
    assert drill.start([], [], BOX, NOW).ended == "done"


def test_forgotten_card_returns_when_its_step_is_over() -> None:
    session = again(three(), NOW + MINUTE)
    assert (current(session), session.again) == ("b", 1)
    session = good(session, now=NOW + 30_000)
    assert current(session) == "c"
    session = good(session, now=NOW + MINUTE)
    assert current(session) == "a"
    assert session.current is not None
    assert not session.current.new


def test_a_finished_step_goes_before_fresh_cards() -> None:
    session = drill.start([ticket("a")], [ticket("l", due_at=NOW)], BOX, NOW)
    assert current(session) == "l"


def test_learning_cards_come_soonest_first() -> None:
    waiting = [ticket("late", due_at=NOW - 1), ticket("early", due_at=NOW - 2)]
    session = drill.start([], waiting, BOX, NOW)
    assert current(session) == "early"
    assert current(good(session)) == "late"


def test_learns_up_to_twenty_minutes_ahead_rather_than_make_one_wait() -> None:
    ahead = drill.start([], [ticket("l", due_at=NOW + 20 * MINUTE)], BOX, NOW)
    too_far = drill.start([], [ticket("l", due_at=NOW + 20 * MINUTE + 1)], BOX, NOW)
    assert current(ahead) == "l"
    assert (too_far.current, too_far.ended, drill.remaining(too_far)) == (None, "done", 1)


def test_a_further_card_is_only_begun_while_a_slow_answer_fits() -> None:
    session = drill.start([ticket("a"), ticket("b"), ticket("c")], [], MINUTE, NOW, slow_ms=20_000)
    fits = good(session, took_ms=40_000)
    assert current(fits) == "b"
    over = good(session, took_ms=40_001)
    assert (over.current, over.ended, drill.remaining(over)) == (None, "time", 2)
    assert current(drill.more(over, MINUTE, NOW)) == "b"
    assert current(drill.undo(over)) == "a"


def test_the_first_card_always_comes() -> None:
    session = drill.start([ticket("a"), ticket("b")], [], MINUTE, NOW, slow_ms=MINUTE + 1)
    assert current(session) == "a"
    assert current(drill.drop(session, NOW)) == "b"
    assert good(session, took_ms=1).ended == "time"


def test_stops_at_the_card_border_when_the_box_is_used_up() -> None:
    session = drill.start([ticket("a"), ticket("b")], [], 2 * MINUTE, NOW)
    still = good(session, took_ms=2 * MINUTE - 1)
    assert current(still) == "b", "a single answer counts a minute at most"
    over = good(drill.start([ticket("a"), ticket("b")], [], MINUTE, NOW), took_ms=MINUTE)
    assert (over.current, over.ended, drill.remaining(over)) == (None, "time", 1)


def test_a_phone_call_counts_as_a_minute_and_a_clock_set_back_as_nothing() -> None:
    assert good(three(), took_ms=3_600_000).spent_ms == MINUTE
    assert good(three(), took_ms=-5_000).spent_ms == 0


def test_last_card_over_time_is_done_not_cut_off() -> None:
    assert good(drill.start([ticket("a")], [], 1, NOW)).ended == "done"


def test_left_counts_the_card_on_screen() -> None:
    session = good(three(), took_ms=30_000)
    assert drill.left_ms(session, 0) == BOX - 30_000
    assert drill.left_ms(session, 10_000) == BOX - 40_000
    assert drill.left_ms(session, 10**9) == BOX - 90_000
    assert drill.left_ms(drill.start([ticket("a")], [], 1_000, NOW), 5_000) == 0


def test_more_goes_on_after_time_was_over() -> None:
    over = good(drill.start([ticket("a"), ticket("b")], [], MINUTE, NOW), took_ms=MINUTE)
    longer = drill.more(over, 5 * MINUTE, NOW)
    assert (current(longer), longer.ended) == ("b", "")
    assert drill.left_ms(longer, 0) == 5 * MINUTE


def test_more_is_counted_from_what_was_spent_or_from_the_box_if_that_is_longer() -> None:
    queue = [ticket("a"), ticket("b"), ticket("c")]
    over = good(good(drill.start(queue, [], MINUTE, NOW), took_ms=50_000), took_ms=40_000)
    assert (over.ended, over.spent_ms) == ("time", 90_000)
    assert drill.left_ms(drill.more(over, 5 * MINUTE, NOW), 0) == 5 * MINUTE
    early = good(drill.start(queue, [], BOX, NOW), took_ms=50_000)
    assert drill.left_ms(drill.more(early, MINUTE, NOW), 0) == BOX + MINUTE - 50_000


def test_more_keeps_the_card_on_screen() -> None:
    assert current(drill.more(three(), MINUTE, NOW)) == "a"


def test_more_cannot_make_cards() -> None:
    assert drill.more(drill.start([], [], BOX, NOW), MINUTE, NOW).ended == "done"


def test_siblings_leave_for_the_day() -> None:
    queue = [ticket("x#1", "x"), ticket("b"), ticket("x#2", "x"), ticket("c")]
    session = good(drill.start(queue, [], BOX, NOW))
    assert [each.key for each in (session.current, *session.fresh) if each] == ["p/d/b", "p/d/c"]


def test_an_answer_sends_waiting_siblings_away_too() -> None:
    session = Session(
        box_ms=BOX,
        current=ticket("x#1", "x"),
        fresh=(ticket("x#2", "x"), ticket("b")),
        learning=(ticket("x#3", "x", due_at=NOW),),
    )
    after = again(session, NOW + MINUTE)
    assert current(after) == "b"
    assert [each.key for each in after.learning] == ["p/d/x#1"]
    assert after.fresh == ()


def test_a_sibling_in_learning_keeps_the_fresh_one_away() -> None:
    session = drill.start([ticket("x#2", "x")], [ticket("x#1", "x", due_at=NOW)], BOX, NOW)
    assert current(session) == "x#1"
    assert good(session).ended == "done"


def test_undo_brings_back_card_queue_time_and_siblings() -> None:
    before = drill.start([ticket("x#1", "x"), ticket("x#2", "x"), ticket("b")], [], BOX, NOW)
    after = good(before, 5_000, NOW, "device:7")
    back = drill.undo(after, "device:8")
    assert (back.current, back.fresh, back.spent_ms, back.answered) == (before.current, before.fresh, 0, 0)
    assert (back.past, back.future[-1].token, back.future[-1].undone_by) == ((), "device:7", "device:8")


def test_redo_brings_the_answer_back_and_can_be_undone_again() -> None:
    after = good(three(), 5_000, NOW, "device:7")
    assert [step.token for step in after.past] == ["device:7"]
    restored = drill.redo(drill.undo(after))
    assert restored == after
    assert drill.undo(restored).current == three().current


def test_undo_from_the_summary() -> None:
    over = good(drill.start([ticket("a"), ticket("b")], [], MINUTE, NOW), took_ms=MINUTE)
    back = drill.undo(over)
    assert (current(back), back.ended) == ("a", "")


def test_undo_keeps_the_longer_box() -> None:
    over = good(drill.start([ticket("a"), ticket("b")], [], MINUTE, NOW), took_ms=MINUTE)
    back = drill.undo(drill.more(over, 5 * MINUTE, NOW))
    assert back.box_ms == 6 * MINUTE
    assert current(drill.redo(back)) == "b"


def test_a_new_answer_forgets_what_was_taken_back() -> None:
    session = good(drill.undo(good(three())))
    assert session.future == ()
    with pytest.raises(NothingToUndo):
        drill.redo(session)


def test_undo_is_thirty_deep() -> None:
    session = drill.start([ticket(f"c{n}") for n in range(40)], [], 100 * BOX, NOW)
    for n in range(35):
        session = good(session, token=str(n))
    for _ in range(30):
        session = drill.undo(session)
    assert current(session) == "c5"
    with pytest.raises(NothingToUndo, match="no answer left to take back"):
        drill.undo(session)
    for _ in range(30):
        session = drill.redo(session)
    assert current(session) == "c35"


def test_a_card_that_left_the_decks_is_passed_over() -> None:
    session = drill.drop(three(), NOW)
    assert (current(session), session.answered, session.spent_ms) == ("b", 0, 0)
    assert drill.drop(drill.drop(session, NOW), NOW).ended == "done"
    over = good(drill.start([ticket("a"), ticket("b")], [], MINUTE, NOW), took_ms=MINUTE)
    assert drill.drop(over, NOW) == over


def test_no_answer_without_a_card() -> None:
    with pytest.raises(ValueError, match="no card"):
        good(drill.start([], [], BOX, NOW))


def test_a_card_left_out_is_gone_until_undo_brings_it_back() -> None:
    session = good(three())
    left = drill.leave_out(session, NOW, "suspended")
    assert (current(left), left.answered, left.spent_ms, drill.remaining(left)) == ("c", 1, 5_000, 1)
    assert [step.token for step in left.past] == ["", "suspended"]
    back = drill.undo(left, "undone")
    assert (current(back), drill.remaining(back), len(back.past)) == ("b", 2, 1)
    assert current(drill.redo(back)) == "c"
    assert drill.leave_out(left, NOW, "last").ended == "done"
