"""Cards in their learning steps take turns when nothing else is left."""

from __future__ import annotations

import itertools

from csmdrill.core.clock import Moment, StudyDay
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Memory, Rating
from csmdrill.practice.session import Session, Ticket, answer, start

MINUTE = 60_000


def test_a_card_that_is_wrong_again_and_again_does_not_push_the_others_out() -> None:
    model = MemoryModel()
    memories: dict[str, Memory] = {}
    now = 0
    session: Session = start([Ticket(k, k, new=True) for k in "abcd"], [], 60 * MINUTE, now)
    asked: list[str] = []
    while session.current is not None and len(asked) < 16:
        key = session.current.key
        asked.append(key)
        rating = Rating.AGAIN if key == "a" else Rating.HARD
        now += 5_000
        memories[key] = model.review(key, memories.get(key), rating, Moment(now, 0, StudyDay(0)))
        session = answer(session, rating, memories[key], 5_000, now)
    repeated = [key for key, following in itertools.pairwise(asked) if key == following]
    assert repeated == []
    assert all(asked.count(key) >= 3 for key in "abcd")
