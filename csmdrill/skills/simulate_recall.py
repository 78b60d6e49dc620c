"""How often the knowledge rule is wrong and how soon it finds halved odds of recall, by simulation.

Predicted recall is .9 on average and spread as Beta(18, 2), which reviews at about 90 % retention look like;
every day of the year has the same number of first answers. A false alarm is a year of recall as predicted in
which an alert comes at least once; otherwise the odds of recall are half of those predicted from day 1.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import accumulate

from msgspec import Struct

from csmdrill.skills.recall_drift import LIMIT, MILLION, evidence_ppm

YEAR = 365
PATHS = 4000
RECALLED, FORGOTTEN = 18.0, 2.0
PREDICTIONS = 500
CHUNK = 60
TOLD_EVERY = 100


class Knowledge(Struct, frozen=True, kw_only=True):
    """How the knowledge rule does for one competency.

    Args:
        false_alarm_per_year: share of the years of recall as predicted that have an alert, 0-1.
        found_halved: share of the years with halved odds in which they are found, 0-1.
        days_to_halved: day on which half of these years have their alert; None where less than half do.
    """

    false_alarm_per_year: float
    found_halved: float
    days_to_halved: int | None


class Answers(Struct, frozen=True):
    """What an answer can say, with how likely that is.

    Args:
        evidence: in millionths.
        as_predicted, halved: cumulated weights of each, where recall is as predicted, and with half the odds.
    """

    evidence: list[int]
    as_predicted: list[float]
    halved: list[float]


def answers(seed: int) -> Answers:
    """Return what answers can say, for predictions as they come at about 90 % retention."""
    chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    evidence: list[int] = []
    as_predicted: list[float] = []
    halved: list[float] = []
    for _ in range(PREDICTIONS):
        p = min(max(chance.betavariate(RECALLED, FORGOTTEN), 0.01), 0.99)
        lower = p / (2 - p)  # the recall that has half the odds of p
        for recalled, likely, then in ((True, p, lower), (False, 1 - p, 1 - lower)):
            evidence.append(evidence_ppm(p, recalled))
            as_predicted.append(likely)
            halved.append(then)
    return Answers(evidence, list(accumulate(as_predicted)), list(accumulate(halved)))


def first_alert(days: Sequence[Sequence[int]], s: int, limit: float = LIMIT) -> tuple[int | None, int]:
    """Return the place of the first day with an alert, None without any, and the sum after the last day.

    Args:
        days: evidence of each answer in millionths; a day counts with its sum, as in `recall_drift`.
        s: the sum before, millionths.
        limit: above it there is an alert.
    """
    edge = limit * MILLION
    for at, day in enumerate(days):
        s += sum(day)
        if s > edge:
            return at, s
        if s < 0:
            s = 0
    return None, s


def simulate(
    cards_a_day: int,
    paths: int = PATHS,
    seed: int = 1,
    limit: float = LIMIT,
    told: Callable[[int], object] = lambda _: None,
) -> Knowledge:
    """Return how the knowledge rule does; the same seed gives the same figures.

    Args:
        cards_a_day: first answers of a day in one competency, at least 1.
        paths: years lived, each once as predicted and once with halved odds.
        seed: of all that is drawn.
        limit: of the sum.
        told: called with how many paths are done, every few hundred.
    """
    chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    said = answers(seed)
    false_alarms = 0
    found: list[int] = []
    for done in range(paths):
        if done % TOLD_EVERY == 0:
            told(done)
        alert = _year(chance, said.evidence, said.as_predicted, cards_a_day, limit)
        false_alarms += alert is not None
        alert = _year(chance, said.evidence, said.halved, cards_a_day, limit)
        if alert is not None:
            found.append(alert)
    told(paths)
    half = (paths + 1) // 2
    return Knowledge(
        false_alarm_per_year=false_alarms / paths,
        found_halved=len(found) / paths,
        days_to_halved=sorted(found)[half - 1] if len(found) >= half else None,
    )


def _year(
    chance: random.Random, evidence: list[int], weights: list[float], cards: int, limit: float
) -> int | None:
    """Return the day of the first alert in a year, from 1; it is drawn in parts, as most alerts are early."""
    s = 0
    for begun in range(0, YEAR, CHUNK):
        length = min(CHUNK, YEAR - begun)
        drawn = chance.choices(evidence, cum_weights=weights, k=cards * length)
        alert, s = first_alert([drawn[at : at + cards] for at in range(0, len(drawn), cards)], s, limit)
        if alert is not None:
            return begun + alert + 1
    return None
