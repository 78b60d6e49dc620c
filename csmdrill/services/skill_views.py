"""What the job of skills hands to screens and lines: a competency's three channels, and what to do next."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from csmdrill.skills.gaps import Bias
from csmdrill.skills.model import Level, Role, State

ActKind = Literal["cards", "benchmark", "circuit", "retest", "rate", "later", "nothing"]
"""What to do next: practise cards, one benchmark, a circuit towards a baseline, a benchmark after long, rate
what was played; `later` is a circuit, too, once others had theirs."""


class SkillPoint(Struct, frozen=True, kw_only=True):
    """A rated benchmark for a chart.

    Args:
        day: on which it was played.
        score: 1-5.
        attempt, rater: which, and whose rating; may be empty.
        counted: by the rubric in force, so that level and baseline know it.
    """

    day: date
    score: float
    attempt: str = ""
    rater: str = ""
    counted: bool = True


class TrackPoint(Struct, frozen=True):
    """The level on a day with its 95 % interval, 1-5, and the level expected without any use."""

    day: date
    level: float
    low: float
    high: float
    unused: float


class ChannelView(Struct, frozen=True, kw_only=True):
    """The coach's or the person's own ratings of a competency.

    Args:
        channel: whose.
        label: `coach-rated` or `self-rated`.
        level: as it stands.
        words: the state in words; of one's own ratings never "drift".
        sentence: what it means.
        note: what goes with it, in a sentence; may be empty.
        points: of the mode in force, the oldest first.
        track: from the baseline on; empty without one.
        baseline_days: first and last day of the baseline; None without one.
        can_rebaseline: whether a new baseline is offered.
        ahead: benchmarks dated after this day, which do not count yet.
        left_out: the part of the note about ratings by other rubrics, which do not count.
        marks: a sentence for each coach who is not calibrated, was so long ago, or lies far off.
    """

    channel: Role
    label: str
    level: Level
    words: str
    sentence: str
    note: str = ""
    points: tuple[SkillPoint, ...] = ()
    track: tuple[TrackPoint, ...] = ()
    baseline_days: tuple[date, date] | None = None
    can_rebaseline: bool = False
    ahead: int = 0
    left_out: str = ""
    marks: tuple[str, ...] = ()


class PassRate(Struct, frozen=True):
    """The share known of what was tested in the 28 days up to a day, 0-1, and how much was tested."""

    day: date
    share: float
    tested: int


class KnowledgeView(Struct, frozen=True, kw_only=True):
    """What the cards of a competency tell.

    Args:
        state: DRIFT while an alert stands, STEADY without, UNKNOWN where nothing was tested in 30 days.
        words, sentence: the state in words, and what it means.
        tested, recalled: first answers of later days in the last 30 days, and those not Again.
        low, high: 95 % Wilson interval of the share, 0-1.
        expected: how many should have been recalled, by the memory model.
        s: the CUSUM; limit: above which there is an alert; since: the day of the alert.
        average: the moving average of the pass rate, week by week, the oldest first.
    """

    state: State
    words: str
    sentence: str
    tested: int
    recalled: int
    low: float
    high: float
    expected: float
    s: float
    limit: float
    since: date | None = None
    average: tuple[PassRate, ...] = ()


class Dot(Struct, frozen=True):
    """One benchmark that both rated, 1-5."""

    day: date
    self_score: float
    coach_score: float


class GapView(Struct, frozen=True):
    """Self against coach: the dots, what they come to, and a sentence."""

    dots: tuple[Dot, ...]
    bias: Bias
    sentence: str


class NextAct(Struct, frozen=True):
    """What to do next, why in a sentence, by when and from when; None where it does not matter."""

    kind: ActKind
    why: str
    by: date | None = None
    day: date | None = None


class CompetencyView(Struct, frozen=True, kw_only=True):
    """One competency.

    Args:
        competency, title: which.
        headline: the channel that speaks for it: the coach's where it has a baseline, else one's own.
        state: of the headline.
        coach, self_rated, knowledge: the three channels, never blended.
        gap: self against coach.
        next: what to do.
        waiting: attempts that a coach has rated and that wait for the self-rating.
    """

    competency: str
    title: str
    headline: Role
    state: State
    coach: ChannelView
    self_rated: ChannelView
    knowledge: KnowledgeView
    gap: GapView
    next: NextAct = NextAct("nothing", "")
    waiting: int = 0

    @property
    def headline_channel(self) -> ChannelView:
        """The channel that speaks for it."""
        return self.coach if self.headline == "coach" else self.self_rated


class SkillsView(Struct, frozen=True, kw_only=True):
    """A person's skills on a day.

    Args:
        day: the study day.
        person, name: whose; empty for oneself.
        competencies: the four, and others that were rated, in order.
        simulated: on a practice clock.
    """

    day: date
    person: str
    name: str
    competencies: tuple[CompetencyView, ...]
    simulated: bool
