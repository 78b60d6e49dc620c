"""The sentences of the drift report, the same in every form of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from csmdrill.core.percent import percent
from csmdrill.reports.model import (
    FEWEST,
    Alert,
    Channel,
    DriftReport,
    Expected,
    Group,
    Known,
    Leaning,
    Person,
    Rated,
    Scatter,
)
from csmdrill.skills.model import Role, State
from csmdrill.skills.published import PERFORMANCE

NEW_DAYS = 7
"""An alert is new for so long."""

LABELS: dict[Channel, str] = {"coach": "coach-rated", "self": "self-rated", "knowledge": "cards"}
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
LEAD = (
    (
        "Which skills have moved against each person's own baseline, how sure that is, and what nobody "
        "knows. An alert opens a conversation; it is never a sanction."
    ),
    (
        "A benchmark is a short simulated conversation with a customer, rated from 1 to 5. Somebody's first "
        "six, after two to warm up, are the baseline; the level is what the ratings since then come to. "
        "3.1 ± 0.7 means: 95 times in a hundred it lies between 2.4 and 3.8."
    ),
    (
        "K is the level after Kirkpatrick: K2 is learning, K1-2 is what people say of themselves; nothing "
        "here is 3 (behaviour at work) or 4 (results)."
    ),
)
_WHOSE: Mapping[Role, str] = {"coach": "where a coach rates", "self": "where people rate themselves"}
_MEASURED = "measured over these people"
_ASSUMED = "assumed until ten people have a baseline"
CHART = (
    "Dots are a coach's ratings, rings the person's own. The dashed line is the baseline, the solid one the "
    "level, the band where it lies 95 times in a hundred."
)
APART = "Seen differently by self and coach: no alerts, worth a question."
SELF_WORDS = (
    "A skill without a baseline by a coach goes by the person's own ratings. They are never called drift: "
    "rated lower, perhaps lower or rated higher, each against the person's own baseline."
)
MEANINGS: tuple[tuple[State, str], ...] = (
    ("DRIFT", "The coach's ratings have fallen surely enough to talk about it."),
    ("WATCH", "Perhaps lower: one more benchmark is asked for. Without any change about one in ten says so."),
    ("STEADY", "No change from the baseline shown. That is not a proof of none."),
    ("IMPROVED", "The ratings have risen; a new baseline can be set."),
    ("STALE", "Too long ago to say anything. Retest. It never means declined."),
    ("UNKNOWN", "No baseline yet: it takes six benchmarks, after two to warm up."),
)
LEVEL_WORDS = (
    ("2", "Learning: cards known, and simulated conversations rated by a coach."),
    ("1-2", "What people say of their own performance: a self-assessment, between reaction and learning."),
    ("3, 4", "Behaviour at work and results: nothing in this report."),
)


def state_words(state: State, role: Role) -> str:
    """Return a state in two words; of self-ratings never "drift"."""
    return _SELF.get(state, _COACH[state]) if role == "self" else _COACH[state]


def dated(day: date) -> str:
    """Return a day as `3 Mar 2026`."""
    return f"{day.day} {month(day)}"


@lru_cache(maxsize=64)
def month(day: date) -> str:
    """Return a day's month as `Mar 2026`."""
    return f"{day:%b %Y}"


def rated_words(rated: Rated, you: bool = False) -> str:
    """Return what the ratings of a role say, and which do not count.

    Args:
        rated: what they come to.
        you: they are of whoever reads it.
    """
    return f"{_rated_sentence(rated, you)} {rated.outside}".strip()


def _rated_sentence(rated: Rated, you: bool) -> str:
    if rated.baseline is None or rated.level is None or rated.half_width is None or rated.drop is None:
        return f"No baseline yet: {rated.note}" if rated.benchmarks else "Nothing rated yet."
    if rated.state == "STALE":
        return rated.note
    now = f"{rated.level:.1f} ± {rated.half_width:.1f} now, baseline {rated.baseline:.1f}."
    if rated.state == "STEADY":
        return f"No change shown: {now}"
    if rated.channel == "self":
        rates, than = "Self-ratings are", "the baseline"
        if you:
            rates, than = "You rate yourself", "at your baseline"
        rates = f"Perhaps {rates[:1].lower()}{rates[1:]}" if rated.state == "WATCH" else rates
        side = "lower" if rated.drop < 0 else "higher"
        return f"{rates} {abs(rated.drop):.1f} {side} than {than}: {now}"
    side = f"{abs(rated.drop):.1f} {'below' if rated.drop < 0 else 'above'} the baseline"
    return f"Perhaps {side}; look again: {now}" if rated.state == "WATCH" else f"{side}: {now}"


def known_words(known: Known) -> str:
    """Return what the cards of the last 30 days say, in a sentence."""
    if not known.tested:
        return "No cards were tested in the last 30 days."
    return f"{known.recalled} of {known.tested} known in 30 days, {known.expected:.0f} expected."


def leaning_words(leaning: Leaning, you: bool = False) -> str:
    """Return how self and coach lie to each other."""
    side = "higher" if leaning.points > 0 else "lower"
    points = f"{abs(leaning.points):.1f} points {side} than"
    over = f"over {leaning.sessions} benchmarks."
    if you:
        return f"You rate yourself about {points} the coach does, {over}"
    return f"Self-ratings are about {points} the coach's, {over}"


def seen_differently(person: Person) -> Iterator[tuple[str, str]]:
    """Yield where self and coach see a skill differently: its title, and how; no alert, worth a question."""
    for skill in person.skills:
        if skill.leaning is not None:
            yield skill.title, leaning_words(skill.leaning, is_you(person))
        if skill.headline == "coach" and skill.own.state == "DRIFT" and skill.coach.state != "DRIFT":
            said = rated_words(skill.own, is_you(person))
            yield skill.title, f"{said} The coach's ratings show no drift."


def is_you(person: Person) -> bool:
    """Return whether a person is whose home it is, and reads the report."""
    return not person.id


def last_benchmark(person: Person) -> date | None:
    """Return the day of a person's last benchmark; None without any."""
    return max((each.speaks.last for each in person.skills if each.speaks.last), default=None)


def left_out(people: int) -> str:
    """Return that some people have left, as it seems."""
    is_ = "is" if people == 1 else "are"
    return f"{_people(people)} had neither a benchmark nor a review for a year and {is_} left out."


def by_skill(alerts: Iterable[Alert]) -> list[list[Alert]]:
    """Return the alerts of each skill together, those of ratings first."""
    found: dict[tuple[str, str], list[Alert]] = {}
    for alert in alerts:
        found.setdefault((alert.person.id, alert.skill.competency), []).append(alert)
    return [sorted(each, key=lambda alert: alert.channel == "knowledge") for each in found.values()]


def alert_words(alert: Alert) -> str:
    """Return what an alert is about."""
    if alert.channel == "knowledge":
        return known_words(alert.skill.known)
    return rated_words(alert.skill.speaks, is_you(alert.person))


def is_new(alert: Alert, day: date) -> bool:
    """Return whether an alert came within the week up to a day."""
    return alert.since is not None and alert.since > day - timedelta(days=NEW_DAYS)


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
        return f"You rate yourself lower in {title} than before. What do you see now that you did not then?"
    return f"What has changed about {title} in your calls since then: the accounts, the load, something else?"


def expected_words(expected: Expected, standing: int) -> list[str]:
    """Return how many alerts are false, in sentences.

    Args:
        expected: see there.
        standing: how many alerts stand now.
    """
    if not expected.rated and not expected.tested:
        return ["Nobody has a baseline yet, so there can be no alert yet."]
    watched = []
    if expected.rated:
        rates = dict.fromkeys((percent(expected.low, 1), percent(expected.high, 1)))
        skills, each = counted(expected.rated, "skill"), " each" if expected.rated > 1 else ""
        watched.append(f"from {skills} with a baseline ({' to '.join(rates)} a year{each})")
    if expected.tested:
        watched.append(f"from the cards of {counted(expected.tested, 'skill')}")
    said = [
        (
            f"If nobody changed at all, {_alerts(expected.a_year)} would come all the same: "
            f"{' and '.join(watched)}."
        )
    ]
    if standing:
        stands = "stands" if standing == 1 else "stand"
        said.append(
            f"{counted(standing, 'alert')} {stands} today; any of them can be one of the false ones. "
            "That is why an alert only opens a conversation."
        )
    else:
        said.append("No alert stands today. That is no proof that nothing has changed.")
    if expected.rated:
        said.append(_noise_words(expected.noise))
    return said


def _noise_words(noise: Sequence[Scatter]) -> str:
    """Return by how much ratings of equal work differ, and where that is known from."""
    sources = {each.channel: _MEASURED if each.measured else _ASSUMED for each in noise}
    if len({(f"{each.points:.1f}", each.measured) for each in noise}) == 1:
        source = f"a standard deviation, {sources[noise[0].channel]}"
        return f"This holds where ratings of equal work scatter by {noise[0].points:.1f} points ({source})."
    parts = [f"by {each.points:.1f} {_WHOSE[each.channel]}, {sources[each.channel]}" for each in noise]
    scatter = "This holds where ratings of equal work scatter, in points as a standard deviation"
    return f"{scatter}, {'; '.join(parts)}."


_LIMITS = (
    (
        "A drop of half a point is mostly not found: {half} times in a hundred within a year. A drop of a "
        "whole point is found {found} times in a hundred, half of them within {soon} to {late} months, "
        "with {pace}."
    ),
    (
        "Where raters are noisier than assumed (.9 points instead of .7), 10 to 13 skills in a hundred give "
        "a false alert in a year."
    ),
    (
        "Ratings are of simulated conversations. Whether somebody works so with customers (Kirkpatrick level "
        "3) and what comes of it (level 4) is not measured here and does not follow."
    ),
    (
        "What people say of themselves goes only loosely with how they perform (a correlation of about .2 to "
        ".3). It is held against their own past and never mixed with a coach's ratings."
    ),
    "Not practised is not declined: retest means that nobody knows.",
    (
        "Nothing is summed up over fewer than {fewest} people. Whoever is named here practised in this home, "
        "or agreed by submitting or handing over ratings. Every rating can be contested."
    ),
    "An alert opens a conversation. It is not for pay, ranking, discipline or promotion.",
)


def limits() -> tuple[str, ...]:
    """Return what this report cannot tell, in sentences, with the published rates."""
    rates = PERFORMANCE.values()
    delays = [each.delay_months for each in rates]
    figures = {
        "half": _hundred([each.found_half for each in rates]),
        "found": _hundred([each.found for each in rates]),
        "soon": f"{min(delays):.0f}",
        "late": f"{max(delays):.0f}",
        "pace": f"{max(PERFORMANCE)} to {min(PERFORMANCE)} benchmarks a month",
        "fewest": FEWEST,
    }
    return tuple(each.format(**figures) for each in _LIMITS)


def group_words(group: Group) -> str:
    """Return the states of a group, the commonest first; that there are too few people, where so."""
    if group.states is None:
        return f"fewer than {FEWEST} people, so no sum"
    rows = sorted(group.states.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{count:,} {_COACH[state]}" for state, count in rows)


def heading(report: DriftReport) -> str:
    """Return whom and what day the report is about."""
    ids = [each.id for each in report.people]
    among = ", you among them" if "" in ids else ""
    who = "you" if ids == [""] else f"{_people(len(ids))}{among}"
    return f"{who} · {dated(report.day)}"


def counted(count: int, thing: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _people(count: int) -> str:
    return "nobody" if not count else "1 person" if count == 1 else f"{count:,} people"


def _alerts(a_year: float) -> str:
    if a_year < 0.5:
        return f"about one alert in {1 / a_year:.0f} years" if a_year else "no alert"
    return f"about {a_year:.1f} alerts a year" if a_year < 10 else f"about {a_year:,.0f} alerts a year"


def _hundred(shares: list[float]) -> str:
    return f"{min(shares) * 100:.0f} to {max(shares) * 100:.0f}"
