"""The drift report as JSON, for other programs."""

from __future__ import annotations

import msgspec

from csmdrill.core.text import make_safe
from csmdrill.reports import drift_words as words
from csmdrill.reports.model import LEVELS, Alert, DriftReport, Known, Person, Rated, Skill
from csmdrill.skills.agreement import Agreement
from csmdrill.skills.gaps import Miss

DECIMALS = 3


def json_text(report: DriftReport) -> str:
    """Return the report as indented JSON."""
    value = {
        "format": "csmdrill/drift-report@1",
        "day": report.day,
        "since": report.since,
        "synthetic": report.synthetic,
        "practice_clock": report.practice_clock,
        "alerts": [_alert(each) for each in report.alerts],
        "expected_false_alerts": {
            "a_year": _rounded(report.expected.a_year),
            "rated_skills": report.expected.rated,
            "card_sets": report.expected.tested,
            "lowest": report.expected.low,
            "highest": report.expected.high,
            "noise": {
                each.channel: {"sd": _rounded(each.points), "measured": each.measured}
                for each in report.expected.noise
            },
        },
        "coaches": [{"rater": each.rater, "mark": each.mark} for each in report.coaches],
        "agreement": None if report.agreement is None else _agreement(report.agreement),
        "predictions": {each.role: _miss(each.miss) for each in report.foretold},
        "people": [_person(each) for each in report.people],
        "groups": [
            {
                "competency": each.title,
                "states": each.states,
            }
            for each in report.groups
        ],
        "left_out": report.left_out,
        "limits": words.limits(),
    }
    return make_safe(msgspec.json.format(msgspec.json.encode(value), indent=2).decode()) + "\n"


def _agreement(agreement: Agreement) -> dict[str, object]:
    return {
        "attempts": agreement.sessions,
        "pairs": agreement.pairs,
        "enough": agreement.enough,
        "within_one": _rounded(agreement.within_one),
        "exact": _rounded(agreement.exact),
        "alpha": _rounded(agreement.alpha),
        "low": _rounded(agreement.low),
        "high": _rounded(agreement.high),
        "given": {each.rater: each.counts for each in agreement.marginals},
    }


def _miss(miss: Miss) -> dict[str, object]:
    return {"attempts": miss.sessions, "mean": _rounded(miss.mean), "absolute": _rounded(miss.absolute)}


def _alert(alert: Alert) -> dict[str, object]:
    return {
        "person": alert.person.id,
        "name": alert.person.name,
        "competency": alert.skill.competency,
        "channel": alert.channel,
        "kirkpatrick": LEVELS[alert.channel],
        "since": alert.since,
        "sentence": words.alert_words(alert),
    }


def _person(person: Person) -> dict[str, object]:
    return {
        "person": person.id,
        "name": person.name,
        "competencies": [_skill(each) for each in person.skills],
    }


def _skill(skill: Skill) -> dict[str, object]:
    leaning = skill.leaning
    return {
        "competency": skill.competency,
        "state": skill.speaks.state,
        "headline_channel": skill.headline,
        "alert_since": skill.since,
        "self_minus_coach": None
        if leaning is None
        else {"points": _rounded(leaning.points), "benchmarks": leaning.sessions},
        "channels": {
            "coach": _rated(skill.coach),
            "self": _rated(skill.own),
            "knowledge": _known(skill.known),
        },
    }


def _rated(rated: Rated) -> dict[str, object]:
    return {
        "kirkpatrick": LEVELS[rated.channel],
        "state": rated.state,
        "baseline": _rounded(rated.baseline),
        "level": _rounded(rated.level),
        "half_width": _rounded(rated.half_width),
        "drop": _rounded(rated.drop),
        "z": _rounded(rated.z),
        "benchmarks": rated.benchmarks,
        "wanted": rated.wanted,
        "since_baseline": rated.since,
        "last_day": rated.last,
        "spoken": rated.spoken,
        "note": rated.note,
        "not_counted": rated.outside,
        "marks": rated.marks,
    }


def _known(known: Known) -> dict[str, object]:
    return {
        "kirkpatrick": LEVELS["knowledge"],
        "state": known.state,
        "tested": known.tested,
        "recalled": known.recalled,
        "expected": _rounded(known.expected),
        "low": _rounded(known.low),
        "high": _rounded(known.high),
        "since": known.since,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
