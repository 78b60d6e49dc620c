"""How often the drift rule is wrong and what it finds: a year after the baseline, lived many times.

A true level is drawn from a normal distribution (3.4, .6) and kept within 1-5; a rating is normal around it
and comes in quarter points of 1-5. The run-in is over and the baseline is made before anything changes; a
drop comes right after it and stays. A false alarm is a year without a change in which DRIFT is shown at
least once.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from msgspec import Struct

from csmdrill.skills.level import DAYS_A_MONTH, IN_95_PERCENT, LEAST_SINCE, STANDARD, Settings
from csmdrill.skills.naive import RULES, Known

YEAR = 365
PATHS = 20_000
COMPETENCIES = 4
MEAN_LEVEL, SD_OF_LEVELS = 3.4, 0.6
LOWEST, HIGHEST = 1.0, 5.0
EXTRA_WITHIN = 7
FULL, HALF = 1.0, 0.5
TOLD_EVERY = 250
ROUNDING = 5e-10
"""Half a unit of the nine decimals that a drop and its statistic are kept to."""


class Plan(Struct, frozen=True, kw_only=True):
    """How a team practises.

    Args:
        per_month: benchmarks of a competency, above 0; evenly spread.
        sd: true standard deviation of a rating, points; the rule assumes .7 whatever it is.
        watch: an extra benchmark follows where one shows WATCH, a week later, or on the day before the
            next one where that is sooner; none follows an extra one.
        settings: of the rule.
    """

    per_month: float = 2.0
    sd: float = 0.7
    watch: bool = True
    settings: Settings = STANDARD


class Rates(Struct, frozen=True, kw_only=True):
    """How a rule does.

    Args:
        false_alarm_per_year: share of the years without a change that have an alarm, 0-1.
        found_1_0, found_0_5: share of drops by a point, by half a point, found within the year, 0-1.
        delay_1_0_months, delay_0_5_months: months in which half of all such drops are found, those that
            never are included; None where less than half are.
    """

    false_alarm_per_year: float
    found_1_0: float
    delay_1_0_months: float | None
    found_0_5: float
    delay_0_5_months: float | None


class Simulated(Struct, frozen=True, kw_only=True):
    """How csmdrill's rule does, and the naive ones on the same ratings.

    Args:
        rates: of csmdrill's rule.
        found_slow: share of the years in which a point is lost evenly that it finds before their end, 0-1.
        watch_share: share of the benchmarks of years without a change that show WATCH, 0-1.
        benchmarks: in such a year, the extra ones of WATCH included.
        naive: rates of each rule of `skills.naive`; they get no extra benchmarks.
    """

    rates: Rates
    found_slow: float
    watch_share: float
    benchmarks: float
    naive: dict[str, Rates]


class Year(Struct, frozen=True):
    """A year as the rule saw it.

    Args:
        alarm: day of the first DRIFT; None without any.
        benchmarks: played, the extra ones included.
        watches: how many of them showed WATCH.
    """

    alarm: int | None
    benchmarks: int
    watches: int


class Course(Struct, frozen=True):
    """The days of a year after a baseline on day 0.

    Args:
        days: of the regular benchmarks.
        extras: day of the extra one that WATCH brings after each of them; None where none fits in.
        settings: of the rule.
    """

    days: tuple[int, ...]
    extras: tuple[int | None, ...]
    settings: Settings


def course_of(plan: Plan) -> Course:
    """Return the days on which a team benchmarks a competency in the year after its baseline."""
    count = int(YEAR * plan.per_month / DAYS_A_MONTH + 0.5)
    days = tuple(min(round(at * DAYS_A_MONTH / plan.per_month), YEAR) for at in range(1, count + 1))
    extras: list[int | None] = []
    for day, following in zip(days, [*days[1:], YEAR + 1], strict=True):
        extra = min(day + EXTRA_WITHIN, following - 1)
        extras.append(extra if plan.watch and extra > day else None)
    return Course(days, tuple(extras), plan.settings)


def follow(mean: float, scores: Sequence[float], extras: Sequence[float], course: Course) -> Year:
    """Return what the rule of `skills.level` shows in a year; it ends with it on every path (tested).

    Args:
        mean: of the baseline, on day 0.
        scores: of the regular benchmarks.
        extras: of the extra one that each of them may bring.
        course: their days.
    """
    settings = course.settings
    noise, q, n0 = settings.noise, settings.q, settings.n0
    drift_z, watch_z = ROUNDING - settings.alert_limit, ROUNDING - settings.watch
    least_drop = ROUNDING - settings.least_drop
    widest = (settings.widest / IN_95_PERCENT) ** 2
    level, variance, total, squares = mean, noise / n0, 0.0, 0.0
    before = benchmarks = watches = 0
    alarm: int | None = None
    for day, extra, regular, another in zip(course.days, course.extras, scores, extras, strict=True):
        at, score, following = day, regular, extra
        while True:
            variance += q * (at - before) / DAYS_A_MONTH
            gain = variance / (variance + noise)
            rest = 1.0 - gain
            level += gain * (score - level)
            variance *= rest
            total = total * rest + gain
            squares = squares * rest * rest + gain * gain
            before = at
            benchmarks += 1
            drop = level - mean
            if drop >= 0.0 or variance > widest:
                break
            z = drop / math.sqrt(noise * (squares + total * total / n0))
            if z > watch_z:
                break
            if z <= drift_z and drop <= least_drop and benchmarks >= LEAST_SINCE:
                if alarm is None:
                    alarm = at
                break
            watches += 1
            if following is None:
                break
            at, score, following = following, another, None
    return Year(alarm, benchmarks, watches)


def simulate(
    plan: Plan, paths: int = PATHS, seed: int = 1, told: Callable[[int], object] = lambda _: None
) -> Simulated:
    """Return how csmdrill's rule and the naive ones do; the same seed gives the same figures.

    Args:
        plan: how a team practises.
        paths: years lived, each without a change, with a drop of a point, with one of half a point, and
            with a point lost evenly.
        seed: of all that is drawn.
        told: called with how many paths are done, every few hundred.
    """
    chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    course = course_of(plan)
    tally = _Tally(course)
    for done in range(paths):
        if done % TOLD_EVERY == 0:
            told(done)
        tally.live(_path(chance, plan, len(course.days)))
    told(paths)
    return tally.simulated(paths)


class Path(Struct, frozen=True):
    """What chance has in store for one competency-year.

    Args:
        level: the true one before any drop.
        baseline: scores of the baseline.
        noise: of each regular rating.
        extra_noise: of each rating that WATCH may bring.
    """

    level: float
    baseline: list[float]
    noise: list[float]
    extra_noise: list[float]


def rated(level: float, noise: Sequence[float]) -> list[float]:
    """Return ratings of a level, in quarter points within 1-5."""
    return [
        LOWEST if (raw := level + each) <= LOWEST else HIGHEST if raw >= HIGHEST else int(raw * 4 + 0.5) / 4
        for each in noise
    ]


def declining(level: float, noise: Sequence[float], days: Sequence[int | None]) -> list[float]:
    """Return ratings of a level that loses a point evenly over the year, in quarter points within 1-5.

    Args:
        level: before the year.
        noise: of each rating.
        days: of each rating; None for one that there is not, whose rating means nothing.
    """
    return [
        rated(max(level - FULL * (day or 0) / YEAR, LOWEST), (each,))[0]
        for each, day in zip(noise, days, strict=True)
    ]


def _path(chance: random.Random, plan: Plan, benchmarks: int) -> Path:
    gauss, sd = chance.gauss, plan.sd
    level = min(max(gauss(MEAN_LEVEL, SD_OF_LEVELS), LOWEST), HIGHEST)
    baseline = rated(level, [gauss(0.0, sd) for _ in range(plan.settings.n0)])
    noise = [gauss(0.0, sd) for _ in range(benchmarks)]
    return Path(level, baseline, noise, [gauss(0.0, sd) for _ in range(benchmarks)] if plan.watch else noise)


class _Tally:
    """Counts alarms of every rule, without a change and after drops.

    Args:
        course: the days of the year.
    """

    def __init__(self, course: Course) -> None:
        self._course = course
        self._alarms: dict[tuple[str, float], list[int]] = {
            (rule, drop): [] for rule in ("", *RULES) for drop in (0.0, FULL, HALF)
        }
        self._benchmarks = self._watches = self._slow = 0

    def live(self, path: Path) -> None:
        """Let every rule live a year without a change, and the same one after each drop."""
        mean = math.fsum(path.baseline) / len(path.baseline)
        known = Known(mean, path.baseline[-1])
        for drop in (0.0, FULL, HALF):
            level = max(path.level - drop, LOWEST)
            scores = rated(level, path.noise)
            extras = rated(level, path.extra_noise) if path.extra_noise is not path.noise else scores
            year = follow(mean, scores, extras, self._course)
            if year.alarm is not None:
                self._alarms["", drop].append(year.alarm)
            if not drop:
                self._benchmarks += year.benchmarks
                self._watches += year.watches
            for name, rule in RULES.items():
                at = rule(known, scores)
                if at is not None:
                    self._alarms[name, drop].append(self._course.days[at])
        scores = declining(path.level, path.noise, self._course.days)
        extras = declining(path.level, path.extra_noise, self._course.extras)
        self._slow += follow(mean, scores, extras, self._course).alarm is not None

    def simulated(self, paths: int) -> Simulated:
        """Return what so many paths came to."""
        return Simulated(
            rates=self._rates("", paths),
            found_slow=self._slow / paths,
            watch_share=self._watches / max(self._benchmarks, 1),
            benchmarks=self._benchmarks / paths,
            naive={name: self._rates(name, paths) for name in RULES},
        )

    def _rates(self, rule: str, paths: int) -> Rates:
        full, half = self._alarms[rule, FULL], self._alarms[rule, HALF]
        return Rates(
            false_alarm_per_year=len(self._alarms[rule, 0.0]) / paths,
            found_1_0=len(full) / paths,
            delay_1_0_months=_months(full, paths),
            found_0_5=len(half) / paths,
            delay_0_5_months=_months(half, paths),
        )


def _months(alarms: Sequence[int], paths: int) -> float | None:
    """Return after how many months half of all paths had their alarm."""
    half = (paths + 1) // 2
    return sorted(alarms)[half - 1] / DAYS_A_MONTH if len(alarms) >= half else None
