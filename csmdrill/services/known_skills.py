"""What the cards of a competency tell: recall of the last 30 days, beside what was expected, and an alert."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from csmdrill.core.clock import DAY_ZERO
from csmdrill.practice.knowledge import wilson
from csmdrill.services.skill_views import KnowledgeView, PassRate
from csmdrill.skills.model import State
from csmdrill.skills.recall_drift import LIMIT, MILLION, Recall, cusum
from csmdrill.storage.observations import KnownDay

DAYS = 30
AVERAGED_DAYS = 28
WEEKS = 26


def knowledge_of(days: Sequence[KnownDay], today: int, averaged: bool = True) -> KnowledgeView:
    """Return the knowledge channel of a competency on a day; later days do not count.

    Args:
        days: what was tested on which day, of one person and competency.
        today: study day.
        averaged: with the moving average, which takes most of the time.
    """
    days = [each for each in days if each.day <= today]
    since = today - DAYS
    recent = [each for each in days if each.day > since]
    tested, recalled = sum(each.tested for each in recent), sum(each.recalled for each in recent)
    expected = sum(each.expected_ppm for each in recent) / MILLION
    low, high = wilson(recalled, tested)
    found = cusum((each.day, each.evidence_ppm) for each in days)
    state: State = "UNKNOWN" if not tested else "STEADY" if found.alert_day is None else "DRIFT"
    words = {"UNKNOWN": "not tested", "STEADY": "as expected", "DRIFT": "drifting"}[state]
    return KnowledgeView(
        state=state,
        words=words,
        sentence=_sentence(tested, recalled, expected, found),
        tested=tested,
        recalled=recalled,
        low=low,
        high=high,
        expected=expected,
        s=found.s,
        limit=LIMIT,
        since=None if found.alert_day is None else DAY_ZERO + timedelta(days=found.alert_day),
        average=_average(days, today) if averaged else (),
    )


def _sentence(tested: int, recalled: int, expected: float, found: Recall) -> str:
    if not tested:
        return "Nothing was tested in the last 30 days."
    seen = f"{recalled} of {tested} known in the last 30 days, {expected:.0f} expected"
    if found.alert_day is None:
        return f"{seen}."
    since = DAY_ZERO + timedelta(days=found.alert_day)
    return f"Recall is drifting below what was expected since {since.day} {since:%b %Y}: {seen}."


def _average(days: Sequence[KnownDay], today: int) -> tuple[PassRate, ...]:
    """Return the pass rate of the 28 days up to each week's end; none where nothing was tested in them."""
    found = []
    days = [each for each in days if each.day > today - 7 * WEEKS - AVERAGED_DAYS]
    for week in reversed(range(WEEKS)):
        end = today - 7 * week
        within = [each for each in days if end - AVERAGED_DAYS < each.day <= end]
        tested = sum(each.tested for each in within)
        if tested:
            share = sum(each.recalled for each in within) / tested
            found.append(PassRate(DAY_ZERO + timedelta(days=end), share, tested))
    return tuple(found)
