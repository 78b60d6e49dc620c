"""The drift report as one page of HTML: no script, nothing fetched, light and dark, for paper and phones."""

from __future__ import annotations

from datetime import date, timedelta
from html import escape
from pathlib import Path

from csmdrill.core.clock import DAY_ZERO
from csmdrill.core.text import make_safe
from csmdrill.reports import drift_words as words
from csmdrill.reports.model import LEVELS, Alert, DriftReport, Person, Rated, Skill
from csmdrill.reports.svg import Plot, chart
from csmdrill.skills.model import Role, State

MOST_SHOWN = 40
"""Alerts at the head of the page; the others stand with their people."""
NEW_DAYS = 7
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
SIGNS: dict[State, str] = {
    "DRIFT": "▼",
    "WATCH": "◔",
    "STEADY": "●",
    "IMPROVED": "▲",
    "STALE": "?",
    "UNKNOWN": "…",
}


def html(report: DriftReport) -> str:
    """Return the page."""
    title = f"Drift report · {words.heading(report)}"
    body = [
        _banner(report),
        f"<header><h1>Drift report</h1><p class=lead>{_text(words.heading(report))}</p></header>",
        _talk(report),
        _wrong(report),
        _stale(report),
        _glance(report),
        _people(report),
        _limits(report),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{_text(title)}</title>\n<style>{_style()}</style></head>\n<body>\n"
        + "\n".join(filter(None, body))
        + "\n</body></html>\n"
    )


def _style() -> str:
    return Path(__file__).with_name("drift.css").read_text(encoding="utf-8")


def _banner(report: DriftReport) -> str:
    if report.synthetic:
        return (
            '<p class="banner" role="note"><b>Demo. Nobody here exists.</b> Names, ratings and cards are made up '
            "by a program to show what a report looks like.</p>"
        )
    if report.practice_clock:
        return '<p class="banner" role="note">Made on a practice clock: no real practice.</p>'
    return ""


def _talk(report: DriftReport) -> str:
    head = "<section><h2>To talk about this week</h2>"
    if not report.alerts:
        return f"{head}<p>Nothing stands out: no alert in any channel.</p>{_apart(report)}</section>"
    shown = "".join(_card(alert, report) for alert in report.alerts[:MOST_SHOWN])
    more = len(report.alerts) - MOST_SHOWN
    rest = f"<p>And {words.counted(more, 'more alert')}, marked ▼ below.</p>" if more > 0 else ""
    return f'{head}<div class="cards">{shown}</div>{rest}{_apart(report)}</section>'


def _card(alert: Alert, report: DriftReport) -> str:
    skill = alert.skill
    new = alert.since is not None and alert.since > report.day - timedelta(days=NEW_DAYS)
    since = f"since {words.dated(alert.since)}" if alert.since else ""
    figure = "" if alert.channel == "knowledge" else _figure(skill, report)
    return (
        f'<article class="card DRIFT"><h3>{_text(alert.person.name)}</h3>'
        f'<p class="what"><span class="chip DRIFT">▼ {_text(words.alert_title(alert))}</span> '
        f"{_text(skill.title)}{' <b>new this week</b>' if new else ''}</p>{figure}"
        f'<p>{_channel_mark(alert.channel)} {_text(words.alert_words(alert))} <span class="dim">{since}</span></p>'
        f'<p class="ask">To begin with: “{_text(words.opening(alert))}”</p></article>'
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
    shown, more = rows[:MOST_SHOWN], len(rows) - MOST_SHOWN
    rest = f"<p>And {more:,} more.</p>" if more > 0 else ""
    return f"<h3>Seen differently by self and coach</h3><p>No alerts; worth a question.</p><ul>{''.join(shown)}</ul>{rest}"


def _wrong(report: DriftReport) -> str:
    rated = sum(alert.channel != "knowledge" for alert in report.alerts)
    said = words.expected_words(report.expected, len(report.alerts), rated)
    return f"<section><h2>How often this is wrong</h2>{''.join(f'<p>{_text(each)}</p>' for each in said)}</section>"


def _stale(report: DriftReport) -> str:
    rows = []
    for person in report.people:
        titles = [_text(skill.title) for skill in person.skills if skill.speaks.state == "STALE"]
        last = max((each.speaks.last for each in person.skills if each.speaks.last), default=None)
        if titles and last is not None:
            ago = (report.day - last).days
            rows.append(
                f"<li><b>{_text(person.name)}</b>: {', '.join(titles)}. "
                f'<span class="dim">Last benchmark {words.dated(last)}, {words.counted(ago, "day")} ago.</span></li>'
            )
    said = f"<ul>{''.join(rows)}</ul>" if rows else "<p>Nobody.</p>"
    left = f"<p>{_text(words.left_out(report.left_out))}</p>" if report.left_out else ""
    return (
        "<section><h2>Nobody knows: retest</h2><p>The last benchmark is over 60 days ago, or the level has become "
        f"too uncertain. It does not mean declined.</p>{said}{left}</section>"
    )


def _glance(report: DriftReport) -> str:
    if not report.people:
        return "<section><h2>At a glance</h2><p>There are no ratings and no reviews yet.</p></section>"
    titles = list(dict.fromkeys(skill.title for person in report.people for skill in person.skills))
    head = "".join(f"<th scope=col>{_text(title)}</th>" for title in titles)
    rows = "".join(_row(person, titles) for person in report.people)
    sums = "".join(f"<td>{_text(words.group_words(group))}</td>" for group in report.groups)
    foot = f"<tfoot><tr><th scope=row>Together</th>{sums}</tr></tfoot>" if len(report.people) > 1 else ""
    keys = "".join(
        f"<dt>{_chip(state, 'coach')}</dt><dd>{_text(meaning)}</dd>" for state, meaning in words.MEANINGS
    )
    return (
        '<section><h2>At a glance</h2><div class="wide"><table class="glance"><thead><tr><th></th>'
        f"{head}</tr></thead><tbody>{rows}</tbody>{foot}</table></div>"
        "<p>A small <i>s</i> marks a skill without a coach's baseline: there the person's own ratings speak, which "
        "are never called drift.</p>"
        f'<dl class="keys">{keys}</dl></section>'
    )


def _row(person: Person, titles: list[str]) -> str:
    of_title = {skill.title: skill for skill in person.skills}
    cells = "".join(f"<td>{_cell(of_title.get(title))}</td>" for title in titles)
    return f'<tr><th scope=row><a href="#{_anchor(person)}">{_text(person.name)}</a></th>{cells}</tr>'


def _cell(skill: Skill | None) -> str:
    if skill is None:
        return ""
    mark = (
        "" if skill.headline == "coach" or skill.speaks.baseline is None else ' <i title="self-rated">s</i>'
    )
    cards = ' <span class="chip DRIFT" title="cards known less well than expected">cards ▼</span>'
    return _chip(skill.speaks.state, skill.headline) + mark + (cards if skill.known.state == "DRIFT" else "")


def _people(report: DriftReport) -> str:
    if not report.people:
        return ""
    return f"<section><h2>Person by person</h2>{_KEY}</section>" + "".join(
        _of(person, report) for person in report.people
    )


def _of(person: Person, report: DriftReport) -> str:
    skills = "".join(_skill(skill, report) for skill in person.skills)
    return (
        f'<section class="person" id="{_anchor(person)}"><h3>{_text(person.name)}</h3>'
        f'<div class="cards">{skills}</div></section>'
    )


def _skill(skill: Skill, report: DriftReport) -> str:
    figure = _figure(skill, report) if skill.coach.dots or skill.own.dots else ""
    lines = [
        f"<li>{_channel_mark('coach')} {_text(words.rated_words(skill.coach))}</li>",
        f"<li>{_channel_mark('self')} {_text(words.rated_words(skill.own))}</li>",
        f"<li>{_channel_mark('knowledge')} {_text(words.known_words(skill.known))}</li>",
    ]
    if skill.leaning is not None:
        lines.append(f"<li>{_text(words.leaning_words(skill.leaning))}</li>")
    return (
        f'<article class="card {skill.speaks.state}"><h4>{_text(skill.title)} {_cell(skill)}</h4>{figure}'
        f'<ul class="channels">{"".join(lines)}</ul></article>'
    )


def _figure(skill: Skill, report: DriftReport) -> str:
    first, last = (report.since - DAY_ZERO).days, (report.day - DAY_ZERO).days
    speaks = skill.speaks
    said = f"{skill.title}, {words.LABELS[skill.headline]}: {words.rated_words(speaks)}"
    return chart(
        Plot(
            title=make_safe(said),
            first=first,
            last=last,
            ends=(_month(report.since), _month(report.day)),
            filled=_places(skill.coach),
            hollow=_places(skill.own),
            band=[(each.day, each.level, each.low, each.high) for each in skill.band],
            baseline=speaks.baseline,
            tone="" if skill.headline == "coach" else "own",
        )
    )


def _places(rated: Rated) -> list[tuple[float, float]]:
    return [(dot.day, dot.score) for dot in rated.dots]


def _limits(report: DriftReport) -> str:
    said = "".join(f"<li>{_text(each)}</li>" for each in words.limits())
    levels = "".join(
        f"<dt>K{_text(level)}</dt><dd>{_text(meaning)}</dd>" for level, meaning in words.LEVEL_WORDS
    )
    return (
        f"<section><h2>What this report cannot tell</h2><ul>{said}</ul></section>"
        "<section><h2>What the figures are about</h2><p>Each figure carries its level after Kirkpatrick.</p>"
        f'<dl class="keys">{levels}</dl></section>'
    )


def _chip(state: State, role: Role) -> str:
    return f'<span class="chip {state}">{SIGNS[state]} {_text(words.state_words(state, role))}</span>'


def _channel_mark(channel: str) -> str:
    level = LEVELS[channel]  # type: ignore[index]  # a channel's name
    return f'<span class="channel {channel}">{_text(words.LABELS[channel])} <abbr title="Kirkpatrick level {level}">K{level}</abbr></span>'


def _anchor(person: Person) -> str:
    return f"p{person.id.encode().hex()}"


def _month(day: date) -> str:
    return f"{day:%b %Y}"


def _text(text: str) -> str:
    return escape(make_safe(text))


_KEY = (
    '<div class="key"><div>'
    + chart(
        Plot(
            title="How to read a chart",
            first=0,
            last=300,
            ends=("earlier", "today"),
            filled=(
                (10, 3.5),
                (20, 4.0),
                (30, 3.25),
                (45, 3.75),
                (120, 3.75),
                (170, 3.0),
                (220, 3.25),
                (270, 2.75),
            ),
            hollow=((10, 4.0), (30, 4.25), (120, 4.0), (170, 4.25), (220, 3.75), (270, 4.0)),
            band=(
                (45, 3.6, 3.1, 4.1),
                (120, 3.6, 3.1, 4.1),
                (170, 3.4, 2.9, 3.9),
                (270, 3.0, 2.5, 3.5),
                (300, 3.0, 2.4, 3.6),
            ),
            baseline=3.6,
        )
    )
    + "</div><ul>"
    '<li><svg class="sign" viewBox="0 0 20 12"><path class="dot" d="M10 6h0"/></svg> a benchmark, rated by a coach (1 to 5)</li>'
    '<li><svg class="sign" viewBox="0 0 20 12"><path class="ring" d="M10 6h0"/><path class="hole" d="M10 6h0"/></svg> '
    "the same, rated by the person</li>"
    '<li><svg class="sign" viewBox="0 0 20 12"><path class="base" d="M0 6H20"/></svg> the baseline: the mean of the first six '
    "after two to warm up</li>"
    '<li><svg class="sign" viewBox="0 0 20 12"><path class="band" d="M0 0H20V12H0Z"/><path class="level" d="M0 6H20"/></svg> '
    "the level, and where it lies 95 times in a hundred; the band widens while nobody practises</li>"
    "<li>The band follows the coach's ratings where they have a baseline, else the person's own.</li></ul></div>"
)
