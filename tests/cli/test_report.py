"""`report` and `demo` at a shell."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Shell


def test_a_home_without_ratings_gets_a_report_that_says_so(shell: Shell) -> None:
    said = shell("report", "drift")
    assert said.code == 0
    assert "Nobody has a baseline yet" in said.out


def test_the_name_of_the_file_tells_the_form_unless_one_is_named(shell: Shell) -> None:
    assert shell("report", "drift", "-o", "a.html").code == 0
    assert shell("report", "drift", "-o", "a.csv").code == 0
    assert shell("report", "drift", "-o", "a.html.txt", "--format", "json").code == 0
    assert (shell.folder / "a.html").read_text().startswith("<!doctype html>")
    assert (shell.folder / "a.csv").read_text().startswith("day,person,name")
    assert (shell.folder / "a.html.txt").read_text().startswith("{")
    assert shell("report", "drift", "--format", "csv").out.startswith("day,person,name")


def test_a_report_writes_over_a_file_only_when_asked(shell: Shell) -> None:
    target = shell.write("a.html", "mine")
    said = shell("report", "drift", "-o", target)
    assert (said.code, said.out) == (2, "")
    assert "is there already" in said.err
    assert "--replace" in said.err
    assert target.read_text() == "mine"
    assert shell("report", "drift", "--replace", "-o", target).code == 0
    assert target.read_text().startswith("<!doctype html>")


def test_the_text_breaks_between_words_at_the_width_and_loses_none(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    narrow = shell("report", "drift").out
    monkeypatch.setenv("COLUMNS", "2000")
    wide = shell("report", "drift").out
    assert max(map(len, narrow.splitlines())) <= 50 < max(map(len, wide.splitlines()))
    assert narrow.split() == wide.split()


def test_a_report_never_replaces_what_the_home_keeps(shell: Shell) -> None:
    said = shell("report", "drift", "--replace", "-o", shell.home / "practice.db")
    assert said.code == 2
    assert "csmdrill's own home" in said.err


def test_a_day_that_is_none_is_told(shell: Shell) -> None:
    assert shell("report", "drift", "--since", "2026-02-30").code == 2
    ahead = shell("report", "drift", "--since", "2027-01-01")
    assert (ahead.code, ahead.out) == (2, "")
    assert "2027-01-01, lies in the future" in ahead.err


@pytest.mark.no_home
def test_the_demo_is_a_home_of_its_own_and_says_so_everywhere(shell: Shell) -> None:
    made = shell("demo", "--no-open")
    assert made.code == 0
    demo = shell.folder / "home-demo"
    assert f"The demo is in {demo}" in made.out
    assert not shell.home.exists()
    shell.home_is(demo)
    report = shell("report", "drift").out
    assert report.startswith("DEMO. Nobody here exists")
    assert "8 people" in report
    states = {each["state"] for each in shell("skills", "--json").json["competencies"]}
    assert {"IMPROVED", "STEADY", "UNKNOWN"} <= states
    assert shell("stats", "--json").json["whole"]["tested"] > 50
    facts = shell("data", "export").out
    assert all(fact["simulated"] for fact in shell.facts())

    shell.home_is(shell.folder / "real")
    shell.at("")
    shell("config", "set", "minutes", "12")
    brought = shell("data", "import", "-", stdin=facts)
    assert brought.code == 1
    assert "8 people" not in shell("report", "drift").out
    shell.home_is(demo)
    shell.at("2026-11-24T09:00:00+01:00")
    again = shell("demo", "--no-open")
    assert "Practising" not in again.err  # it was made today already
