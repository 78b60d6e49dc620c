"""What to do next about each skill, and why; what and when is the plan's word, as in a circuit."""

from __future__ import annotations

from collections.abc import Mapping

from csmdrill.core.clock import StudyDay, day_date
from csmdrill.services.circuit_ground import WAITS_DAYS, Ground, Made
from csmdrill.services.skill_views import CompetencyView, NextAct
from csmdrill.services.wording import counted, date_words, skill_title
from csmdrill.skills.plan import Standing, Turn, asked_of

NEWCOMER = "Three of them in two weeks, of three stations each, make a baseline."


def next_acts(made: Made, before: Ground, now: Ground) -> Mapping[str, NextAct]:
    """Return the one next act of each competency.

    Args:
        made: what was played.
        before: as it was before the day, which the day's circuit is planned from.
        now: with what was played on that day, as before the day after.
    """
    today, circuit = before.day, before.left(made)
    found = {}
    for name, standing in now.standings.items():
        begun = standing.days[-1:] == (today,) or any(
            made.is_begun(row.key, today) for row in now.forms.get(name, ())
        )
        turn = asked_of(standing, circuit, now.focus, today, begun)
        found[name] = _act(now, name, turn, _to_rate(made, name, today), today)
    return found


def _act(ground: Ground, name: str, turn: Turn | None, to_rate: int, today: int) -> NextAct:
    view, standing = ground.views[name], ground.standings[name]
    if turn is not None and turn.day <= today:
        return _now(standing, turn, today)
    if to_rate:
        it = "It counts" if to_rate == 1 else "They count"
        return NextAct("rate", f"{it} once you have rated {'it' if to_rate == 1 else 'them'}.")
    if view.knowledge.state == "DRIFT":
        return NextAct("cards", "Its cards are known less well than expected.")
    if view.state == "DRIFT":
        return NextAct("cards", f"Practise it with cards and role-plays. {_from(turn)}".strip())
    return _later(ground, view, turn)


def _now(standing: Standing, turn: Turn, today: int) -> NextAct:
    if turn.kind == "baseline":
        return NextAct("circuit", _towards(standing))
    if turn.kind == "joins":
        return NextAct("benchmark", "The circuit of today has room for it.")
    if turn.kind == "retest":
        return NextAct("retest", "One benchmark tells where it stands now.")
    by = day_date(StudyDay(max(turn.by, today)))
    if turn.kind == "look-again":
        return NextAct("benchmark", "One more benchmark will tell.", by)
    last = standing.days[-1] if standing.days else today
    return NextAct("benchmark", f"The last one was {counted(today - last, 'day')} ago.", by)


def _later(ground: Ground, view: CompetencyView, turn: Turn | None) -> NextAct:
    standing = ground.standings[view.competency]
    if turn is None:
        return _not_asked(ground, standing)
    day = day_date(StudyDay(turn.day))
    if turn.kind == "baseline":
        return NextAct("circuit", _towards(standing), day=day)
    if turn.kind == "look-again":
        return NextAct("benchmark", "One more benchmark will tell.", day_date(StudyDay(turn.by)), day)
    unrated = view.headline == "coach" and standing.days[-1:] > (standing.rated_day or 0,)
    coach = "The last benchmark waits for your coach's rating. " if unrated else ""
    return NextAct("nothing", f"{coach}{_from(turn)}", day=day)


def _not_asked(ground: Ground, standing: Standing) -> NextAct:
    if not standing.forms:
        return NextAct("nothing", "There is no reserved scenario of it, so it cannot be benchmarked.")
    focus = ground.standings.get(ground.focus)
    if focus is None or focus.has_baseline or focus is standing:
        return NextAct(
            "later",
            "A later circuit takes it in when it has room; or begin a circuit of this skill alone now.",
        )
    first = skill_title(focus.competency)
    return NextAct("later", f"{first} gets its baseline first; you can begin with this one all the same.")


def _towards(standing: Standing) -> str:
    if not standing.days:
        return NEWCOMER
    if standing.missing <= 0:
        return "The baseline is made; what is left of today's circuit tells more."
    verb = "makes" if standing.missing == 1 else "make"
    return f"{counted(standing.missing, 'more benchmark')} {verb} the baseline."


def _from(turn: Turn | None) -> str:
    return (
        f"The next benchmark is asked for from {date_words(day_date(StudyDay(turn.day)))} on." if turn else ""
    )


def _to_rate(made: Made, competency: str, today: int) -> int:
    """Return how many benchmarks wait for the self-rating."""
    return sum(
        each.competency == competency
        and 0 <= today - each.day <= WAITS_DAYS
        and not any(given.role == "self" for given in each.ratings)
        for each in made.benchmarks
    )
