"""The sentences of the drift report, the same in every form of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from csmdrill.reports.model import FEWEST, Alert, DriftReport, Expected, Group, Known, Leaning, Person, Rated
from csmdrill.skills.model import Role, State
from csmdrill.skills.published import PERFORMANCE

LABELS: dict[str, str] = {"coach": "coach-rated", "self": "self-rated", "knowledge": "cards"}
_COACH: dict[State, str] = {
    "UNKNOWN": "not known yet",
    "STALE": "retest",
    "DRIFT": "drifting",
    "IMPROVED": "improved",
    "WATCH": "look again",
    "STEADY": "steady",
}
_SELF: dict[State, str] = {
    "DRIFT": "rated lower",
    "IMPROVED": "rated higher",
    "WATCH": "perhaps lower",
}
MEANINGS: tuple[tuple[State, str], ...] = (
    ("DRIFT", "The coach's ratings have fallen surely enough to talk about it."),
    (
        "WATCH",
        "Perhaps lower. One more benchmark is asked for; with no change at all about one in ten says so.",
    ),
    ("STEADY", "No change from the baseline shown. That is not a proof of none."),
    ("IMPROVED", "The ratings have risen; a new baseline can be set."),
    ("STALE", "Too long ago to say anything. Retest. It never means declined."),
    ("UNKNOWN", "No baseline yet: it takes six benchmarks, after two to warm up."),
)


def state_words(state: State, role: Role) -> str:
    """Return a state in two words; of self-ratings never "drift"."""
    return _SELF.get(state, _COACH[state]) if role == "self" else _COACH[state]


def dated(day: date) -> str:
    """Return a day as `3 Mar 2026`."""
    return f"{day.day} {day:%b %Y}"


def points(value: float | None, signed: bool = False) -> str:
    """Return points with one decimal and a true minus sign; `–` for none."""
    if value is None:
        return "–"
    return f"{value:{'+' if signed else ''}.1f}".replace("-", "−")


def rated_words(rated: Rated) -> str:
    """Return what the ratings of a role say, in a sentence."""
    if rated.baseline is None or rated.level is None or rated.half_width is None or rated.drop is None:
        return f"No baseline yet: {rated.note}" if rated.benchmarks else "Nothing rated yet."
    if rated.state == "STALE":
        return rated.note
    now = f"{points(rated.level)} ± {points(rated.half_width)} now, baseline {points(rated.baseline)}."
    side = f"{points(abs(rated.drop))} {'below' if rated.drop < 0 else 'above'} the baseline"
    if rated.channel == "self" and rated.state in ("DRIFT", "IMPROVED"):
        low = "lower" if rated.state == "DRIFT" else "higher"
        return f"Rates themselves {points(abs(rated.drop))} {low} than at their baseline: {now}"
    if rated.state in ("DRIFT", "IMPROVED"):
        return f"{side[0].upper()}{side[1:]}: {now}"
    if rated.state == "WATCH":
        return f"Perhaps {side}; look again: {now}"
    return f"No change shown: {now}"


def known_words(known: Known) -> str:
    """Return what the cards of the last 30 days say, in a sentence."""
    if not known.tested:
        return "No cards were tested in the last 30 days."
    seen = f"{known.recalled} of {known.tested} known in 30 days, {known.expected:.0f} expected"
    return f"{seen}; below what was expected since {dated(known.since)}." if known.since else f"{seen}."


def leaning_words(leaning: Leaning) -> str:
    """Return how self and coach lie to each other."""
    side = "higher" if leaning.points > 0 else "lower"
    return (
        f"Rates themselves about {points(abs(leaning.points))} points {side} than the coach does, "
        f"over {leaning.sessions} benchmarks."
    )


def seen_differently(person: Person) -> Iterator[tuple[str, str]]:
    """Yield where self and coach see a skill differently: its title, and how; no alert, worth a question."""
    for skill in person.skills:
        if skill.leaning is not None:
            yield skill.title, leaning_words(skill.leaning)
        if skill.headline == "coach" and skill.own.state == "DRIFT" and skill.coach.state != "DRIFT":
            own = rated_words(skill.own)
            yield skill.title, f"{own[:-1]}. The coach's ratings show no drift."


def left_out(people: int) -> str:
    """Return that some people have left, as it seems."""
    return (
        f"{counted_people(people)} had neither a benchmark nor a review for a year and "
        f"{'is' if people == 1 else 'are'} left out."
    )


def alert_words(alert: Alert) -> str:
    """Return what an alert is about."""
    if alert.channel == "knowledge":
        return known_words(alert.skill.known)
    return rated_words(alert.skill.speaks)


def alert_title(alert: Alert) -> str:
    """Return what happened, in two or three words."""
    if alert.channel == "knowledge":
        return "known less well than expected"
    return state_words("DRIFT", alert.skill.headline)


def opening(alert: Alert) -> str:
    """Return a question to begin the conversation with; nothing that accuses."""
    title = alert.skill.title.lower()
    if alert.channel == "knowledge":
        return f"What has got in the way of practising {title} lately?"
    if alert.channel == "self":
        return (
            f"You have become stricter with yourself in {title}. What do you see now that you did not before?"
        )
    return f"What is different about {title} in your calls since then: the accounts, the load, or something else?"


def expected_words(expected: Expected, standing: int, ratings_standing: int) -> list[str]:
    """Return how many alerts are false, in sentences.

    Args:
        expected: see there.
        standing: how many alerts stand now.
        ratings_standing: how many of these are of ratings.
    """
    if not expected.rated and not expected.tested:
        return ["Nobody has a baseline yet, so there are no alerts and none can be false."]
    said = []
    watched = []
    if expected.rated:
        share = (
            f"{expected.low:.1%}"
            if expected.low == expected.high
            else (f"{expected.low:.1%} to {expected.high:.1%}")
        )
        watched.append(f"{counted(expected.rated, 'rated skill')} with a baseline ({share} a year each)")
    if expected.tested:
        watched.append(f"{counted(expected.tested, 'set')} of cards in practice")
    said.append(
        f"If nobody had changed at all, about {few(expected.a_year)} alerts a year would come all the same, "
        f"from {' and '.join(watched)}."
    )
    if standing:
        said.append(
            f"{counted(standing, 'alert')} {'stands' if standing == 1 else 'stand'} today; any of them can be "
            "one of the false ones. So an alert opens a conversation. It is never a sanction, a score for pay "
            "or a ranking."
        )
    else:
        said.append("No alert stands today. That is no proof that nothing has changed.")
    if ratings_standing or expected.rated:
        how = "measured over these people" if expected.measured else "assumed"
        said.append(
            f"The figures hold where a rating of the same work spreads by {expected.noise:.1f} points ({how})."
        )
    return said


def limits() -> tuple[str, ...]:
    """Return what this report cannot tell, in sentences."""
    found = [each.found for each in PERFORMANCE.values()]
    half = [each.found_half for each in PERFORMANCE.values()]
    delays = [each.delay_months for each in PERFORMANCE.values()]
    return (
        f"A drop of half a point is mostly not found: {_hundred(half)} times in a hundred within a year. A drop "
        f"of a whole point is found {_hundred(found)} times in a hundred, half of them within "
        f"{min(delays):.0f} to {max(delays):.0f} months, with four to one benchmarks a month.",
        "Where raters are noisier than assumed (.9 points instead of .7), 10 to 14 skills in a hundred give a "
        "false alert in a year.",
        "Ratings are of simulated conversations. Whether somebody works so with customers (Kirkpatrick level 3) "
        "and what comes of it (level 4) is not measured here and does not follow.",
        "What people say of themselves goes only loosely with how they perform (a correlation of about .2 to "
        ".3). It is held against their own past and never mixed with a coach's ratings.",
        "Not practised is not declined: STALE means that nobody knows.",
        f"Nothing is summed up over fewer than {FEWEST} people. Whoever is named here practised in this home, "
        "or agreed by submitting or handing over ratings. Every rating can be contested.",
        "An alert opens a conversation. It is not for pay, ranking, discipline or promotion.",
    )


def _hundred(shares: list[float]) -> str:
    return f"{min(shares) * 100:.0f} to {max(shares) * 100:.0f}"


LEVEL_WORDS = (
    ("2", "Learning: cards known, and simulated conversations rated by a coach."),
    ("1-2", "What people say of their own performance: a self-assessment, between reaction and learning."),
    ("3, 4", "Behaviour at work and results: nothing in this report."),
)


def group_words(group: Group) -> str:
    """Return the states of a group, the commonest first; that there are too few people, where so."""
    if group.states is None:
        return f"fewer than {FEWEST} people, so no sum"
    rows = sorted(group.states.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{count} {_COACH[state]}" for state, count in rows)


def counted(count: int, thing: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def few(count: float) -> str:
    """Return a number of events as a person says it: one decimal while it is small."""
    return f"{count:.1f}" if count < 10 else f"{count:,.0f}"


def heading(report: DriftReport) -> str:
    """Return whom and what day the report is about."""
    who = "you" if [each.id for each in report.people] == [""] else counted_people(len(report.people))
    return f"{who} · {dated(report.day)}"


def counted_people(count: int) -> str:
    """Return a number of people."""
    return "nobody" if not count else "1 person" if count == 1 else f"{count:,} people"
