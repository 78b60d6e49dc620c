"""The drift report as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from csmdrill.core.text import make_safe
from csmdrill.reports import coach_words
from csmdrill.reports import drift_words as words
from csmdrill.reports.model import LEVELS, DriftReport, Person, Skill


def text(report: DriftReport) -> str:
    """Return the report in lines."""
    return "\n".join(make_safe(line.rstrip()) for line in _lines(report)) + "\n"


def _lines(report: DriftReport) -> Iterator[str]:
    if report.synthetic:
        yield from ("DEMO. Nobody here exists: names, ratings and cards are made up.", "")
    yield from (f"Drift report · {words.heading(report)}", "")
    yield from (*words.LEAD, "")
    yield from ("TO TALK ABOUT THIS WEEK", "")
    yield from _talk(report)
    yield from ("", "HOW OFTEN THIS IS WRONG", "")
    yield from words.expected_words(report.expected, len(report.alerts))
    yield from ("", "NOBODY KNOWS: RETEST (this does not mean declined)", "")
    yield from _stale(report)
    yield from _coaches(report)
    for person in report.people:
        yield from ("", person.name)
        for skill in person.skills:
            yield from _skill(skill, words.is_you(person))
        if words.is_you(person):
            yield from (f"- {each}" for each in coach_words.foretold_lines(report.foretold))
    if len(report.people) > 1:
        yield from ("", "TOGETHER", "")
        yield from (f"- {group.title}: {words.group_words(group)}" for group in report.groups)
    yield from ("", "WHAT THE WORDS MEAN", "")
    yield from (f"- {words.state_words(state, 'coach')}: {meaning}" for state, meaning in words.MEANINGS)
    yield f"- self-rated: {words.SELF_WORDS}"
    yield from ("", "WHAT THIS REPORT CANNOT TELL", "")
    yield from (f"- {each}" for each in words.limits())
    yield from ("", "WHAT THE FIGURES ARE ABOUT", "")
    yield from (f"- K{level}: {meaning}" for level, meaning in words.LEVEL_WORDS)


def _talk(report: DriftReport) -> Iterator[str]:
    for alerts in words.by_skill(report.alerts):
        yield f"- {alerts[0].person.name}, {alerts[0].skill.title}"
        for alert in alerts:
            since = f" since {words.dated(alert.since)}" if alert.since else ""
            label = f"{words.LABELS[alert.channel]} K{LEVELS[alert.channel]}"
            new = ", new" if words.is_new(alert, report.day) else ""
            yield f"  {words.alert_title(alert)}{since}{new}"
            yield f"  {label}: {words.alert_words(alert)}"
        yield f"  To begin with: {words.opening(alerts[0])}"
    if not report.alerts:
        yield "Nothing stands out: no alert in any channel."
    apart = [(person, *said) for person in report.people for said in words.seen_differently(person)]
    if apart:
        yield from ("", words.APART, "")
        yield from (f"- {person.name}, {title}: {said}" for person, title, said in apart)


def _stale(report: DriftReport) -> Iterator[str]:
    some = False
    for person in report.people:
        titles = [skill.title for skill in person.skills if skill.speaks.state == "STALE"]
        some = some or bool(titles)
        if titles:
            yield f"- {_called(person)}: {', '.join(titles)}"
    if not some:
        yield "Nobody."
    if report.left_out:
        yield words.left_out(report.left_out)


def _coaches(report: DriftReport) -> Iterator[str]:
    if report.coaches:
        yield from ("", coach_words.MARKS.upper(), "")
        yield from (f"- {each}" for each in coach_words.mark_lines(report.coaches))
    if report.agreement is not None:
        yield from ("", coach_words.AGREEMENT.upper(), "")
        yield from coach_words.agreement_lines(report.agreement)
        rows = coach_words.marginal_rows(report.agreement)
        if rows:
            yield from ("", coach_words.TABLE)
            wide = max(len(row[0]) for row in rows)
            head = ("", *map(str, coach_words.RATINGS))
            for name, *given in (head, *rows):
                yield f"  {name:<{wide}}{''.join(f'{each:>7}' for each in given)}"


def _skill(skill: Skill, you: bool) -> Iterator[str]:
    speaks = skill.speaks
    state = words.state_words(speaks.state, skill.headline)
    yield f"- {skill.title}: {state} ({words.LABELS[skill.headline]})"
    if skill.coach.benchmarks or skill.coach.outside:
        yield f"  coach-rated K{LEVELS['coach']}: {words.rated_words(skill.coach, you)}"
    if skill.own.benchmarks or skill.own.outside:
        yield f"  self-rated K{LEVELS['self']}: {words.rated_words(skill.own, you)}"
    if skill.known.tested:
        yield f"  cards K{LEVELS['knowledge']}: {words.known_words(skill.known)}"


def _called(person: Person) -> str:
    last = words.last_benchmark(person)
    return f"{person.name} (last benchmark {words.dated(last)})" if last else person.name
