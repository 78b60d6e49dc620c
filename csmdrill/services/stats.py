"""Sum up practice: recall beside what was expected, the year's answers, time for an answer, ratings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from csmdrill.core.clock import day_date
from csmdrill.practice.knowledge import wilson
from csmdrill.practice.model import Rating
from csmdrill.services.forecast import ahead, basis
from csmdrill.services.views import Known, StatsView
from csmdrill.services.workspace import Workspace
from csmdrill.storage.statistics import Answered, Recall

DAYS = 30
WEEKS = 53


def stats(workspace: Workspace) -> StatsView:
    """Return the statistics of the present study day."""
    day = workspace.now().day
    store = workspace.store
    today = day_date(day)
    days = (WEEKS - 1) * 7 + today.weekday() + 1
    answers = store.answers_by_day(day, days)
    ratings = store.ratings(day, DAYS)
    found = basis(workspace)
    coming = ahead(found, found.retention)
    rows = _rows(store.recall_by_competency(day, DAYS), store.answered_by_competency(day, DAYS))
    return StatsView(
        day=today,
        whole=_whole(rows),
        rows=rows,
        ratings={rating.word: ratings.counts.get(rating.value, 0) for rating in Rating},
        middle_seconds=round(ratings.middle_ms / 1000, 1) if ratings.counts else None,
        first=date.fromordinal(today.toordinal() - days + 1),
        year=tuple(answers.get(each, 0) for each in range(day - days + 1, day + 1)),
        ahead=coming.days,
        minutes_ahead=coming.minutes,
        simulated=store.simulated,
    )


def _rows(recall: Iterable[Recall], answered: Iterable[Answered]) -> tuple[Known, ...]:
    by_name = {row.competency: row for row in recall}
    return tuple(
        _known(row.competency, row.reviews, row.spent_ms / 1000, by_name.get(row.competency))
        for row in sorted(answered, key=lambda row: row.competency)
    )


def _known(competency: str, answers: int, spent: float, recall: Recall | None) -> Known:
    tested, recalled, expected = (recall.tested, recall.recalled, recall.expected) if recall else (0, 0, 0.0)
    low, high = wilson(recalled, tested)
    return Known(
        competency=competency,
        answers=answers,
        seconds=round(spent / answers, 1) if answers else None,
        tested=tested,
        recalled=recalled,
        expected=round(expected, 2),
        low=round(low, 4),
        high=round(high, 4),
    )


def _whole(rows: Iterable[Known]) -> Known:
    rows = tuple(rows)
    recall = Recall(
        "",
        sum(row.tested for row in rows),
        sum(row.recalled for row in rows),
        sum(row.expected for row in rows),
    )
    spent = sum((row.seconds or 0) * row.answers for row in rows)
    return _known("", sum(row.answers for row in rows), spent, recall)
