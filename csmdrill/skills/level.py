"""The level of a skill in one channel: baseline, filter, interval and state.

The states in their precedence: UNKNOWN, STALE, DRIFT, IMPROVED, WATCH, STEADY. Time alone makes a level
STALE and nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from csmdrill.skills import level_words
from csmdrill.skills.drift import Weights, drift_statistic
from csmdrill.skills.model import Level, Observation, State
from csmdrill.skills.series import Chosen, Series, choose, series_in_force

DAYS_A_MONTH = 30.4375
IN_95_PERCENT = 1.96
LIMIT, LIMIT_OF_FOUR = 2.6, 2.4
SIX = 6
LEAST_SINCE = 2
DECIMALS = 9
"""Of level minus baseline, so that the last bits of a sum never decide at a limit."""


class Settings(Struct, frozen=True, kw_only=True):
    """What the definition fixes, open for simulation.

    Args:
        n0: benchmarks in a baseline, 6 or 4.
        run_in: the first benchmarks of a series, which never count.
        noise: R, variance of one rating, above zero.
        q: growth of the level's own variance in a month.
        limit: of |Z| for DRIFT and IMPROVED; None takes the one that goes with n0.
        watch: how far below zero Z is when it is time to look again.
        least_drop: points; nothing smaller is DRIFT or IMPROVED.
        stale_days: after so many days without a benchmark nothing is said.
        widest: half-width of the interval in points beyond which nothing is said.
    """

    n0: int = 6
    run_in: int = 2
    noise: float = 0.49
    q: float = 0.05
    limit: float | None = None
    watch: float = 1.3
    least_drop: float = 0.3
    stale_days: int = 60
    widest: float = 0.9

    @property
    def alert_limit(self) -> float:
        """The limit of |Z| in force."""
        if self.limit is not None:
            return self.limit
        return LIMIT if self.n0 >= SIX else LIMIT_OF_FOUR


STANDARD = Settings()


class Filtered(Struct, frozen=True, gc=False):
    """What the local-level filter knows after a benchmark.

    Args:
        mean: the level, 1-5.
        variance: of it.
        weights: of the benchmarks since the baseline.
        day: study day of the newest benchmark that is in it.
    """

    mean: float
    variance: float
    weights: Weights
    day: int


class Course(Struct, frozen=True):
    """The way of a level: its baseline, and the filter at it and after each later benchmark."""

    chosen: Chosen
    states: list[Filtered]


class Point(Struct, frozen=True, gc=False):
    """A level on a day, for a chart.

    Args:
        day: study day.
        level: 1-5.
        half_width: of the 95 % interval, in points.
        benchmarks: how many were taken in on that day; 0 on the day of the baseline and on the last day.
    """

    day: int
    level: float
    half_width: float
    benchmarks: int

    @property
    def low(self) -> float:
        """Lower end of the interval, not below 1."""
        return max(self.level - self.half_width, 1.0)

    @property
    def high(self) -> float:
        """Upper end of the interval, not above 5."""
        return min(self.level + self.half_width, 5.0)


def begin(mean: float, day: int, settings: Settings = STANDARD) -> Filtered:
    """Return the filter at a baseline: its mean, known as well as n0 ratings know it."""
    return Filtered(mean, settings.noise / settings.n0, Weights(), day)


def take_in(known: Filtered, day: int, score: float, settings: Settings = STANDARD) -> Filtered:
    """Return the filter after one more benchmark.

    Args:
        known: up to the benchmark before.
        day: study day of this one, not before that.
        score: 1-5.

    Source: local-level model, J. Durbin and S. J. Koopman, "Time series analysis by state space methods",
    chapter 2, with the time since the last benchmark in months.
    """
    variance = _variance_on(known, day, settings)
    gain = variance / (variance + settings.noise)
    return Filtered(
        known.mean + gain * (score - known.mean), variance * (1.0 - gain), known.weights.after(gain), day
    )


def half_width_on(known: Filtered, day: int, settings: Settings = STANDARD) -> float:
    """Return half of the 95 % interval on a day, in points: it widens while nobody practises."""
    return IN_95_PERCENT * math.sqrt(_variance_on(known, day, settings))


def assess(
    observations: Sequence[Observation],
    today: int,
    *,
    rebased: int | None = None,
    settings: Settings = STANDARD,
) -> Level:
    """Return how a series stands on a day; what was played later does not count yet.

    Args:
        observations: of one person, competency and channel, all typed or all spoken, in any order.
        today: study day.
        rebased: study day of the last re-baselining.

    Raises:
        ValueError: typed and spoken ones are mixed; see `by_mode`.
    """
    series = series_in_force(observations, today, settings.run_in, settings.n0)
    return level_of(series, course_of(series, rebased=rebased, settings=settings), today, settings)


def course_of(series: Series, *, rebased: int | None = None, settings: Settings = STANDARD) -> Course | None:
    """Return the way of a level since its baseline; None where there is none. Args: as of `assess`."""
    chosen = choose(series, settings.n0, rebased)
    return None if chosen is None else Course(chosen, _filtered(chosen, settings))


def level_of(series: Series, course: Course | None, today: int, settings: Settings = STANDARD) -> Level:
    """Return how a series stands, as `assess`, where its way is known already."""
    if course is None:
        return _unknown(series)
    chosen, known = course.chosen, course.states[-1]
    drop = round(known.mean - chosen.baseline.mean, DECIMALS)
    z = drift_statistic(drop, known.weights, settings.noise, settings.n0)
    half_width = half_width_on(known, today, settings)
    level = Level(
        state=_state(z, drop, len(chosen.later), settings),
        benchmarks=series.benchmarks,
        wanted=series.wanted,
        spoken=series.spoken,
        baseline=chosen.baseline,
        level=known.mean,
        half_width=half_width,
        z=z,
        drop=drop,
        since=len(chosen.later),
        last_day=series.last_day,
    )
    return _noted(level, today, settings)


def track(
    observations: Sequence[Observation],
    today: int,
    *,
    rebased: int | None = None,
    settings: Settings = STANDARD,
) -> tuple[Point, ...]:
    """Return level and interval on the day of the baseline, after each later benchmark day, and today.

    Args and errors: as of `assess`; nothing where there is no baseline.
    """
    series = series_in_force(observations, today, settings.run_in, settings.n0)
    course = course_of(series, rebased=rebased, settings=settings)
    return () if course is None else points_of(course, today, settings)


def points_of(course: Course, today: int, settings: Settings = STANDARD, first: int = 0) -> tuple[Point, ...]:
    """Return what `track` does, where the way of the level is known already.

    Args:
        course: the way.
        today: study day.
        settings: as of the way.
        first: study day; of the points before it only the last is wanted.
    """
    states = course.states
    before = [known.day for known in states if known.day < first]
    if before:
        states = [known for known in states if known.day >= before[-1]]
    counts: dict[int, int] = {}
    for known in course.states[1:]:
        counts[known.day] = counts.get(known.day, 0) + 1
    newest = {known.day: known for known in states}
    points = [
        Point(day, known.mean, half_width_on(known, day, settings), counts.get(day, 0))
        for day, known in newest.items()
    ]
    if points[-1].day < today:
        points.append(Point(today, states[-1].mean, half_width_on(states[-1], today, settings), 0))
    return tuple(points)


def by_mode(observations: Iterable[Observation]) -> tuple[list[Observation], list[Observation]]:
    """Return the typed and the spoken benchmarks, which have baselines of their own."""
    both = [*observations]
    spoken = [each for each in both if each.spoken]
    return ([each for each in both if not each.spoken] if spoken else both), spoken


def headline(levels: Sequence[Level]) -> Level:
    """Return the level that speaks for a channel: the one with a baseline that was practised last.

    Where none has one, that with more benchmarks; typed goes before spoken where all is equal.

    Args:
        levels: of its typed and spoken series, at least one.
    """

    def rank(level: Level) -> tuple[bool, int, int, bool]:
        last = -1 if level.last_day is None else level.last_day
        if level.baseline is None:
            return False, level.benchmarks, last, not level.spoken
        return True, last, level.benchmarks, not level.spoken

    return max(levels, key=rank)


def _variance_on(known: Filtered, day: int, settings: Settings) -> float:
    return known.variance + settings.q * (day - known.day) / DAYS_A_MONTH


def _filtered(chosen: Chosen, settings: Settings) -> list[Filtered]:
    """Return the filter at the baseline and after each later benchmark."""
    known = begin(chosen.baseline.mean, chosen.baseline.last_day, settings)
    states = [known]
    for day, score in chosen.later:
        known = take_in(known, day, score, settings)
        states.append(known)
    return states


def _state(z: float, drop: float, since: int, settings: Settings) -> State:
    limit = settings.alert_limit
    if since >= LEAST_SINCE and z <= -limit and drop <= -settings.least_drop:
        return "DRIFT"
    if since >= LEAST_SINCE and z >= limit and drop >= settings.least_drop:
        return "IMPROVED"
    return "WATCH" if z <= -settings.watch else "STEADY"


def _unknown(series: Series) -> Level:
    return Level(
        state="UNKNOWN",
        benchmarks=series.benchmarks,
        wanted=series.wanted,
        spoken=series.spoken,
        last_day=series.last_day,
        note=level_words.not_yet(series),
    )


def _noted(level: Level, today: int, settings: Settings) -> Level:
    """Return a level with what stands in its way, and STALE where it is too old or too wide to say more."""

    idle = today - (level.last_day or 0)
    if idle > settings.stale_days:
        return replace(level, state="STALE", note=level_words.too_old(idle))
    if level.half_width is not None and level.half_width > settings.widest:
        return replace(level, state="STALE", note=level_words.too_wide(level.half_width))
    return replace(level, note=level_words.NOTES.get(level.state, ""))
