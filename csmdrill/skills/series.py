"""Which benchmarks count: the rubric in force, the run-in, the baseline and what came after it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from csmdrill.skills.model import Baseline, Observation


class Series(Struct, frozen=True, kw_only=True):
    """The benchmarks of one mode by the rubric in force.

    Args:
        counted: those after the run-in, as day and score, in order; see `_even`.
        scores: the same as they were rated.
        benchmarks: how many there are, the run-in included.
        wanted: how many of them make a baseline, the run-in included.
        run_in: how many of `wanted` are the run-in.
        spoken: which mode it is.
        rubric: in force, that of the newest benchmark.
        changed: study day since which it is the rubric, where there are benchmarks by another; else None.
        last_day: of the newest benchmark; None without any.
    """

    counted: tuple[tuple[int, float], ...]
    scores: tuple[float, ...]
    benchmarks: int
    wanted: int
    run_in: int
    spoken: bool = False
    rubric: str = ""
    changed: int | None = None
    last_day: int | None = None


class Chosen(Struct, frozen=True):
    """A baseline, and the day and score of each benchmark since."""

    baseline: Baseline
    later: tuple[tuple[int, float], ...]


def in_order(observations: Sequence[Observation], today: int) -> list[Observation]:
    """Return the benchmarks up to a day in the one order that they count in, however they came.

    Within a day the attempt decides and never the score: the lowest would always be the run-in.
    """
    return sorted(
        (each for each in observations if each.day <= today),
        key=lambda each: (each.day, each.attempt, each.rubric, each.rater, each.score),
    )


def series_in_force(observations: Sequence[Observation], today: int, run_in: int, n0: int) -> Series:
    """Return the series of the rubric of the newest benchmark.

    Args:
        observations: all typed or all spoken, in any order; what is after today does not count yet.
        today: study day.
        run_in: how many of the first benchmarks never count, by whatever rubric they were rated.
        n0: benchmarks in a baseline.

    Raises:
        ValueError: typed and spoken ones are mixed.
    """
    if len({each.spoken for each in observations}) > 1:
        raise ValueError("typed and spoken benchmarks have baselines of their own")
    ordered = in_order(observations, today)
    if not ordered:
        spoken = bool(observations) and observations[0].spoken
        return Series(counted=(), scores=(), benchmarks=0, wanted=run_in + n0, run_in=run_in, spoken=spoken)
    newest = ordered[-1]
    mine = [each for each in ordered if each.rubric == newest.rubric]
    elsewhere = sum(each.rubric != newest.rubric for each in ordered[:run_in])
    own_run_in = run_in - elsewhere
    others = [at for at, each in enumerate(ordered) if each.rubric != newest.rubric]
    return Series(
        counted=_even(mine)[own_run_in:],
        scores=tuple(each.score for each in mine[own_run_in:]),
        benchmarks=len(mine),
        wanted=own_run_in + n0,
        run_in=own_run_in,
        spoken=newest.spoken,
        rubric=newest.rubric,
        changed=ordered[others[-1] + 1].day if others else None,
        last_day=newest.day,
    )


def choose(series: Series, n0: int, rebased: int | None) -> Chosen | None:
    """Return the baseline in force and what came after; None while there are too few benchmarks.

    Args:
        series: the series in force.
        n0: benchmarks in a baseline.
        rebased: study day of the last re-baselining: the last n0 up to and including it are the baseline.
            Where there are fewer, as after a change of the rubric, the first n0 are, as without it.
    """
    counted = series.counted
    if len(counted) < n0:
        return None
    end = _baseline_end(series, n0, rebased)
    base = counted[end - n0 : end]
    mean = math.fsum(score for _, score in base) / n0
    return Chosen(Baseline(mean, n0, base[0][0], base[-1][0], series.rubric), counted[end:])


def baseline_scores(series: Series, n0: int, rebased: int | None) -> tuple[float, ...]:
    """Return the scores of the baseline in force as they were rated, to measure noise; none without one.

    Args: as of `choose`.
    """
    end = _baseline_end(series, n0, rebased)
    return series.scores[end - n0 : end] if len(series.scores) >= n0 else ()


def _baseline_end(series: Series, n0: int, rebased: int | None) -> int:
    if rebased is None:
        return n0
    return max(sum(day <= rebased for day, _ in series.counted), n0)


def _even(mine: Sequence[Observation]) -> tuple[tuple[int, float], ...]:
    """Return day and score, those that nobody can order (brought along, of one day) at their common mean.

    It changes neither a baseline nor a level but where the run-in or the baseline ends amid them; there it
    keeps the order of the scores from deciding which of them count.
    """
    if len({(each.day, each.attempt) for each in mine}) == len(mine):
        return tuple([(each.day, each.score) for each in mine])
    even: list[tuple[int, float]] = []
    for (day, _), group in groupby(mine, key=lambda each: (each.day, each.attempt)):
        scores = [each.score for each in group]
        even += [(day, math.fsum(scores) / len(scores))] * len(scores)
    return tuple(even)
