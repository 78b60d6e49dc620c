"""`doctor`: a clean bill, what is wrong in a sentence, and mending that never overwrites."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.conftest import NOW

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

KEYS = [
    *("home", "decks", "facts", "cards", "journal", "findings", "mended", "rebuilt", "set_aside", "left_out"),
    *("from_backups", "moved_to", "lost", "ahead"),
]


@pytest.fixture
def practised(shell: Shell, small: Path) -> Shell:
    """A home with three answers."""
    shell("practice", "--plain", "--deck", small, stdin="\n3\n\n1\n\n4\nq\n")
    return shell


def tamper(shell: Shell, statement: str) -> None:
    """Change the database behind csmdrill's back."""
    with closing(sqlite3.connect(shell.home / "practice.db", isolation_level=None)) as connection:
        connection.execute(statement)


def aside(shell: Shell) -> list[Path]:
    """Return the databases that were set aside, without their journals."""
    return sorted(
        path for path in shell.home.glob("practice.db.damaged-*") if not path.name.endswith("-journal")
    )


def test_a_sound_home_gets_a_clean_bill(practised: Shell) -> None:
    facts = len(practised.facts())
    done = practised("doctor")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert ["Home", str(practised.home)] in [line.split() for line in lines]
    assert ["Facts", str(facts)] in [line.split() for line in lines]
    assert ["Cards", "3", "answered"] in [line.split()[:3] for line in lines]
    assert lines[-1] == "Nothing is wrong."


def test_a_home_that_is_new_is_sound_and_its_cards_are_those_answered(shell: Shell) -> None:
    new = shell("doctor")
    assert new.code == 0
    assert "Cards    0 answered so far (csmdrill due tells what is due and new)\n" in new.out
    assert shell("doctor", "--rebuild").code == 0


def test_the_json_has_exactly_the_documented_keys(practised: Shell) -> None:
    told = practised("doctor", "--json").json
    assert list(told) == KEYS
    assert told["home"] == str(practised.home)
    assert (told["facts"], told["cards"], told["findings"]) == (len(practised.facts()), 3, [])
    assert told["journal"] in ("truncate", "wal")
    assert (told["rebuilt"], told["set_aside"], told["left_out"]) == (False, "", 0)


def test_rebuilding_a_sound_home_changes_nothing(practised: Shell) -> None:
    before = practised("data", "export").out
    done = practised("doctor", "--rebuild", "--json")
    assert (done.code, done.json["rebuilt"], done.json["findings"]) == (0, False, [])
    assert practised("data", "export").out == before
    assert aside(practised) == []


def test_a_state_that_is_not_what_the_facts_say_is_found_and_rebuilt(practised: Shell) -> None:
    tamper(practised, "UPDATE card SET stability = 99 WHERE key = 'my/small/third'")
    found = practised("doctor")
    assert found.code == 1
    assert "card-state: What is remembered of cards is not what the facts say" in found.out
    assert "Nothing is wrong." not in found.out
    assert "csmdrill doctor --rebuild" in found.err
    mended = practised("doctor", "--rebuild")
    assert mended.code == 0
    assert "The state was rebuilt from the facts." in mended.out
    assert practised("doctor", "--rebuild", "--json").json["rebuilt"] is False


def test_a_changed_fact_is_found(practised: Shell) -> None:
    tamper(practised, "UPDATE fact SET payload = replace(payload, '\"rating\":1', '\"rating\":4')")
    done = practised("doctor", "--json")
    assert done.code == 1
    names = {finding["name"] for finding in done.json["findings"]}
    assert "fact-checksum" in names
    assert all(list(finding) == ["name", "detail"] for finding in done.json["findings"])


def test_a_missing_fact_is_found(practised: Shell) -> None:
    tamper(practised, "DELETE FROM fact WHERE seq = 3")
    done = practised("doctor")
    assert done.code == 1
    assert "fact-gap: 1 fact is missing " in done.out


def test_spoilt_and_missing_facts_come_back_out_of_the_backup_made_after_practice(practised: Shell) -> None:
    before = practised("data", "export").out
    tamper(practised, "DELETE FROM fact WHERE seq = 3")
    tamper(practised, "UPDATE fact SET at = at + 1 WHERE seq = 4")
    done = practised("doctor", "--rebuild")
    assert done.code == 0
    assert "mended fact-checksum: Fact " in done.out
    assert "Facts that came back out of backups: 2." in done.out
    assert f"What was spoilt was moved to {practised.home}/facts-set-aside-20261124T0800" in done.out
    assert practised("data", "export").out == before
    assert practised("doctor").out.splitlines()[-1] == "Nothing is wrong."


def test_what_is_lost_is_said_and_no_longer_found(practised: Shell) -> None:
    for kept in (practised.home / "backups").iterdir():
        kept.unlink()
    tamper(practised, "DELETE FROM fact WHERE seq = 3")
    done = practised("doctor", "--rebuild")
    assert (done.code, "Facts known to be lost: 1." in done.out) == (0, True)
    again = practised("doctor", "--json")
    assert (again.code, again.json["lost"], again.json["findings"]) == (0, 1, [])


@pytest.mark.parametrize(("name", "harm"), [("meta", "DELETE FROM meta"), ("schema", "DROP TABLE setting")])
def test_what_keeps_the_program_from_opening_is_named(name: str, harm: str, practised: Shell) -> None:
    before = practised("due", "--json").json
    tamper(practised, harm)
    assert practised("due").code == 5
    found = practised("doctor", "--json")
    assert found.code == 1
    assert name in {each["name"] for each in found.json["findings"]}
    assert practised("doctor", "--rebuild").code == 0
    assert practised("due", "--json").json == before


@pytest.mark.parametrize(
    "rubbish", [b"", b"this is no database\n" * 500, b"SQLite format 3\x00" + b"\x00" * 9000]
)
@pytest.mark.parametrize("words", [("doctor",), ("due",), ("practice", "--plain"), ("data", "export")])
def test_a_damaged_file_is_told_and_left_as_it_is(
    practised: Shell, words: tuple[str, ...], rubbish: bytes
) -> None:
    database = practised.home / "practice.db"
    database.write_bytes(rubbish)
    done = practised(*words)
    assert (done.code, done.out) == (5, "")
    assert str(database) in done.err
    assert "csmdrill doctor --rebuild" in done.err
    assert database.read_bytes() == rubbish


def test_rebuild_sets_a_damaged_file_aside_and_takes_the_backup(practised: Shell) -> None:
    before = practised("data", "export").out
    database = practised.home / "practice.db"
    rubbish = b"this is no database\n" * 500
    database.write_bytes(rubbish)
    done = practised("doctor", "--rebuild")
    assert done.code == 0
    (kept,) = aside(practised)
    assert kept.read_bytes() == rubbish
    assert f"The damaged file was kept as {kept}." in done.out
    assert f"Facts that came back out of backups: {len(before.splitlines())}." in done.out
    assert "Nothing is wrong." in done.out
    assert practised("data", "export").out == before


def test_rebuild_without_a_backup_begins_anew(practised: Shell) -> None:
    for kept in (practised.home / "backups").iterdir():
        kept.unlink()
    (practised.home / "practice.db").write_bytes(b"this is no database\n" * 500)
    assert practised("doctor", "--rebuild").code == 0
    assert practised("due", "--json").json["new"] == 8
    assert practised("doctor").code == 0


def test_a_second_damaged_file_does_not_overwrite_the_first(practised: Shell) -> None:
    for rubbish in (b"one " * 50, b"two " * 50):
        (practised.home / "practice.db").write_bytes(rubbish)
        assert practised("doctor", "--rebuild").code == 0
    assert {path.read_bytes() for path in aside(practised)} == {b"one " * 50, b"two " * 50}


def test_rebuild_saves_every_fact_that_can_be_read(practised: Shell) -> None:
    before = practised("data", "export").out
    database = practised.home / "practice.db"
    whole = bytearray(database.read_bytes())
    whole[:16] = b"not SQLite at al"
    database.write_bytes(whole)
    assert practised("doctor").code == 5
    told = practised("doctor", "--rebuild", "--json").json
    assert told["set_aside"] == str(aside(practised)[0])
    assert (told["facts"], told["left_out"], told["findings"]) == (len(before.splitlines()), 0, [])
    assert practised("data", "export").out == before


def test_a_database_that_says_it_is_of_no_schema_is_sent_to_what_saves_it(practised: Shell) -> None:
    facts = len(practised.facts())
    tamper(practised, "PRAGMA user_version = 0")
    seen = practised("doctor")
    assert (seen.code, "Run `csmdrill doctor --rebuild`" in seen.err) == (5, True)
    assert practised("doctor", "--rebuild").code == 0
    assert len(practised.facts()) == facts


def test_answers_of_a_day_when_the_clock_was_ahead_are_told_with_the_way_out(
    practised: Shell, small: Path
) -> None:
    assert practised("doctor", "--json").json["ahead"] is None
    kept = practised.write("home/decks/small.deck.yaml", small.read_text(encoding="utf-8"))
    practised.at("2027-11-24T09:00:00+01:00")
    practised("practice", "--plain", "--deck", kept, stdin="\n3\n\n3\nq\n")
    practised.at(NOW)
    ahead = practised("doctor", "--json").json["ahead"]
    assert (ahead["answers"], ahead["cards"], ahead["since"]) == (2, 2, "2027-11-24")
    done = practised("doctor")
    assert done.code == 0
    assert "2 answers lie ahead of the clock, from 2027-11-24 on" in done.out
    way_out = shlex.split(ahead["way_out"])
    assert ahead["way_out"] in done.out
    assert practised(*way_out[1:], "--yes").code == 0
    assert practised("doctor", "--json").json["ahead"] is None
    assert int(practised("due", "--count").out) >= 2


def test_an_answer_of_the_next_study_day_is_a_journey_and_not_told(practised: Shell, small: Path) -> None:
    practised.at("2026-11-25T09:00:00+01:00")
    practised("practice", "--plain", "--deck", small, stdin="\n3\nq\n")
    practised.at(NOW)
    assert practised("doctor", "--json").json["ahead"] is None
