"""One small chart as inline SVG: points, a band with its level, a baseline, and an axis from 1 to 5."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import chain

from msgspec import Struct

WIDTH, HEIGHT = 260, 118
LEFT, RIGHT, TOP, BOTTOM = 16, 254, 6, 98
START = LEFT + 3
LOWEST, HIGHEST = 1.0, 5.0

Place = tuple[float, float]
"""A day and a score of 1-5."""


class Plot(Struct, frozen=True):
    """What a chart shows.

    Args:
        title: in a sentence, for whoever cannot see it.
        first, last: days at the ends of the axis.
        ends: words below its two ends.
        filled, hollow: points of two kinds.
        band: day, level, low and high, in order of the days.
        baseline: a level; None without.
        tone: a class of the style sheet, for the band.
    """

    title: str
    first: int
    last: int
    ends: tuple[str, str]
    filled: Sequence[Place] = ()
    hollow: Sequence[Place] = ()
    band: Sequence[tuple[float, float, float, float]] = ()
    baseline: float | None = None
    tone: str = ""


def chart(plot: Plot) -> str:
    """Return the chart as an SVG element; what lies before its first day is left out."""
    step = (RIGHT - LEFT - 6) / max(plot.last - plot.first, 1)
    shown = [each for each in plot.band if each[0] >= plot.first]
    before = [each for each in plot.band if each[0] < plot.first]
    if before:  # the band comes in at the left edge at the height it had
        shown = [(plot.first, *before[-1][1:]), *shown]
    parts = [_GRID]
    if len(shown) > 1:
        xs = [START + (each[0] - plot.first) * step for each in shown]
        edge = [*zip(xs, [y(each[3]) for each in shown], strict=True)]
        edge += zip(reversed(xs), [y(each[2]) for each in reversed(shown)], strict=True)
        parts.append(f'<path class="band" d="{_line(edge)}Z"/>')
        level = [*zip(xs, [y(each[1]) for each in shown], strict=True)]
        parts.append(f'<path class="level" d="{_line(level)}"/>')
    if plot.baseline is not None:
        parts.append(f'<path class="base" d="M{LEFT} {y(plot.baseline):.1f}H{RIGHT}"/>')
    hollow, filled = _dots(plot.hollow, plot.first, step), _dots(plot.filled, plot.first, step)
    if hollow:
        parts.append(f'<path class="ring" d="{hollow}"/><path class="hole" d="{hollow}"/>')
    if filled:
        parts.append(f'<path class="dot" d="{filled}"/>')
    parts.append(
        f'<text x="{LEFT}" y="{HEIGHT - 6}">{escape(plot.ends[0])}</text>'
        f'<text x="{RIGHT}" y="{HEIGHT - 6}" text-anchor="end">{escape(plot.ends[1])}</text>'
    )
    return (
        f'<svg class="chart {plot.tone}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(plot.title)}">{"".join(parts)}</svg>'
    )


def y(score: float) -> float:
    """Return the height of a score of 1-5; a lower one and a higher one lie on the edge."""
    if score < LOWEST:
        return BOTTOM
    if score > HIGHEST:
        return TOP
    return BOTTOM - (score - LOWEST) / (HIGHEST - LOWEST) * (BOTTOM - TOP)


def _line(places: Sequence[Place]) -> str:
    return "M" + ("L%.1f %.1f" * len(places))[1:] % tuple(chain.from_iterable(places))


def _dots(places: Sequence[Place], first: int, step: float) -> str:
    """Return a path of strokes without length, which round ends make into dots."""
    shown: list[float] = []
    for day, score in places:
        if day >= first:
            shown += (START + (day - first) * step, y(score))
    return "M%.1f %.1fh0" * (len(shown) // 2) % tuple(shown)


_GRID = "".join(
    f'<path class="grid" d="M{LEFT} {y(score):.1f}H{RIGHT}"/>'
    f'<text x="{LEFT - 6}" y="{y(score) + 3:.1f}" text-anchor="end">{score:.0f}</text>'
    for score in (LOWEST, 3.0, HIGHEST)
)
