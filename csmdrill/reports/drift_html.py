"""The drift report as one page of HTML: no script, nothing fetched, light and dark, for paper and phones."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import get_args

from csmdrill.core.clock import DAY_ZERO
from csmdrill.core.text import make_safe
from csmdrill.reports import coach_words
from csmdrill.reports import drift_words as words
from csmdrill.reports.model import LEVELS, Alert, Channel, DriftReport, Person, Skill
from csmdrill.reports.svg import Plot, chart
from csmdrill.skills.model import Role, State

MOST_SHOWN = 40
"""Skills with an alert at the head of the page; the others stand with their people."""
SIGNS: dict[State, str] = {
    "DRIFT": "▼",
    "WATCH": "◔",
    "STEADY": "●",
    "IMPROVED": "▲",
    "STALE": "?",
    "UNKNOWN": "…",
}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(report: DriftReport) -> str:
    """Return the page."""
    body = [
        _banner(report),
        _header(report),
        _talk(report),
        _wrong(report),
        _stale(report),
        _glance(report),
        _coaches(report),
        _people(report),
        _limits(),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{_text(f'Drift report · {words.heading(report)}')}</title>\n"
        f"<style>{_style()}</style></head>\n<body>\n" + "\n".join(filter(None, body)) + "\n</body></html>\n"
    )


def _style() -> str:
    return Path(__file__).with_name("drift.css").read_text(encoding="utf-8")


def _banner(report: DriftReport) -> str:
    if report.synthetic:
        return (
            '<p class="banner" role="note"><b>Demo. Nobody here exists.</b> Names, ratings and cards are '
            "made up by a program, to show what a report looks like.</p>"
        )
    if report.practice_clock:
        return '<p class="banner" role="note">Made on a practice clock: no real practice.</p>'
    return ""


def _header(report: DriftReport) -> str:
    lead = "".join(f"<p>{_text(each)}</p>" for each in words.LEAD)
    return f'<header><h1>Drift report</h1><p class="lead">{_text(words.heading(report))}</p>{lead}</header>'


def _talk(report: DriftReport) -> str:
    head = "<section><h2>To talk about this week</h2>"
    if not report.alerts:
        return f"{head}<p>Nothing stands out: no alert in any channel.</p>{_apart(report)}</section>"
    cards = words.by_skill(report.alerts)
    shown = "".join(_card(alerts, report) for alerts in cards[:MOST_SHOWN])
    more = len(cards) - MOST_SHOWN
    rest = f"<p>And {words.counted(more, 'more skill')}, marked ▼ below.</p>" if more > 0 else ""
    signs = f"<p class=dim>{_text(words.CHART)}</p>"
    return f'{head}{signs}<div class="cards">{shown}</div>{rest}{_apart(report)}</section>'


def _card(alerts: list[Alert], report: DriftReport) -> str:
    """Return the alerts of one skill together."""
    person, skill = alerts[0].person, alerts[0].skill
    figure = "" if alerts[0].channel == "knowledge" else _figure(person, skill, report)
    said = "".join(_alert(alert, report) for alert in alerts)
    return (
        f'<article class="card DRIFT"><h3><a href="#{_anchor(person)}">{_text(person.name)}</a></h3>'
        f"<p><b>{_text(skill.title)}</b></p>{figure}{said}"
        f'<p class="ask">To begin with: “{_text(words.opening(alerts[0]))}”</p></article>'
    )


def _alert(alert: Alert, report: DriftReport) -> str:
    since = ""
    if alert.since is not None:
        new = " <b>new</b>" if words.is_new(alert, report.day) else ""
        since = f' <span class="dim">since {words.dated(alert.since)}</span>{new}'
    return (
        f'<p><span class="chip DRIFT">▼ {_text(words.alert_title(alert))}</span>{since}<br>'
        f"{_CHANNELS[alert.channel]} {_text(words.alert_words(alert))}</p>"
    )


def _apart(report: DriftReport) -> str:
    """Return where self and coach see a skill differently: no alert, and worth a question."""
    rows = [
        f"<li><b>{_text(person.name)}</b>, {_text(title)}: {_text(said)}</li>"
        for person in report.people
        for title, said in words.seen_differently(person)
    ]
    if not rows:
        return ""
    more = len(rows) - MOST_SHOWN
    rest = f"<p>And {more:,} more.</p>" if more > 0 else ""
    title, _, about = words.APART.partition(": ")
    head = f"<h3>{title}</h3><p>{about.capitalize()}</p>"
    return f"{head}<ul>{''.join(rows[:MOST_SHOWN])}</ul>{rest}"


def _wrong(report: DriftReport) -> str:
    said = words.expected_words(report.expected, len(report.alerts))
    lines = "".join(f"<p>{_text(each)}</p>" for each in said)
    return f"<section><h2>How often this is wrong</h2>{lines}</section>"


def _stale(report: DriftReport) -> str:
    rows = []
    for person in report.people:
        titles = [_text(skill.title) for skill in person.skills if skill.speaks.state == "STALE"]
        last = words.last_benchmark(person)
        if titles and last is not None:
            ago = words.counted((report.day - last).days, "day")
            rows.append(
                f"<li><b>{_text(person.name)}</b>: {', '.join(titles)}. "
                f'<span class="dim">Last benchmark {words.dated(last)}, {ago} ago.</span></li>'
            )
    said = f"<ul>{''.join(rows)}</ul>" if rows else "<p>Nobody.</p>"
    left = f"<p>{_text(words.left_out(report.left_out))}</p>" if report.left_out else ""
    return (
        "<section><h2>Nobody knows: retest</h2><p>The last benchmark is over 60 days ago, or the level has "
        f"become too uncertain. It does not mean declined.</p>{said}{left}</section>"
    )


def _glance(report: DriftReport) -> str:
    if not report.people:
        return "<section><h2>At a glance</h2><p>There are no ratings and no reviews yet.</p></section>"
    titles = list(dict.fromkeys(skill.title for person in report.people for skill in person.skills))
    head = "".join(f"<th scope=col>{_text(title)}</th>" for title in titles)
    rows = "".join(_row(person, titles) for person in report.people)
    sums = "".join(_td(group.title, _text(words.group_words(group))) for group in report.groups)
    foot = f"<tfoot><tr><th scope=row>Together</th>{sums}</tr></tfoot>" if len(report.people) > 1 else ""
    keys = "".join(
        f"<dt>{_CHIPS[state, 'coach']}</dt><dd>{_text(meaning)}</dd>" for state, meaning in words.MEANINGS
    )
    return (
        '<section><h2>At a glance</h2><table class="glance"><thead><tr><th></th>'
        f"{head}</tr></thead><tbody>{rows}</tbody>{foot}</table>"
        f"<p><small>self</small>: {_text(words.SELF_WORDS)} "
        '<span class="chip DRIFT">▼ cards</span>: known less well than expected.</p>'
        f'<dl class="keys">{keys}</dl></section>'
    )


def _row(person: Person, titles: list[str]) -> str:
    of_title = {skill.title: skill for skill in person.skills}
    cells = "".join(_td(title, _standing(of_title[title]) if title in of_title else "") for title in titles)
    return f'<tr><th scope=row><a href="#{_anchor(person)}">{_text(person.name)}</a></th>{cells}</tr>'


def _td(title: str, inner: str) -> str:
    """Return a cell that can say by itself which column it is in: a phone shows the columns as lines."""
    return f'<td data-of="{_text(title)}"><span>{inner}</span></td>'


def _standing(skill: Skill) -> str:
    mark = "" if skill.headline == "coach" or skill.speaks.baseline is None else " <small>self</small>"
    cards = ' <span class="chip DRIFT">▼ cards</span>' if skill.known.state == "DRIFT" else ""
    return _CHIPS[skill.speaks.state, skill.headline] + mark + cards


def _people(report: DriftReport) -> str:
    if not report.people:
        return ""
    each = "".join(_of(person, report) for person in report.people)
    return f"<section><h2>Person by person</h2>{_key()}</section>{each}"


def _coaches(report: DriftReport) -> str:
    """Return who rated and how sure their ratings are; nothing where no coach rated."""
    parts = []
    if report.coaches:
        said = "".join(f"<li>{_text(each)}</li>" for each in coach_words.mark_lines(report.coaches))
        parts.append(f"<section><h2>{coach_words.MARKS}</h2><ul>{said}</ul></section>")
    if report.agreement is not None:
        said = "".join(f"<p>{_text(each)}</p>" for each in coach_words.agreement_lines(report.agreement))
        table = _marginals(coach_words.marginal_rows(report.agreement))
        parts.append(f"<section><h2>{coach_words.AGREEMENT}</h2>{said}{table}</section>")
    return "".join(parts)


def _marginals(rows: list[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th scope=col>{each}</th>" for each in coach_words.RATINGS)
    body = "".join(
        f"<tr><th scope=row>{_text(name)}</th>{''.join(f'<td>{each}</td>' for each in given)}</tr>"
        for name, *given in rows
    )
    return (
        f"<p>{coach_words.TABLE}</p><table class=counts><thead><tr><th></th>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )


def _of(person: Person, report: DriftReport) -> str:
    skills = "".join(_skill(person, skill, report) for skill in person.skills)
    said = coach_words.foretold_lines(report.foretold) if words.is_you(person) else ()
    foretold = "".join(f"<p>{_text(each)}</p>" for each in said)
    return (
        f'<section class="person" id="{_anchor(person)}"><h3>{_text(person.name)}</h3>'
        f'<div class="cards">{skills}</div>{foretold}</section>'
    )


def _skill(person: Person, skill: Skill, report: DriftReport) -> str:
    you = words.is_you(person)
    figure = _figure(person, skill, report) if skill.coach.dots or skill.own.dots else ""
    lines = [
        f"{_CHANNELS['coach']} {_text(words.rated_words(skill.coach, you))}",
        f"{_CHANNELS['self']} {_text(words.rated_words(skill.own, you))}",
        f"{_CHANNELS['knowledge']} {_text(words.known_words(skill.known))}",
    ]
    if skill.leaning is not None:
        lines.append(_text(words.leaning_words(skill.leaning, you)))
    said = "".join(f"<li>{line}</li>" for line in lines)
    return (
        f'<article class="card {skill.speaks.state}"><h4>{_text(skill.title)}<br>{_standing(skill)}</h4>'
        f'{figure}<ul class="channels">{said}</ul></article>'
    )


def _figure(person: Person, skill: Skill, report: DriftReport) -> str:
    speaks = skill.speaks
    said = f"{skill.title}, {words.LABELS[skill.headline]}: {words.rated_words(speaks, words.is_you(person))}"
    return chart(
        Plot(
            title=make_safe(said),
            first=(report.since - DAY_ZERO).days,
            last=(report.day - DAY_ZERO).days,
            ends=(words.month(report.since), words.month(report.day)),
            filled=skill.coach.dots,
            hollow=skill.own.dots,
            band=skill.band,
            baseline=speaks.baseline,
            tone="" if skill.headline == "coach" else "own",
        )
    )


def _limits() -> str:
    said = "".join(f"<li>{_text(each)}</li>" for each in words.limits())
    levels = "".join(
        f"<dt>K{_text(level)}</dt><dd>{_text(meaning)}</dd>" for level, meaning in words.LEVEL_WORDS
    )
    return (
        f"<section><h2>What this report cannot tell</h2><ul>{said}</ul></section>"
        f'<section><h2>What the figures are about</h2><dl class="keys">{levels}</dl></section>'
    )


def _anchor(person: Person) -> str:
    return f"p{person.id.encode().hex()}"


def _text(text: str) -> str:
    return escape(make_safe(text))


def _chip(state: State, role: Role) -> str:
    return f'<span class="chip {state}">{SIGNS[state]} {_text(words.state_words(state, role))}</span>'


def _channel(channel: Channel) -> str:
    level = f'<abbr title="Kirkpatrick level {LEVELS[channel]}">K{LEVELS[channel]}</abbr>'
    return f'<span class="channel {channel}">{_text(words.LABELS[channel])} {level}</span>'


_CHIPS: Mapping[tuple[State, Role], str] = {
    (state, role): _chip(state, role) for state in SIGNS for role in get_args(Role)
}
_CHANNELS: Mapping[Channel, str] = {channel: _channel(channel) for channel in LEVELS}

_LEGEND = Plot(
    title="How to read a chart",
    first=0,
    last=300,
    ends=("earlier", "today"),
    filled=((10, 3.5), (20, 4), (30, 3.25), (45, 3.75), (120, 3.75), (170, 3), (220, 3.25), (270, 2.75)),
    hollow=((10, 4), (30, 4.25), (120, 4), (170, 4.25), (220, 3.75), (270, 4)),
    band=(
        (45, 3.6, 3.1, 4.1),
        (120, 3.6, 3.1, 4.1),
        (170, 3.4, 2.9, 3.9),
        (270, 3.0, 2.5, 3.5),
        (300, 3.0, 2.4, 3.6),
    ),
    baseline=3.6,
)
_MARKS = (
    ('<path class="dot" d="M10 6h0"/>', "a benchmark, rated by a coach (1 to 5)"),
    ('<path class="ring" d="M10 6h0"/><path class="hole" d="M10 6h0"/>', "a benchmark, rated by the person"),
    ('<path class="base" d="M0 6H20"/>', "the baseline: the mean of the first six, after two to warm up"),
    (
        '<path class="band" d="M0 0H20V12H0Z"/><path class="level" d="M0 6H20"/>',
        "the level, and where it lies 95 times in a hundred; it widens while nobody practises",
    ),
)


def _key() -> str:
    """Return how to read a chart."""
    lines = "".join(
        f'<li><svg class="sign" viewBox="0 0 20 12">{mark}</svg> {_text(meaning)}</li>'
        for mark, meaning in _MARKS
    )
    whose = "Baseline and level are the coach's where a coach has rated enough, else the person's own."
    return f'<div class="key"><div>{chart(_LEGEND)}</div><ul>{lines}<li>{whose}</li></ul></div>'
