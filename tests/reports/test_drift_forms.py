"""The drift report in its forms: what a reader sees, and what no name can do to it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from html import unescape
from html.parser import HTMLParser

import msgspec
import pytest

from csmdrill.reports.drift_csv import csv_text, harmless
from csmdrill.reports.drift_html import html
from csmdrill.reports.drift_json import json_text
from csmdrill.reports.drift_text import text
from csmdrill.reports.model import (
    Alert,
    Coach,
    DriftReport,
    Expected,
    Group,
    Known,
    Leaning,
    Person,
    Rated,
    Scatter,
    Skill,
)
from csmdrill.skills.agreement import agreement_of

DAY = date(2026, 11, 24)
HOSTILE = '=1+1"><script>alert(1)</script>\x1b]0;x\x07'
VOID = {"meta", "br"}


def rated(**about: object) -> Rated:
    """Return a coach's ratings that have fallen by a point."""
    fallen = {"channel": "coach", "state": "DRIFT", "baseline": 4.0, "level": 2.9, "half_width": 0.6}
    return msgspec.convert(
        fallen
        | {"drop": -1.1, "z": -3.2, "benchmarks": 12, "since": 4, "last": DAY}
        | {"dots": [(20000, 4.0), (20700, 2.5)]}
        | about,
        Rated,
    )


def report(name: str = "Ada", **about: object) -> DriftReport:
    """Return a report about one person whose renewals drift."""
    skill = Skill(
        competency="renewal-negotiation",
        title="Renewal negotiation",
        headline="coach",
        coach=rated(),
        own=rated(channel="self", state="STEADY", drop=0.0),
        known=Known(state="DRIFT", tested=60, recalled=41, expected=54.0, since=date(2026, 10, 9)),
        band=((20000, 4.0, 3.4, 4.6), (20780, 2.9, 2.3, 3.5)),
        leaning=Leaning(0.9, 12),
        since=date(2026, 11, 20),
    )
    person = Person("p1", name, (skill,))
    made = DriftReport(
        day=DAY,
        since=date(2025, 11, 24),
        people=(person,),
        alerts=(Alert(person, skill, "coach", skill.since), Alert(person, skill, "knowledge", None)),
        expected=Expected(1, 1, 0.07, 0.029, 0.029, (Scatter("coach", 0.7, False),)),
        groups=(Group("Renewal negotiation", 1, None),),
    )
    return msgspec.structs.replace(made, **about)


class Tags(HTMLParser):
    """Which tags a page has, and whether each is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        assert self.open.pop() == tag


def test_the_page_opens_with_what_to_talk_about_then_how_often_it_is_wrong_then_who_is_stale() -> None:
    page = html(report())
    places = [
        page.index(f"<h2>{head}") for head in ("To talk about", "How often", "Nobody knows", "At a glance")
    ]
    assert places == sorted(places)
    assert "1.1 below the baseline: 2.9 ± 0.6 now, baseline 4.0." in page
    assert "since 20 Nov 2026</span> <b>new</b>" in page
    assert "about one alert in 14 years would come all the same" in page
    assert "A drop of half a point is mostly not found" in page
    assert "never a sanction" in page


def test_the_page_stands_alone_without_script_and_is_whole() -> None:
    page = html(report(HOSTILE))
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert not {"script", "link", "img", "iframe"} & set(tags.seen)
    assert re.findall(r"""(?:src|href)=["']?([^"'> ]+)""", page) == ["#p7031"] * 2
    assert "url(" not in page
    assert "@import" not in page
    assert "prefers-color-scheme:dark" in page
    assert "@media print" in page


@pytest.mark.parametrize("form", [html, text, csv_text, json_text])
def test_no_name_gets_through(form: object) -> None:
    said = form(report(HOSTILE))  # type: ignore[operator]
    assert "\x1b" not in said
    assert "\x07" not in said
    assert form is not html or "<script" not in said


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "'=1", "%0"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell).startswith("'")
    row = next(csv.DictReader(io.StringIO(csv_text(report(cell)))))
    assert row["name"].startswith("'")
    assert row["drop"] == "-1.1"


def test_every_row_of_the_table_carries_its_kirkpatrick_level() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_text(report()))))
    assert [(row["channel"], row["kirkpatrick"]) for row in rows] == [
        ("coach", "2"),
        ("self", "1-2"),
        ("knowledge", "2"),
    ]
    assert [row["state"] for row in rows] == ["DRIFT", "STEADY", "DRIFT"]


def test_self_ratings_are_never_called_drift() -> None:
    skill = report().people[0].skills[0]
    own = rated(channel="self")
    alone = msgspec.structs.replace(
        skill, headline="self", coach=rated(state="UNKNOWN", baseline=None), own=own
    )
    person = Person("p1", "Ada", (msgspec.structs.replace(alone, known=Known(state="UNKNOWN")),))
    alerts = (Alert(person, person.skills[0], "self", None),)
    said, _, meanings = text(report(people=(person,), alerts=alerts)).partition("WHAT THE WORDS MEAN")
    assert "- Ada, Renewal negotiation\n  rated lower\n" in said
    assert "Self-ratings are 1.1 lower than the baseline" in said
    assert "drifting" not in said
    assert "They are never called drift" in meanings


def test_the_alerts_of_a_skill_stand_together_with_one_question() -> None:
    said = text(report())
    assert said.count("- Ada, Renewal negotiation\n") == 1
    assert said.index("drifting since 20 Nov 2026") < said.index("known less well than expected")
    assert said.count("To begin with") == html(report()).count("To begin with") == 1
    assert "Seen differently by self and coach: no alerts, worth a question." in said


def test_the_head_counts_others_and_whose_home_it_is() -> None:
    ada = report().people[0]
    me = Person("", "You", ada.skills)
    assert "2 people, you among them · 24 Nov 2026" in text(report(people=(ada, me)))
    assert "Drift report · you · 24 Nov 2026" in text(report(people=(me,)))


def test_a_group_under_five_is_never_summed_up() -> None:
    both = report().people * 2
    said = html(report(people=both)) + text(report(people=both))
    assert said.count("fewer than 5 people, so no sum") == 2
    assert json.loads(json_text(report()))["groups"][0]["states"] is None


def test_a_report_about_nobody_says_so() -> None:
    nobody = report(people=(), alerts=(), groups=(), expected=Expected(0, 0, 0.0, 0.0, 0.0, ()))
    assert "There are no ratings and no reviews yet." in html(nobody)
    assert "Nobody has a baseline yet" in text(nobody)


def test_from_twenty_attempts_on_alpha_is_told_with_its_interval_and_what_it_is_not() -> None:
    both = [
        [{"Ada": 2.0 + at % 3, "Ben": 2.0 + at % 3 + (at % 4 == 0)}, {"Ada": 3.0, "Ben": 3.0}]
        for at in range(20)
    ]
    agreement = agreement_of(both)
    for form in (text, html):
        said = unescape(form(report(agreement=agreement, coaches=(Coach("Ada", ""), Coach("Ben", "")))))
        assert (
            "20 attempts rated by more than one coach, 40 pairs of ratings: 100 % of them are within" in said
        )
        assert (
            f"alpha is {agreement.alpha:.2f} (95 times in a hundred between {agreement.low:.2f} and" in said
        )
        assert "88 % are equal" in said
        assert "low also among coaches who agree where nearly all ratings are a 3 or a 4" in said
        assert "Everybody who rated here is calibrated" in said
    found = json.loads(json_text(report(agreement=agreement)))["agreement"]
    assert (found["enough"], found["low"]) == (True, round(agreement.low or 0.0, 3))
    apart = html(report(agreement=agreement_of([[{"Ada": 3.0}], [{"Ben": 3.0}]])))
    assert "never the same attempt: nobody knows how well they agree" in apart
    assert "Agreement between coaches" not in html(report())


def test_made_up_people_are_labelled() -> None:
    made_up = report(synthetic=True)
    assert "Nobody here exists" in html(made_up)
    assert "Nobody here exists" in text(made_up)
    assert json.loads(json_text(made_up))["synthetic"] is True
    assert next(csv.DictReader(io.StringIO(csv_text(made_up))))["synthetic"] == "yes"
