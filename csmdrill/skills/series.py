"""Which benchmarks count: the rubric in force, the run-in, the baseline and what came after it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby, takewhile
from operator import attrgetter

from msgspec import Struct

from csmdrill.skills.model import Baseline, Observation

_ORDER = attrgetter("day", "attempt", "rubric", "rater", "score")


class Series(Struct, frozen=True, kw_only=True):
    """The benchmarks of one mode by the rubric in force.

    Args:
        counted: those after the run-in, as day and score, in order; see `_even`.
        rated: all of them as they were rated, the run-in included, as day and score, in order.
        benchmarks: how many there are, the run-in included.
        wanted: how many of them make a baseline, the run-in included.
        run_in: how many of `wanted` are the run-in.
        spoken: which mode it is.
        rubric: in force; see `series_in_force`.
        changed: study day of the first benchmark by it, where one by another came before; else None.
        left_out: how many benchmarks by other rubrics do not count.
        older: whether each of these rubrics was in use before the one in force.
        last_day: of the newest benchmark; None without any.
    """

    counted: tuple[tuple[int, float], ...]
    rated: tuple[tuple[int, float], ...]
    benchmarks: int
    wanted: int
    run_in: int
    spoken: bool = False
    rubric: str = ""
    changed: int | None = None
    left_out: int = 0
    older: bool = True
    last_day: int | None = None


class Chosen(Struct, frozen=True):
    """A baseline, and the day and score of each benchmark since."""

    baseline: Baseline
    later: tuple[tuple[int, float], ...]


def in_order(observations: Sequence[Observation], today: int) -> list[Observation]:
    """Return the benchmarks up to a day in the one order that they count in, however they came.

    Within a day the attempt decides and never the score: the lowest would always be the run-in.
    """
    come = [each for each in observations if each.day <= today]
    of_day = {each.day: each for each in come}
    if len(of_day) == len(come):  # nothing but the day decides, as nearly always
        return [of_day[day] for day in sorted(of_day)]
    return sorted(come, key=_ORDER)


def series_in_force(observations: Sequence[Observation], today: int, run_in: int, n0: int) -> Series:
    """Return the series of the rubric of the newest day, and of several on that day the newest one.

    So what is rated late counts on the day of its benchmark, and an older rubric does not come back by it.

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
        return Series(counted=(), rated=(), benchmarks=0, wanted=run_in + n0, run_in=run_in, spoken=spoken)
    newest, rubric = ordered[-1], _in_force(ordered)
    others = [at for at, each in enumerate(ordered) if each.rubric != rubric]
    mine = [each for each in ordered if each.rubric == rubric] if others else ordered
    own_run_in = run_in - sum(at < run_in for at in others)
    rated = tuple([(each.day, each.score) for each in mine])
    return Series(
        counted=_even(mine, rated)[own_run_in:],
        rated=rated,
        benchmarks=len(mine),
        wanted=own_run_in + n0,
        run_in=own_run_in,
        spoken=newest.spoken,
        rubric=rubric,
        changed=mine[0].day if others[:1] == [0] else None,
        left_out=len(others),
        older=not others or _are_older(ordered, rubric),
        last_day=newest.day,
    )


def _in_force(ordered: Sequence[Observation]) -> str:
    """Return the rubric of the newest day; of several on it the one that came into use last."""
    newest = ordered[-1]
    if len(ordered) == 1 or ordered[-2].day < newest.day:
        return newest.rubric
    last = {each.rubric for each in takewhile(lambda each: each.day == newest.day, reversed(ordered))}
    if len(last) == 1:
        return newest.rubric
    return [each for each in _as_they_came(ordered) if each in last][-1]


def _are_older(ordered: Sequence[Observation], rubric: str) -> bool:
    """Return whether all other rubrics came into use before one."""
    return _as_they_came(ordered)[-1] == rubric


def _as_they_came(ordered: Sequence[Observation]) -> list[str]:
    return list(dict.fromkeys(each.rubric for each in ordered))


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
    if len(series.counted) < n0:
        return ()
    return tuple([score for _, score in series.rated[series.run_in :][end - n0 : end]])


def _baseline_end(series: Series, n0: int, rebased: int | None) -> int:
    if rebased is None:
        return n0
    return max(sum(day <= rebased for day, _ in series.counted), n0)


def _even(mine: Sequence[Observation], rated: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
    """Return day and score, those that nobody can order (brought along, of one day) at their common mean.

    It changes neither a baseline nor a level but where the run-in or the baseline ends amid them; there it
    keeps the order of the scores from deciding which of them count.
    """
    if len({day for day, _ in rated}) == len(rated) or len(
        {(each.day, each.attempt) for each in mine}
    ) == len(mine):
        return rated
    even: list[tuple[int, float]] = []
    for (day, _), group in groupby(mine, key=lambda each: (each.day, each.attempt)):
        scores = [each.score for each in group]
        even += [(day, math.fsum(scores) / len(scores))] * len(scores)
    return tuple(even)
