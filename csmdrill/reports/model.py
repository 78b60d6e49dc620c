"""What the drift report says before it has a form: people, their competencies, three channels of each."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from csmdrill.skills.agreement import Agreement
from csmdrill.skills.gaps import Miss
from csmdrill.skills.model import Role, State

Channel = Literal["coach", "self", "knowledge"]
LEVELS: dict[Channel, str] = {"coach": "2", "self": "1-2", "knowledge": "2"}
"""Kirkpatrick's level of what each channel measures; nothing here is 3 (behaviour) or 4 (results)."""

FEWEST = 5
"""Below so many people nothing is summed up over a group."""


Dot = tuple[int, float]
"""A rated benchmark: study day and score, 1-5."""

Band = tuple[int, float, float, float]
"""A study day, the level on it, and the lower and the upper end of its 95 % interval, 1-5."""


class Rated(Struct, frozen=True, kw_only=True):
    """What the ratings of one role say of a competency.

    Args:
        channel: whose ratings.
        state: as it stands.
        baseline, level, half_width, drop, z: in points, z in standard errors; None without a baseline.
        benchmarks, wanted: how many there are, and how many make a baseline, the run-in included.
        since: how many since the baseline.
        last: day of the last one; None without any.
        note: a sentence where something stands in the way; may be empty.
        spoken: said aloud.
        dots: the benchmarks by the rubric in force, the oldest first.
        outside: in sentences, ratings that do not count: by another rubric, or of later days.
        marks: a sentence for each coach among the raters who is not calibrated, was so long ago, or far off.
    """

    channel: Role
    state: State
    baseline: float | None = None
    level: float | None = None
    half_width: float | None = None
    drop: float | None = None
    z: float | None = None
    benchmarks: int = 0
    wanted: int = 0
    since: int = 0
    last: date | None = None
    note: str = ""
    spoken: bool = False
    dots: tuple[Dot, ...] = ()
    outside: str = ""
    marks: tuple[str, ...] = ()


class Known(Struct, frozen=True, kw_only=True):
    """What the cards of the last 30 days say of a competency.

    Args:
        state: DRIFT while an alert stands, UNKNOWN where nothing was tested.
        tested, recalled: first answers of later days, and those not Again.
        expected: how many should have been recalled.
        low, high: 95 % Wilson interval of the share, 0-1.
        since: day of the alert that stands.
    """

    state: State
    tested: int = 0
    recalled: int = 0
    expected: float = 0.0
    low: float = 0.0
    high: float = 0.0
    since: date | None = None


class Leaning(Struct, frozen=True):
    """How somebody's own ratings lie to the coach's: points, self minus coach, over so many benchmarks."""

    points: float
    sessions: int


class Skill(Struct, frozen=True, kw_only=True):
    """A competency of a person.

    Args:
        competency, title: which.
        headline: the channel that speaks for it: the coach's where it has a baseline.
        coach, own: the two channels of ratings.
        known: the channel of cards.
        band: of the headline, the oldest first, from just before the charts begin; empty without a baseline.
        leaning: where self and coach are surely apart; else None.
        since: since when the headline's alert stands.
    """

    competency: str
    title: str
    headline: Role
    coach: Rated
    own: Rated
    known: Known
    band: tuple[Band, ...] = ()
    leaning: Leaning | None = None
    since: date | None = None

    @property
    def speaks(self) -> Rated:
        """The channel that speaks for it."""
        return self.coach if self.headline == "coach" else self.own


class Person(Struct, frozen=True):
    """Somebody in the report: an id, what she is called, and her competencies in order."""

    id: str
    name: str
    skills: tuple[Skill, ...]


class Alert(Struct, frozen=True):
    """Something to talk about: whose, what, in which channel, and since when."""

    person: Person
    skill: Skill
    channel: Channel
    since: date | None


class Scatter(Struct, frozen=True):
    """By how much ratings of equal work differ: a channel, a standard deviation in points, and its source.

    It was measured over these people, or is assumed where there are too few of them.
    """

    channel: Role
    points: float
    measured: bool


class Coach(Struct, frozen=True):
    """Who rated people of this report: a name or id, empty for none; and the mark, empty if there is none."""

    rater: str
    mark: str


class Foretold(Struct, frozen=True):
    """How one's own predictions lay to the ratings that came: one's own, or a coach's."""

    role: Role
    miss: Miss


class Expected(Struct, frozen=True):
    """How many alerts would come though nobody changed.

    Args:
        rated: competencies with a baseline, over all people.
        tested: competencies whose cards are practised.
        a_year: false alerts of a year, of both together.
        low, high: lowest and highest share of quiet years with a false alert among the ratings, 0-1.
        noise: of each channel of ratings that speaks for a skill with a baseline.
    """

    rated: int
    tested: int
    a_year: float
    low: float
    high: float
    noise: tuple[Scatter, ...]


class Group(Struct, frozen=True):
    """A competency over everybody: how many in which state; None where too few have a baseline."""

    title: str
    people: int
    states: dict[State, int] | None


class DriftReport(Struct, frozen=True, kw_only=True):
    """The drift report.

    Args:
        day: the study day it tells of.
        since: the charts begin here.
        people: who is in it, whom to talk to first.
        alerts: what needs a conversation, the newest first.
        expected: how many alerts are false in a year.
        groups: sums over everybody.
        coaches: who rated lately, by name.
        agreement: of coaches who rated the same attempts; None where fewer than two coaches rated.
        foretold: predictions of whose home it is, against each channel that has any.
        left_out: how many have had no benchmark and no review for a year.
        synthetic: the people are made up.
        practice_clock: the day is that of a practice clock.
    """

    day: date
    since: date
    people: tuple[Person, ...]
    alerts: tuple[Alert, ...]
    expected: Expected
    groups: tuple[Group, ...]
    coaches: tuple[Coach, ...] = ()
    agreement: Agreement | None = None
    foretold: tuple[Foretold, ...] = ()
    left_out: int = 0
    synthetic: bool = False
    practice_clock: bool = False
