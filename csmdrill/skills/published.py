"""How often levels and recall alerts are wrong, and how much they find: as published in docs/drift.md.

The figures come from `csmdrill drift simulate` with the standard settings.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Published(Struct, frozen=True, kw_only=True):
    """What a year of benchmarks of a competency comes to, with the extra ones that WATCH asks for.

    Args:
        false_alarm: share of quiet years with a false alarm, 0-1.
        found: share of drops by a whole point that are found within a year.
        found_half: the same of drops by half a point.
        delay_months: until half of the drops by a point are found.
    """

    false_alarm: float
    found: float
    found_half: float
    delay_months: float


class PublishedRecall(Struct, frozen=True, kw_only=True):
    """What a year of cards of a competency comes to.

    Args:
        false_alarm: share of quiet years with a false alarm, 0-1.
        delay_days: until halved odds of recall are found.
    """

    false_alarm: float
    delay_days: int


PERFORMANCE: Mapping[int, Published] = {
    1: Published(false_alarm=0.029, found=0.80, found_half=0.30, delay_months=4.0),
    2: Published(false_alarm=0.037, found=0.87, found_half=0.39, delay_months=2.0),
    4: Published(false_alarm=0.041, found=0.91, found_half=0.43, delay_months=1.2),
}
"""By benchmarks a month."""

RECALL: Mapping[int, PublishedRecall] = {
    1: PublishedRecall(false_alarm=0.023, delay_days=147),
    2: PublishedRecall(false_alarm=0.043, delay_days=76),
    5: PublishedRecall(false_alarm=0.095, delay_days=32),
    10: PublishedRecall(false_alarm=0.144, delay_days=17),
    20: PublishedRecall(false_alarm=0.198, delay_days=9),
}
"""By cards a day."""


def at_pace(benchmarks_a_month: float) -> tuple[int, Published]:
    """Return the published pace nearest to one's own, and its figures."""
    pace = min(PERFORMANCE, key=lambda each: (abs(each - benchmarks_a_month), each))
    return pace, PERFORMANCE[pace]


def recall_at_pace(cards_a_day: float) -> tuple[int, PublishedRecall]:
    """Return the published number of cards a day nearest to one's own, and its figures."""
    pace = min(RECALL, key=lambda each: (abs(each - cards_a_day), each))
    return pace, RECALL[pace]
