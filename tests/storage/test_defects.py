"""Each defect, put in behind the program's back, is found by its name, mended, and not found again."""

from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from csmdrill.core.errors import StoreDamaged
from csmdrill.core.home import Home
from csmdrill.storage.care import Care
from csmdrill.storage.mending import Mended
from csmdrill.storage.store import open_store
from csmdrill.storage.witness import new_mark

if TYPE_CHECKING:
    from tests.storage.conftest import Desk, Making

NAMES = {
    *("schema", "meta", "fact-checksum", "fact-unreadable", "fact-gap", "fact-number", "text-stray"),
    *("card-content", "card-state", "day-state", "setting-state", "leave-state", "rename-state"),
}

DEFECTS = [
    ("schema", "DROP INDEX ix_fact_order_at"),
    ("schema", "DROP INDEX ix_card_family; CREATE INDEX ix_card_family ON card (part)"),
    ("schema", "CREATE TABLE mine (x); INSERT INTO mine VALUES (1)"),
    ("schema", "CREATE TRIGGER odd AFTER INSERT ON fact BEGIN DELETE FROM fact WHERE seq = 1; END"),
    ("schema", "CREATE VIEW odd AS SELECT * FROM fact"),
    ("schema", "DROP TABLE daily"),
    ("schema", "DROP TABLE card"),
    ("schema", "DROP TABLE setting; DROP TABLE lineage; DROP TABLE rename"),
    ("schema", "DROP TABLE card_body; DROP TABLE deck_file"),
    ("meta", "DELETE FROM meta WHERE name = 'device_id'"),
    ("meta", "DELETE FROM meta WHERE name = 'person'"),
    ("meta", "DELETE FROM meta WHERE name = 'simulated'"),
    ("meta", "DELETE FROM meta"),
    ("meta", "UPDATE meta SET value = 'x y' WHERE name = 'device_id'"),
    ("meta", "UPDATE meta SET value = 'many' WHERE name = 'last_seq'"),
    ("meta", "UPDATE meta SET value = 'somebody-else' WHERE name = 'person'"),
    ("meta", "UPDATE meta SET value = '1' WHERE name = 'simulated'"),
    ("meta", "INSERT INTO meta VALUES ('lost_facts', 'none')"),
    ("fact-checksum", "UPDATE fact SET at = at + 1 WHERE seq = 3"),
    ("fact-checksum", "UPDATE fact SET payload = replace(payload, '\"rating\":3', '\"rating\":4')"),
    ("fact-checksum", "UPDATE fact SET checksum = ''"),
    ("fact-unreadable", "UPDATE fact SET payload = CAST(x'7BFF7D' AS TEXT) WHERE seq = 3"),
    ("fact-unreadable", "UPDATE fact SET key = CAST(x'FF' AS TEXT) WHERE seq = 4"),
    ("fact-gap", "DELETE FROM personal_text; DELETE FROM fact WHERE seq = 3"),
    ("fact-gap", "DELETE FROM personal_text; DELETE FROM fact WHERE seq > 5"),
    ("fact-gap", "DELETE FROM personal_text; DELETE FROM fact WHERE seq IN (2, 3, 6)"),
    ("fact-number", "UPDATE meta SET value = '2' WHERE name = 'last_seq'"),
    ("fact-number", "UPDATE meta SET value = '2' WHERE name = 'last_order_at'"),
    ("text-stray", "UPDATE personal_text SET text = 'another'"),
    ("text-stray", "UPDATE personal_text SET salt = 'another'"),
    ("text-stray", "INSERT INTO personal_text VALUES ('nobody', 1, 'typed', 's', 't')"),
    ("card-content", "UPDATE card_body SET chosen = 1"),
    ("card-content", "UPDATE card_body SET chosen = 0"),
    ("card-content", "UPDATE card_body SET body = x'00'"),
    ("card-content", "DELETE FROM deck_file"),
    ("card-content", "DELETE FROM card_body WHERE key = 'p/d/new'"),
    ("card-content", "DELETE FROM card WHERE key = 'p/d/new'"),
    ("card-content", "UPDATE card SET live = 0"),
    ("card-content", "UPDATE card SET hash = 'h9' WHERE live = 1"),
    ("card-content", "UPDATE card SET revised = 1 WHERE key = 'p/d/new'"),
    ("card-state", "UPDATE card SET stability = stability + 1 WHERE phase > 0"),
    ("card-state", "UPDATE card SET suspended = 1"),
    ("leave-state", "INSERT INTO leave VALUES (20800, 20801)"),
    ("card-state", "UPDATE card SET phase = 0, revised = 0"),
    ("card-state", "DELETE FROM card WHERE key = 'p/d/gone'"),
    ("day-state", "UPDATE daily SET reviews = reviews + 1"),
    ("day-state", "INSERT INTO daily VALUES (1, 'x', 1, 0, 0, 0, 0, 0, 0)"),
    ("setting-state", "UPDATE setting SET value = '9'"),
    ("setting-state", "INSERT INTO setting VALUES ('minutes', '3')"),
    ("rename-state", "DELETE FROM rename"),
    ("rename-state", "UPDATE rename SET old = 'p/d/other'"),
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, make: type[Making]) -> Path:
    """Return a database with every kind of fact and card, made once."""
    desk = make.desk(Home(tmp_path_factory.mktemp("kept") / "home"), make.clock())
    desk.learn("p/d/gone")
    desk.answer("p/d/old", typed="We talked.")
    desk.store.undo(desk.answer("p/d/a"), desk.clock.moment)
    desk.store.set_setting("new", 5, desk.clock.moment)
    cards = [make.card("p/d/now", aliases=("p/d/old",)), make.card("p/d/new", hash="h2")]
    desk.has(make.deck("/decks/a.deck.yaml", *cards), make.deck("/decks/b.deck.yaml", cards[1]))
    desk.store.close()
    return desk.home.database


@pytest.fixture
def lived(kept: Path, desk: Desk) -> Desk:
    """Return a closed home with every kind of fact and card, and no backup."""
    desk.store.close()
    desk.home.database.write_bytes(kept.read_bytes())
    harm(desk, f"UPDATE meta SET value = '{new_mark(desk.home.database)}' WHERE name = 'file_id'")  # noqa: S608
    desk.clock.pass_by(minutes=11)
    return desk


def harm(desk: Desk, script: str) -> None:
    """Change a closed database behind the program's back; foreign keys are not looked at there."""
    with closing(sqlite3.connect(desk.home.database)) as connection:
        connection.executescript(script)


def found(desk: Desk) -> set[str]:
    """Return the names of what the doctor finds."""
    with Care(desk.home, desk.clock) as care:
        return {finding.name for finding in care.check()}


def mend(desk: Desk) -> Mended:
    """Let the doctor mend what it finds."""
    with Care(desk.home, desk.clock) as care:
        return care.mend(care.check())


def dump(desk: Desk) -> list[str]:
    """Return the state of a closed home."""
    store = open_store(desk.home, desk.clock)
    try:
        return list(store.canonical_dump())
    finally:
        store.close()


def lines(desk: Desk) -> list[bytes]:
    """Return the facts of a closed home with what was typed."""
    store = open_store(desk.home, desk.clock)
    try:
        return list(store.export_lines(with_text=True))
    finally:
        store.close()


def back_up(desk: Desk) -> None:
    """Make a backup of a closed home."""
    store = open_store(desk.home, desk.clock)
    store.back_up(desk.clock.now())
    store.close()


def test_there_are_thirteen_defects_and_each_is_put_in() -> None:
    assert len(NAMES) == 13
    assert {name for name, _ in DEFECTS} == NAMES


def test_a_whole_home_has_none_of_them(lived: Desk) -> None:
    assert found(lived) == set()


@pytest.mark.parametrize(("name", "script"), DEFECTS)
def test_a_defect_is_found_by_name_mended_and_not_found_again(name: str, script: str, lived: Desk) -> None:
    before = dump(lived)
    harm(lived, script)
    seen = found(lived)
    assert name in seen
    if name.endswith("-state"):
        assert seen - {"card-content"} == {name}
    mend(lived)
    assert found(lived) == set()
    if not name.startswith("fact-"):
        assert dump(lived) == before
    # And the home works: what is said next is a whole fact under a number of its own.
    lived.reopen()
    lived.learn("p/d/later")
    assert lived.store.check(deep=True) == []


@pytest.mark.parametrize(
    "script",
    [
        "UPDATE fact SET at = at + 1 WHERE seq IN (2, 4)",
        "UPDATE fact SET payload = CAST(x'7BFF7D' AS TEXT) WHERE seq = 4",
        "UPDATE fact SET device_id = CAST(x'FF' AS TEXT) WHERE seq = 2",
        "UPDATE fact SET seq = -4 WHERE seq = 2",
        "DELETE FROM fact WHERE seq IN (2, 4)",
        "DELETE FROM fact WHERE seq > 5",
    ],
)
def test_spoilt_and_missing_facts_come_back_out_of_a_backup(script: str, lived: Desk) -> None:
    back_up(lived)
    facts, state = lines(lived), dump(lived)
    harm(lived, script)
    done = mend(lived)
    assert (done.lost, done.found > 0) == (0, True)
    assert (lines(lived), dump(lived)) == (facts, state)
    assert found(lived) == set()


def test_what_cannot_be_mended_is_moved_to_a_file_and_noted_as_lost(lived: Desk) -> None:
    harm(lived, "UPDATE fact SET at = at + 1 WHERE seq = 4")
    facts = lines(lived)
    done = mend(lived)
    assert (done.moved, done.found, done.lost) == (2, 0, 1)
    assert done.file is not None
    assert done.file.name == "facts-set-aside-20261124T091100Z.jsonl"
    assert stat.S_IMODE(done.file.stat().st_mode) == 0o600
    fact, text = (json.loads(line) for line in done.file.read_text().splitlines())
    assert (fact["defect"], fact["fact"]["seq"]) == ("fact-checksum", 4)
    assert text["text"]["text"] == "We talked."
    assert len(lines(lived)) == len(facts) - 1
    with Care(lived.home, lived.clock) as care:
        assert care.standing().lost == 1
        assert care.check() == []


def test_a_lost_fact_that_comes_back_is_lost_no_longer(lived: Desk) -> None:
    whole = lines(lived)
    harm(lived, "DELETE FROM personal_text; DELETE FROM fact WHERE seq IN (4, 6)")
    assert mend(lived).lost == 2
    lived.reopen()
    lived.store.import_lines(whole[:4])
    lived.store.close()
    with Care(lived.home, lived.clock) as care:
        assert care.standing().lost == 1
        assert care.check() == []
    harm(lived, "DELETE FROM fact WHERE seq = 1")
    assert found(lived) == {"fact-gap"}


def test_a_lost_number_is_never_given_again(lived: Desk) -> None:
    last = json.loads(lines(lived)[-1])["seq"]
    harm(lived, f"DELETE FROM fact WHERE seq = {last}")  # noqa: S608
    assert mend(lived).lost == 1
    lived.reopen()
    assert lived.answer("p/d/next").seq == last + 1


def test_what_was_typed_and_erased_does_not_come_back_with_its_fact(lived: Desk) -> None:
    back_up(lived)
    harm(lived, "DELETE FROM personal_text; DELETE FROM fact WHERE seq = 4")
    assert mend(lived).found == 1
    assert all(b"We talked" not in line for line in lines(lived))


def test_a_repair_is_backed_up_first(lived: Desk) -> None:
    harm(lived, "CREATE TABLE mine (x); INSERT INTO mine VALUES (7)")
    mend(lived)
    (kept,) = lived.home.backups.iterdir()
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT x FROM mine").fetchall() == [(7,)]


def test_nothing_is_mended_when_what_is_spoilt_cannot_be_kept(
    lived: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    from csmdrill.core.errors import StoreFull

    harm(lived, "UPDATE fact SET at = at + 1 WHERE seq = 3")
    back_up(lived)
    before = lines(lived)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with Care(lived.home, lived.clock) as care:
        seen = care.check()
        monkeypatch.setattr("csmdrill.storage.backup._settle", lambda _: None)
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StoreFull):
            care.mend(seen)
    monkeypatch.undo()
    assert lines(lived) == before
    assert found(lived) == {"fact-checksum"}


@pytest.mark.parametrize("script", ["DROP TABLE personal_text", "ALTER TABLE card ADD COLUMN odd TEXT"])
def test_a_form_that_cannot_be_mended_in_place_is_damage(script: str, lived: Desk) -> None:
    harm(lived, script)
    assert "file" in found(lived)
    with pytest.raises(StoreDamaged):
        mend(lived)
