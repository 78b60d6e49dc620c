"""What a level says in sentences, as the person whose skill it is reads them."""

from __future__ import annotations

from collections.abc import Mapping

from csmdrill.core.clock import StudyDay, day_date
from csmdrill.skills.model import Level, Role, State
from csmdrill.skills.series import Series

NOTES: Mapping[State, str] = {
    "WATCH": "Look again: one more benchmark within 7 days. "
    "With no change at all, about one benchmark in ten shows this.",
    "IMPROVED": "You can take a new baseline, so that a later loss is measured from here.",
}
"""What goes with a state whatever the channel."""


def not_yet(series: Series) -> str:
    """Return why a series has no baseline: how many benchmarks of how many, and a changed rubric."""
    n0 = series.wanted - series.run_in
    left = series.run_in - series.benchmarks
    counted = f"{max(-left, 0)} of {n0}"
    if series.changed is not None:
        return f"The rubric changed on {_date(series.changed)}: {counted} by the new one."
    if series.run_in and left >= 0:
        return f"{series.benchmarks} of {series.run_in} to warm up, then {n0} for the baseline."
    warmed = f" after {series.run_in} to warm up" if series.run_in else ""
    return f"{counted} benchmarks{warmed}."


def left_out(series: Series) -> str:
    """Return that ratings by other rubrics do not count; empty where there are none."""
    if not series.left_out:
        return ""
    which = "an older rubric" if series.older else "another rubric"
    ratings = "rating" if series.left_out == 1 else "ratings"
    return f"{series.left_out} {ratings} by {which} {'is' if series.left_out == 1 else 'are'} not counted."


def too_old(days: int) -> str:
    """Return that the last benchmark is too long ago to say anything."""
    return f"The last benchmark was {days} days ago: retest."


def too_wide(half_width: float) -> str:
    """Return that the level is known too badly to say anything."""
    return f"The level is only known to within {half_width:.1f} points: retest."


def sentence(level: Level, role: Role) -> str:
    """Return what a level means, for the person it is about; "drift" is never said of self-ratings."""
    if level.baseline is None or level.level is None or level.half_width is None or level.drop is None:
        return f"No baseline yet{':' if level.note[:1].isdigit() else '.'} {level.note}".strip()
    if level.state == "STALE":
        return level.note
    against = f"{level.level:.1f} ± {level.half_width:.1f} against {level.baseline.mean:.1f}"
    if role == "self":
        return f"{_OF_SELF[level.state]} your baseline: {against}."
    if level.state == "STEADY":
        return f"No change from the baseline shown: {against}."
    side = f"{abs(level.drop):.1f} points {'below' if level.drop < 0 else 'above'} the baseline"
    return f"{_OF_COACH[level.state]} {side}: {against}."


_OF_SELF: Mapping[State, str] = {
    "DRIFT": "You rate yourself lower than at",
    "IMPROVED": "You rate yourself higher than at",
    "WATCH": "You may be rating yourself lower than at",
    "STEADY": "You rate yourself much the same as at",
}
_OF_COACH: Mapping[State, str] = {
    "DRIFT": "This skill is drifting,",
    "IMPROVED": "This skill has improved,",
    "WATCH": "Perhaps",
}


def _date(day: int) -> str:
    date = day_date(StudyDay(day))
    return f"{date.day} {date:%b %Y}"
