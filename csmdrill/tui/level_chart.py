"""The chart of a competency: ratings as points, the baseline, the level in its band, months below."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct
from textual.content import Content

from csmdrill.services.skill_views import ChannelView, KnowledgeView, TrackPoint
from csmdrill.skills.level import DAYS_A_MONTH, IN_95_PERCENT, STANDARD
from csmdrill.tui.canvas import ACROSS, Canvas

LEFT, RIGHT = 6, 17
LOWEST, HIGHEST = 1, 5
SHORTEST_DAYS = 28
NARROW, LEAST_ROWS = 16, 5
POINT, SEVERAL, OTHER, EXPECTED, UNUSED = "●", "◉", "○", "◇", "·"
BAND = "░"
POINT_STYLE, LEVEL_STYLE, BAND_STYLE, LINE_STYLE, GREY = (
    "bold",
    "$accent",
    "$accent 50%",
    "$foreground",
    "dim",
)


class Label(Struct, frozen=True):
    """Words at the right edge, beside a value."""

    value: float
    words: str
    style: str = ""


class Plot:
    """A drawing with a scale of values and one of days.

    Args:
        width, height: of everything, in cells, months included.
        first, last: days at the left and the right edge.
        low, high: values at the lower and the upper edge.
        steps: how many parts the scale of values has; its ends and what lies between are named.
    """

    def __init__(
        self, width: int, height: int, first: date, last: date, low: float, high: float, steps: int
    ) -> None:
        each = max(1, (height - 2) // steps)
        self.canvas = Canvas(max(width - LEFT - RIGHT, NARROW), each * steps + 1)
        self.low, self.high = low, high
        self.first = min(first, last - timedelta(days=SHORTEST_DAYS))
        self.last = last
        self._each = each
        self._step = (high - low) / steps

    def x(self, day: date) -> float:
        """Return the place of a day, in cells."""
        share = (day - self.first).days / (self.last - self.first).days
        return share * (self.canvas.width - 1) + 0.5

    def y(self, value: float) -> float:
        """Return the place of a value, in cells from the top."""
        share = (self.high - min(max(value, self.low), self.high)) / (self.high - self.low)
        return share * (self.canvas.height - 1) + 0.5

    def days(self, first: date, last: date, a_cell: int = ACROSS) -> Iterator[tuple[float, float]]:
        """Yield places from one day to another, so many a cell, each with its day as days since `first`."""
        start, end = self.x(first), self.x(last)
        whole = (last - first).days
        for place in range(math.floor(start * a_cell), math.floor(end * a_cell) + 1):
            x = place / a_cell
            share = (x - start) / (end - start) if end > start else 0.0
            yield x, min(max(share, 0.0), 1.0) * whole

    def rule(self, value: float, first: date, last: date, style: str, every: int) -> None:
        """Draw a level line of dots at a value; `every` so many half cells there is one."""
        for x, _ in self.days(first, last):
            if not int(x * ACROSS) % every:
                self.canvas.dot(x, self.y(value), style)

    def point(self, day: date, value: float, sign: str, style: str) -> None:
        """Put a point; where there is one already, both are told of."""
        x, y = self.x(day), self.y(value)
        self.canvas.sign(x, y, SEVERAL if self.canvas.sign_at(x, y) in (POINT, SEVERAL) else sign, style)

    def shade(self, x: float, low: float, high: float) -> None:
        """Fill a column between two values."""
        for y in range(int(self.y(high)), int(self.y(low)) + 1):
            self.canvas.shade(x, y, BAND, BAND_STYLE)

    def drawn(self, labels: Iterable[Label], unit: str = "") -> list[Content]:
        """Return everything: scale, drawing, labels, months."""
        named = _apart([(int(self.y(each.value)), each) for each in labels], self.canvas.height)
        lines = []
        for number, row in enumerate(self.canvas.rows()):
            value = self.high - number / self._each * self._step
            scale = f"{value:.0f}{unit} ┤" if not number % self._each else "│"
            label = named.get(number)
            said = (f" {label.words}", label.style) if label else ""
            lines.append(Content.assemble((f"{scale:>{LEFT}}", GREY), row, said))
        return [*lines, Content.styled(" " * LEFT + month_line(self), GREY)]


def level_chart(view: ChannelView, today: date, width: int, height: int) -> list[Content]:
    """Return a channel of ratings as a chart, with a line that says what its signs mean.

    Args:
        view: of one competency.
        today: the right edge.
        width, height: in cells.
    """
    first = min((each.day for each in view.points), default=today)
    plot = Plot(width, height - 1, first, today, LOWEST, HIGHEST, HIGHEST - LOWEST)
    labels: list[Label] = []
    base = view.level.baseline
    if view.track and base is not None and view.baseline_days is not None:
        _band(plot, view.track, today)
        unused = view.track[-1].unused
        _unused(plot, view.track, today)
        begun, frozen = view.baseline_days
        plot.rule(base.mean, begun, today, LINE_STYLE, ACROSS)
        plot.rule(base.mean, begun, frozen, LINE_STYLE, 1)
        _level(plot, view.track, today)
        labels = [
            Label(view.track[-1].level, level_label(view), LEVEL_STYLE),
            Label(base.mean, f"baseline {base.mean:.1f}", LINE_STYLE),
            Label(unused, f"unused {unused:.1f}", GREY),
        ]
    for each in view.points:
        plot.point(
            each.day, each.score, POINT if each.counted else OTHER, POINT_STYLE if each.counted else ""
        )
    return [*plot.drawn(labels), legend(view, width)]


def knowledge_chart(view: KnowledgeView, today: date, width: int, height: int) -> list[Content]:
    """Return the share known of what was tested, week by week, with what is expected of the last 30 days."""
    shares = [each.share for each in view.average]
    expected = view.expected / view.tested if view.tested else None
    low = 50 if min([*shares, view.low if view.tested else 1.0], default=0) >= 0.5 else 0
    first = min((each.day for each in view.average), default=today)
    plot = Plot(width, height - 1, first, today, low, 100, 5)
    labels = []
    if view.tested and expected is not None:
        for x, _ in plot.days(max(plot.first, today - timedelta(days=30)), today, 1):
            plot.shade(x, 100 * view.low, 100 * view.high)
        labels = [
            Label(
                100 * view.recalled / view.tested,
                f"known {100 * view.recalled / view.tested:.0f} %",
                LEVEL_STYLE,
            ),
            Label(100 * expected, f"expected {100 * expected:.0f} %", LINE_STYLE),
        ]
    for one, other in zip(view.average, view.average[1:], strict=False):
        gone = (other.day - one.day).days
        for x, days in plot.days(one.day, other.day):
            plot.canvas.dot(
                x, plot.y(100 * (one.share + (other.share - one.share) * days / gone)), LEVEL_STYLE
            )
    if view.tested and expected is not None:
        plot.point(today, 100 * view.recalled / view.tested, POINT, POINT_STYLE)
        plot.canvas.sign(plot.x(today), plot.y(100 * expected), EXPECTED, LINE_STYLE)
    signs = f"⠤⠤ average of 28 days  {POINT} last 30 days, {BAND} its 95 % interval  {EXPECTED} expected"
    return [*plot.drawn(labels, "%"), Content.styled(" " * LEFT + signs, GREY)]


def level_label(view: ChannelView) -> str:
    """Return the level with its half-width."""
    level = view.level
    return f"level {level.level:.1f} ± {level.half_width:.1f}" if level.level and level.half_width else ""


def legend(view: ChannelView, width: int) -> Content:
    """Return what the signs of a channel's chart mean, those that are there and have room."""
    parts = [f"{POINT} benchmark"]
    if not all(each.counted for each in view.points):
        parts.append(f"{OTHER} other rubric")
    if view.baseline_days is not None:
        parts += ["⠒⠒ level", f"{BAND} 95 %"]
        parts += [f"⠂⠂ baseline of {span_words(*view.baseline_days)}", f"{UNUSED}{UNUSED} if unused"]
    while len("  ".join(parts)) > width - LEFT:
        del parts[-1]
    return Content.styled(" " * LEFT + "  ".join(parts), GREY)


def span_words(first: date, last: date) -> str:
    """Return the months from one day to another: `Mar–May 2026`."""
    end = f"{last:%b %Y}"
    if first.year != last.year:
        return f"{first:%b %Y}–{end}"
    return end if first.month == last.month else f"{first:%b}–{end}"


def month_line(plot: Plot) -> str:
    """Return the names of months below their first days, as many as there is room for."""
    line, width = "", plot.canvas.width
    for day, name in _months(plot):
        place = int(plot.x(day))
        if place + len(name) <= width and (not line or place > len(line) + 1):
            line = line.ljust(place) + name
    ends = f"{plot.last.day} {plot.last:%b}"
    return line or f"{plot.first.day} {plot.first:%b}".ljust(width - len(ends)) + ends


def _months(plot: Plot) -> Iterator[tuple[date, str]]:
    day = plot.first if plot.first.day == 1 else _next_month(plot.first)
    while day <= plot.last:
        yield day, f"{day:%Y}" if day.month == 1 else f"{day:%b}"
        day = _next_month(day)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _stretches(track: Sequence[TrackPoint], today: date) -> Iterator[tuple[TrackPoint, date]]:
    """Yield each point of a track with the day until which it holds."""
    for number, point in enumerate(track):
        yield point, track[number + 1].day if number + 1 < len(track) else today


def _band(plot: Plot, track: Sequence[TrackPoint], today: date) -> None:
    """Fill the 95 % interval: it widens until the next benchmark."""
    for point, until in _stretches(track, today):
        known = max(point.level - point.low, point.high - point.level) ** 2
        for x, days in plot.days(point.day, until, 1):
            grown = IN_95_PERCENT**2 * STANDARD.q * days / DAYS_A_MONTH
            half = math.sqrt(known + grown)
            plot.shade(x, max(point.level - half, LOWEST), min(point.level + half, HIGHEST))


def _unused(plot: Plot, track: Sequence[TrackPoint], today: date) -> None:
    """Draw in grey what would be expected without any use, as an assumption that nothing rests on."""
    begun, end = track[0], track[-1]
    whole = max((today - begun.day).days, 1)
    for x, days in plot.days(begun.day, today, 1):
        plot.canvas.shade(x, plot.y(begun.unused + (end.unused - begun.unused) * days / whole), UNUSED, GREY)


def _level(plot: Plot, track: Sequence[TrackPoint], today: date) -> None:
    """Draw the level: it holds until a benchmark moves it."""
    for point, until in _stretches(track, today):
        plot.rule(point.level, point.day, until, LEVEL_STYLE, 1)


def _apart(wanted: Sequence[tuple[int, Label]], rows: int) -> Mapping[int, Label]:
    """Return labels by row, each in the free one nearest to where it belongs; the first are placed first."""
    found: dict[int, Label] = {}
    for row, label in wanted:
        free = [each for each in range(rows) if each not in found]
        if free and label.words:
            found[min(free, key=lambda each: (abs(each - row), each))] = label
    return found
