"""The memory model: FSRS-6 by study days, with a fuzz that can be foretold."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import fsrs
from fsrs.scheduler import DEFAULT_PARAMETERS

from csmdrill.core.clock import Moment, StudyDay
from csmdrill.practice.model import Memory, Phase, Rating

MODEL = "fsrs-6"
PARAMETER_SET = "default"

LEARNING_STEPS = (timedelta(minutes=1), timedelta(minutes=10))
RELEARNING_STEPS = (timedelta(minutes=10),)
LONGEST_DAYS = 36_500
SHORTEST_FUZZED_DAYS = 2
FUZZ_FROM_DAYS = 2.5
FUZZ_BANDS = ((2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, math.inf, 0.05))
DAY_MS = 86_400_000

_NOON = datetime(1970, 1, 1, 12, tzinfo=UTC)
_RATINGS = {rating: fsrs.Rating(rating.value) for rating in Rating}
_STATES = {
    Phase.LEARNING: fsrs.State.Learning,
    Phase.REVIEW: fsrs.State.Review,
    Phase.RELEARNING: fsrs.State.Relearning,
}
_PHASES = {state: phase for phase, state in _STATES.items()}


class MemoryModel:
    """Says what a review does to a memory; pure, the same on every machine.

    Args:
        retention: share of cards to be known when they fall due, 0.70-0.97.
        parameters: the 21 weights of FSRS-6.

    Raises:
        ValueError: a weight is out of its bounds.
    """

    def __init__(self, retention: float = 0.9, parameters: Sequence[float] = DEFAULT_PARAMETERS) -> None:
        self.retention = retention
        self.parameters = tuple(parameters)
        self._scheduler = fsrs.Scheduler(
            parameters=parameters,
            desired_retention=retention,
            learning_steps=LEARNING_STEPS,
            relearning_steps=RELEARNING_STEPS,
            maximum_interval=LONGEST_DAYS,
            enable_fuzzing=False,
        )
        self._decay = -parameters[20]
        self._factor = float(0.9 ** (1 / self._decay) - 1)

    def review(self, key: str, memory: Memory | None, rating: Rating, at: Moment) -> Memory:
        """Return the memory of a card after a review.

        Args:
            key: the card's key; with the count of its reviews it seeds the fuzz.
            memory: what was remembered before; None for a new card.
            rating: how well it was known.
            at: when. Days before the last review count as none passed.
        """
        reps = memory.reps if memory else 0
        return self._reviewed(memory, rating, at, fuzz_share(key, reps))

    def preview(self, key: str, memory: Memory | None, at: Moment) -> dict[Rating, Memory]:
        """Return what each rating would lead to; exactly what `review` then gives."""
        share = fuzz_share(key, memory.reps if memory else 0)
        return {rating: self._reviewed(memory, rating, at, share) for rating in Rating}

    def _reviewed(self, memory: Memory | None, rating: Rating, at: Moment, share: float) -> Memory:
        """Return the memory after a review, its next interval at `share` of its fuzz range."""
        card, step_ms = self._advance(memory, rating, at.day)
        lapsed = memory is not None and memory.phase is Phase.REVIEW and rating is Rating.AGAIN
        phase = _PHASES[card.state]
        stability = _nine_digits(card.stability or 0.0)
        if phase is Phase.REVIEW:
            days = fuzzed(self.interval(stability), share)
            due_day, due_at = StudyDay(at.day + days), None
        else:
            due_day, due_at = at.day, at.at + step_ms
        return Memory(
            phase=phase,
            step=card.step,
            stability=stability,
            difficulty=_nine_digits(card.difficulty or 0.0),
            last_day=at.day,
            last_at=at.at,
            due_day=due_day,
            due_at=due_at,
            reps=(memory.reps if memory else 0) + 1,
            lapses=(memory.lapses if memory else 0) + lapsed,
        )

    def interval(self, stability: float) -> int:
        """Return whole days, unfuzzed, until recall falls to the retention asked for, at least 1.

        Formula: FSRS-6, `S / F * (retention ** (1 / decay) - 1)`.
        """
        days = float(stability / self._factor * (self.retention ** (1 / self._decay) - 1))
        return min(max(round(days), 1), LONGEST_DAYS)

    def predicted_recall(self, memory: Memory, day: StudyDay) -> float:
        """Return the chance (0-1) that a card is known on a study day, by whole days."""
        return self._recall(day - memory.last_day, memory.stability)

    def retrievability(self, memory: Memory, now_at: int) -> float:
        """Return the chance (0-1) that a card is known at `now_at` (ms), by fractions of a day.

        For orders and displays; what is judged goes by `predicted_recall`.
        """
        return self._recall((now_at - memory.last_at) / DAY_MS, memory.stability)

    def expected_gain(self, memory: Memory, day: StudyDay) -> float:
        """Return the days of stability that one review on a study day is expected to add.

        `R * S(good) + (1 - R) * S(again) - S`; it is negative where forgetting is likely and costly.
        """
        known = self.predicted_recall(memory, day)
        good, _ = self._advance(memory, Rating.GOOD, day)
        again, _ = self._advance(memory, Rating.AGAIN, day)
        return known * (good.stability or 0.0) + (1 - known) * (again.stability or 0.0) - memory.stability

    def _advance(self, memory: Memory | None, rating: Rating, day: StudyDay) -> tuple[fsrs.Card, int]:
        """Return the card of `fsrs` after a review at noon of a study day, and the ms until it is due."""
        reviewed = _NOON + timedelta(days=max(day, memory.last_day) if memory else day)
        if memory is None:
            card = _UsedOnce(card_id=0, due=reviewed)
        else:
            card = _UsedOnce(  # without an id it would sleep a millisecond to find one
                card_id=0,
                state=_STATES[memory.phase],
                step=memory.step,
                stability=memory.stability,
                difficulty=memory.difficulty,
                due=reviewed,
                last_review=_NOON + timedelta(days=memory.last_day),
            )
        after, _ = self._scheduler.review_card(card, _RATINGS[rating], reviewed)
        return after, round((after.due - reviewed).total_seconds() * 1000)

    def _recall(self, days: float, stability: float) -> float:
        """Return FSRS-6's forgetting curve `(1 + F * t / S) ** decay`; days below zero count as none."""
        return float((1 + self._factor * max(days, 0.0) / stability) ** self._decay)


class _UsedOnce(fsrs.Card):
    """A card of `fsrs` that is thrown away after its review: nobody needs a copy of it from before."""

    def __copy__(self) -> _UsedOnce:
        return self


def fuzz_share(key: str, reps: int) -> float:
    """Return where in its fuzz range a card's next interval falls, 0 to below 1.

    The same for all four ratings, so that a better rating is never due before a worse one.
    """
    digest = hashlib.sha256(f"{key}:{reps}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def fuzz_range(days: int) -> tuple[int, int]:
    """Return the shortest and longest interval that `days` may be fuzzed to, both allowed.

    Ranges of Anki and py-fsrs: a day, and 15, 10 and 5 % of what lies in three bands; below 2.5 days none.
    """
    if days < FUZZ_FROM_DAYS:
        return days, days
    spread = 1.0 + sum(share * max(min(days, end) - start, 0.0) for start, end, share in FUZZ_BANDS)
    longest = min(round(days + spread), LONGEST_DAYS)
    return min(max(SHORTEST_FUZZED_DAYS, round(days - spread)), longest), longest


def fuzzed(days: int, share: float) -> int:
    """Return the interval at `share` (0 to below 1) of its fuzz range."""
    shortest, longest = fuzz_range(days)
    return shortest + math.floor(share * (longest - shortest + 1))


def _nine_digits(value: float) -> float:
    """Return a number at 9 significant digits, which no platform's rounding disturbs."""
    return float(f"{value:.9g}")
