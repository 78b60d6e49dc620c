"""`leave`: planned, listed, removed; nothing is due in it; what cannot be is refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell


def test_a_leave_is_planned_listed_and_removed(shell: Shell) -> None:
    assert shell("leave", "list").out == "No leave is planned.\n"
    added = shell("leave", "add", "2026-12-21", "2027-01-03")
    assert added.err == (
        "Leave from Mon 21 Dec 2026 to Sun 3 Jan 2027: nothing will be due. Back on Mon 4 Jan.\n"
    )
    shell("leave", "add", "2026-11-30", "2026-11-30")
    assert shell("leave", "list").out.splitlines() == [
        "  1  2026-11-30 to 2026-11-30     1 day  ahead",
        "  2  2026-12-21 to 2027-01-03   14 days  ahead",
    ]
    assert shell("leave", "remove", "1").code == 0
    assert [each["number"] for each in shell("leave", "list", "--json").json] == [1]
    assert [fact["payload"]["on"] for fact in shell.facts("leave")] == [True, True, False]


def test_a_leave_to_the_end_of_all_days_is_one_sentence(shell: Shell) -> None:
    refused = shell("leave", "add", "9999-12-30", "9999-12-31")
    assert refused.err == "A leave to 9999-12-31 is too far away.\nTake days to the end of 2125.\n"
    assert shell("leave", "add", "2125-12-30", "2125-12-31").code == 0


def test_a_leave_that_cannot_be_is_refused_and_nothing_kept(shell: Shell) -> None:
    shell("leave", "add", "2026-12-21", "2027-01-03")
    for first, last, why in (
        ("2027-01-03", "2027-01-10", "overlaps with your leave from Mon 21 Dec 2026"),
        ("2027-02-03", "2027-02-01", "ends before it begins"),
        ("2026-11-01", "2026-11-23", "is over already"),
        ("2027-02-01", "2028-03-01", "a year"),
    ):
        refused = shell("leave", "add", first, last)
        assert (refused.code, why in refused.err) == (2, True)
    assert shell("leave", "remove", "2").code == 2
    assert len(shell.facts("leave")) == 1


@pytest.mark.parametrize("wrong", ["2026-13-01", "2026-02-29", "21.12.2026", "20261221", "soon", ""])
def test_a_day_that_is_none_is_named_with_the_form_it_takes(shell: Shell, wrong: str) -> None:
    form = "Write it as year, month and day, like 2026-12-31."
    for words, which in (
        (("leave", "add", wrong, "2027-01-03"), "The first day"),
        (("leave", "add", "2026-12-21", wrong), "The last day"),
        (("card", "due", "is:new", f"--on={wrong}", "--yes"), "The day"),
    ):
        refused = shell(*words)
        assert refused.code == 2
        assert f"{which}, {wrong!r}, is no day of the calendar. {form}" in refused.err
        assert "%Y" not in refused.err
    assert shell.facts() == []


def test_on_leave_nothing_is_due_and_the_day_of_return_is_named(shell: Shell, small: Path) -> None:
    shell("practice", "--plain", "--deck", small, "--new", "3", stdin="\n3\n" * 3)
    shell.at("2026-11-25T09:00:00+01:00")
    assert shell("due", "--json").json["new"] > 0
    shell("leave", "add", "2026-11-25", "2026-11-29")
    said = shell("due", "--json").json
    assert (said["due"], said["new"]) == (0, 0)
    assert shell("due", "--count").out == "0\n"
    words = "You are on leave: nothing is due. Back on Mon 30 Nov.\n"
    assert shell("due").out == words
    assert shell("practice", "--plain").out.endswith(words)
    assert shell("remind").out == ""
    assert len(shell("practice", "--plain", "--new", "1", stdin="q\n").cards) == 1
    shell.at("2026-11-30T09:00:00+01:00")
    assert shell("due", "--json").json["new"] > 0
