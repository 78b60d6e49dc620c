"""What to do next about a skill: cards, a benchmark, a circuit, a retest or nothing, and why."""

from __future__ import annotations

from datetime import timedelta

from csmdrill.core.clock import DAY_ZERO
from csmdrill.services.skill_views import KnowledgeView, NextAct
from csmdrill.skills.model import Level
from csmdrill.skills.plan import LATEST_DAYS, LOOK_AGAIN_DAYS, SOONEST_DAYS


def next_act(level: Level, knowledge: KnowledgeView, today: int, extra: bool = False) -> NextAct:
    """Return the one next act.

    Args:
        level: of the channel that speaks for the competency.
        knowledge: what its cards tell.
        today: study day.
        extra: the last benchmark was one more already, so WATCH asks for no other.
    """
    last = level.last_day
    if level.baseline is None or last is None:
        return NextAct("circuit", "Three of them in two weeks, of three stations each, make a baseline.")
    if level.state == "STALE":
        return NextAct("retest", "One benchmark tells where it stands now.")
    if level.state == "WATCH" and not extra:
        return _benchmark("One more benchmark will tell.", last + LOOK_AGAIN_DAYS, today)
    if knowledge.state == "DRIFT":
        return NextAct("cards", "Its cards are known less well than expected.")
    if level.state == "DRIFT":
        return NextAct("cards", "Practise it with cards and role-plays before the next benchmark.")
    if today < last + SOONEST_DAYS:
        day = DAY_ZERO + timedelta(days=last + SOONEST_DAYS)
        return NextAct("nothing", f"The next benchmark makes sense from {day.day} {day:%b %Y} on.")
    return _benchmark("It is due every 14 to 45 days.", last + LATEST_DAYS, today)


def _benchmark(why: str, by: int, today: int) -> NextAct:
    return NextAct("benchmark", why, DAY_ZERO + timedelta(days=max(by, today)))
