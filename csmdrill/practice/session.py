"""The drill as a state machine: which card is asked, what an answer does to the rest, undo and redo."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from csmdrill.core.errors import NothingToUndo
from csmdrill.practice.model import Memory, Phase, Rating

LONGEST_ANSWER_MS = 60_000
LEARN_AHEAD_MS = 20 * 60_000
UNDO_DEPTH = 30

Ended = Literal["", "time", "done"]


class Ticket(msgspec.Struct, frozen=True):
    """A card's place in the session.

    Args:
        key: the card's key.
        family: its siblings share it; only one of them is asked on a day.
        new: whether it was never reviewed before.
        due_at: milliseconds at which its learning step is over; None outside of steps.
        asked_at: milliseconds at which it was answered last; 0 if not in this session.
    """

    key: str
    family: str
    new: bool
    due_at: int | None = None
    asked_at: int = 0


class Step(msgspec.Struct, frozen=True):
    """One answer that can be taken back or brought back.

    Args:
        token: names the stored answer; opaque here.
        board: the session to return to, without its history.
        undone_by: names the stored undo, where the answer was taken back.
    """

    token: str
    board: Session
    undone_by: str = ""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A drill under way; every change is a new value.

    Args:
        box_ms: the time box.
        slow_ms: what a slow answer takes; a further card is begun while that fits into the box.
        spent_ms: time taken by the answers, each capped at a minute.
        fresh: cards not yet asked, in order.
        learning: cards within their learning steps, soonest first.
        gone: cards passed over because they had left the decks.
        current: the card being asked; None once the session has ended.
        answered, again, hard, easy: how many answers, and how many of them were rated so.
        ended: why it ended: the time was over, all cards are done; empty while it goes on.
        past: answers that `undo` takes back, newest last.
        future: answers that `redo` brings back, next one last.
    """

    box_ms: int
    slow_ms: int = 0
    spent_ms: int = 0
    fresh: tuple[Ticket, ...] = ()
    learning: tuple[Ticket, ...] = ()
    gone: tuple[Ticket, ...] = ()
    current: Ticket | None = None
    answered: int = 0
    again: int = 0
    hard: int = 0
    easy: int = 0
    ended: Ended = ""
    past: tuple[Step, ...] = ()
    future: tuple[Step, ...] = ()


def start(
    queue: Sequence[Ticket], learning: Iterable[Ticket], box_ms: int, now: int, slow_ms: int = 0
) -> Session:
    """Return a session with its first card current.

    Args:
        queue: due and new cards in the order of the day.
        learning: cards whose learning steps were begun before.
        box_ms: the time box in milliseconds.
        now: milliseconds since 1970.
        slow_ms: milliseconds of a slow answer.
    """
    waiting = _one_per_family(sorted(learning, key=_step_end), set())
    fresh = _one_per_family(queue, {ticket.family for ticket in waiting})
    return _draw(Session(box_ms=box_ms, slow_ms=slow_ms, fresh=fresh, learning=waiting), now)


def answer(
    session: Session, rating: Rating, memory_after: Memory, took_ms: int, now: int, token: str = ""
) -> Session:
    """Return the session after its current card was rated.

    Args:
        session: one with a current card.
        rating: how well it was known.
        memory_after: the card's memory as stored; within its steps it comes back.
        took_ms: time from question to rating; more than a minute counts as a minute.
        now: milliseconds since 1970.
        token: names the stored answer for `undo`.

    Raises:
        ValueError: no card is being asked.
    """
    asked = session.current
    if asked is None:
        raise ValueError("no card is being asked")
    learning = [ticket for ticket in session.learning if ticket.family != asked.family]
    if memory_after.phase in (Phase.LEARNING, Phase.RELEARNING):
        learning.append(replace(asked, new=False, due_at=memory_after.due_at, asked_at=now))
    after = replace(
        session,
        spent_ms=session.spent_ms + _counted(took_ms),
        fresh=_but(asked.family, session.fresh),
        learning=tuple(sorted(learning, key=_step_end)),
        gone=_but(asked.family, session.gone),
        answered=session.answered + 1,
        again=session.again + (rating is Rating.AGAIN),
        hard=session.hard + (rating is Rating.HARD),
        easy=session.easy + (rating is Rating.EASY),
        past=(*session.past, Step(token, _board(session)))[-UNDO_DEPTH:],
        future=(),
    )
    return _draw(after, now)


def undo(session: Session, token: str | None = "") -> Session:
    """Return the session as it was before its last answer, queue and all; the undone card is current.

    Args:
        session: one with an answer to take back (`session.past[-1].token` names it); it may have ended.
        token: names the stored undo, for the day it is brought back; None where it cannot be.

    Raises:
        NothingToUndo: no answer is left to take back.
    """
    if not session.past:
        raise NothingToUndo("There is no answer left to take back.")
    step = session.past[-1]
    taken_back = () if token is None else (Step(step.token, _board(session), undone_by=token),)
    return replace(
        step.board,
        box_ms=session.box_ms,
        past=session.past[:-1],
        future=(*session.future, *taken_back),
    )


def redo(session: Session) -> Session:
    """Return the session as it was before the last undo (`session.future[-1].undone_by` names that).

    Raises:
        NothingToUndo: nothing was taken back, or another answer has been given since.
    """
    if not session.future:
        raise NothingToUndo("There is no answer left to bring back.")
    step = session.future[-1]
    return replace(
        step.board,
        box_ms=session.box_ms,
        past=(*session.past, Step(step.token, _board(session)))[-UNDO_DEPTH:],
        future=session.future[:-1],
    )


def more(session: Session, extra_ms: int, now: int) -> Session:
    """Return the session with `extra_ms` on top of the time spent; one that had ended goes on if it can."""
    longer = replace(session, box_ms=max(session.box_ms, session.spent_ms) + extra_ms)
    return longer if longer.current else _draw(longer, now)


def drop(session: Session, now: int) -> Session:
    """Return the session without its current card, which has left the decks meanwhile; no time is counted."""
    if session.current is None:
        return session
    return _draw(replace(session, gone=(*session.gone, session.current)), now)


def skip(session: Session, now: int) -> Session:
    """Return the session without its current card, which the person left out elsewhere meanwhile."""
    return _draw(session, now) if session.current else session


def leave_out(session: Session, now: int, token: str) -> Session:
    """Return the session without its current card, which the person wants left out; no time is counted.

    Args:
        session: one with a current card.
        now: milliseconds since 1970.
        token: names what was stored about it, for `undo`, which brings the card back.
    """
    past = (*session.past, Step(token, _board(session)))[-UNDO_DEPTH:]
    return _draw(replace(session, past=past, future=()), now)


def bring_back(session: Session, keys: Collection[str], now: int) -> Session:
    """Return the session with those of its gone cards that are in the decks again, behind the others.

    Args:
        session: under way or ended; one that had ended goes on if it can.
        keys: of the cards that are back.
        now: milliseconds since 1970.
    """
    back = [ticket for ticket in session.gone if ticket.key in keys]
    if not back:
        return session
    in_steps = [ticket for ticket in back if ticket.due_at is not None]
    fuller = replace(
        session,
        fresh=(*session.fresh, *(ticket for ticket in back if ticket.due_at is None)),
        learning=tuple(sorted((*session.learning, *in_steps), key=_step_end)),
        gone=tuple(ticket for ticket in session.gone if ticket.key not in keys),
    )
    return fuller if fuller.current else _draw(fuller, now)


def remaining(session: Session) -> int:
    """Return how many cards are still to come, the current one and those in learning steps included."""
    return len(session.fresh) + len(session.learning) + (session.current is not None)


def left_ms(session: Session, current_card_ms: int) -> int:
    """Return the milliseconds left in the box, given the time on the current card so far; never below 0."""
    return max(session.box_ms - session.spent_ms - _counted(current_card_ms), 0)


def _draw(session: Session, now: int) -> Session:
    """Return a session with its next card current, or ended.

    A card whose step is over comes first, then the next fresh one, then, up to twenty minutes ahead, the
    learning card that was asked longest ago: the soonest would be the same one again and again. Its first
    card always comes; a further one only while a slow answer fits into the box. A session without cards is
    done even when its time is over too.
    """
    fresh, learning = session.fresh, session.learning
    current: Ticket | None = None
    if learning and _step_end(learning[0]) <= now:
        current = learning[0]
    elif fresh:
        current, fresh = fresh[0], fresh[1:]
    else:
        ahead = [ticket for ticket in learning if _step_end(ticket) <= now + LEARN_AHEAD_MS]
        current = min(ahead, key=lambda ticket: ticket.asked_at, default=None)
    learning = tuple(ticket for ticket in learning if ticket is not current)
    if current is None:
        return replace(session, current=None, ended="done")
    if session.answered and session.box_ms - session.spent_ms < max(session.slow_ms, 1):
        return replace(session, current=None, ended="time")
    return replace(session, fresh=fresh, learning=learning, current=current, ended="")


def _board(session: Session) -> Session:
    """Return a session without its history and its box, which undo does not bring back."""
    return replace(session, box_ms=0, past=(), future=())


def _but(family: str, tickets: tuple[Ticket, ...]) -> tuple[Ticket, ...]:
    """Return the tickets without those of a family."""
    return tuple([ticket for ticket in tickets if ticket.family != family])


def _counted(took_ms: int) -> int:
    """Return the part of an answer's time that counts: a phone call must not eat the box."""
    return min(max(took_ms, 0), LONGEST_ANSWER_MS)


def _step_end(ticket: Ticket) -> int:
    """Return when a learning card may come, in milliseconds; at once where nothing is said."""
    return ticket.due_at or 0


def _one_per_family(tickets: Iterable[Ticket], taken: set[str]) -> tuple[Ticket, ...]:
    """Return the tickets without those whose family is taken or came before."""
    seen = set(taken)
    kept: list[Ticket] = []
    for ticket in tickets:
        if ticket.family not in seen:
            seen.add(ticket.family)
            kept.append(ticket)
    return tuple(kept)
