"""What holds in every session, whatever is answered, undone, redone or prolonged."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from csmdrill.core.clock import StudyDay
from csmdrill.practice import session as drill
from csmdrill.practice.model import Memory, Phase, Rating
from csmdrill.practice.session import Session, Ticket

NOW = 1_800_000_000_000
SECOND = 1_000

tickets = st.lists(
    st.builds(
        lambda number, family, new: Ticket(f"p/d/{family}#{number}", f"p/d/{family}", new),
        st.integers(0, 3),
        st.integers(0, 8),
        st.booleans(),
    ),
    max_size=14,
    unique_by=lambda each: each.key,
)
waits = st.sampled_from([None, 60 * SECOND, 600 * SECOND, 3600 * SECOND])
moves = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from(list(Rating)), waits, st.integers(-1, 90 * SECOND)),
        st.tuples(st.sampled_from(["undo", "redo", "more"])),
    ),
    max_size=60,
)
boxes = st.integers(30 * SECOND, 900 * SECOND)


def split(cards: list[Ticket], learning: int) -> tuple[list[Ticket], list[Ticket]]:
    """Return fresh tickets, and the first few as cards within a learning step."""
    begun = [replace(each, new=False, due_at=NOW + n * SECOND) for n, each in enumerate(cards[:learning])]
    return cards[learning:], begun


def memory(now: int, wait: int | None) -> Memory:
    return Memory(
        phase=Phase.REVIEW if wait is None else Phase.RELEARNING,
        step=None if wait is None else 0,
        stability=3.0,
        difficulty=5.0,
        last_day=StudyDay(20_000),
        last_at=now,
        due_day=StudyDay(20_000),
        due_at=None if wait is None else now + wait,
        reps=1,
        lapses=0,
    )


def asked(session: Session) -> list[Ticket]:
    """Return every card that still can be asked."""
    return [*([session.current] if session.current else []), *session.fresh, *session.learning]


def check(session: Session) -> None:
    families = [each.family for each in asked(session)]
    assert len(families) == len(set(families)), "two siblings in one session"
    assert (session.current is None) == bool(session.ended)
    assert len(session.past) <= 30
    ends = [each.due_at or 0 for each in session.learning]
    assert ends == sorted(ends)
    assert drill.left_ms(session, 0) >= 0
    assert session.again <= session.answered


def answered(session: Session, move: tuple[object, ...], now: int, token: str) -> Session:
    _, rating, wait, took = move
    assert isinstance(rating, Rating)
    assert wait is None or isinstance(wait, int)
    assert isinstance(took, int)
    return drill.answer(session, rating, memory(now, wait), took, now, token)


@settings(max_examples=150, deadline=None)
@given(tickets, st.integers(0, 4), boxes, moves)
def test_every_session_keeps_its_promises(
    cards: list[Ticket], learning: int, box: int, played: list[tuple[object, ...]]
) -> None:
    fresh, begun = split(cards, learning)
    session, now = drill.start(fresh, begun, box, NOW), NOW
    shown: dict[str, set[str]] = {}
    for number, move in enumerate(played):
        check(session)
        now += 7 * SECOND
        if move[0] == "answer" and session.current:
            shown.setdefault(session.current.family, set()).add(session.current.key)
            before = session
            session = answered(session, move, now, str(number))
            assert session.future == ()
            assert drill.undo(session).current == before.current
        elif move[0] == "undo" and session.past:
            undone = drill.undo(session, "u")
            assert drill.redo(undone) == session
            assert undone.current is not None
            session = undone
        elif move[0] == "redo" and session.future:
            redone = drill.redo(session)
            assert drill.undo(redone, session.future[-1].undone_by) == session
            session = redone
        elif move[0] == "more":
            session = drill.more(session, 60 * SECOND, now)
    check(session)
    assert all(len(keys) == 1 for keys in shown.values()), "two siblings were asked on one day"


@settings(max_examples=100, deadline=None)
@given(
    tickets,
    st.integers(0, 4),
    st.lists(
        st.tuples(st.just("answer"), st.sampled_from(list(Rating)), waits, st.integers(0, 60 * SECOND)),
        max_size=20,
    ),
)
def test_undoing_everything_arrives_at_the_start(
    cards: list[Ticket], learning: int, played: list[tuple[object, ...]]
) -> None:
    first = drill.start(*split(cards, learning), 3600 * SECOND, NOW)
    session, count = first, 0
    for move in played:
        if session.current:
            session, count = answered(session, move, NOW, str(count)), count + 1
    last = session
    for _ in range(count):
        session = drill.undo(session)
    assert replace(session, future=()) == first
    for _ in range(count):
        session = drill.redo(session)
    assert session == last


@settings(max_examples=60, deadline=None)
@given(tickets, boxes)
def test_every_card_is_asked_or_the_time_is_over(cards: list[Ticket], box: int) -> None:
    session = drill.start(cards, [], box, NOW)
    families = {each.family for each in cards}
    while session.current:
        session = drill.answer(session, Rating.GOOD, memory(NOW, None), 20 * SECOND, NOW)
    if session.ended == "done":
        assert session.answered == len(families)
    else:
        assert session.spent_ms >= box
        assert session.answered + drill.remaining(session) == len(families)
