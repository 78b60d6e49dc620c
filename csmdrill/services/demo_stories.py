"""The people of the demo: seven stories of a skill, told as months of ratings and reviews."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from statistics import NormalDist
from typing import NamedTuple

from csmdrill.content.competency import TITLES
from csmdrill.practice.cases import made_up
from csmdrill.skills.model import Role
from csmdrill.skills.recall_drift import MILLION, evidence_ppm
from csmdrill.storage.observed import KnownPayload, ObservationPayload, Observed

COMPETENCIES: tuple[str, ...] = tuple(TITLES)
DAYS_A_MONTH = 30.4375
SOURCE = "demo"
RUBRIC = "demo"
COACH = "Demo coach"

BASELINE_DAYS = (0, 2, 5, 7, 9, 12, 14, 16)
"""Days from the first benchmark, of those that make the baseline: two to warm up, then six."""

OFTEN, SELDOM = 15, 24
"""Days between benchmarks afterwards, of the story's competency and of the others."""

SPREAD = 0.45
BLOCK = 6
STALE_DAYS = 85
CARDS_A_WEEK, PREDICTED, FORGOTTEN = 15, 0.90, 0.68
HELD = (0.90, 0.96)
FORGETTING_DAYS = 70

Path = Callable[[float], float]
"""How far a level has moved, in points; from 0 at the baseline to 1 on the last day."""


def _level(_: float) -> float:
    return 0.0


class Story(NamedTuple):
    """What becomes of a person's competency.

    Args:
        name: of the story.
        start: the level at the baseline, 1-5.
        coach: how the level that a coach sees moves.
        own: how the person's own ratings move.
        bias: how much higher they lie from the start.
        quits: how many days before the last one practice ends.
        forgets: cards are known less well at the end.
    """

    name: str
    start: float = 3.5
    coach: Path = _level
    own: Path = _level
    bias: float = 0.25
    quits: int = 0
    forgets: bool = False


def _slowly(by: float) -> Path:
    return lambda share: by * share


def _at(when: float, by: float) -> Path:
    return lambda share: by if share >= when else 0.0


def _between(first: float, last: float, by: float) -> Path:
    return lambda share: by * min(max((share - first) / (last - first), 0.0), 1.0)


STORIES: tuple[Story, ...] = (
    Story("steady"),
    Story("slow decay", start=4.3, coach=_slowly(-2.1), own=_slowly(-0.3), bias=0.0, forgets=True),
    Story("sudden drop", start=4.0, coach=_at(0.5, -1.6), own=_at(0.6, -0.5)),
    Story("stale", quits=STALE_DAYS),
    Story("self-flattering", start=2.9, bias=1.3),
    Story("improving", start=2.5, coach=_between(0.1, 0.5, 1.6), own=_between(0.1, 0.6, 1.2), bias=0.0),
    Story("coach and self disagree", start=3.6, own=_between(0.1, 0.5, -1.7), bias=0.3),
)
STEADY = STORIES[0]


class Life(NamedTuple):
    """A person of the demo: id, name, story, and the competency it is about."""

    id: str
    name: str
    story: Story
    competency: str


def lives(people: int, seed: int) -> list[Life]:
    """Return the people; after the seventh the stories begin anew, about another competency."""
    found: list[Life] = []
    names: set[str] = set()
    for number in range(people):
        tries = (_name(f"{seed}:{number}:{again}") for again in range(1000))
        name = next((each for each in tries if each not in names), f"Person {number + 1}")
        names.add(name)
        told, round_ = STORIES[number % len(STORIES)], number // len(STORIES)
        about = COMPETENCIES[(number + round_) % len(COMPETENCIES)]
        found.append(Life(f"demo-{seed}-{number + 1}", name, told, about))
    return found


def told(life: Life, chance: random.Random, first: int, last: int) -> Iterator[Observed]:
    """Yield what is observed of a person.

    Args:
        life: whose.
        chance: for the noise.
        first, last: study days.
    """
    last -= life.story.quits
    at = COMPETENCIES.index(life.competency)
    order = (*COMPETENCIES[at:], *COMPETENCIES[:at])
    for place, competency in enumerate(order):
        story = life.story if not place else STEADY
        days = _days(first + 3 * place, last, OFTEN if not place else SELDOM, chance)
        roles: tuple[Role, ...] = ("coach", "self") if place < 2 else ("self",)
        if place == len(order) - 1:
            days = days[:4]  # a competency that was only begun
        yield from _rated(life, story, competency, days, roles, chance)
        held = chance.uniform(*HELD)
        yield from _reviewed(life, competency, first, last, held, forgets=story.forgets)


def _rated(
    life: Life,
    story: Story,
    competency: str,
    days: Sequence[int],
    roles: Sequence[Role],
    chance: random.Random,
) -> Iterator[Observed]:
    begun = days[min(len(days), len(BASELINE_DAYS)) - 1]
    span = max(days[-1] - begun, 1)
    for role in roles:
        path, bias = (story.coach, 0.0) if role == "coach" else (story.own, story.bias)
        for place, (day, noise) in enumerate(zip(days, _noises(len(days), chance), strict=True)):
            share = max(day - begun, 0) / span
            yield ObservationPayload(
                person=life.id,
                name=life.name,
                competency=competency,
                role=role,
                rater=COACH if role == "coach" else "",
                score=_score(story.start + bias + path(share) + noise),
                rubric=RUBRIC,
                attempt=f"{life.id}-{competency}-{place:03}",
                day=day,
                source=SOURCE,
            )


def _reviewed(
    life: Life, competency: str, first: int, last: int, held: float, *, forgets: bool
) -> Iterator[Observed]:
    """Yield a summary of each week's cards, as even as whole numbers can be."""
    owed = 0.0
    for end in range(first + 6, last + 1, 7):
        share = FORGOTTEN if forgets and end > last - FORGETTING_DAYS else held
        owed += share * CARDS_A_WEEK
        recalled = min(round(owed), CARDS_A_WEEK)
        owed -= recalled
        missed = CARDS_A_WEEK - recalled
        yield KnownPayload(
            person=life.id,
            name=life.name,
            competency=competency,
            day=end,
            tested=CARDS_A_WEEK,
            recalled=recalled,
            expected_ppm=round(CARDS_A_WEEK * PREDICTED * MILLION),
            evidence_ppm=recalled * evidence_ppm(PREDICTED, True) + missed * evidence_ppm(PREDICTED, False),
        )


def _days(first: int, last: int, apart: int, chance: random.Random) -> list[int]:
    days = [first + day for day in BASELINE_DAYS]
    while days[-1] + apart + 2 <= last:
        days.append(days[-1] + apart + chance.randint(-2, 2))
    return [day for day in days if day <= last]


def _noises(count: int, chance: random.Random) -> list[float]:
    """Return noise whose every stretch has all of its sizes, in any order.

    Plain chance would let one story in ten end otherwise; what a demo shows should not depend on luck.
    """
    found: list[float] = []
    while len(found) < count:
        block = [NormalDist(0, SPREAD).inv_cdf((place + 0.5) / BLOCK) for place in range(BLOCK)]
        chance.shuffle(block)
        found += block
    return found[:count]


def _score(level: float) -> float:
    return min(max(round(level * 4) / 4, 1.0), 5.0)


def _name(seed: str) -> str:
    return made_up({"name": "name"}, seed)["name"]
