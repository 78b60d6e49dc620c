"""`due` tells a person, a program and a prompt the same day's work."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

KEYS = ["day", "due", "new", "minutes", "behind", "reviewed", "next"]


def test_the_json_has_exactly_the_documented_keys(shell: Shell) -> None:
    done = shell("due", "--json")
    assert list(done.json) == KEYS
    assert done.json["day"] == "2026-11-24"
    assert (done.json["due"], done.json["new"], done.json["behind"]) == (0, 8, False)
    assert done.json["minutes"] >= 1
    assert (done.json["reviewed"], done.json["next"]) == (0, None)
    assert (done.code, done.err) == (0, "")


def test_the_sentence_says_the_same(shell: Shell) -> None:
    told = shell("due", "--json").json
    assert shell("due").out == f"8 new cards, about {told['minutes']} minutes.\n"


def test_the_count_is_due_and_new_whether_read_fast_or_not(shell: Shell) -> None:
    assert shell("due", "--count").out == "8\n"  # a home that was not there before
    assert shell("due", "--count").out == "8\n"  # now read without opening the store
    shell("practice", "--plain", stdin="\n3\n\n1\n\n4\n")
    told = shell("due", "--json").json
    assert (told["due"], told["new"], told["reviewed"]) == (2, 5, 3)
    assert shell("due", "--count").out == "7\n"
    shell.at("2026-11-25T09:00:00+01:00")
    told = shell("due", "--json").json
    assert shell("due", "--count").out == f"{told['due'] + told['new']}\n"


def test_the_next_day_brings_the_limit_of_new_cards_again(shell: Shell) -> None:
    shell("practice", "--plain", stdin="\n4\n" * 3)
    assert shell("due", "--json").json["new"] == 5
    shell.at("2026-11-25T09:00:00+01:00")
    assert shell("due", "--json").json["new"] == 8


def test_nothing_due_names_the_next_day_there_is(shell: Shell) -> None:
    shell("config", "set", "new", "0")
    assert shell("due").out == "Nothing is due today.\n"
    shell("config", "set", "new", "3")
    shell("practice", "--plain", stdin="\n4\n" * 3)
    following = date.fromisoformat(shell("due", "--json").json["next"])
    assert following > date(2026, 11, 24)
    assert shell("due").out == f"Nothing is due today. Next: {following:%a} {following.day} {following:%b}.\n"
    shell.at(f"{following}T09:00:00+01:00")
    assert shell("due", "--json").json["due"] > 0


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-24T03:59:00+01:00", "2026-11-23"),
        ("2026-11-24T04:00:00+01:00", "2026-11-24"),
        ("2026-11-25T00:30:00-10:00", "2026-11-24"),
    ],
)
def test_a_study_day_begins_at_four_where_the_person_is(shell: Shell, now: str, day: str) -> None:
    shell.at(now)
    assert shell("due", "--json").json["day"] == day


def test_a_prompt_gets_one_number_and_nothing_else(shell: Shell) -> None:
    shell("due")
    done = shell.process("due", "--count")
    assert (done.code, done.out, done.err) == (0, "8\n", "")


def test_a_deck_practised_by_name_is_no_part_of_the_day(shell: Shell, small: Path) -> None:
    shell("practice", "--plain", "--deck", small, stdin="\n3\n\n3\nq\n")
    told = shell("due", "--json").json
    assert (told["due"], told["new"], told["reviewed"]) == (0, 6, 2)


def test_somebody_behind_is_told_what_fits_into_the_day_and_never_a_debt(shell: Shell) -> None:
    card = "  - {{id: c{0}, kind: recall, prompt: p{0}, answer: a, why: w}}\n"
    head = "format: csmdrill/deck@1\nid: many\ntitle: Many\ncards:\n"
    deck = shell.write("home/decks/many.deck.yaml", head + "".join(map(card.format, range(60))))
    shell("config", "set", "minutes", "1")
    shell("practice", "--plain", "--deck", deck, "--new", "60", "--minutes", "120", stdin="\n4\n" * 60)
    shell.at("2027-01-24T09:00:00+01:00")
    told = shell("due", "--json").json
    assert (told["due"], told["behind"]) == (60, True)
    said = shell("due").out
    assert said.startswith("1 minute of what matters most. Level again on ")
    assert "60" not in said
    assert shell("due", "--count").out == "60\n"
    done = shell("practice", "--plain", stdin="\n3\nq\n")
    assert "The rest can wait. Tomorrow, as things stand: 1 minute of what matters most." in done.out
    assert not re.search(r"\b5\d\b|\b60\b", done.out)
