"""What levels are made of and what they say: observations in, a state per channel out."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Role = Literal["self", "coach"]
State = Literal["UNKNOWN", "STALE", "DRIFT", "IMPROVED", "WATCH", "STEADY"]


class Observation(Struct, frozen=True, kw_only=True):
    """One rated benchmark.

    Args:
        day: study day on which it was played.
        score: 1-5.
        rubric: by which it was rated; scores by different ones are never mixed.
        spoken: said aloud; typed and spoken benchmarks have baselines of their own.
        attempt: its id; empty for one that was brought along.
        rater: whose rating; empty where it is the person's own.
    """

    day: int
    score: float
    rubric: str
    spoken: bool = False
    attempt: str = ""
    rater: str = ""


class Baseline(Struct, frozen=True):
    """The mean that later benchmarks are held against.

    Args:
        mean: 1-5.
        benchmarks: how many it is made of.
        first_day, last_day: study days of the first and the last of them.
        rubric: by which they were rated.
    """

    mean: float
    benchmarks: int
    first_day: int
    last_day: int
    rubric: str


class Level(Struct, frozen=True, kw_only=True):
    """How a channel of a competency stands on a day.

    Args:
        state: see the precedence in `csmdrill.skills.level`.
        benchmarks: observations of the series in force, the run-in included.
        wanted: how many of them make a baseline, the run-in included.
        spoken: which series it is.
        baseline: None while there is none.
        level: the filtered mean, 1-5; None without a baseline.
        half_width: of its 95 % interval today, in points.
        z: the drift statistic.
        drop: level minus baseline, in points; the D of the definition.
        since: benchmarks since the baseline.
        last_day: of the last benchmark; None without any.
        note: a sentence where something stands in the way, as a changed rubric; else empty.
    """

    state: State
    benchmarks: int
    wanted: int
    spoken: bool = False
    baseline: Baseline | None = None
    level: float | None = None
    half_width: float | None = None
    z: float | None = None
    drop: float | None = None
    since: int = 0
    last_day: int | None = None
    note: str = ""
