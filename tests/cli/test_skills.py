"""`skills` at the shell: what it prints, its JSON, a new baseline, and ratings brought in from a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from csmdrill.services.calibration_marks import NAMELESS
from tests.cli.role_plays import play

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

SKILL = "renewal-negotiation"
HEAD = "person,date,competency,role,score,rubric\n"
DAYS = [f"2026-{month:02}-{day:02}" for month in (8, 9, 10, 11) for day in (2, 9, 16)]


def rows(scores: str, role: str = "coach", person: str = "me") -> str:
    """Return rows of a table, one a day."""
    pairs = zip(DAYS, scores.split(), strict=False)
    return "".join(f"{person},{day},{SKILL},{role},{score},v1\n" for day, score in pairs)


STEADY = "3 4 3.5 3.5 3.5 3.5 3.5 3.5"


def test_a_home_without_benchmarks_says_so_and_what_to_do(shell: Shell) -> None:
    ended = shell("skills")
    assert ended.code == 0
    assert "Renewal negotiation                                                      UNKNOWN" in ended.out
    assert "a circuit" in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80
    assert {each["state"] for each in shell("skills", "--json").json["competencies"]} == {"UNKNOWN"}


def test_ratings_of_a_table_make_a_level(shell: Shell) -> None:
    shell.write("ratings.csv", HEAD + rows(f"{STEADY} 2 1.5 1.5 1.5"))
    brought = shell("data", "import", "ratings.csv")
    assert (brought.code, brought.out) == (0, "")
    assert brought.err == "12 ratings added, 0 known already, 0 lines left out.\n"
    assert "0 ratings added, 12 known already" in shell("data", "import", "ratings.csv").err
    said = shell("skills", "--json").json
    (found,) = [each for each in said["competencies"] if each["competency"] == SKILL]
    assert (found["state"], found["headline_channel"]) == ("DRIFT", "coach")
    coach = found["channels"]["coach"]
    assert (coach["state"], coach["baseline"], coach["benchmarks"], coach["since"]) == ("DRIFT", 3.5, 12, 4)
    assert coach["level"] == pytest.approx(3.5 + coach["drop"], abs=1e-3)
    assert coach["z"] < -2.6
    assert 0 < coach["half_width"] < 0.9
    assert found["channels"]["self"]["state"] == "UNKNOWN"
    out = shell("skills").out
    assert "Renewal negotiation                                          coach-rated · DRIFT" in out
    assert "against 3.5 (6 benchmarks, Aug–Oct 2026), 4 since: drifting" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80


def test_of_a_self_rating_nobody_says_drift(shell: Shell) -> None:
    shell.write("ratings.csv", HEAD + rows(f"{STEADY} 2 1.5 1.5 1.5", "self"))
    shell("data", "import", "ratings.csv")
    out = shell("skills").out
    assert "self-rated · RATED LOWER" in out
    assert "You rate yourself lower than at your baseline" in out
    assert "or you have become stricter: a coach's rating would tell." in " ".join(out.split())
    assert "drift" not in out.lower()


def test_bad_rows_are_told_by_line_and_end_with_1(shell: Shell) -> None:
    bad = "me,2026-11-20,cooking,self,3,v1\nme,2027-01-01,renewal-negotiation,self,3,v1\n"
    shell.write("ratings.csv", HEAD + rows(STEADY) + bad)
    ended = shell("data", "import", "ratings.csv")
    assert ended.code == 1
    assert "ratings.csv:10: There is no competency 'cooking'" in ended.err
    assert "ratings.csv:11: The date 2027-01-01 lies in the future" in ended.err
    assert "8 ratings added, 0 known already, 2 lines left out." in ended.err
    shell.write("other.csv", "a,b\n1,2\n")
    ended = shell("data", "import", "other.csv")
    assert ended.code == 2
    assert "The first row must name the columns" in ended.err


def test_a_day_of_the_past(shell: Shell) -> None:
    shell.write("ratings.csv", HEAD + rows(f"{STEADY} 2 1.5 1.5 1.5"))
    shell("data", "import", "ratings.csv")
    said = shell("skills", "--json", "--at", "2026-10-15").json
    assert said["day"] == "2026-10-15"
    assert [each["state"] for each in said["competencies"]] == ["UNKNOWN", "UNKNOWN", "STEADY", "UNKNOWN"]
    assert shell("skills", "--at", "yesterday").code == 2
    ahead = shell("skills", "--at", "2027-01-01")
    assert (ahead.code, ahead.out) == (2, "")
    assert "2027-01-01, lies in the future" in ahead.err
    assert "Take a day up to today, 2026-11-24." in ahead.err
    assert shell("skills", "--at", "2026-11-24").code == 0
    early = shell("skills", "--at", "2026-08-05").out
    assert "not known yet" in early
    assert "11 benchmarks lie after this day and do not count yet." in early


def test_who_rated_without_a_calibration_is_marked(shell: Shell) -> None:
    shell.write("ratings.csv", HEAD + rows(STEADY))
    shell("data", "import", "ratings.csv")
    mark = NAMELESS
    assert mark in " ".join(shell("skills").out.split())
    said = shell("skills", "--json").json["competencies"][2]["channels"]
    assert (said["coach"]["marks"], said["self"]["marks"]) == ([mark], [])


def test_a_new_baseline_and_back(shell: Shell) -> None:
    shell.write("ratings.csv", HEAD + rows(f"{STEADY} 5 5 5 5"))
    shell("data", "import", "ratings.csv")
    before = shell("skills", "--json").json
    assert before["competencies"][2]["state"] == "IMPROVED"
    ended = shell("skills", "rebaseline", SKILL)
    assert "Renewal negotiation, coach-rated: the baseline is 4.5 from now on (6 benchmarks" in ended.err
    assert shell("skills", "--json").json["competencies"][2]["state"] == "STEADY"
    assert shell("skills", "rebaseline", SKILL, "--undo").code == 0
    assert shell("skills", "--json").json == before
    for words in ((SKILL, "--undo"), (SKILL, "--channel", "self"), ("cooking",)):
        assert shell("skills", "rebaseline", *words).code == 2
    assert len(shell.facts("baseline")) == 1


def test_a_name_goes_with_a_submission_only_when_it_is_given(room: Shell) -> None:
    play(room)
    ended = room("submit", "last", "-o", "one.json", "--name", "Ada Moreno", "--yes")
    assert "- your name: Ada Moreno" in ended.err
    assert '"name": "Ada Moreno"' in (room.folder / "one.json").read_text(encoding="utf-8")
    ended = room("submit", "last", "-o", "two.json", "--yes")
    assert "your name" not in ended.err
    assert "Ada" not in (room.folder / "two.json").read_text(encoding="utf-8")
