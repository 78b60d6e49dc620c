"""Make a home with years of one person's data: cards on every weekday, a benchmark of each skill a month."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from csmdrill.content.competency import TITLES
from csmdrill.core.clock import Moment, SimulatedClock, moment
from csmdrill.core.home import Home
from csmdrill.practice.memory import MemoryModel
from csmdrill.practice.model import Rating
from csmdrill.skills.model import Role
from csmdrill.storage import engine
from csmdrill.storage.facts import ReviewDraft
from csmdrill.storage.played import AttemptPayload, RatingPayload
from csmdrill.storage.rehearsals import ToTell
from csmdrill.storage.store import Store, open_store

CARDS = 60
"""Of each competency."""
EVERY_DAYS = 30
HASH = "f" * 64
ROLES: tuple[tuple[Role, str], ...] = (("self", "me"), ("coach", "coach"))


def make_person(root: Path, end: datetime, *, days: int = 3 * 365, seed: int = 1) -> None:
    """Put years of practice into a new home; its levels and its cards stand as somebody's who goes on.

    Args:
        root: the home.
        end: aware; the first moment after what is told of.
        days: how far back it goes.
        seed: with the same seed the same data.
    """
    chance = random.Random(seed)  # noqa: S311 - a made-up history
    store = open_store(Home(root), SimulatedClock(end))
    # What is made up may be lost with the machine; waiting for the disk at each answer would take minutes.
    engine.raw(store._connection).execute("PRAGMA synchronous = OFF")
    model = MemoryModel()
    for back in range(days, 0, -1):
        at = end - timedelta(days=back)
        now = moment(at, at.tzinfo or UTC)
        if at.weekday() < 5:
            _practise(store, model, chance, now)
        if back % EVERY_DAYS == 1:
            _rate(store, chance, now, back // EVERY_DAYS)
    store.close()


def _practise(store: Store, model: MemoryModel, chance: random.Random, now: Moment) -> None:
    for competency in TITLES:
        draft = ReviewDraft(
            key=f"bench/{competency}/{chance.randrange(CARDS)}",
            hash=HASH,
            revision=1,
            competency=competency,
            rating=Rating.GOOD if chance.random() < 0.88 else Rating.AGAIN,
            took_ms=9_000,
        )
        store.record_review(draft, now, model)


def _rate(store: Store, chance: random.Random, now: Moment, number: int) -> None:
    for competency in TITLES:
        attempt, key = f"{competency}-{number:02}", f"bench/{competency}"
        said = AttemptPayload(
            attempt=attempt,
            competency=competency,
            rubric="bench/rubric",
            rubric_hash=HASH,
            seed=1,
            mode="benchmark",
            reason="ended",
            seconds=200,
        )
        store.tell(ToTell(said=said, key=key, hash=HASH), now)
        for role, rater in ROLES:
            given = RatingPayload(
                attempt=attempt,
                rater=rater,
                role=role,
                rubric="bench/rubric",
                rubric_hash=HASH,
                asked=("a", "b"),
                weights={"a": 1, "b": 1},
                levels={name: chance.choice((3, 3, 4, 4, 5)) for name in ("a", "b")},
            )
            store.tell(ToTell(said=given, key=key, hash=HASH), now)
