"""A measure and its goal, and the ways to take one."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from statistics import median
from typing import ParamSpec, TypeVar

from msgspec import Struct

ROUNDS = 5
_P = ParamSpec("_P")
_T = TypeVar("_T")


class Row(Struct, frozen=True, kw_only=True):
    """One measure, as it stands in the table and in the JSON beside it.

    Args:
        row: what was measured.
        goal: what csmdrill promises of it, in words.
        value: what came, in `unit`.
        unit: of value and peer.
        peer: what another program took for the same in the same run; None without one.
        ratio: value by peer.
        met: whether the goal is met.
    """

    row: str
    goal: str
    value: float
    unit: str
    peer: float | None = None
    ratio: float | None = None
    met: bool


def at_most(row: str, goal: float, value: float, unit: str) -> Row:
    """Return a measure that should not be above its goal."""
    return Row(row=row, goal=f"<= {goal:,g} {unit}", value=value, unit=unit, met=value <= goal)


def at_least(row: str, goal: float, value: float, unit: str) -> Row:
    """Return a measure that should not be below its goal."""
    return Row(row=row, goal=f">= {goal:,g} {unit}", value=value, unit=unit, met=value >= goal)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that some work takes once."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def usual(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the seconds that some work takes as a rule: the median of several rounds."""
    return median(timed(work) for _ in range(rounds))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least a share (0-1) of the values do not exceed."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def command(words: Sequence[str], environ: Mapping[str, str]) -> None:
    """Run csmdrill as a process of its own, from its start to its end.

    Raises:
        subprocess.CalledProcessError: it did not end with 0.
    """
    subprocess.run(
        [sys.executable, "-m", "csmdrill", *words], env=dict(environ), check=True, stdout=subprocess.DEVNULL
    )


def apart(work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Return what a function of a module gives in a process of its own, which owes nothing to this one.

    A process is begun at the memory of the one that begins it, so what a peak of memory is wanted of must
    not be begun by one that has made much itself.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result()
