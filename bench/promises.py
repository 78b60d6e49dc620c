"""What became of a simulated year, told in a table and held against what csmdrill promises."""

from __future__ import annotations

import math
import statistics
from datetime import date

import msgspec

POINTS = 3.0
ERRORS = 3.0
"""Standard errors by which what was known may differ from what the memory model expected of it."""

LATE = 14
"""Days later than it comes true that a promise may be: two weeks of being told worse than it is."""

MOST_LATE = 0.1
"""Share of promises that may be later than that, up to twice as much.

A promise must hold whatever luck brings, and where cards fill the minutes day after day, luck decides.
"""

HEAD = """\
Retention 90 %, each day opened with CSMDRILL_NOW. 10 minutes a day; "uneven" has 5, and every
twenty-fifth answer or so takes 50 seconds instead of 6 to 20; that cannot be foreseen, so it is shown
and not judged.
most: minutes of the fullest day.
known: first answers of a card on a later day that were right, in percent, with their standard error;
expected: by the memory model, for the days on which they were asked.
kept: whether somebody behind was level by the day promised on the first day behind. A promise is for
practice on every day outside of a planned leave: where a day is skipped before all is level and before its
day has come, or the time is over before, it stays open and counts neither way.
sooner: how many days before the one promised, without a leave, in the middle and at most.

who             days  answers   most        known  expected     kept  open  sooner  longest promise"""


class Promise(msgspec.Struct, frozen=True):
    """What was said to somebody behind: on `made`, that `day` would be level.

    Args:
        made: first day behind.
        day: promised; None where it was said that no day could be.
        level: first day on which everything due fitted in; None if that was not lived to see.
        away: days of a planned leave between the two.
    """

    made: date
    day: date | None
    level: date | None
    away: int = 0

    @property
    def kept(self) -> bool:
        """Whether it was level by the day promised; no day is no promise that could be kept."""
        return self.level is not None and self.day is not None and self.level <= self.day

    @property
    def sooner(self) -> int:
        """Days of practice before the one promised on which it was level; 0 where it was not."""
        return (self.day - self.level).days - self.away if self.day and self.level and self.kept else 0


class Lived(msgspec.Struct, frozen=True, kw_only=True):
    """What became of somebody's year.

    Args:
        name: of the person.
        days, answers: practised.
        most: minutes of the fullest day.
        tested, recalled: first answers of a card on a later day, and how many were known.
        expected: of them, by the memory model.
        promises: those that came to an end.
        open: promises that did not: a day was skipped, or the time was over.
    """

    name: str
    days: int
    answers: int
    most: float
    tested: int
    recalled: int
    expected: float
    promises: tuple[Promise, ...]
    open: int


def faults(lived: Lived, minutes: int, retention: float) -> list[str]:
    """Return what was not as promised.

    Args:
        lived: somebody's year.
        minutes: chosen for a day.
        retention: chosen, 0-1.
    """
    found = []
    if lived.most > minutes:
        found.append(
            f"{lived.name}: {60 * (lived.most - minutes):.0f} seconds more than {minutes} minutes on a day"
        )
    for each in lived.promises:
        if each.day is None:
            found.append(f"{lived.name}: level on {each.level}, no day was promised on {each.made}")
        elif not each.kept:
            found.append(f"{lived.name}: level on {each.level}, promised for {each.day} on {each.made}")
        elif each.sooner > 2 * LATE:
            found.append(
                f"{lived.name}: level on {each.level} already, promised for {each.day} on {each.made}"
            )
    late = sum(each.sooner > LATE for each in lived.promises)
    if late > MOST_LATE * len(lived.promises):
        found.append(f"{lived.name}: {late} of {len(lived.promises)} promises more than {LATE} days too late")
    known, error = percent(lived)
    if abs(known - 100 * retention) > POINTS:
        found.append(
            f"{lived.name}: {known:.1f} % known, give or take {error:.1f}, not {100 * retention:.0f}"
        )
    expected = 100 * lived.expected / lived.tested
    if abs(known - expected) > ERRORS * error:
        found.append(f"{lived.name}: {known:.1f} % known, give or take {error:.1f}, {expected:.1f} expected")
    return found


def percent(lived: Lived) -> tuple[float, float]:
    """Return the percentage known, and its standard error by chance alone."""
    share = lived.recalled / lived.tested
    return 100 * share, 100 * math.sqrt(share * (1 - share) / lived.tested)


def row(lived: Lived) -> str:
    """Return somebody's row of the table."""
    kept = [each for each in lived.promises if each.kept]
    sooner = [each.sooner for each in kept]
    spare = f"{statistics.median_low(sooner)}, {max(sooner)}" if sooner else "-"
    longest = max(lived.promises, key=lambda each: (each.day or date.max) - each.made, default=None)
    told = f"{longest.made} -> {longest.day}, was {longest.level}" if longest else "never behind"
    recall = "{:.1f} +- {:.1f}".format(*percent(lived))
    expected = 100 * lived.expected / lived.tested
    return (
        f"{lived.name:<15}{lived.days:>5}{lived.answers:>9}{lived.most:>7.2f}{recall:>13}{expected:>10.1f}"
        f"{f'{len(kept)}/{len(lived.promises)}':>9}{lived.open:>6}{spare:>8}  {told}"
    )
