"""What the days to come will ask: minutes a day, and the day on which everything due fits in again."""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from csmdrill.core.clock import StudyDay
from csmdrill.practice.formula import AGAIN, GOOD, Formula
from csmdrill.practice.leave import Period, days_away, horizon
from csmdrill.practice.memory import MemoryModel, fuzzed
from csmdrill.practice.model import Remembered
from csmdrill.practice.workload import shared_out

HORIZON = 180
"""Days for which a promise is looked for."""

FARTHEST = 2 * HORIZON
"""Days of which a course knows whether they are of a leave."""

CANDIDATES = 500
MOST_CARDS = 2_000
STEP_SECONDS = 600.0
SURE = 2.8
"""Standard errors; luck is worse three times in a thousand."""

FORGOTTEN_COSTS = 2.0
"""How much the doubt of one forgotten card weighs: it is asked again on the same day and soon after."""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody practises.

    Args:
        seconds: for one answer, on average.
        slow: seconds of a slow answer, for which a session must leave time.
        spread: standard deviation of the seconds of an answer.
        minutes: of practice on a day; None means as many as it takes.
        boxed: practice ends when they are over. Else they only limit what is taken early before a leave.
        new: new cards a day.
        waiting: new cards that there are.
        spent: seconds practised already on the first day.
        met: new cards met already on the first day.
        leaves: that are planned; on their days there is no practice.
    """

    seconds: float
    slow: float = 0.0
    spread: float = 0.0
    minutes: int | None = None
    boxed: bool = True
    new: int = 0
    waiting: int = 0
    spent: float = 0.0
    met: int = 0
    leaves: Sequence[Period] = ()


class DayLoad(msgspec.Struct, frozen=True):
    """A day of a forecast.

    Args:
        day: the study day.
        due: cards due when it begins.
        answers: given on it.
        minutes: that they take.
    """

    day: StudyDay
    due: float
    answers: float
    minutes: float


def simulate(
    cards: Sequence[Remembered], pace: Pace, day: StudyDay, days: int, model: MemoryModel, seed: int = 0
) -> list[DayLoad]:
    """Return the load of so many days, beginning with `day`.

    As much is forgotten as the memory model expects. Of more than 2,000 cards a sample stands for all. While
    the due cards need more than the day's minutes they come in the order of `queue.arrange` and there are no
    new ones. A session ends as `session` ends it, and before a leave it takes cards early as `Load` does.

    Args:
        cards: every card with a memory.
        pace: how fast, how long and with how many new cards a day.
        day: the first study day.
        days: how many.
        model: foretells recall; its retention sets the intervals.
        seed: of the fuzz; the same seed makes the same forecast.
    """
    return list(islice(_Course(cards, pace, day, model, seed).days(), days))


def level_again(
    cards: Sequence[Remembered], pace: Pace, day: StudyDay, model: MemoryModel, seed: int = 0
) -> StudyDay | None:
    """Return the first study day after `day` on which everything due fits into the minutes.

    It errs on the late side: day by day it follows somebody whose luck is as bad as three times in a
    thousand, in what is forgotten and in how long the answers take.

    Args:
        cards, pace, day, model, seed: as for `simulate`; `pace.minutes` must be given.

    Returns:
        The day; None if there is none within 180 days.
    """
    if pace.minutes is None:
        return day
    room = pace.minutes * 60 / pace.seconds
    due = sum(card.due_day <= day for card in cards)
    if due > room * HORIZON:
        return None
    away = days_away(pace.leaves, day, HORIZON)
    course = _Course(cards, pace, day, model, seed, sure=SURE)
    for load in islice(course.days(), 1, HORIZON):
        if load.due <= room and load.day not in away:
            return load.day
    return None


def spread(cards: Sequence[Remembered], day: StudyDay, days: int) -> list[Remembered]:
    """Return cards with those that are overdue falling due evenly over so many days, the weakest first."""
    overdue = sorted((card for card in cards if card.due_day < day), key=_strength)
    later = [card for card in cards if card.due_day >= day]
    moved = [card._replace(due_day=day + place * days // len(overdue)) for place, card in enumerate(overdue)]
    return later + moved


def _strength(card: Remembered) -> tuple[float, str]:
    return card.stability / max(1, card.due_day - card.last_day), card.family


class _Course:
    """The cards on their way through the days; made for one forecast and thrown away.

    Args:
        cards, pace, day, model, seed: as for `simulate`.
        sure: standard errors by which luck is worse than expected. What that adds up to is a pile of cards
            without a face: they count as due, and are worked off when there is time beside the others.
    """

    def __init__(
        self,
        cards: Sequence[Remembered],
        pace: Pace,
        day: StudyDay,
        model: MemoryModel,
        seed: int,
        sure: float = 0.0,
    ) -> None:
        ordered = sorted(cards, key=lambda card: (max(card.due_day, day), card.stability, card.family))
        self._weight = max(1.0, len(ordered) / MOST_CARDS)
        sampled = [ordered[int(place * self._weight)] for place in range(int(len(ordered) / self._weight))]
        self._seconds = pace.seconds * self._weight
        self._pace = pace
        self._day = day
        self._model = model
        self._formula = Formula(model.parameters)
        self._chance = random.Random(seed)  # noqa: S311 - a fuzz, not a secret
        self._away = days_away(pace.leaves, day, FARTHEST)
        self._waiting: dict[int, list[Remembered]] = {}
        self._unseen = pace.waiting / self._weight
        self._forgetting = 0.5
        self._newcomers = 0.0
        self._sure = sure
        self._variance = 0.0
        self._unlucky = 0.0
        for card in sampled:
            self._put(card)

    def days(self) -> Iterator[DayLoad]:
        """Yield each day's load, without end."""
        due: list[Remembered] = []
        day = self._day
        while True:
            due += self._waiting.pop(day, [])
            load = len({card.family for card in due}) + self._unlucky
            answers = 0
            if day not in self._away:
                doubt = self._doubt()
                due, answers = self._practised(due, load, day)
                self._unlucky += self._doubt() - doubt
            yield DayLoad(day, load * self._weight, answers * self._weight, answers * self._seconds / 60)
            day = StudyDay(day + 1)

    def _doubt(self) -> float:
        """Return how many more cards than expected may be due by now."""
        return self._sure * math.sqrt(self._variance / self._weight)

    def _box(self, day: int) -> float:
        """Return the seconds of practice that a day has left."""
        if self._pace.minutes is None or not self._pace.boxed:
            return math.inf
        spent = self._pace.spent if day == self._day else 0.0
        return max(0.0, self._pace.minutes * 60 - spent)

    def _practised(self, due: list[Remembered], load: float, day: StudyDay) -> tuple[list[Remembered], int]:
        """Return the cards still due after a day's session, and the answers given in it."""
        full = math.inf if self._pace.minutes is None or not self._pace.boxed else self._pace.minutes * 60
        behind = load * self._seconds > full
        queue = self._valuable_first(due, day) if behind else due
        fresh, rest = _one_per_family(queue)
        early, newcomers = ([], 0) if behind else self._beside(fresh, load, day)
        fresh += early
        box = self._box(day)
        steps: deque[tuple[float, Remembered]] = deque()
        spent, answers, place = 0.0, 0, 0
        while self._fits(box - spent, answers):
            if steps and (steps[0][0] <= spent or (place >= len(fresh) and not newcomers)):
                _, card = steps.popleft()
                self._put(self._second(card, day))
            elif place < len(fresh):
                card = fresh[place]
                place += 1
                after, known = self._first(card, day)
                if known:
                    self._put(after)
                else:
                    steps.append((spent + STEP_SECONDS, after))
            elif newcomers:
                newcomers -= 1
                steps.append((spent + STEP_SECONDS, self._met(day)))
            elif self._unlucky >= 1:
                self._unlucky -= 1
            else:
                break
            spent += self._seconds
            answers += 1
        self._variance += answers * self._unevenness()
        return [*fresh[place:], *rest, *(card for _, card in steps)], answers

    def _unevenness(self) -> float:
        """Return the variance of how many answers fit into the time of one."""
        return (self._pace.spread / self._pace.seconds) ** 2

    def _beside(self, due: Sequence[Remembered], load: float, day: StudyDay) -> tuple[list[Remembered], int]:
        """Return the cards of a leave ahead, and how many new ones, that a day takes beside its due cards."""
        newcomers = self._newcomers_of_day(day)
        until = horizon(day, self._pace.leaves)
        if until == day or self._pace.minutes is None:
            return [], newcomers
        taken = {card.family for card in due}
        coming = (card for each in range(day + 1, until + 1) for card in self._waiting.get(each, ()))
        soon = [card for card in _one_per_family(list(coming))[0] if card.family not in taken]
        number, newcomers = shared_out(
            math.ceil(load), len(soon), newcomers, self._seconds, self._pace.minutes
        )
        for card in soon[:number]:
            self._waiting[card.due_day].remove(card)
        return soon[:number], newcomers

    def _fits(self, left: float, answers: int) -> bool:
        """Return whether a card is begun with so many seconds left, after so many answers; see `session`."""
        return left > 0 and (not answers or left >= self._pace.slow)

    def _valuable_first(self, due: list[Remembered], day: int) -> list[Remembered]:
        """Return the order of `queue.arrange` for a day on which one is behind."""
        formula = self._formula
        urgent = heapq.nlargest(CANDIDATES, due, key=lambda card: (day - card.last_day) / card.stability)
        scored: list[tuple[float, float, Remembered]] = []
        for card in urgent:
            chance = formula.recall(card.stability, day - card.last_day)
            scored.append((formula.gain(card.stability, card.difficulty, chance), chance, card))
        scored.sort(key=lambda each: -each[0])
        third = -(-len(scored) // 3)
        best = sorted(scored[:third], key=lambda each: -int(100 * each[1]))
        chosen = [card for _, _, card in best + scored[third:]]
        if len(urgent) == len(due):
            return chosen
        taken = {id(card) for card in urgent}
        return chosen + [card for card in due if id(card) not in taken]

    def _first(self, card: Remembered, day: int) -> tuple[Remembered, bool]:
        """Return a card after its answer of the day, and whether it was known; so many are, as expected."""
        formula = self._formula
        chance = formula.recall(card.stability, day - card.last_day)
        self._variance += FORGOTTEN_COSTS * chance * (1 - chance)
        self._forgetting += 1 - chance
        known = self._forgetting < 1
        if known:
            stability = formula.known(card.stability, card.difficulty, chance)
            difficulty = formula.difficulty(card.difficulty, GOOD)
            due_day = day + self._interval(stability)
        else:
            self._forgetting -= 1
            stability = formula.forgotten(card.stability, card.difficulty, chance)
            difficulty = formula.difficulty(card.difficulty, AGAIN)
            due_day = day
        return Remembered(stability, difficulty, day, due_day, card.family), known

    def _second(self, card: Remembered, day: int) -> Remembered:
        """Return a card after the learning step that it comes back for on the same day."""
        stability = self._formula.known_again(card.stability)
        difficulty = self._formula.difficulty(card.difficulty, GOOD)
        return Remembered(stability, difficulty, day, day + self._interval(stability), card.family)

    def _met(self, day: int) -> Remembered:
        """Return a new card after its first answer."""
        stability, difficulty = self._formula.first()
        self._unseen -= 1
        return Remembered(stability, difficulty, day, day, f"new {self._unseen}")

    def _newcomers_of_day(self, day: int) -> int:
        new = max(0, self._pace.new - self._pace.met) if day == self._day else self._pace.new
        self._newcomers += min(new / self._weight, max(self._unseen, 0.0))
        today = int(self._newcomers)
        self._newcomers -= today
        return today

    def _interval(self, stability: float) -> int:
        return fuzzed(self._model.interval(stability), self._chance.random())

    def _put(self, card: Remembered) -> None:
        self._waiting.setdefault(max(card.due_day, self._day), []).append(card)


def _one_per_family(cards: Sequence[Remembered]) -> tuple[list[Remembered], list[Remembered]]:
    """Return the first card of each family, and the others."""
    seen: set[str] = set()
    first: list[Remembered] = []
    others: list[Remembered] = []
    for card in cards:
        (others if card.family in seen else first).append(card)
        seen.add(card.family)
    return first, others
